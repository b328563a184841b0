"""Meetings of pairs and groups: logged by one, confirmed by the others, told to the rules.

A meeting counts for everybody who confirmed it as soon as two have; whoever logged it has. What
nobody answers is brought to mind once and lapses quietly after three weeks; it may be logged anew.
What was different is declined with a sentence. An answer may be changed for a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from badges import audit
from badges.accounts.access import Actor, Permission
from badges.awarding.progress import spent_by
from badges.database import db, get_scoped
from badges.errors import ConflictError, InputError, LimitError, NotFoundError
from badges.intake.facts import clean_hours, clean_word
from badges.intake.voiding import STANDING
from badges.milestones import Signal
from badges.models import Award, Circle, Meeting, MeetingMember, Membership
from badges.peers.mentoring import ROLES, agreed, circle_for
from badges.ports import now
from badges.signals import tell
from badges.text import clean_line, clean_narrative
from badges.timestamps import local_day

KIND: Final = "mentoring"
NOTE_LIMIT: Final = 2_000
SENTENCE_LIMIT: Final = 500
LONG_AGO: Final = timedelta(days=90)
LAPSES_AFTER: Final = timedelta(days=21)
CHANGEABLE: Final = timedelta(days=1)
MOST_A_DAY: Final = 10
"""Meetings that one member may log within a day."""
COUNTS_WITH: Final = 2
"""So many have to say that a meeting took place."""


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """What is told of a meeting; ``role`` is the teller's own where the pair has no fixed ones.

    ``others`` (memberships) may leave out who of a group was not there; empty: all of them.
    """

    day: date
    hours: float | None = None
    role: str = "both"
    note: str = ""
    kind: str = KIND
    others: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Balance:
    """How often and how long (hours) somebody gave and received: for themselves alone."""

    given: int = 0
    received: int = 0
    hours_given: float = 0.0
    hours_received: float = 0.0


def log_meeting(member: Membership, circle: Circle, facts: MeetingFacts) -> Meeting:
    """Write down that they met; the others are asked to confirm it.

    Raises ``InputError`` naming the field, ``ConflictError`` where nobody else has agreed yet or
    another one has logged that day already, ``LimitError`` for too many on one day.
    """
    row = circle_for(member, circle.id)
    seats = {seat.membership_id: seat for seat in agreed(row)}
    if row.ended_at is not None or member.id not in seats:
        raise ConflictError("meeting.not_agreed", "First agree to this pair or group.")
    there = set(seats) & (facts.others or set(seats)) - {member.id}
    if not there:
        raise ConflictError("meeting.alone", "Nobody else has agreed yet, so nobody can confirm.")
    if facts.role not in ROLES:
        raise InputError("circle.role", "Choose what you would like.", field="role")
    occurred_at = _instant(facts.day, row.community.zone)
    # Two who log the same meeting at the same moment come one after the other.
    db.session.execute(
        sa.select(Circle.id).where(Circle.id == row.id).with_for_update(key_share=True)
    )
    _require_new(member, row, occurred_at)
    meeting = Meeting(
        community_id=row.community_id,
        circle=row,
        kind=clean_word(facts.kind, "kind"),
        occurred_at=occurred_at,
        hours=clean_hours(facts.hours),
        note=clean_narrative(facts.note, field="note", limit=NOTE_LIMIT),
        logged_by=member.id,
        created_at=now(),
    )
    own = seats[member.id].role if seats[member.id].role != "both" else facts.role
    meeting.members = [
        MeetingMember(
            community_id=row.community_id,
            membership_id=number,
            role=_role(own, seats[number].role, mine=number == member.id),
        )
        for number in (member.id, *sorted(there))
    ]
    mine = meeting.members[0]
    mine.answer, mine.answered_at = "confirmed", now()
    db.session.add(meeting)
    db.session.flush()
    return meeting


def confirm(member: Membership, meeting: Meeting) -> Meeting:
    """Say that it was so; both sides' milestones move. Twice changes nothing."""
    row = _mine(member, meeting)
    mine = _place(member, row)
    if mine.answer == "confirmed":
        return row
    _require_open(row, mine)
    mine.answer, mine.sentence, mine.answered_at = "confirmed", "", now()
    db.session.flush()
    _tell(row)
    return row


