"""Step 6: whether now is within the time for which the badge was issued.

>>> now = datetime.fromisoformat("2026-05-02T00:00Z")
>>> check_expiration({"validFrom": "2026-05-01T09:00:00Z"}, now=now).reason.code
'expiration.none'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Self

from badges.verifying.foreign import instant
from badges.verifying.outcomes import Finding, failed, passed, unknown

CLOCK_SKEW: Final = timedelta(minutes=2)
"""A badge that was issued a moment ago by a clock ahead of ours is not refused."""

_STARTS: Final = ("validFrom", "issuanceDate", "issuedOn")
_ENDS: Final = ("validUntil", "expirationDate", "expires")
DATES: Final = (*_STARTS, *_ENDS)
"""The members that ``Period.of`` reads."""


@dataclass(frozen=True, slots=True)
class Period:
    """The time for which a document holds; ``is_readable`` is false where a date of it is none.

    ``start`` and ``end`` are aware instants, or nothing where it has none.
    """

    start: datetime | None
    end: datetime | None
    is_readable: bool = True

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Self:
        """Read the dates of a document of OB 3.0, VC 1.1 or OB 2.0."""
        starts = [instant(document[name]) for name in _STARTS if name in document]
        ends = [instant(document[name]) for name in _ENDS if name in document]
        if None in starts or None in ends:
            return cls(None, None, is_readable=False)
        return cls(max(filter(None, starts), default=None), min(filter(None, ends), default=None))

    def holds(self, now: datetime) -> bool:
        """Tell whether ``now`` (aware) is within it."""
        return (
            self.is_readable
            and (self.start is None or self.start <= now + CLOCK_SKEW)
            and (self.end is None or now <= self.end)
        )

    def at(self, now: datetime) -> Finding:
        """Say whether ``now`` (aware) is within it, and why not."""
        if not self.is_readable:
            return unknown("expiration.unreadable")
        if self.start is not None and self.start > now + CLOCK_SKEW:
            return failed("expiration.not_yet", starts_at=self.start.isoformat())
        if self.end is None:
            return passed("expiration.none")
        if self.end < now:
            return failed("expiration.expired", ended_at=self.end.isoformat())
        return passed("expiration.valid", ends_at=self.end.isoformat())


ALWAYS: Final = Period(None, None)


def check_expiration(document: Mapping[str, Any], *, now: datetime) -> Finding:
    """Compare ``now`` (aware) with a document's dates, of OB 3.0, VC 1.1 or OB 2.0."""
    return Period.of(document).at(now)
