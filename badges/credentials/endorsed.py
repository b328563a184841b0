"""What other organisations say for a version of a badge, as it stands in its documents."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy as sa

from badges.database import db
from badges.models import AchievementVersion, BadgeEndorsement
from badges.ports import now

MOST_ENDORSEMENTS: Final = 3
"""Endorsements embedded in one achievement, the earliest first."""


def endorsements_of(version: AchievementVersion) -> list[BadgeEndorsement]:
    """List what other organisations say for a version, as far as it is shown and still holds."""
    if not version.endorsed:
        return []
    at = now()
    return list(
        db.session.scalars(
            sa.select(BadgeEndorsement)
            .where(
                BadgeEndorsement.version_id == version.id,
                BadgeEndorsement.state == "given",
                BadgeEndorsement.shown.is_(True),
                sa.or_(BadgeEndorsement.valid_until.is_(None), BadgeEndorsement.valid_until > at),
            )
            .order_by(BadgeEndorsement.answered_at, BadgeEndorsement.id)
            .limit(MOST_ENDORSEMENTS)
        )
    )


def endorsement_members(version: AchievementVersion) -> dict[str, Any]:
    """Give ``endorsement`` and ``endorsementJwt`` of an Achievement (OB 3.0, B.1.1)."""
    rows = endorsements_of(version)
    embedded = [json.loads(row.document or b"{}") for row in rows if row.form == "di"]
    tokens = [(row.document or b"").decode() for row in rows if row.form == "jwt"]
    members: Mapping[str, list[Any]] = {"endorsement": embedded, "endorsementJwt": tokens}
    return {name: found for name, found in members.items() if found}
