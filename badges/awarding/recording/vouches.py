"""What others vouch for a member, as rules see it: what stands, not what was taken back."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from badges import milestones
from badges.awarding.recording.sources import Asked, Loaded, Source, by_member
from badges.database import db
from badges.models import Vouch


def _load(asked: Asked) -> Loaded:
    query = (
        sa.select(Vouch)
        .where(
            Vouch.membership_id.in_(asked.members),
            Vouch.withdrawn_at.is_(None),
            Vouch.voucher_id.is_not(None),
        )
        .options(joinedload(Vouch.achievement))
        .order_by(Vouch.id)
    )
    if asked.achievements is not None:
        query = query.where(Vouch.achievement_id.in_(sorted(asked.achievements)))
    return by_member((row.membership_id, _value(row)) for row in db.session.scalars(query))


def _value(row: Vouch) -> milestones.Vouch:
    return milestones.Vouch(
        str(row.id),
        str(row.voucher_id),
        row.created_at,
        row.achievement.slug,
        frozenset(row.roles),
        frozenset(row.held),
    )


VOUCHES = Source("vouches", _load, moved_by=frozenset({"vouch"}), spent_as=frozenset({"vouch"}))
