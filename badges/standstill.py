"""Deadlines that stand still on some days: when they end, and since when something counts.

Spans are pairs of days, both included; they may overlap and come in any order.

>>> holidays = [(date(2026, 12, 21), date(2027, 1, 3))]
>>> moved(date(2026, 12, 24), holidays, since=date(2026, 12, 1)).isoformat()
'2027-01-07'
>>> noon = datetime(2027, 1, 10, 12, tzinfo=UTC)
>>> before(noon, timedelta(days=10), holidays, UTC).isoformat()
'2026-12-17T12:00:00+00:00'
>>> begun = datetime(2026, 12, 17, 12, tzinfo=UTC)
>>> after(begun, timedelta(days=10), holidays, UTC) == noon
True
>>> gone_by(begun, noon, holidays, UTC).days
10
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo

Span = tuple[date, date]
_DAY = timedelta(days=1)


def merged(spans: Iterable[Span]) -> list[Span]:
    """Give the same days as spans that neither touch nor overlap, in order."""
    found: list[Span] = []
    for since, until in sorted(span for span in spans if span[0] <= span[1]):
        if found and since <= found[-1][1] + _DAY:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((since, until))
    return found


def covers(spans: Iterable[Span], day: date) -> bool:
    """Tell whether deadlines stand still on a day."""
    return any(since <= day <= until for since, until in spans)


def until(spans: Iterable[Span], day: date) -> date | None:
    """Give the last day of the pause that a day lies in, or nothing where it lies in none."""
    return next((end for start, end in merged(spans) if start <= day <= end), None)


def moved(day: date, spans: Iterable[Span], *, since: date) -> date:
    """Give the day to which a deadline moves that was set on the day ``since``.

    Each day of a pause from then on moves it by one, those that it moves into as well.
    """
    for start, end in merged(spans):
        begin = max(start, since)
        if begin <= day and begin <= end:
            day += end - begin + _DAY
    return day


def after(since: datetime, lasting: timedelta, spans: Iterable[Span], zone: tzinfo) -> datetime:
    """Give when ``lasting`` has gone by since an instant, without the time of the pauses."""
    at, left = since, lasting
    for start, end in _instants(merged(spans), zone):
        if end <= at:
            continue
        free = max(start - at, timedelta(0))
        if free >= left:
            break
        left -= free
        at = end
    return at + left


def gone_by(since: datetime, at: datetime, spans: Iterable[Span], zone: tzinfo) -> timedelta:
    """Give how much time went by from an instant to a later one, without that of the pauses."""
    cut = ((max(since, start), min(at, end)) for start, end in _instants(merged(spans), zone))
    return at - since - sum((end - start for start, end in cut if start < end), timedelta(0))


def before(at: datetime, lasting: timedelta, spans: Iterable[Span], zone: tzinfo) -> datetime:
    """Give since when ``lasting`` has gone by at an instant, without the time of the pauses.

    What began later is not over then; so one comparison in a query tells what is.
    """
    left = lasting
    for start, end in reversed(_instants(merged(spans), zone)):
        if start >= at:
            continue
        free = max(at - end, timedelta(0))
        if free >= left:
            break
        left -= free
        at = start
    return at - left


def _instants(spans: Sequence[Span], zone: tzinfo) -> list[tuple[datetime, datetime]]:
    """Give spans of days as instants: from the first's midnight to the midnight after the last."""
    return [(_midnight(since, zone), _midnight(until + _DAY, zone)) for since, until in spans]


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
