"""Deadlines that stand still: moved days, and instants before and after a pause."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from badges.standstill import Span, after, before, covers, merged, moved, until

BERLIN = ZoneInfo("Europe/Berlin")
SPRING = (date(2026, 4, 1), date(2026, 4, 7))
MAY = (date(2026, 5, 1), date(2026, 5, 3))


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def test_pauses_that_touch_or_overlap_are_one() -> None:
    later = (date(2026, 4, 8), date(2026, 4, 9))
    within = (date(2026, 4, 2), date(2026, 4, 3))
    reversed_one = (date(2026, 6, 2), date(2026, 6, 1))
    assert merged([later, MAY, within, SPRING, reversed_one]) == [
        (date(2026, 4, 1), date(2026, 4, 9)),
        MAY,
    ]


@pytest.mark.parametrize(
    ("deadline", "since", "to"),
    [
        ("03-31", "03-01", "03-31"),  # before any pause
        ("04-01", "03-01", "04-08"),  # its first day
        ("04-20", "03-01", "04-27"),
        ("04-20", "04-05", "04-23"),  # set within the pause: only what is left of it
        ("04-20", "04-10", "04-20"),  # set afterwards
        ("04-26", "03-01", "05-06"),  # moved into the next pause, and on by it
    ],
)
def test_each_day_of_a_pause_moves_a_deadline_by_one(deadline: str, since: str, to: str) -> None:
    assert moved(day(deadline), [MAY, SPRING], since=day(since)) == day(to)


def test_a_day_lies_in_a_pause_or_not() -> None:
    assert covers([SPRING], day("04-07"))
    assert until([SPRING, MAY], day("05-02")) == day("05-03")
    assert until([SPRING], day("04-08")) is None


def test_time_goes_by_only_outside_of_pauses() -> None:
    noon = datetime(2026, 3, 30, 12, tzinfo=UTC)
    ended = after(noon, timedelta(days=3), [SPRING], BERLIN)
    assert ended == datetime(2026, 4, 9, 12, tzinfo=UTC)
    assert before(ended, timedelta(days=3), [SPRING], BERLIN) == noon


def test_days_begin_at_the_communitys_midnight_also_when_clocks_change() -> None:
    easter = (date(2026, 3, 28), date(2026, 3, 30))  # the 29th has 23 hours in Berlin
    start = datetime(2026, 3, 27, 22, tzinfo=UTC)  # one hour before the 28th there
    ended = after(start, timedelta(hours=2), [easter], BERLIN)
    assert ended == datetime(2026, 3, 30, 23, tzinfo=UTC)


def test_what_begins_within_a_pause_waits_for_its_end() -> None:
    within = datetime(2026, 4, 3, 9, tzinfo=UTC)
    ended = after(within, timedelta(days=1), [SPRING], UTC)
    assert ended == datetime(2026, 4, 9, tzinfo=UTC)
    assert before(within, timedelta(days=1), [SPRING], UTC) == datetime(2026, 3, 31, tzinfo=UTC)


def test_before_finds_just_what_is_over() -> None:
    chance = random.Random(5)  # noqa: S311 - the same spans in every run
    for _ in range(300):
        spans = [_span(chance) for _ in range(chance.randrange(4))]
        lasting = timedelta(hours=chance.randrange(1, 500))
        at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=chance.randrange(5_000))
        edge = before(at, lasting, spans, BERLIN)
        assert after(edge, lasting, spans, BERLIN) <= at
        assert after(edge + timedelta(seconds=1), lasting, spans, BERLIN) > at


def _span(chance: random.Random) -> Span:
    start = date(2026, 1, 1) + timedelta(days=chance.randrange(200))
    return start, start + timedelta(days=chance.randrange(12))