def decline(member: Membership, meeting: Meeting, sentence: str) -> Meeting:
    """Say that it was not so, with a sentence for whoever logged it; that one may log it anew."""
    row = _mine(member, meeting)
    mine = _place(member, row)
    if mine.membership_id == row.logged_by:
        raise ConflictError("meeting.own", "You have logged this yourself; take it back instead.")
    _require_open(row, mine)
    said = clean_line(sentence, field="sentence", limit=SENTENCE_LIMIT)
    if not said:
        raise InputError(
            "meeting.sentence", "Say in a sentence what was different.", field="sentence"
        )
    mine.answer, mine.sentence, mine.answered_at = "declined", said, now()
    return row


def take_back(member: Membership, meeting: Meeting) -> Meeting:
    """Take back a meeting that one logged, while nobody else has confirmed it."""
    row = _mine(member, meeting)
    if row.logged_by != member.id or row.closed_at is not None:
        raise ConflictError("meeting.closed", "This meeting is closed.")
    if any(each.answer == "confirmed" and each.membership_id != member.id for each in row.members):
        raise ConflictError("meeting.counts", "Others have confirmed it; ask a manager.")
    row.closed_at, row.closed_as, row.note = now(), "withdrawn", ""
    return row


def void_meeting(actor: Actor, meeting: Meeting, reason: str) -> Meeting:
    """Let a meeting count no more, with the reason; awards that it led to stay as they are."""
    actor.require(Permission.MEMBERS_WRITE)
    row = get_scoped(Meeting, actor.community.id, id=meeting.id)
    why = clean_line(reason, field="reason", limit=SENTENCE_LIMIT)
    if not why:
        raise InputError("activity.reason", "Say why this does not count.", field="reason")
    if row.closed_as != "voided":
        row.closed_at, row.closed_as, row.void_reason = now(), "voided", why
        audit.record(actor, "meeting.void", f"meeting:{row.id}")
        # A rule that asks for the absence of something may be met now.
        for each in row.members:
            tell(each.member, Signal("meeting", row.kind))
    return row


def led_to(meeting: Meeting) -> list[Award]:
    """List the standing awards whose trace says that this meeting counted for them."""
    here = [each.membership_id for each in meeting.members]
    awards = db.session.scalars(
        sa.select(Award)
        .where(Award.membership_id.in_(here), Award.state.in_(STANDING))
        .order_by(Award.id)
    )
    mine = ("meeting", str(meeting.id))
    return [award for award in awards if award.trace and mine in spent_by([award])]


def counts(meeting: Meeting) -> bool:
    """Tell whether it counts for those who confirmed it."""
    yes = sum(each.answer == "confirmed" for each in meeting.members)
    return yes >= COUNTS_WITH and meeting.closed_as not in {"withdrawn", "voided"}


def to_confirm(member: Membership) -> list[Meeting]:
    """List the meetings that wait for this member's answer, the oldest first."""
    return list(
        db.session.scalars(
            _with(member)
            .where(MeetingMember.answer == "", Meeting.closed_at.is_(None))
            .order_by(Meeting.id)
        )
    )


def declined_by_others(member: Membership, *, since: datetime) -> list[Meeting]:
    """List meetings that this member logged and somebody answered otherwise, still open."""
    query = (
        sa.select(Meeting)
        .join(MeetingMember)
        .where(
            Meeting.logged_by == member.id,
            Meeting.closed_at.is_(None),
            MeetingMember.answer == "declined",
            MeetingMember.answered_at >= since,
        )
        .distinct()
        .order_by(Meeting.id)
    )
    return list(db.session.scalars(query))


def meetings_of(member: Membership, circle: Circle, *, limit: int = 50) -> list[Meeting]:
    """List the member's meetings in one pair or group, the newest first; those taken back not."""
    query = _with(member).where(Meeting.circle_id == circle.id, Meeting.closed_as != "withdrawn")
    newest = query.order_by(Meeting.occurred_at.desc(), Meeting.id.desc()).limit(limit)
    return list(db.session.scalars(newest))


