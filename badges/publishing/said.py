"""What a person takes along of words: those they gave, those given for them, thanks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from badges.database import db
from badges.models import Membership, Thanks, Vouch, VouchRequest


def words_about(memberships: Sequence[Membership]) -> dict[str, Any]:
    """Give it as JSON, by name; of others only the name that they agreed to, or left."""
    here = [row.id for row in memberships]
    return {
        "wordsForMe": [
            {**_vouch(row), "by": row.name, "inMyBadge": row.shown}
            for row in _rows(Vouch, Vouch.membership_id.in_(here))
        ],
        "wordsByMe": [
            {**_vouch(row), "underMyName": row.name}
            for row in _rows(Vouch, Vouch.voucher_id.in_(here))
        ],
        "wordsAskedFor": [
            {
                "badge": row.achievement.slug,
                "message": row.message,
                "state": "open" if row.state == "declined" else row.state,
                "at": row.created_at.isoformat(),
            }
            for row in _rows(VouchRequest, VouchRequest.membership_id.in_(here))
        ],
        "thanks": [
            {
                "by": row.giver_name,
                "sentence": row.sentence,
                "at": row.created_at.isoformat(),
                "shown": row.published_at is not None,
            }
            for row in _rows(Thanks, Thanks.membership_id.in_(here))
        ],
        "thanksByMe": [
            {"sentence": row.sentence, "at": row.created_at.isoformat()}
            for row in _rows(Thanks, Thanks.giver_id.in_(here))
        ],
    }


def _vouch(row: Vouch) -> dict[str, Any]:
    return {
        "badge": row.achievement.slug,
        "sentence": row.sentence,
        "at": row.created_at.isoformat(),
        "takenBackAt": row.withdrawn_at.isoformat() if row.withdrawn_at else None,
    }


def _rows(model: Any, mine: sa.ColumnElement[bool]) -> list[Any]:
    return list(db.session.scalars(sa.select(model).where(mine).order_by(model.id)))
