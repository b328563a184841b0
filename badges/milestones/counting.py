"""Rules that count what a member took part in or did.

>>> from datetime import UTC, datetime
>>> now = datetime(2026, 3, 10, tzinfo=UTC)
>>> went = Activity("a1", "workshop", datetime(2026, 3, 3, tzinfo=UTC), hours=1.5)
>>> Attended(times=3, kind="workshop").check(Record(now=now, activities=(went,))).reasons
(Reason('attended.more', kind='workshop', count=2, have=1, need=3),)
>>> Summed("hours", 1.5).check(Record(now=now, activities=(went,))).counted[0].id
'a1'

Weeks are counted, never days in a row: a streak of days punishes whoever takes a break. Beside an
activity's own fields, ``kind``, ``hours``, ``date`` (in the community's zone) and ``tags`` can be
named as fields; where a source told one of that name, its own counts.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from badges.errors import Reason
from badges.milestones.conditions import (
    Compare,
    Condition,
    Every,
    can_never_hold,
    most_values,
    number_at,
    value_at,
)
from badges.milestones.progress import Counted, Progress, never_met
from badges.milestones.record import Activity, Record
from badges.milestones.rules import (
    Signal,
    counts_in,
    each_once,
    given,
    problems_of,
    tally,
    timing,
    weigh,
)
from badges.milestones.windows import Window, back

PRESENTER: Final = Compare("role", "equals", "presenter")
"""How an activity says that the member presented there."""

KNOWN_OF_ALL: Final = ("kind", "hours", "date", "tags")
"""Names under which conditions find what is known of every activity."""

WEEK: Final = 7
"""Days."""

ROUNDING: Final = 6
"""Decimals of a sum: more of them are noise of binary fractions."""


@dataclass(frozen=True, slots=True)
class Attended:
    """At least ``times`` activities, of one ``kind``, with one ``tag``, ``within`` a window.

    ``where`` is a condition on their fields.
    """

    times: int
    kind: str | None = None
    tag: str | None = None
    within: Window | None = None
    where: Condition | None = None

    def check(self, record: Record) -> Progress:
        """Count the activities that fit."""
        counted = map(_counted, _fitting(self, record))
        return tally("attended.more", counted, self.times, self.within, record, _named(self))

    def signals(self) -> frozenset[Signal]:
        """Name the activities of its kind."""
        return frozenset({Signal("activity", self.kind)})

    def problems(self) -> tuple[Reason, ...]:
        """Name a count of none, an impossible window or condition."""
        return problems_of(self.times, self.within) + _contradiction(self.where)

    def to_reason(self) -> Reason:
        """Say it in a sentence."""
        return Reason("rule.attended", **_named(self), count=self.times, **timing(self.within))


@dataclass(frozen=True, slots=True)
class Presented:
    """At least ``times`` activities at which the member presented (field ``role``)."""

    times: int = 1
    kind: str | None = None
    tag: str | None = None
    within: Window | None = None
    where: Condition | None = None

    def check(self, record: Record) -> Progress:
        """Count the activities that fit and were presented at."""
        counted = (
            _counted(activity)
            for activity in _fitting(self, record)
            if PRESENTER.holds(activity.fields)
        )
        return tally("presented.more", counted, self.times, self.within, record, _named(self))

    def signals(self) -> frozenset[Signal]:
        """Name the activities of its kind."""
        return frozenset({Signal("activity", self.kind)})

    def problems(self) -> tuple[Reason, ...]:
        """Name a count of none, an impossible window or condition."""
        also = Every((PRESENTER, self.where)) if self.where is not None else PRESENTER
        return problems_of(self.times, self.within) + _contradiction(also)

    def to_reason(self) -> Reason:
        """Say it in a sentence."""
        return Reason("rule.presented", **_named(self), count=self.times, **timing(self.within))


@dataclass(frozen=True, slots=True)
class Distinct:
    """At least ``times`` different values of one ``field`` among the activities that fit.

    Each entry of a list counts; what is neither text, number nor truth value does not.
    """

    times: int
    field: str
    kind: str | None = None
    tag: str | None = None
    within: Window | None = None
    where: Condition | None = None

    def check(self, record: Record) -> Progress:
        """Count values; the trace names the first activity that brought each."""
        brought: dict[tuple[bool, Any], Counted] = {}
        for activity in _in_order(_fitting(self, record)):
            for value in _values(value_at(fields_of(activity, record), self.field)):
                brought.setdefault((isinstance(value, bool), value), _counted(activity))
        carrying = each_once(list(brought.values())[: max(self.times, 0)])
        return weigh(
            "distinct.more",
            len(brought),
            self.times,
            carrying,
            self.within,
            record,
            self._named(),
        )

    def signals(self) -> frozenset[Signal]:
        """Name the activities of its kind."""
        return frozenset({Signal("activity", self.kind)})

    def problems(self) -> tuple[Reason, ...]:
        """Name a count of none, an impossible window, a field that a condition forbids or binds."""
        times = self.times if self.field else 0
        forbidden = _contradiction(_with_field(self.field, self.where))
        return problems_of(times, self.within) + (forbidden or self._too_many())

    def to_reason(self) -> Reason:
        """Say it in a sentence."""
        return Reason("rule.distinct", **self._named(), count=self.times, **timing(self.within))

    def _named(self) -> dict[str, Any]:
        return {"field": self.field, **_named(self)}

    def _too_many(self) -> tuple[Reason, ...]:
        """Name more values than the field can have, where kind or condition leave it so few."""
        bounds = [most_values(self.where, self.field)] if self.where is not None else []
        if self.kind is not None and self.field == "kind":
            bounds.append(1)
        most = min((bound for bound in bounds if bound is not None), default=self.times)
        if most >= self.times:
            return ()
        return (Reason("distinct.too_many", field=self.field, n=self.times, count=most),)


@dataclass(frozen=True, slots=True)
class Summed:
    """``at_least`` so much, added up over a number that activities have in a ``field``.

    ``hours`` is their length; any other field is one that their source told (points).
    """

    field: str
    at_least: float
    kind: str | None = None
    tag: str | None = None
    within: Window | None = None
    where: Condition | None = None

    def check(self, record: Record) -> Progress:
        """Add up; the trace names the oldest activities that together are enough."""
        carrying: list[Counted] = []
        total = 0.0
        for activity in _in_order(_fitting(self, record)):
            number = number_at(fields_of(activity, record), self.field)
            if number is None:
                continue
            if _rounded(total) < self.at_least:
                carrying.append(_counted(activity))
            total += number
        return self._weighed(_rounded(total), tuple(carrying), record)

    def signals(self) -> frozenset[Signal]:
        """Name the activities of its kind."""
        return frozenset({Signal("activity", self.kind)})

    def problems(self) -> tuple[Reason, ...]:
        """Name a sum of nothing, an impossible window, a field that cannot be a number."""
        least = self.at_least if self.field and math.isfinite(self.at_least) else 0
        where = _with_field(self.field, self.where)
        if self.field in {"kind", "date", "tags"}:
            return (Reason("summed.no_number", field=self.field),)
        return problems_of(least, self.within) + _contradiction(where)

    def to_reason(self) -> Reason:
        """Say it in a sentence."""
        return Reason(
            self._code("rule.summed"), **self._named(self.at_least), **timing(self.within)
        )

    def _weighed(self, total: float, carrying: tuple[Counted, ...], record: Record) -> Progress:
        """Weigh in whole steps, so that progress counts; the sentence has the exact numbers."""
        if not 0 < self.at_least < math.inf:
            return never_met(Reason("rule.empty"))
        need = math.ceil(self.at_least)
        have = need if total >= self.at_least else max(0, min(math.floor(total), need - 1))
        named = self._named(_rounded(self.at_least - total)) | {"total": total}
        answer = weigh(self._code("summed.more"), have, need, (), self.within, record, named)
        return replace(answer, counted=carrying)

    def _code(self, code: str) -> str:
        return f"{code}.hours" if self.field == "hours" else code

    def _named(self, amount: float) -> dict[str, Any]:
        """Name what is added up; ``count`` is one where the amount is, for its grammar."""
        is_whole = float(amount).is_integer()
        said = int(amount) if is_whole else amount
        number = said if is_whole else math.ceil(amount) + 1
        return {"field": self.field, "amount": said, "count": number, **_named(self)}


@dataclass(frozen=True, slots=True)
class WeeksActive:
    """Something done in at least ``weeks`` of the last ``of`` ISO weeks, this one included.

    A week that lies in a pause as a whole takes no place among them: it counts against nobody,
    and for whoever was active all the same.
    """

    weeks: int
    of: int
    kind: str | None = None
    tag: str | None = None
    where: Condition | None = None

    @property
    def within(self) -> None:
        """The weeks are its window."""
        return None

    def check(self, record: Record) -> Progress:
        """Count weeks; the trace names the first activity of each."""
        first = self._first_week(record)
        active: dict[int, Counted] = {}
        for activity in _in_order(_fitting(self, record)):
            week = _week(record.local_date(activity.occurred_at))
            if week >= first:
                active.setdefault(week, _counted(activity))
        carrying = tuple(active.values())
        named = {"of": self.of, **_named(self)}
        return weigh("weeks_active.more", len(active), self._need(), carrying, None, record, named)

    def signals(self) -> frozenset[Signal]:
        """Name the activities of its kind."""
        return frozenset({Signal("activity", self.kind)})

    def problems(self) -> tuple[Reason, ...]:
        """Name a count of none, more weeks than there are, an impossible condition."""
        too_many = (Reason("weeks_active.too_many", n=self.weeks, count=self.of),)
        return (
            problems_of(min(self.weeks, self.of), None)
            + (too_many if self.weeks > self.of > 0 else ())
            + _contradiction(self.where)
        )

    def to_reason(self) -> Reason:
        """Say it in a sentence."""
        return Reason("rule.weeks_active", of=self.of, **_named(self), count=self.weeks)

    def _need(self) -> int:
        return self.weeks if self.of > 0 else 0

    def _first_week(self, record: Record) -> int:
        this = _week(record.today)
        paused = [
            (-(-(p.since.toordinal() - 1) // 7), p.until.toordinal() // 7 - 1)
            for p in record.pauses
        ]
        is_paused = any(since <= this <= until for since, until in paused)
        return back(this, self.of - (not is_paused), paused)


_Counting = Attended | Presented | Distinct | Summed | WeeksActive


def fields_of(activity: Activity, record: Record) -> Mapping[str, Any]:
    """Give an activity's fields with what is known of every activity."""
    return {
        "kind": activity.kind,
        "hours": activity.hours,
        "date": record.local_date(activity.occurred_at).isoformat(),
        "tags": sorted(activity.tags),
        **activity.fields,
    }


