"""Activities as rules see them: of the kinds that are asked for, and none that was voided."""

from __future__ import annotations

import sqlalchemy as sa

from badges import milestones
from badges.awarding.recording.sources import Asked, Loaded, Source, by_member
from badges.database import db
from badges.models import Activity


def _load(asked: Asked) -> Loaded:
    query = (
        sa.select(
            Activity.membership_id,
            Activity.id,
            Activity.kind,
            Activity.occurred_at,
            Activity.tags,
            Activity.hours,
            Activity.fields,
        )
        .where(
            Activity.membership_id.in_(asked.members),
            Activity.voided_at.is_(None),
            Activity.occurred_at <= asked.at,
        )
        .order_by(Activity.id)
    )
    if asked.kinds is not None:
        query = query.where(Activity.kind.in_(sorted(asked.kinds)))
    return by_member(
        (
            row.membership_id,
            milestones.Activity(
                str(row.id),
                row.kind,
                row.occurred_at,
                frozenset(row.tags),
                row.hours or 0.0,
                row.fields,
            ),
        )
        for row in db.session.execute(query)
    )


ACTIVITIES = Source(
    "activities",
    _load,
    moved_by=frozenset({"activity"}),
    spent_as=frozenset({"activity"}),
)
