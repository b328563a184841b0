"""When what stands in the way may have run out, with nothing done and nothing told.

>>> from datetime import UTC, datetime
>>> from badges.milestones import Activity, AllOf, Attended, LastDays, Milestone
>>> fresh = NoneOf((Attended(1, kind="absence", within=LastDays(7)),))
>>> steps = [Milestone("came", {"en": "Came"}, AllOf((Attended(1, kind="workshop"), fresh)))]
>>> march = [datetime(2026, 3, day, tzinfo=UTC) for day in (5, 9, 10)]
>>> did = (Activity("a1", "absence", march[0]), Activity("a2", "workshop", march[1]))
>>> day_of_lapse(steps, Record(now=march[2], activities=did))
datetime.date(2026, 3, 13)

A rule is checked after what a member does. Where only the passing of days is missing, somebody has
to look again on a day, or the badge would wait for the next thing that the member happens to do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from badges.milestones.achieving import Milestone
from badges.milestones.combining import AllOf, AnyOf, AtLeast, NoneOf, leaves_of
from badges.milestones.counting import WeeksActive
from badges.milestones.earned import Earned
from badges.milestones.record import Record
from badges.milestones.rules import Rule
from badges.milestones.windows import LastDays

_WEEK = timedelta(days=7)


def day_of_lapse(milestones: Sequence[Milestone], record: Record) -> date | None:
    """Give the first day ahead on which a bar that is met now may be met no more.

    ``record`` is narrowed to the achievement. Nothing where no bar is met that time alone could
    lift; looked at too early, it is asked again. A pause may make it later.
    """
    days = [
        day
        for milestone in milestones
        for bar in _bars_of(milestone.rule)
        for leaf in leaves_of(bar)
        for day in _days_of(leaf, record.for_milestone(milestone.key))
    ]
    tomorrow = record.today + timedelta(days=1)
    return max(min(days), tomorrow) if days else None


def _bars_of(rule: Rule) -> Iterator[NoneOf]:
    if isinstance(rule, NoneOf):
        yield rule
    elif isinstance(rule, AllOf | AnyOf | AtLeast):
        for part in rule.rules:
            yield from _bars_of(part)


def _days_of(leaf: Rule, record: Record) -> Iterator[date]:
    """Give days on which a leaf that is met now may be met no more."""
    found = leaf.check(record)
    if not found:
        return
    window = getattr(leaf, "within", None)
    if isinstance(window, LastDays) and found.counted:
        oldest = min(record.local_date(each.at) for each in found.counted)
        yield oldest + timedelta(days=window.days + 1)
    if isinstance(leaf, WeeksActive):
        yield record.today - timedelta(days=record.today.weekday()) + _WEEK
    if isinstance(leaf, Earned):
        ends = (it.expires_at for it in record.awards if it.achievement == leaf.achievement)
        # It holds until that second: what ends with its day is over on the next.
        yield from (
            record.local_date(end + timedelta(seconds=1))
            for end in ends
            if end is not None and end > record.now
        )
