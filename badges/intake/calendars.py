"""Calendars: sessions read from a file with its recurrences, and a feed to subscribe to (RFC 5545).

::

    events = read_calendar(data, zone="Europe/Berlin", since=…, until=…)
    take_events(actor, events, chosen={events[0].uid}, kind="workshop")

Each occurrence is known by the event's ``UID`` and its own beginning, so that the same file again
brings nothing twice; one that was moved moves its session while nobody was recorded there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Any, Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from badges import audit
from badges.accounts.access import Actor, Permission
from badges.codes import hash_token
from badges.database import db
from badges.errors import InputError, LimitError, NotFoundError
from badges.intake.facts import MOST_HOURS, MOST_TAGS, WORD_LIMIT
from badges.intake.sessions import create_session
from badges.models import CalendarFeed, Community, LearningSession, Membership
from badges.ports import now, ports
from badges.text import clean_line

MOST_BYTES: Final = 2_000_000
MOST_EVENTS: Final = 400
"""Occurrences that are read of one file."""

MOST_IN_FEED: Final = 500
BACK: Final = timedelta(days=366)
AHEAD: Final = timedelta(days=366)
"""How far back and ahead occurrences are looked for."""

_UNTITLED: Final = "–"


@dataclass(frozen=True, slots=True)
class Event:
    """One occurrence: its own ``uid``, what it is called, when it begins, its hours and topics."""

    uid: str
    title: str
    starts_at: datetime
    hours: float | None
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the occurrences that were chosen."""

    made: int
    moved: int
    known: int


def read_calendar(data: bytes, *, zone: str, since: datetime, until: datetime) -> tuple[Event, ...]:
    """Read the occurrences between two instants, in order; cancelled ones are left out.

    Raises ``InputError`` for what is no calendar or holds none, ``LimitError`` for too much.
    """
    if len(data) > MOST_BYTES:
        raise LimitError("calendar.large", "The file is larger than 2 MB.", limit=MOST_BYTES)
    import icalendar  # noqa: PLC0415 - few processes ever read a calendar
    import recurring_ical_events  # noqa: PLC0415 - likewise

    try:
        calendars = icalendar.Calendar.from_ical(data, multiple=True)
        found: list[Any] = []
        for calendar in calendars:
            # One after the other: an event that recurs every second would never end.
            for event in recurring_ical_events.of(calendar).after(since):
                if _instant(event.start, zone) >= until:
                    break
                found.append(event)
                if len(found) > MOST_EVENTS:
                    raise LimitError(
                        "calendar.many",
                        f"There are more than {MOST_EVENTS} events; hand in fewer.",
                        limit=MOST_EVENTS,
                    )
    except (ValueError, KeyError, IndexError, AttributeError, TypeError, OverflowError) as error:
        raise InputError(
            "calendar.unreadable",
            "This is no calendar that can be read; export it as an .ics file.",
            field="file",
        ) from error
    events = {each.uid: each for each in (_event(one, zone) for one in found if _stands(one))}
    if not events:
        raise InputError(
            "calendar.empty", "There is no event in it from a year ago to a year ahead.",
            field="file",
        )  # fmt: skip
    return tuple(sorted(events.values(), key=lambda each: (each.starts_at, each.title)))


def known_events(actor: Actor, events: Iterable[Event]) -> dict[str, LearningSession]:
    """Find the sessions that were made of these occurrences before, by their uid."""
    uids = [each.uid for each in events]
    rows = db.session.scalars(
        sa.select(LearningSession).where(
            LearningSession.community_id == actor.community.id,
            LearningSession.calendar_uid.in_(uids),
        )
    )
    return {row.calendar_uid or "": row for row in rows}


def take_events(
    actor: Actor, events: Sequence[Event], *, chosen: Collection[str], kind: str
) -> Taken:
    """Make sessions of the chosen occurrences; raises ``InputError`` where none was chosen."""
    actor.require(Permission.ACTIVITIES_WRITE)
    wanted = [each for each in events if each.uid in chosen]
    if not wanted:
        raise InputError("calendar.none", "Tick at least one event.", field="event")
    known = known_events(actor, wanted)
    made = moved = 0
    for event in wanted:
        row = known.get(event.uid)
        if row is None:
            session = create_session(
                actor,
                title=event.title,
                starts_at=event.starts_at,
                kind=kind,
                hours=event.hours,
                tags=event.tags,
            )
            session.calendar_uid = event.uid
            made += 1
        elif row.starts_at != event.starts_at and not row.activities:
            row.starts_at, row.hours = event.starts_at, event.hours
            moved += 1
    audit.record(
        actor, "session.calendar", f"community:{actor.community.id}", made=made, moved=moved
    )
    return Taken(made, moved, len(wanted) - made - moved)


