"""Evidence as rules see it: what stands, with each reviewer's newest verdict."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from badges import milestones
from badges.awarding.recording.sources import Asked, Loaded, Source, by_member
from badges.database import db
from badges.milestones import Approval
from badges.models import Evidence

TURNED_DOWN: Final = frozenset({"changes", "not_yet"})


def _load(asked: Asked) -> Loaded:
    query = (
        sa.select(Evidence)
        .where(Evidence.membership_id.in_(asked.members), Evidence.state != "withdrawn")
        .options(selectinload(Evidence.verdicts), joinedload(Evidence.achievement))
        .order_by(Evidence.id)
    )
    if asked.achievements is not None:
        query = query.where(Evidence.achievement_id.in_(sorted(asked.achievements)))
    rows = db.session.scalars(query)
    return by_member((row.membership_id, _value(row)) for row in rows)


def _value(row: Evidence) -> milestones.Evidence:
    verdicts = {review.by: review for review in row.reviews}
    approvals = tuple(
        Approval(review.by, review.reviewer_role, frozenset(review.held))
        for review in verdicts.values()
        if review.verdict == "approved"
    )
    return milestones.Evidence(
        str(row.id),
        row.milestone_key,
        row.kind,
        row.submitted_at,
        approvals,
        turned_down=row.state in TURNED_DOWN,
        achievement=row.achievement.slug,
        length=len(row.text),
    )


# A review names its piece of evidence.
EVIDENCE = Source(
    "evidence",
    _load,
    moved_by=frozenset({"evidence", "review"}),
    spent_as=frozenset({"evidence", "review"}),
)
