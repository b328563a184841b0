"""When something was, and how long, as tables write it.

>>> moment("09.03.2026", "18:30", zone="Europe/Berlin").isoformat()
'2026-03-09T17:30:00+00:00'
>>> moment("3/9/26, 6:01:10 PM", zone="Europe/Berlin", day_first=False).isoformat()
'2026-03-09T17:01:10+00:00'
>>> hours_in("1h 30m 0s"), hours_in("1:15:00"), hours_in("2,5")
(1.5, 1.25, 2.5)
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from badges.errors import InputError

_DAYS: Final = ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y", "%Y/%m/%d")
_SLASHED: Final = {True: ("%d/%m/%Y", "%d/%m/%y"), False: ("%m/%d/%Y", "%m/%d/%y")}
_CLOCKS: Final = ("%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M:%S %p", "%H.%M", "%H:%M Uhr")
_PARTS: Final = re.compile(r"(?:(\d+)\s*(?:h|std)\.?)?\s*(?:(\d+)\s*m(?:in)?\.?)?\s*(?:(\d+)\s*s)?")
_CLOCK: Final = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d))?")
_SPACES: Final = re.compile(r"[\s\u202f\u00a0]+")


@lru_cache(maxsize=4096)
def moment(text: str, clock: str = "", *, zone: str, day_first: bool = True) -> datetime:
    """Read a day, or a day with its time, in a zone; a day alone is its beginning.

    What names its own zone (``2026-03-09T18:00:00+01:00``) is taken by it. Raises ``InputError``.
    """
    written = _SPACES.sub(" ", text.strip())
    found = _iso(written)
    if found is None:
        day, _, rest = written.replace(",", " ").partition(" ")
        found = _day(day, day_first=day_first)
        clock = clock or rest
    if found is None:
        raise InputError(
            "table.day", f"“{text[:40]}” is no day; write 2026-03-31.", given=text[:40]
        )
    if clock.strip():
        found = datetime.combine(found.date(), _time(clock))
    if found.tzinfo is None:
        found = found.replace(tzinfo=ZoneInfo(zone))
    try:
        return found.astimezone(UTC)
    except OverflowError as error:
        raise InputError("session.date", "Give a date of our time.") from error


@lru_cache(maxsize=4096)
def hours_in(text: str) -> float | None:
    """Read how long something took, in hours; a bare number is hours. Raises ``InputError``."""
    written = text.strip().casefold()
    if not written:
        return None
    try:
        return float(written.replace(",", "."))
    except ValueError:
        pass
    if match := _CLOCK.fullmatch(written):
        return _hours(*match.groups())
    if (match := _PARTS.fullmatch(written)) and any(match.groups()):
        return _hours(*match.groups())
    raise InputError("table.hours", f"“{text[:40]}” is no length of time.", given=text[:40])


def _hours(hours: str | None, minutes: str | None, seconds: str | None) -> float:
    total = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
    return round(total / 3600, 2)


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _day(text: str, *, day_first: bool) -> datetime | None:
    for form in (*_DAYS, *_SLASHED[day_first]):
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - the zone is the community's
        except ValueError:
            continue
    return None


def _time(text: str) -> time:
    written = _SPACES.sub(" ", text.strip()).upper().replace("UHR", "Uhr")
    for form in _CLOCKS:
        try:
            return datetime.strptime(written, form).time()  # noqa: DTZ007 - a clock, no instant
        except ValueError:
            continue
    raise InputError("form.time", "Write the time as 18:30.", field="time")
