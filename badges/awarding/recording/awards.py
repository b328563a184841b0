"""Badges that a member holds, as rules see them: accepted ones, with the day they run out."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from badges.awarding.recording.sources import Asked, Loaded, Source, by_member
from badges.awarding.states import expires_at
from badges.database import db
from badges.milestones import HeldAward
from badges.models import Achievement, Award


def _load(asked: Asked) -> Loaded:
    query = (
        sa.select(Award)
        .where(Award.membership_id.in_(asked.members), Award.state == "accepted")
        .options(joinedload(Award.achievement), joinedload(Award.version))
        .order_by(Award.id)
    )
    if asked.kinds is not None:
        named = sa.select(Achievement.id).where(
            Achievement.community_id == asked.community_id,
            Achievement.slug.in_(sorted(asked.kinds)),
        )
        query = query.where(Award.achievement_id.in_(named))
    return by_member(
        (
            row.membership_id,
            HeldAward(str(row.id), row.achievement.slug, row.awarded_at, expires_at(row)),
        )
        for row in db.session.scalars(query)
        if row.membership_id is not None
    )


# A badge that was earned once stays earned: it is never used up.
AWARDS = Source("awards", _load, moved_by=frozenset({"award"}))
