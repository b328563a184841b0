"""Rules made of rules.

>>> from datetime import UTC, datetime
>>> from badges.milestones.rules import Earned
>>> empty_handed = Record(now=datetime(2026, 3, 10, tzinfo=UTC))
>>> AllOf((Earned("mentor"), Earned("host"))).check(empty_handed).need
2
>>> bool(AllOf(()).check(empty_handed))
False

Emptiness is read as no: a rule that asks for nothing would award everybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from badges.errors import Reason
from badges.milestones.progress import Counted, Met, Missing, Progress, in_order, never_met
from badges.milestones.record import Record
from badges.milestones.rules import Rule, Signal


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every one of ``rules``; none of them is never met."""

    rules: tuple[Rule, ...]

    def check(self, record: Record) -> Progress:
        """Check each rule."""
        return all_together([rule.check(record) for rule in self.rules])

    def signals(self) -> frozenset[Signal]:
        """Name what moves any part: it moves the whole."""
        return _signals(self.rules)

    def problems(self) -> tuple[Reason, ...]:
        """Name the parts that nobody can meet: one spoils the whole."""
        return _emptiness(self.rules) + _problems_of(self.rules)


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least ``n`` of ``rules``, no matter which."""

    n: int
    rules: tuple[Rule, ...]

    def check(self, record: Record) -> Progress:
        """Check each rule and say which of the others are still possible."""
        return at_least(self.n, [rule.check(record) for rule in self.rules])

    def signals(self) -> frozenset[Signal]:
        """Name what moves any part: it moves the whole."""
        return _signals(self.rules)

    def problems(self) -> tuple[Reason, ...]:
        """Name what makes it impossible, or not what its author meant.

        A part that nobody can meet is named even where enough others remain: nobody meant it.
        The same part twice would be met twice by one deed, so it is named as well.
        """
        own = _emptiness(self.rules)
        if self.n < 1:
            own += (Reason("rule.empty"),)
        if self.rules and self.n > len(self.rules):
            own += (Reason("at_least.too_many", n=self.n, count=len(self.rules)),)
        if len(set(self.rules)) < len(self.rules):
            own += (Reason("at_least.repeated"),)
        return own + _problems_of(self.rules)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of ``rules``, no matter which; none of them is never met."""

    rules: tuple[Rule, ...]

    def check(self, record: Record) -> Progress:
        """Check each rule."""
        return at_least(1, [rule.check(record) for rule in self.rules])

    def signals(self) -> frozenset[Signal]:
        """Name what moves any part: it moves the whole."""
        return _signals(self.rules)

    def problems(self) -> tuple[Reason, ...]:
        """Name the parts that nobody can meet."""
        return _emptiness(self.rules) + _problems_of(self.rules)


def all_together(parts: Sequence[Progress]) -> Progress:
    """Answer for parts that are all needed: what is missing is all that the parts miss."""
    if not parts:
        return never_met(Reason("rule.empty"))
    have = sum(map(bool, parts))
    counted = _counted(parts)
    if have == len(parts):
        return Met(have=have, need=have, counted=counted, parts=tuple(parts))
    # One sentence says it, even where two parts miss the same.
    reasons = tuple(dict.fromkeys(chain.from_iterable(part.reasons for part in parts)))
    return Missing(
        have=have,
        need=len(parts),
        reasons=reasons,
        counted=counted,
        parts=tuple(parts),
        possible=all(part.possible for part in parts),
    )


def at_least(n: int, parts: Sequence[Progress]) -> Progress:
    """Answer for parts of which ``n`` are needed; only ways that are still open are offered."""
    if n < 1 or not parts:
        return never_met(Reason("rule.empty"))
    met = [part for part in parts if part]
    have = len(met)
    if have >= n:
        return Met(have=have, need=n, counted=_counted(met), parts=tuple(parts))
    open_ways = [part for part in parts if not part and part.possible]
    possible = have + len(open_ways) >= n
    return Missing(
        have=have,
        need=n,
        reasons=_ways(n, have, len(parts), open_ways, possible=possible),
        counted=_counted(parts),
        parts=tuple(parts),
        possible=possible,
    )


def _ways(
    n: int, have: int, of: int, open_ways: Sequence[Progress], *, possible: bool
) -> tuple[Reason, ...]:
    """Say how many more are needed and which can still be done, the nearest first.

    Where just as many are open as are needed there is nothing to choose: their own reasons
    say what to do.
    """
    if not possible:
        return (Reason("at_least.unreachable", count=n - have, possible=len(open_ways)),)
    nearest = sorted(open_ways, key=lambda part: part.need - part.have)
    if len(open_ways) == n - have:
        return tuple(dict.fromkeys(chain.from_iterable(part.reasons for part in nearest)))
    # To someone who has none of them yet, "0 of 1 done" says less than "one is enough".
    code = "any_of.more" if n == 1 else "at_least.more"
    options = [[reason.to_json() for reason in part.reasons] for part in nearest]
    return (Reason(code, count=n - have, have=have, need=n, of=of, options=options),)


def _counted(parts: Iterable[Progress]) -> tuple[Counted, ...]:
    return in_order(chain.from_iterable(part.counted for part in parts))


def _signals(rules: Iterable[Rule]) -> frozenset[Signal]:
    return frozenset(chain.from_iterable(rule.signals() for rule in rules))


def _emptiness(rules: Sequence[Rule]) -> tuple[Reason, ...]:
    return () if rules else (Reason("rule.empty"),)


def _problems_of(rules: Iterable[Rule]) -> tuple[Reason, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(rule.problems() for rule in rules)))
