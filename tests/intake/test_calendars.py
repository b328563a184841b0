"""Calendars are read with their recurrences, and the same file again brings nothing twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from support import NOON, community, member

from badges.accounts.access import Actor
from badges.database import db
from badges.errors import InputError, LimitError, NotFoundError
from badges.intake import calendars
from badges.intake.calendars import Event, read_calendar, take_events
from badges.intake.sessions import record_attendance
from badges.models import Community, LearningSession

WEEKLY = """BEGIN:VEVENT
UID:evening@example.org
DTSTART;TZID=Europe/Berlin:20260302T180000
DTEND;TZID=Europe/Berlin:20260302T193000
RRULE:FREQ=WEEKLY;COUNT=4
EXDATE;TZID=Europe/Berlin:20260309T180000
SUMMARY:Git\\, evening
CATEGORIES:git,tin
END:VEVENT"""
MOVED = """BEGIN:VEVENT
UID:evening@example.org
RECURRENCE-ID;TZID=Europe/Berlin:20260316T180000
DTSTART;TZID=Europe/Berlin:20260317T190000
DTEND;TZID=Europe/Berlin:20260317T200000
SUMMARY:Git moved
END:VEVENT"""
OTHERS = """BEGIN:VEVENT
UID:day@example.org
DTSTART;VALUE=DATE:20260401
SUMMARY:A day
END:VEVENT
BEGIN:VEVENT
UID:off@example.org
DTSTART:20260401T100000Z
STATUS:CANCELLED
SUMMARY:Off
END:VEVENT"""


def file(*events: str) -> bytes:
    text = "\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *events, "END:VCALENDAR", ""])
    return text.replace("\n", "\r\n").encode()


def read(*events: str) -> tuple[Event, ...]:
    year = timedelta(days=365)
    return read_calendar(file(*events), zone="Europe/Berlin", since=NOON - year, until=NOON + year)


def test_recurrences_are_written_out_less_what_was_left_out() -> None:
    events = read(WEEKLY)
    assert [event.starts_at.day for event in events] == [2, 16, 23]
    assert events[0].starts_at == datetime(2026, 3, 2, 17, tzinfo=UTC)
    assert (events[0].title, events[0].hours, events[0].tags) == (
        "Git, evening",
        1.5,
        ("git", "tin"),
    )


def test_a_moved_occurrence_keeps_its_name() -> None:
    before, after = read(WEEKLY), read(WEEKLY, MOVED)
    assert [event.uid for event in before] == [event.uid for event in after]
    assert (after[1].title, after[1].starts_at.day) == ("Git moved", 17)


def test_whole_days_are_read_and_cancelled_events_are_not() -> None:
    (event,) = read(OTHERS)
    assert (event.title, event.hours) == ("A day", None)
    assert event.starts_at == datetime(2026, 3, 31, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"\xff\xfe\0", file(), file(WEEKLY.replace("20260302", "nope"))]
)
def test_what_is_no_calendar_is_refused_in_one_sentence(data: bytes) -> None:
    with pytest.raises(InputError):
        read_calendar(data, zone="Europe/Berlin", since=NOON, until=NOON + timedelta(days=9))


def test_an_event_that_never_ends_is_stopped() -> None:
    with pytest.raises(LimitError):
        read(WEEKLY.replace("FREQ=WEEKLY;COUNT=4", "FREQ=MINUTELY"))
    with pytest.raises(LimitError):
        read_calendar(b" " * 2_000_001, zone="UTC", since=NOON, until=NOON)


def test_the_same_file_again_brings_nothing_twice(mona: Actor) -> None:
    events = read(WEEKLY)
    uids = {event.uid for event in events}
    assert take_events(mona, events, chosen=uids, kind="workshop").made == 3
    again = take_events(mona, events, chosen=uids, kind="workshop")
    assert (again.made, again.moved, again.known) == (0, 0, 3)
    assert len(db.session.scalars(sa.select(LearningSession)).all()) == 3


def test_a_moved_event_moves_its_session_unless_somebody_was_there(
    mona: Actor, demo: Community
) -> None:
    before, after = read(WEEKLY), read(WEEKLY, MOVED)
    uids = {event.uid for event in before}
    take_events(mona, before, chosen=uids, kind="workshop")
    assert take_events(mona, after, chosen=uids, kind="workshop").moved == 1
    session = calendars.known_events(mona, after)[after[1].uid]
    record_attendance(mona, session, [member(demo).id])
    assert take_events(mona, before, chosen=uids, kind="workshop").moved == 0


def test_nothing_chosen_is_said(mona: Actor) -> None:
    with pytest.raises(InputError):
        take_events(mona, read(WEEKLY), chosen=set(), kind="workshop")


def test_a_feed_holds_one_communitys_sessions_and_nobodys_name(
    mona: Actor, demo: Community
) -> None:
    ada = member(demo, "Ada")
    take_events(mona, read(WEEKLY), chosen={read(WEEKLY)[0].uid}, kind="workshop")
    record_attendance(mona, db.session.scalars(sa.select(LearningSession)).one(), [ada.id])
    body = calendars.feed(calendars.new_feed(ada)).decode()
    assert "SUMMARY:Git\\, evening" in body
    assert "Ada" not in body
    other = member(community("other"), "Bo")
    assert "Git" not in calendars.feed(calendars.new_feed(other)).decode()


def test_an_address_that_is_none_leads_nowhere(mona: Actor) -> None:
    for secret in ("", "x", "0" * 48):
        with pytest.raises(NotFoundError):
            calendars.feed(secret)
