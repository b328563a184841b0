"""What every rule is, and how what was found is weighed.

A new kind of rule is a frozen value with the methods of :class:`Rule`, its line in
:mod:`badges.milestones.stored`, its fields in :mod:`schemas.milestones` and its sentences; nothing
else asks which kinds there are. They stand by family: :mod:`~badges.milestones.counting`,
:mod:`~badges.milestones.proving`, :mod:`~badges.milestones.peers`,
:mod:`~badges.milestones.earned`, :mod:`~badges.milestones.combining`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from badges.errors import Reason
from badges.milestones.progress import Counted, Met, Missing, Progress, What, in_order, never_met
from badges.milestones.record import Record
from badges.milestones.windows import EVER, Window


@dataclass(frozen=True, slots=True)
class Signal:
    """A kind of event that can move a rule; ``kind`` ``None`` means any of its sort.

    ``what`` is ``activity`` (kind: the activity's), ``evidence`` and ``review`` (kind: the
    evidence's), ``award`` (kind: the achievement), ``vouch`` and ``decision`` (kind: the
    achievement they are for), ``meeting`` (kind: the meeting's) or ``goal``.
    """

    what: What
    kind: str | None = None

    def covers(self, event: Signal) -> bool:
        """Tell whether an event of this sort concerns the rule."""
        return self.what == event.what and self.kind in (None, event.kind)


class Rule(Protocol):
    """What a milestone asks for: a value that checks a record and explains its answer."""

    def check(self, record: Record) -> Progress:
        """Answer whether the record meets the rule, with the trace of what counted."""
        ...

    def signals(self) -> frozenset[Signal]:
        """Name the events that can move the rule."""
        ...

    def problems(self) -> tuple[Reason, ...]:
        """Name what makes the rule one that nobody can ever meet."""
        ...

    def to_reason(self) -> Reason:
        """Say what it asks for, as a value that the doors put into words."""
        ...


def counts_in(window: Window | None, record: Record) -> Callable[[datetime], bool]:
    """Give the test whether an instant counts; what lies ahead of ``now`` has not happened yet."""
    first, last = (window or EVER).span(record.today, record.pauses)
    return lambda at: at <= record.now and first <= record.local_date(at) <= last


def given(**params: Any) -> dict[str, Any]:
    """Keep the parameters that a rule names."""
    return {name: value for name, value in params.items() if value is not None}


def timing(window: Window | None) -> dict[str, Any]:
    """Give the parameter that says which days count, where a rule does."""
    params = (window or EVER).params()
    return {"within": params} if params else {}


def problems_of(times: float, window: Window | None) -> tuple[Reason, ...]:
    """Name a count of none, and an impossible window."""
    empty = () if times > 0 else (Reason("rule.empty"),)
    return empty + (window.problems() if window is not None else ())


def tally(
    code: str,
    found: Iterable[Counted],
    need: int,
    window: Window | None,
    record: Record,
    named: dict[str, Any],
    waiting: int = 0,
) -> Progress:
    """Weigh things of which each counts once."""
    counted = each_once(found)
    return weigh(code, len(counted), need, counted, window, record, named, waiting)


def weigh(
    code: str,
    have: int,
    need: int,
    counted: tuple[Counted, ...],
    window: Window | None,
    record: Record,
    named: dict[str, Any],
    waiting: int = 0,
) -> Progress:
    """Weigh what there is against what is needed, and say what is missing.

    The trace keeps the oldest ``need`` things: they carry the answer, and it stays small.
    """
    if need < 1:
        return never_met(Reason("rule.empty"))
    if have >= need:
        return Met(have=have, need=need, counted=counted[:need])
    within = window or EVER
    missing = max(need - have - waiting, 0)
    numbers = {"count": missing, "have": have, "need": need}
    said = named | {name: it for name, it in numbers.items() if name not in named}
    reasons = [Reason(code, **said, **timing(window))] if missing else []
    if missing and within.closed(record.today):
        reasons.append(Reason("window.closed", **within.params()))
    opens = within.opens(record.today)
    if opens is not None:
        reasons.append(Reason("window.ahead", since=opens.isoformat()))
    if waiting:
        reasons.append(Reason("reviewed.waiting", count=min(waiting, need - have)))
    possible = not (missing and within.closed(record.today))
    return Missing(have=have, need=need, reasons=tuple(reasons), counted=counted, possible=possible)


def each_once(found: Iterable[Counted]) -> tuple[Counted, ...]:
    """Give each id once, oldest first: what was reported twice happened once."""
    first: dict[str, Counted] = {}
    for each in in_order(found):
        first.setdefault(each.id, each)
    return tuple(first.values())
