"""The days of a programme and of its weeks, moved by pauses.

>>> from datetime import date
>>> holidays = [(date(2026, 4, 6), date(2026, 4, 12))]
>>> plan = days_of(date(2026, 3, 30), date(2026, 4, 19), holidays)
>>> [(week.number, week.since.isoformat()) for week in plan.weeks], plan.until.isoformat()
([(1, '2026-03-30'), (2, '2026-04-13'), (3, '2026-04-20')], '2026-04-26')
>>> plan.week_on(date(2026, 4, 8)) is None
True
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from badges.standstill import Span, covers, moved

WEEK = 7
State = Literal["ahead", "now", "over"]


@dataclass(frozen=True, slots=True)
class Week:
    """One week of a programme, from ``since`` to ``until``; a pause may lie within."""

    number: int
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Days:
    """When a programme begins and ends, the pauses reckoned in."""

    since: date
    until: date
    weeks: tuple[Week, ...]
    spans: tuple[Span, ...]

    def state_on(self, today: date) -> State:
        """Tell whether it lies ahead, runs, or is over."""
        if today < self.since:
            return "ahead"
        return "now" if today <= self.until else "over"

    def week_on(self, today: date) -> Week | None:
        """Give the week that a day belongs to; none before, afterwards and in a pause."""
        if covers(self.spans, today):
            return None
        return next((week for week in self.weeks if week.since <= today <= week.until), None)


def days_of(starts_on: date, ends_on: date, spans: Sequence[Span]) -> Days:
    """Reckon the days of a programme that was planned for these two, both included."""
    weeks = []
    for number in range(1, weeks_between(starts_on, ends_on) + 1):
        first = starts_on + timedelta(days=WEEK * (number - 1))
        last = min(first + timedelta(days=WEEK - 1), ends_on)
        weeks.append(
            Week(number, moved(first, spans, since=starts_on), moved(last, spans, since=starts_on))
        )
    return Days(
        moved(starts_on, spans, since=starts_on),
        moved(ends_on, spans, since=starts_on),
        tuple(weeks),
        tuple(spans),
    )


def weeks_between(starts_on: date, ends_on: date) -> int:
    """Count the weeks that two days span, a begun one as a whole."""
    return max(0, (ends_on - starts_on).days // WEEK + 1)
