"""Instants as signed documents write them: UTC, whole seconds, ``Z`` (decisions 23).

>>> from datetime import UTC, datetime
>>> utc_text(datetime(2026, 11, 22, 9, 30, 15, 250_000, tzinfo=UTC))
'2026-11-22T09:30:15Z'
>>> local_day(datetime(2026, 11, 22, 23, 30, tzinfo=UTC), "Europe/Berlin").isoformat()
'2026-11-23'
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo


@lru_cache(maxsize=256)
def utc_text(instant: datetime) -> str:
    """Write an aware instant as ``2026-11-22T09:30:15Z``."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def local_day(instant: datetime, zone: str) -> date:
    """Give the day that an instant falls on in a community's zone."""
    return instant.astimezone(ZoneInfo(zone)).date()


def end_of_day(day: date, zone: str) -> datetime:
    """Give the last second of a day there: "until" includes the day."""
    following = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone))
    return following.astimezone(UTC) - timedelta(seconds=1)


def end_after(instant: datetime, days: int, zone: str) -> datetime:
    """Give the end of what holds for some days from ``instant``: it includes its last day there.

    >>> end_after(datetime(2026, 6, 22, 15, tzinfo=UTC), 120, "Europe/Berlin").isoformat()
    '2026-10-20T21:59:59+00:00'
    """
    return end_of_day(local_day(instant, zone) + timedelta(days=days), zone)
