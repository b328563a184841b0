"""I presented: a member says so, whoever leads sessions confirms it, then rules count it.

In a session it marks the member's attendance, which is recorded where it was forgotten; elsewhere
it is an activity of its own, of the kind ``presentation``. Both say ``role: presenter`` in their
fields, which is what the rule ``presented`` looks for.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from badges import audit
from badges.accounts.access import Actor, Permission
from badges.database import db, get_scoped
from badges.errors import ConflictError, InputError, LimitError
from badges.intake.sessions import PRESENTER, mark_presenter
from badges.milestones import Signal
from badges.models import Activity, LearningSession, Membership, Presentation
from badges.ports import now
from badges.signals import tell
from badges.text import clean_line
from badges.timestamps import local_day

KIND: Final = "presentation"
TITLE_LIMIT: Final = 200
SENTENCE_LIMIT: Final = 500
MOST_WAITING: Final = 5
LONG_AGO: Final = timedelta(days=365)


def sessions_for(member: Membership) -> list[LearningSession]:
    """List the sessions of the last year that the member attended, the newest first."""
    query = (
        sa.select(LearningSession)
        .join(Activity, Activity.session_id == LearningSession.id)
        .where(
            Activity.membership_id == member.id,
            Activity.voided_at.is_(None),
            LearningSession.starts_at.between(now() - LONG_AGO, now()),
        )
        .order_by(LearningSession.starts_at.desc())
        .limit(50)
    )
    return list(db.session.scalars(query))


def propose(
    member: Membership, title: str, *, session_id: int | None = None, day: date | None = None
) -> Presentation:
    """Say that one presented ``title``, in a session or on a day.

    Raises ``InputError`` naming the field, ``LimitError`` while several wait for an answer.
    """
    if len([each for each in presentations_of(member) if each.state == "waiting"]) >= MOST_WAITING:
        raise LimitError("presented.many", "Several of yours still wait for an answer.")
    said = clean_line(title, field="title", limit=TITLE_LIMIT)
    if not said:
        raise InputError("presented.title", "Write what you presented.", field="title")
    session = None
    if session_id is not None:
        session = next((it for it in sessions_for(member) if it.id == session_id), None)
        if session is None:
            raise InputError("presented.session", "Choose one of the sessions.", field="session")
    row = Presentation(
        community_id=member.community_id,
        member=member,
        membership_id=member.id,
        session=session,
        title=said,
        occurred_at=session.starts_at if session else _instant(day, member.community.zone),
        created_at=now(),
        state="waiting",
    )
    db.session.add(row)
    db.session.flush()
    return row


def take_back(member: Membership, row: Presentation) -> None:
    """Take back what nobody has answered yet."""
    mine = get_scoped(Presentation, member.community_id, id=row.id, membership_id=member.id)
    if mine.state != "waiting":
        raise ConflictError("presented.answered", "This was answered already.")
    db.session.delete(mine)
    db.session.flush()


def presentations_of(member: Membership) -> list[Presentation]:
    """List what a member said they presented, the newest first."""
    query = sa.select(Presentation).where(Presentation.membership_id == member.id)
    return list(db.session.scalars(query.order_by(Presentation.id.desc())))


def waiting_presentations(actor: Actor) -> list[Presentation]:
    """List what waits for somebody who leads sessions, the oldest first."""
    actor.require(Permission.ACTIVITIES_WRITE)
    query = (
        sa.select(Presentation)
        .join(Membership, Membership.id == Presentation.membership_id)
        .where(
            Presentation.community_id == actor.community.id,
            Presentation.state == "waiting",
            Membership.left_at.is_(None),
        )
        .order_by(Presentation.id)
    )
    return list(db.session.scalars(query))


def confirm(actor: Actor, row: Presentation) -> Activity:
    """Confirm that a member presented: from now on rules count it.

    Raises ``ConflictError`` where it was answered, ``ForbiddenError`` for one's own.
    """
    mine = _answerable(actor, row)
    activity = _attendance(mine)
    if activity is not None:
        activity.voided_at, activity.void_reason = None, ""
        mark_presenter(actor, activity, presented=True)
    else:
        activity = _activity(mine)
        tell(mine.member, Signal("activity", activity.kind), due=activity.occurred_at)
    mine.activity_id = activity.id
    _answer(actor, mine, "confirmed", "")
    audit.record(actor, "presentation.confirm", f"activity:{activity.id}")
    return activity


def decline(actor: Actor, row: Presentation, sentence: str) -> Presentation:
    """Say "not so", with a sentence that the member reads."""
    mine = _answerable(actor, row)
    said = clean_line(sentence, field="sentence", limit=SENTENCE_LIMIT)
    if not said:
        raise InputError("presented.sentence", "Say in a sentence why not.", field="sentence")
    _answer(actor, mine, "declined", said)
    audit.record(actor, "presentation.decline", f"membership:{mine.membership_id}")
    return mine


def _answerable(actor: Actor, row: Presentation) -> Presentation:
    actor.require(Permission.ACTIVITIES_WRITE)
    found = get_scoped(Presentation, actor.community.id, id=row.id)
    if found.state != "waiting":
        raise ConflictError("presented.answered", "This was answered already.")
    if found.membership_id == actor.membership_id:
        raise ConflictError("presented.own", "Somebody else has to confirm your own.")
    return found


def _answer(actor: Actor, row: Presentation, state: str, sentence: str) -> None:
    row.state, row.sentence = state, sentence
    row.answered_at, row.answered_by = now(), actor.membership_id
    db.session.flush()


def _attendance(row: Presentation) -> Activity | None:
    if row.session_id is None:
        return None
    return db.session.scalar(
        sa.select(Activity).where(
            Activity.session_id == row.session_id, Activity.membership_id == row.membership_id
        )
    )


def _activity(row: Presentation) -> Activity:
    session = row.session
    activity = Activity(
        community_id=row.community_id,
        membership_id=row.membership_id,
        member=row.member,
        kind=session.kind if session else KIND,
        tags=list(session.tags) if session else [],
        occurred_at=row.occurred_at,
        hours=session.hours if session else None,
        fields={"role": PRESENTER},
        session_id=row.session_id,
        source="presented",
        external_id=f"presentation:{row.id}",
        recorded_at=now(),
    )
    db.session.add(activity)
    db.session.flush()
    return activity


def _instant(day: date | None, zone: str) -> datetime:
    if day is None:
        raise InputError("presented.day", "Choose the day, or one of the sessions.", field="day")
    today = local_day(now(), zone)
    if not today - LONG_AGO <= day <= today:
        raise InputError("presented.year", "Choose a day of the last year.", field="day")
    return min(datetime.combine(day, time(12), ZoneInfo(zone)), now()).astimezone(UTC)
