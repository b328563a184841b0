"""Goals as rules see them: those that were reached, with the peers who said so too."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from badges import milestones
from badges.awarding.recording.sources import Asked, Loaded, Source, by_member
from badges.database import db
from badges.models import Goal


def _load(asked: Asked) -> Loaded:
    query = (
        sa.select(Goal)
        .where(
            Goal.membership_id.in_(asked.members),
            Goal.reached_at.is_not(None),
            Goal.reached_at <= asked.at,
        )
        .options(selectinload(Goal.confirmations))
        .order_by(Goal.id)
    )
    return by_member(
        (
            row.membership_id,
            milestones.Goal(
                str(row.id),
                row.reached_at,
                tuple(
                    str(each.membership_id)
                    for each in row.confirmations
                    if each.membership_id != row.membership_id
                ),
            ),
        )
        for row in db.session.scalars(query)
        if row.reached_at is not None
    )


GOALS = Source("goals", _load, moved_by=frozenset({"goal"}), spent_as=frozenset({"goal"}))
