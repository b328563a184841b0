"""Confirmations by hand as rules see them: those that stand."""

from __future__ import annotations

import sqlalchemy as sa

from badges.awarding.recording.sources import Asked, Loaded, Source, by_member
from badges.database import db
from badges.milestones import Decision
from badges.models import Achievement, MilestoneDecision


def _load(asked: Asked) -> Loaded:
    query = (
        sa.select(MilestoneDecision, Achievement.slug)
        .join(MilestoneDecision.achievement)
        .where(
            MilestoneDecision.membership_id.in_(asked.members),
            MilestoneDecision.undone_at.is_(None),
        )
        .order_by(MilestoneDecision.id)
    )
    if asked.achievements is not None:
        query = query.where(MilestoneDecision.achievement_id.in_(sorted(asked.achievements)))
    return by_member(
        (
            row.membership_id,
            Decision(
                str(row.id), str(row.decided_by), row.role, row.created_at, slug, row.milestone_key
            ),
        )
        for row, slug in db.session.execute(query)
    )


DECISIONS = Source(
    "decisions",
    _load,
    moved_by=frozenset({"decision"}),
    spent_as=frozenset({"decision"}),
)
