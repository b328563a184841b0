"""When something has to have happened to count.

Days are whole days in the community's zone, and "until" includes its day (decision 23)::

    >>> from datetime import date
    >>> march = Between(since=date(2026, 3, 1), until=date(2026, 3, 31))
    >>> march.span(date(2026, 5, 1))
    (datetime.date(2026, 3, 1), datetime.date(2026, 3, 31))
    >>> march.closed(date(2026, 4, 1))
    True

A window that moves stands still in a pause, so that nobody loses by it; a day that somebody wrote
down stays that day::

    >>> LastDays(7).span(date(2026, 3, 10), [Pause(date(2026, 3, 5), date(2026, 3, 9))])
    (datetime.date(2026, 2, 26), datetime.date(2026, 3, 10))
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from badges.errors import Reason
from badges.milestones.record import Pause


@dataclass(frozen=True, slots=True)
class LastDays:
    """Today and the ``days`` days before it: on a Friday, 7 reaches back to last Friday."""

    days: int

    def span(self, today: date, pauses: Iterable[Pause] = ()) -> tuple[date, date]:
        """Give the first and the last day that count; days of a pause lie between for nothing."""
        spans = [(pause.since.toordinal(), pause.until.toordinal()) for pause in pauses]
        first = back(today.toordinal(), max(self.days, 0), spans)
        return date.fromordinal(max(first, 1)), today

    def closed(self, today: date) -> bool:  # noqa: ARG002  (a window that moves never closes)
        """Tell whether nothing further can fall into it."""
        return self.days < 0

    def opens(self, today: date) -> date | None:  # noqa: ARG002  (it is always open)
        """Give the day on which it opens, while that lies ahead."""
        return None

    def problems(self) -> tuple[Reason, ...]:
        """Name what makes it impossible to meet."""
        return () if self.days > 0 else (Reason("window.empty"),)

    def params(self) -> dict[str, Any]:
        """Give the JSON values that a reason carries about it."""
        return {"days": self.days}


@dataclass(frozen=True, slots=True)
class Between:
    """From the day ``since`` to the day ``until``, both included; either may be open."""

    since: date | None = None
    until: date | None = None

    def span(self, today: date, pauses: Iterable[Pause] = ()) -> tuple[date, date]:  # noqa: ARG002
        """Give the first and the last day that count as of ``today``: the future never does."""
        return self.since or date.min, min(self.until or today, today)

    def closed(self, today: date) -> bool:
        """Tell whether nothing further can fall into it."""
        return self.until is not None and today > self.until

    def opens(self, today: date) -> date | None:
        """Give the day on which it opens, while that lies ahead."""
        return self.since if self.since is not None and self.since > today else None

    def problems(self) -> tuple[Reason, ...]:
        """Name what makes it impossible to meet."""
        if self.since is None or self.until is None or self.since <= self.until:
            return ()
        return (Reason("window.reversed", **self.params()),)

    def params(self) -> dict[str, Any]:
        """Give the JSON values that a reason carries about it."""
        ends = {"since": self.since, "until": self.until}
        return {name: day.isoformat() for name, day in ends.items() if day is not None}


Window = LastDays | Between

EVER = Between()
"""No limit in time, but for the future: what has not happened yet counts for nothing."""


def back(now: int, steps: int, paused: Iterable[tuple[int, int]]) -> int:
    """Count ``steps`` back from ``now``, skipping what lies in ``paused`` spans (ends included).

    Days or weeks alike: they come as numbers that count up.
    """
    first = now - steps
    reached = now
    for since, until in sorted(paused, key=lambda span: -span[1]):
        last = min(until, reached - 1)
        if last < first:
            break
        if since <= last:
            first -= last - since + 1
            reached = since
    return first