def balance(member: Membership) -> Balance:
    """Count what a member gave and received in meetings that count."""
    found = Balance()
    confirmed = _with(member).where(MeetingMember.answer == "confirmed")
    for meeting in db.session.scalars(confirmed):
        if not counts(meeting):
            continue
        role, hours = _place(member, meeting).role, meeting.hours or 0.0
        gave, got = role in {"giver", "both"}, role in {"receiver", "both"}
        found = Balance(
            found.given + gave,
            found.received + got,
            found.hours_given + hours * gave,
            found.hours_received + hours * got,
        )
    return found


def _with(member: Membership) -> sa.Select[Meeting]:
    return (
        sa.select(Meeting)
        .join(MeetingMember)
        .where(MeetingMember.membership_id == member.id)
        .options(selectinload(Meeting.members).joinedload(MeetingMember.member))
    )


def _mine(member: Membership, meeting: Meeting) -> Meeting:
    row = get_scoped(Meeting, member.community_id, id=meeting.id)
    _place(member, row)
    return row


def _place(member: Membership, meeting: Meeting) -> MeetingMember:
    for each in meeting.members:
        if each.membership_id == member.id:
            return each
    raise NotFoundError("not_found", "There is nothing at this address.")


def _require_open(row: Meeting, mine: MeetingMember) -> None:
    """Refuse an answer to what has lapsed, was taken back, or was answered over a day ago."""
    late = mine.answered_at is not None and mine.answered_at < now() - CHANGEABLE
    if row.closed_at is not None or late:
        raise ConflictError("meeting.closed", "This meeting is closed.")


def _tell(meeting: Meeting) -> None:
    """Tell the rules of everybody for whom it counts now."""
    if counts(meeting):
        for each in meeting.members:
            if each.answer == "confirmed":
                tell(each.member, Signal("meeting", meeting.kind), due=meeting.occurred_at)


def _role(own: str, seat: str, *, mine: bool) -> str:
    """Give somebody's role in a meeting: their fixed one, else what follows from the teller's."""
    if mine:
        return own
    if seat != "both":
        return seat
    return {"giver": "receiver", "receiver": "giver"}.get(own, "both")


def _instant(day: date, zone: str) -> datetime:
    """Give noon of that day there, or this moment where noon of today lies ahead."""
    if day > local_day(now(), zone):
        raise InputError("meeting.ahead", "This day lies in the future.", field="day")
    noon = datetime.combine(day, time(12), ZoneInfo(zone))
    if noon < now() - LONG_AGO:
        raise InputError(
            "meeting.long_ago",
            f"Only meetings of the last {LONG_AGO.days} days can be logged.",
            field="day",
            days=LONG_AGO.days,
        )
    return min(noon, now()).astimezone(UTC)


def _require_new(member: Membership, circle: Circle, occurred_at: datetime) -> None:
    zone = circle.community.zone
    day = local_day(occurred_at, zone)
    recent = db.session.scalars(
        sa.select(Meeting).where(
            Meeting.circle_id == circle.id,
            Meeting.closed_as.not_in(("withdrawn", "voided", "lapsed")),
            Meeting.occurred_at.between(
                occurred_at - timedelta(days=1), occurred_at + timedelta(days=1)
            ),
        )
    )
    if any(local_day(each.occurred_at, zone) == day and not _refused(each) for each in recent):
        raise ConflictError("meeting.known", "A meeting of this day is logged already.")
    today = db.session.scalar(
        sa.select(sa.func.count(Meeting.id)).where(
            Meeting.logged_by == member.id, Meeting.created_at > now() - timedelta(days=1)
        )
    )
    if (today or 0) >= MOST_A_DAY:
        raise LimitError("meeting.many", "That is enough for one day; log the rest tomorrow.")


def _refused(meeting: Meeting) -> bool:
    """Tell whether all others said that it was not so."""
    others = [each for each in meeting.members if each.membership_id != meeting.logged_by]
    return bool(others) and all(each.answer == "declined" for each in others)
