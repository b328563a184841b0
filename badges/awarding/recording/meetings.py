"""Meetings as rules see them: those that the member and at least one other have confirmed.

Where both gave and received, the meeting is there twice under one id, once in each role.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from badges import milestones
from badges.awarding.recording.sources import Asked, Loaded, Source, by_member
from badges.database import db
from badges.milestones.record import MeetingRole
from badges.models import Meeting, MeetingMember

NOT_COUNTED: Final = ("withdrawn", "voided")

ROLES: Final[dict[str, tuple[MeetingRole, ...]]] = {
    "giver": ("giver",),
    "receiver": ("receiver",),
    "both": ("giver", "receiver"),
}


def _load(asked: Asked) -> Loaded:
    own, other = aliased(MeetingMember), aliased(MeetingMember)
    query = (
        sa.select(
            own.membership_id,
            own.role,
            Meeting.id,
            Meeting.kind,
            Meeting.occurred_at,
            Meeting.hours,
            other.membership_id.label("partner"),
        )
        .join(Meeting, Meeting.id == own.meeting_id)
        .join(other, sa.and_(other.meeting_id == Meeting.id, other.id != own.id))
        .where(
            own.membership_id.in_(asked.members),
            own.answer == "confirmed",
            other.answer == "confirmed",
            Meeting.closed_as.not_in(NOT_COUNTED),
            Meeting.occurred_at <= asked.at,
        )
        .order_by(Meeting.id, other.membership_id)
    )
    if asked.kinds is not None:
        query = query.where(Meeting.kind.in_(sorted(asked.kinds)))
    found: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for row in db.session.execute(query):
        found[row.membership_id, row.id].append(row)
    return by_member((member, value) for (member, _), rows in found.items() for value in _of(rows))


def _of(rows: list[Any]) -> Iterator[milestones.Meeting]:
    """Give one meeting, from one row for each partner in it."""
    first = rows[0]
    for role in ROLES[first.role]:
        yield milestones.Meeting(
            str(first.id),
            first.kind,
            first.occurred_at,
            role,
            tuple(str(row.partner) for row in rows),
            first.hours or 0.0,
        )


MEETINGS = Source(
    "meetings",
    _load,
    moved_by=frozenset({"meeting"}),
    spent_as=frozenset({"meeting"}),
)
