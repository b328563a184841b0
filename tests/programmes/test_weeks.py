"""The days of a programme and its weeks, with and without pauses."""

from __future__ import annotations

from datetime import date

import pytest

from badges.programmes.weeks import days_of, weeks_between

START, END = date(2026, 3, 2), date(2026, 3, 29)
SPRING = (date(2026, 3, 9), date(2026, 3, 15))


def test_four_weeks_have_seven_days_each() -> None:
    plan = days_of(START, END, [])
    found = [(it.since.day, it.until.day) for it in plan.weeks]
    assert found == [(2, 8), (9, 15), (16, 22), (23, 29)]
    assert (plan.since, plan.until) == (START, END)


def test_a_pause_moves_all_that_lies_behind_it_and_nothing_before() -> None:
    plan = days_of(START, END, [SPRING])
    assert plan.weeks[0].until == date(2026, 3, 8)
    assert plan.weeks[1].since == date(2026, 3, 16)
    assert plan.until == date(2026, 4, 5)


@pytest.mark.parametrize(
    ("today", "state", "week"),
    [
        (date(2026, 3, 1), "ahead", None),
        (date(2026, 3, 2), "now", 1),
        (date(2026, 3, 10), "now", None),
        (date(2026, 3, 16), "now", 2),
        (date(2026, 4, 5), "now", 4),
        (date(2026, 4, 6), "over", None),
    ],
)
def test_a_day_lies_in_a_week_or_in_the_pause(today: date, state: str, week: int | None) -> None:
    plan = days_of(START, END, [SPRING])
    found = plan.week_on(today)
    assert plan.state_on(today) == state
    assert (found.number if found else None) == week


def test_a_week_may_be_short_and_a_day_is_one() -> None:
    assert days_of(START, START, []).weeks[0].until == START
    assert days_of(START, date(2026, 3, 10), []).weeks[1].until == date(2026, 3, 10)
    assert weeks_between(START, date(2026, 3, 1)) == 0
