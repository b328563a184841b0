"""Sessions and who was there: ticked, pasted, or checked in by themselves.

Recording somebody twice changes nothing. Each recorded activity is told to the rules
(:mod:`badges.signals`), so that whoever met the last milestone hears of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final, Literal
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from badges import audit, signals
from badges.accounts.access import Actor, Permission
from badges.database import db, get_scoped
from badges.errors import ConflictError, InputError, NotFoundError, Reason
from badges.intake.facts import clean_hours, clean_instant, clean_tags, clean_word
from badges.intake.lists import PersonRow, read_people
from badges.intake.people import add_members, find_by_address, invite
from badges.milestones import Signal
from badges.models import Activity, Community, LearningSession, Membership
from badges.ports import now, ports
from badges.text import clean_name, fold, normalize_email

PRESENTER: Final = "presenter"

Attendance = Literal["recorded", "known", "unknown", "ambiguous", "double"]


@dataclass(frozen=True, slots=True)
class Attended:
    """What became of one tick or pasted row; ``line`` is 0 for a tick."""

    line: int
    outcome: Attendance
    membership: Membership | None
    problem: Reason | None = None


def create_session(
    actor: Actor,
    *,
    title: str,
    starts_at: datetime | date,
    kind: str,
    hours: float | None = None,
    tags: Iterable[str] = (),
) -> LearningSession:
    """Make a session; a ``starts_at`` without zone is meant in the community's (decisions 23)."""
    actor.require(Permission.ACTIVITIES_WRITE)
    row = LearningSession(
        community_id=actor.community.id,
        community=actor.community,
        title=clean_name(title, field="title"),
        kind=clean_word(kind, "kind"),
        tags=clean_tags(tags),
        starts_at=_instant(starts_at, actor.community.zone),
        hours=clean_hours(hours),
        checkin_token=ports().token_bytes(16).hex(),
        created_at=now(),
        created_by=actor.membership_id,
    )
    db.session.add(row)
    db.session.flush()
    audit.record(actor, "session.create", f"session:{row.id}")
    return row


def record_attendance(
    actor: Actor, session: LearningSession, membership_ids: Iterable[int]
) -> tuple[Attended, ...]:
    """Record that these members were there; raises ``NotFoundError`` for anybody else's."""
    actor.require(Permission.ACTIVITIES_WRITE)
    row = get_scoped(LearningSession, actor.community.id, id=session.id)
    members = [
        get_scoped(Membership, actor.community.id, id=membership_id)
        for membership_id in dict.fromkeys(membership_ids)
    ]
    results = tuple(_record(row, membership, source="session") for membership in members)
    audit.record(actor, "session.attendance", f"session:{row.id}", count=len(results))
    return results


def record_pasted_attendance(
    actor: Actor, session: LearningSession, given: str | bytes, *, add_unknown: bool = False
) -> tuple[Attended, ...]:
    """Record who stands on a pasted list, found by address or else by full name.

    With ``add_unknown`` people with an address who are no members yet become some.
    """
    actor.require(Permission.ACTIVITIES_WRITE)
    row = get_scoped(LearningSession, actor.community.id, id=session.id)
    results = tuple(
        _record_row(actor, row, person, add_unknown=add_unknown) for person in read_people(given)
    )
    audit.record(actor, "session.attendance", f"session:{row.id}", count=len(results))
    return results


def open_checkin(
    actor: Actor, session: LearningSession, *, until: datetime, guests: bool = False
) -> LearningSession:
    """Let members add themselves by the check-in link until an instant.

    With ``guests`` others do, too, and become invitations; that takes the right to invite.
    """
    actor.require(Permission.ACTIVITIES_WRITE)
    if guests:
        actor.require(Permission.MEMBERS_WRITE)
    row = get_scoped(LearningSession, actor.community.id, id=session.id)
    closes = _instant(until, actor.community.zone)
    if closes <= now():
        raise InputError("checkin.past", "Give a time that lies ahead.", field="until")
    row.checkin_until, row.guests = closes, guests
    audit.record(actor, "checkin.open", f"session:{row.id}")
    return row


def close_checkin(actor: Actor, session: LearningSession) -> LearningSession:
    """Let nobody else check in."""
    actor.require(Permission.ACTIVITIES_WRITE)
    row = get_scoped(LearningSession, actor.community.id, id=session.id)
    row.checkin_until = None
    audit.record(actor, "checkin.close", f"session:{row.id}")
    return row


def check_in(token: str, membership: Membership) -> Attended:
    """Record that a member was there, by the link shown in the room while it is open."""
    row = db.session.scalar(
        sa.select(LearningSession).where(
            LearningSession.checkin_token == token,
            LearningSession.community_id == membership.community_id,
        )
    )
    if row is None or membership.left_at is not None:
        raise NotFoundError("checkin.unknown", "This check-in link is not known here.")
    _require_open(row)
    actor = Actor.member(membership)
    audit.record(actor, "checkin", f"session:{row.id}")
    return _record(row, membership, source="checkin")