def _fitting(rule: _Counting, record: Record) -> Iterator[Activity]:
    counts = counts_in(rule.within, record)
    for activity in record.activities:
        if (
            rule.kind in (None, activity.kind)
            and (rule.tag is None or rule.tag in activity.tags)
            and counts(activity.occurred_at)
            and (rule.where is None or rule.where.holds(fields_of(activity, record)))
        ):
            yield activity


def _in_order(found: Iterable[Activity]) -> list[Activity]:
    """Give each activity once, oldest first: what was reported twice happened once."""
    ordered = sorted(found, key=lambda each: (each.occurred_at, each.id))
    return list({each.id: each for each in reversed(ordered)}.values())[::-1]


def _counted(activity: Activity) -> Counted:
    return Counted("activity", activity.id, activity.occurred_at)


def _named(rule: _Counting) -> dict[str, Any]:
    where = rule.where.to_reason().to_json() if rule.where is not None else None
    return given(kind=rule.kind, tag=rule.tag, where=where)


def _values(found: Any) -> Iterator[str | int | float | bool]:
    for value in found if isinstance(found, list) else [found]:
        if isinstance(value, (str, int, float)) and value != "":
            yield value


def _with_field(field: str, where: Condition | None) -> Condition:
    """Give the condition that an activity of use meets: it has the field."""
    there = Compare(field, "present", value=True)
    return there if where is None else Every((there, where))


def _contradiction(where: Condition | None) -> tuple[Reason, ...]:
    if where is None or not can_never_hold(where):
        return ()
    return (Reason("where.never", where=where.to_reason().to_json()),)


def _rounded(number: float) -> float:
    return round(number, ROUNDING)


def _week(day: date) -> int:
    """Give the number of a day's ISO week; the calendar's first day was a Monday."""
    return (day.toordinal() - 1) // WEEK
