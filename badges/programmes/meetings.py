"""The sessions of a programme: planned week by week, with its tag, beside the pauses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Final

import sqlalchemy as sa

from badges import audit
from badges.accounts.access import Actor, Permission
from badges.database import db, get_scoped
from badges.errors import InputError, Reason
from badges.intake.sessions import create_session
from badges.models import LearningSession, Programme, ProgrammeSession
from badges.programmes.cohorts import programme_days
from badges.programmes.weeks import WEEK
from badges.standstill import covers

MOST_AT_ONCE: Final = 60


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """One session, or the same each week.

    ``starts_at`` is the first one's, in the community's time; a day alone is its beginning.
    """

    title: str
    starts_at: datetime | date
    kind: str
    hours: float | None = None
    times: int = 1


def plan_sessions(actor: Actor, programme: Programme, plan: SessionPlan) -> list[LearningSession]:
    """Make the sessions of a plan with the programme's tag; weeks whose day is a pause are skipped.

    Raises ``InputError``.
    """
    actor.require(Permission.ACTIVITIES_WRITE)
    row = get_scoped(Programme, actor.community.id, id=programme.id)
    if not 0 < plan.times <= MOST_AT_ONCE:
        raise InputError(Reason("programme.times", limit=MOST_AT_ONCE), field="times")
    first = plan.starts_at
    if not isinstance(first, datetime):
        first = datetime.combine(first, time(), None)
    made = []
    for days in _days(row, plan, first.date()):
        session = create_session(
            actor,
            title=plan.title,
            starts_at=first + timedelta(days=days),
            kind=plan.kind,
            hours=plan.hours,
            tags=[row.tag],
        )
        db.session.add(
            ProgrammeSession(
                session_id=session.id, session=session, programme_id=row.id,
                community_id=row.community_id,
            )
        )  # fmt: skip
        made.append(session)
    db.session.flush()
    db.session.expire(row, ["meetings"])
    audit.record(actor, "programme.sessions", f"programme:{row.id}", count=len(made))
    return made


def sessions_of(programme: Programme) -> list[LearningSession]:
    """List a programme's sessions, the first first."""
    return list(
        db.session.scalars(
            sa.select(LearningSession)
            .join(ProgrammeSession, ProgrammeSession.session_id == LearningSession.id)
            .where(ProgrammeSession.programme_id == programme.id)
            .order_by(LearningSession.starts_at, LearningSession.id)
        )
    )


def next_session(programme: Programme, at: datetime) -> LearningSession | None:
    """Give the session that is on or comes next; one counts as on for three hours."""
    since = at - timedelta(hours=3)
    return next((it for it in sessions_of(programme) if it.starts_at >= since), None)


def _days(programme: Programme, plan: SessionPlan, first: date) -> list[int]:
    """Give how many days after the first day each session lies: the weekday stays.

    Only the first one may lie within a pause: whoever wrote that day meant it.
    """
    spans = programme_days(programme).spans
    days = [0]
    for number in count(1):
        if len(days) == plan.times:
            break
        if not covers(spans, first + timedelta(days=WEEK * number)):
            days.append(WEEK * number)
    return days
