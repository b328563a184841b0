"""When something has to have happened to count.

Days are whole days in the community's zone, and "until" includes its day (decision 23)::

    >>> from datetime import date
    >>> march = Between(since=date(2026, 3, 1), until=date(2026, 3, 31))
    >>> march.covers(date(2026, 3, 31), today=date(2026, 5, 1))
    True
    >>> march.closed(date(2026, 4, 1))
    True
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from badges.errors import Reason


@dataclass(frozen=True, slots=True)
class LastDays:
    """Today and the ``days`` days before it: on a Friday, 7 reaches back to last Friday."""

    days: int

    def covers(self, day: date, *, today: date) -> bool:
        """Tell whether something on ``day`` counts as of ``today``."""
        return 0 <= (today - day).days <= self.days

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

    def covers(self, day: date, *, today: date) -> bool:
        """Tell whether something on ``day`` counts as of ``today``: the future never does."""
        after_start = self.since is None or day >= self.since
        before_end = self.until is None or day <= self.until
        return after_start and before_end and day <= today

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
