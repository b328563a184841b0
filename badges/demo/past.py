"""The demo's time and network: a clock that is set back, pages that are made up.

>>> from datetime import UTC, datetime
>>> calendar = Calendar(datetime(2026, 3, 11, 12, tzinfo=UTC))
>>> calendar.instant("1 tue 18:00").isoformat()
'2026-03-03T17:00:00+00:00'
>>> calendar.instant("now") == calendar.now
True
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from types import MappingProxyType
from typing import Unpack
from zoneinfo import ZoneInfo

from flask import current_app

from badges.fetched import Fetched, LoginRequiredError, Wanted
from badges.ports import EXTENSION, ports

ZONE = "Europe/Berlin"
OPENED = "27 mon 09:00"

_DAYS: Mapping[str, int] = MappingProxyType(
    {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Weeks counted back from the one that ``now`` falls in; negative ones lie ahead."""

    now: datetime
    zone: str = ZONE

    @property
    def opening(self) -> datetime:
        """The moment at which the community was opened, before all else."""
        return self.instant(OPENED)

    def instant(self, when: str) -> datetime:
        """Read "26 tue 18:00": the Tuesday 26 weeks before this week, six o'clock there."""
        if when == "now":
            return self.now
        weeks, day, clock = when.split()
        today = self.now.astimezone(ZoneInfo(self.zone)).date()
        monday = today - timedelta(days=today.weekday())
        found = monday + timedelta(weeks=-int(weeks), days=_DAYS[day])
        local = datetime.combine(found, time.fromisoformat(clock), ZoneInfo(self.zone))
        return local.astimezone(UTC)


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Let the application's clock stand at an instant."""
    before = ports()
    current_app.extensions[EXTENSION] = replace(before, clock=lambda: instant)
    try:
        yield
    finally:
        current_app.extensions[EXTENSION] = before


@contextmanager
def secluded() -> Iterator[None]:
    """Let nothing reach the outside: mails are kept in the outbox, links lead to made-up pages."""
    before = ports()
    current_app.extensions[EXTENSION] = replace(
        before, fetch=made_up_page, settings=replace(before.settings, mail_url=None)
    )
    try:
        yield
    finally:
        current_app.extensions[EXTENSION] = before


def made_up_page(url: str, **_wanted: Unpack[Wanted]) -> Fetched:
    """Answer for the members' workbook; what lies in their cloud asks for a login."""
    if url.startswith("https://cloud."):
        raise LoginRequiredError(url, 401)
    return Fetched(url, final_url=url, media_type="text/html", body=url.encode())
