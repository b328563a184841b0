"""Quarters of a year: the one period that is counted, each once.

Periods of one's own choice would tell by subtraction what happened on a single day.

>>> Quarter.containing(date(2026, 11, 28)), Quarter.parse("2026-3").end.isoformat()
(Quarter(year=2026, number=4), '2026-10-01')
>>> str(Quarter(2026, 1).before)
'2025-4'
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from badges.errors import NotFoundError


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """Three months of a year; ``number`` is 1 to 4."""

    year: int
    number: int

    @classmethod
    def containing(cls, day: date) -> Quarter:
        """Give the quarter that a day lies in."""
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def parse(cls, text: str) -> Quarter:
        """Read ``2026-3``; raises ``NotFoundError`` for anything else."""
        found = re.fullmatch(r"([0-9]{4})-([1-4])", text)
        if found is None:
            raise NotFoundError("impact.quarter", "This quarter has not been counted.")
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.year}-{self.number}"

    @property
    def begin(self) -> date:
        """Give its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def end(self) -> date:
        """Give the first day after it."""
        return self.after.begin

    @property
    def before(self) -> Quarter:
        """Give the quarter before."""
        return Quarter.containing(self.begin - timedelta(days=1))

    @property
    def after(self) -> Quarter:
        """Give the quarter after."""
        return Quarter.containing(self.begin + timedelta(days=100))

    def instants(self, zone: str) -> tuple[datetime, datetime]:
        """Give the first instant of it in a zone, and the first after it."""
        first, after = (
            datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
            for day in (self.begin, self.end)
        )
        return first, after
