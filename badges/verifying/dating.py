"""Step 6: whether now is within the time for which the badge was issued.

>>> now = datetime(2026, 5, 2, tzinfo=UTC)
>>> check_expiration({"validFrom": "2026-05-01T09:00:00Z"}, now=now).reason.code
'expiration.none'
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from badges.verifying.foreign import instant
from badges.verifying.outcomes import Finding, failed, passed, unknown

CLOCK_SKEW: Final = timedelta(minutes=2)
"""A badge that was issued a moment ago by a clock ahead of ours is not refused."""

_STARTS: Final = ("validFrom", "issuanceDate", "issuedOn")
_ENDS: Final = ("validUntil", "expirationDate", "expires")


def check_expiration(document: Mapping[str, Any], *, now: datetime) -> Finding:
    """Compare ``now`` (aware) with a document's dates, of OB 3.0, VC 1.1 or OB 2.0."""
    given = [name for name in (*_STARTS, *_ENDS) if name in document]
    if any(instant(document[name]) is None for name in given):
        return unknown("expiration.unreadable")
    start = max((_at(document, name) for name in _STARTS if name in document), default=None)
    end = min((_at(document, name) for name in _ENDS if name in document), default=None)
    if start is not None and start > now + CLOCK_SKEW:
        return failed("expiration.not_yet", starts_at=start.isoformat())
    if end is None:
        return passed("expiration.none")
    if end < now:
        return failed("expiration.expired", ended_at=end.isoformat())
    return passed("expiration.valid", ends_at=end.isoformat())


def _at(document: Mapping[str, Any], name: str) -> datetime:
    return instant(document[name]) or datetime.min.replace(tzinfo=UTC)