def new_feed(member: Membership) -> str:
    """Make a member's address for the sessions anew and give its secret; the one before ends."""
    secret = ports().token_bytes(24).hex()
    row = db.session.scalar(
        sa.select(CalendarFeed).where(CalendarFeed.membership_id == member.id).with_for_update()
    )
    if row is None:
        row = CalendarFeed(community_id=member.community_id, membership_id=member.id)
        db.session.add(row)
    row.token_hash, row.made_at = hash_token(secret), now()
    db.session.flush()
    return secret


def feed_of(member: Membership) -> CalendarFeed | None:
    """Give a member's address for the sessions, if there is one; its secret is nowhere."""
    return db.session.scalar(sa.select(CalendarFeed).where(CalendarFeed.membership_id == member.id))


def end_feed(member: Membership) -> None:
    """Let a member's address for the sessions lead nowhere."""
    db.session.execute(sa.delete(CalendarFeed).where(CalendarFeed.membership_id == member.id))


def feed(secret: str) -> bytes:
    """Write a community's sessions as a calendar; nothing in it tells who was there.

    Raises ``NotFoundError`` for an address that is none, or of somebody who left.
    """
    row = db.session.scalar(
        sa.select(CalendarFeed)
        .join(Membership, Membership.id == CalendarFeed.membership_id)
        .where(CalendarFeed.token_hash == hash_token(secret), Membership.left_at.is_(None))
    )
    if row is None:
        raise NotFoundError("not_found", "There is nothing at this address.")
    community = row.member.community
    sessions = db.session.scalars(
        sa.select(LearningSession)
        .where(
            LearningSession.community_id == community.id,
            LearningSession.starts_at >= now() - BACK,
        )
        .order_by(LearningSession.starts_at.desc())
        .limit(MOST_IN_FEED)
    ).all()
    return _written(community, sessions)


def _written(community: Community, sessions: Sequence[LearningSession]) -> bytes:
    import icalendar  # noqa: PLC0415 - as above

    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Meilenstein//sessions//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", community.name)
    host = community.profile.base_url.partition("://")[2]
    for session in reversed(sessions):
        event = icalendar.Event()
        event.add("uid", f"session-{session.id}@{host}")
        event.add("dtstamp", session.created_at)
        event.add("dtstart", session.starts_at)
        event.add("duration", timedelta(hours=session.hours or 1))
        event.add("summary", session.title)
        if session.tags:
            event.add("categories", session.tags)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _stands(event: Any) -> bool:
    return str(event.get("STATUS", "")).upper() != "CANCELLED"


def _event(event: Any, zone: str) -> Event:
    starts, ends = event.start, event.end
    begins = _instant(starts, zone)
    # A moved occurrence keeps the beginning it had (RFC 5545, 3.8.4.4).
    original = event.get("RECURRENCE-ID")
    own = _instant(original.dt, zone) if original is not None else begins
    repeats = original is not None or "RRULE" in event or "RDATE" in event
    name = str(event.get("UID", "")) or str(event.get("SUMMARY", ""))
    length = (_instant(ends, zone) - begins).total_seconds() / 3600
    whole_days = not isinstance(starts, datetime)
    return Event(
        uid=_uid(f"{name}\n{own.isoformat()}" if repeats else name),
        title=_line(str(event.get("SUMMARY", "")), 120) or _UNTITLED,
        starts_at=begins,
        hours=round(length, 2) if 0 < length <= MOST_HOURS and not whole_days else None,
        tags=tuple(_tags(event)),
    )


def _uid(name: str) -> str:
    """Keep names of any length, and whatever they hold, in one that is short and plain."""
    return "ical:" + sha256(name.encode()).hexdigest()


def _tags(event: Any) -> list[str]:
    found = event.get("CATEGORIES", ())
    groups = found if isinstance(found, list) else [found]
    words = [str(word) for group in groups for word in getattr(group, "cats", ())]
    return list(filter(None, (_line(word, WORD_LIMIT) for word in words)))[:MOST_TAGS]


def _line(text: str, limit: int) -> str:
    """Give a text of a calendar as one line, shortened; what cannot be kept is left out."""
    try:
        return clean_line(" ".join(text.split())[:limit])
    except InputError:
        return ""


def _instant(given: datetime | date, zone: str) -> datetime:
    if not isinstance(given, datetime):
        given = datetime.combine(given, time())
    if given.tzinfo is None:
        given = given.replace(tzinfo=ZoneInfo(zone))
    return given.astimezone(UTC)