def check_in_guest(token: str, *, name: str, address: str) -> Attended:
    """Record that somebody was there who says who they are, where guests are let in.

    Whoever is no member yet becomes an invitation; nobody is told who is one. Raises
    ``NotFoundError``, ``ConflictError`` after it was closed, ``InputError`` for name or address.
    """
    row = db.session.scalar(
        sa.select(LearningSession).where(LearningSession.checkin_token == token)
    )
    if row is None or not row.guests:
        raise NotFoundError("checkin.unknown", "This check-in link is not known here.")
    _require_open(row)
    person = PersonRow(1, clean_name(name, field="name"), normalize_email(address, field="address"))
    opener = db.session.get(Membership, row.created_by) if row.created_by else None
    actor = Actor(row.community, opener, frozenset({Permission.MEMBERS_WRITE}), "checkin")
    membership = invite(actor, person)
    audit.record(actor, "checkin.guest", f"session:{row.id}")
    return _record(row, membership, source="guest")


def _require_open(row: LearningSession) -> None:
    if row.checkin_until is None or row.checkin_until < now():
        raise ConflictError(
            "checkin.closed", "Check-in is closed; ask the person who led the session to add you."
        )


def attendance_rows(session: LearningSession) -> list[tuple[str, str, str, str, str]]:
    """List who was there by name: name, address, when and how it was recorded, what voids it."""
    zone = ZoneInfo(session.community.zone)
    return [
        (
            each.member.name,
            each.member.address,
            each.recorded_at.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
            each.source,
            each.void_reason,
        )
        for each in sorted(session.activities, key=lambda it: (it.member.sort_name, it.id))
    ]


def mark_presenter(actor: Actor, activity: Activity, *, presented: bool) -> Activity:
    """Note that somebody did not only attend a session but gave it, or take that back.

    It stands in the activity's field ``role``, which the rule ``presented`` looks for.
    """
    actor.require(Permission.ACTIVITIES_WRITE)
    row = get_scoped(Activity, actor.community.id, id=activity.id)
    if presents(row) != presented:
        rest = {name: value for name, value in row.fields.items() if name != "role"}
        row.fields = rest | ({"role": PRESENTER} if presented else {})
        audit.record(actor, "activity.presenter", f"activity:{row.id}", presented=presented)
        signals.tell(row.member, Signal("activity", row.kind), due=row.occurred_at)
    return row


def presents(activity: Activity) -> bool:
    """Tell whether somebody gave the session that they attended."""
    return activity.fields.get("role") == PRESENTER


def _record_row(
    actor: Actor, session: LearningSession, row: PersonRow, *, add_unknown: bool
) -> Attended:
    if row.verdict == "double":
        return Attended(row.line, "double", None, row.problem)
    found = _find(actor.community, row)
    if len(found) > 1:
        return Attended(row.line, "ambiguous", None, Reason("attendance.ambiguous", name=row.name))
    if not found and add_unknown and row.verdict == "good":
        found = [added.membership for added in add_members(actor, [row]) if added.membership]
    if not found:
        problem = Reason("attendance.unknown", name=row.name or row.address)
        return Attended(row.line, "unknown", None, problem)
    recorded = _record(session, found[0], source="session")
    return Attended(row.line, recorded.outcome, recorded.membership)


def _find(community: Community, row: PersonRow) -> list[Membership]:
    """Find by address if there is one, else everybody of that name."""
    if row.address:
        found = find_by_address(community, row.address)
        return [found] if found is not None and found.left_at is None else []
    named = sa.select(Membership).where(
        Membership.community_id == community.id,
        Membership.sort_name == fold(row.name),
        Membership.left_at.is_(None),
    )
    return list(db.session.scalars(named)) if row.name else []


def _record(session: LearningSession, membership: Membership, *, source: str) -> Attended:
    """Add the activity once; one that was voided counts again."""
    row = db.session.scalar(
        sa.select(Activity)
        .where(Activity.session_id == session.id, Activity.membership_id == membership.id)
        .with_for_update()
    )
    if row is not None and row.voided_at is None:
        return Attended(0, "known", membership)
    if row is not None:
        row.voided_at, row.void_reason = None, ""
    else:
        row = Activity(
            community_id=session.community_id,
            membership_id=membership.id,
            kind=session.kind,
            tags=list(session.tags),
            occurred_at=session.starts_at,
            hours=session.hours,
            session=session,
            source=source,
            recorded_at=now(),
        )
        db.session.add(row)
    db.session.flush()
    # What lies ahead has not happened for a rule: look again when the session begins.
    signals.tell(membership, Signal("activity", session.kind), due=session.starts_at)
    return Attended(0, "recorded", membership)


def _instant(given: datetime | date, zone: str) -> datetime:
    """Read a local date or time in a zone; a date alone is the beginning of that day."""
    if not isinstance(given, datetime):
        given = datetime.combine(given, time(), None)
    if given.tzinfo is None:
        given = given.replace(tzinfo=ZoneInfo(zone))
    return clean_instant(given, "date")
