"""Rules made of rules.

>>> from datetime import UTC, datetime
>>> from badges.milestones.counting import Attended
>>> empty_handed = Record(now=datetime(2026, 3, 10, tzinfo=UTC))
>>> AllOf((Attended(2), Attended(1, kind="talk"))).check(empty_handed).need
2
>>> bool(AllOf(()).check(empty_handed))
False

Emptiness is read as no: a rule that asks for nothing would award everybody. So does one that only
says what must not be: :func:`only_forbids` tells.

:class:`NoneOf` looks at the moment of evaluation and at no other. What comes to light later takes
no award back; the award's trace keeps what was looked at and found absent, so that a person can
see the contradiction and decide. What only time takes out of the way is looked at again
(:mod:`badges.milestones.lapsing`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import chain
from typing import Any, Final

from badges.errors import Reason
from badges.milestones.progress import Counted, Met, Missing, Progress, in_order, never_met
from badges.milestones.record import Record
from badges.milestones.rules import Rule, Signal
from badges.milestones.windows import Between, LastDays, Window

_AMOUNTS: Final = frozenset(
    {"times", "at_least", "weeks", "quorum", "approvals", "length", "confirmed_by"}
)
"""Fields of which more is harder."""

_OF_ONE_MILESTONE: Final = frozenset({"evidence", "review", "decision"})


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
        return _emptiness(self.rules) + _problems_of(self.rules) + contradictions(self.rules)

    def to_reason(self) -> Reason:
        """Say it as a list."""
        return _spoken("rule.all_of", self.rules)


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

    def to_reason(self) -> Reason:
        """Say it as a choice."""
        return _spoken("rule.at_least", self.rules, count=self.n)


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

    def to_reason(self) -> Reason:
        """Say it as a choice."""
        return _spoken("rule.any_of", self.rules)


@dataclass(frozen=True, slots=True)
class NoneOf:
    """None of ``rules`` is met at the moment of evaluation; none of them is never met.

    It counts nothing, so it may only narrow what another rule asks for.
    """

    rules: tuple[Rule, ...]

    def check(self, record: Record) -> Progress:
        """Check each rule; what must not be met and is, is named."""
        if not self.rules:
            return never_met(Reason("rule.empty"))
        parts = tuple(rule.check(record) for rule in self.rules)
        in_the_way = [rule for rule, part in zip(self.rules, parts, strict=True) if part]
        have, need = len(parts) - len(in_the_way), len(parts)
        if not in_the_way:
            return Met(have=have, need=need, parts=parts)
        return Missing(
            have=have,
            need=need,
            reasons=(_spoken("none_of.met", in_the_way),),
            parts=parts,
            possible=all(_may_lapse(rule) for rule in in_the_way),
        )

    def signals(self) -> frozenset[Signal]:
        """Name what moves any part: it moves the whole."""
        return _signals(self.rules)

    def problems(self) -> tuple[Reason, ...]:
        """Name emptiness; parts that nobody can meet do no harm here, but nobody meant them."""
        return _emptiness(self.rules) + _problems_of(self.rules)

    def to_reason(self) -> Reason:
        """Say what must not be."""
        return _spoken("rule.none_of", self.rules)


def leaves_of(rule: Rule, *, asked: bool = False) -> Iterator[Rule]:
    """Give the parts of a rule that look at a record themselves.

    ``asked`` leaves out those that must not be met.
    """
    match rule:
        case NoneOf() if asked:
            return
        case AllOf() | AnyOf() | AtLeast() | NoneOf():
            for part in rule.rules:
                yield from leaves_of(part, asked=asked)
        case _:
            yield rule


def only_forbids(rule: Rule) -> bool:
    """Tell whether a rule can be met by nothing done at all: what must not be is no deed."""
    return not _asks(rule) and any(isinstance(part, NoneOf) for part in _parts_of(rule))


def _asks(rule: Rule) -> bool:
    match rule:
        case NoneOf():
            return False
        case AllOf():
            return any(map(_asks, rule.rules))
        case AnyOf():
            return all(map(_asks, rule.rules))
        case AtLeast():
            return sum(not _asks(part) for part in rule.rules) < rule.n
        case _:
            return True


def _parts_of(rule: Rule) -> Iterator[Rule]:
    yield rule
    if isinstance(rule, AllOf | AnyOf | AtLeast | NoneOf):
        for part in rule.rules:
            yield from _parts_of(part)


def contradictions(rules: Sequence[Rule], *, apart: bool = False) -> tuple[Reason, ...]:
    """Name what is asked for and forbidden at once, in rules that are all needed.

    ``apart`` where each belongs to a milestone of its own: what is handed in or decided for one
    is nothing to the others.
    """
    together = [part for rule in rules for part in _conjuncts(rule)]
    if apart:
        together = [rule for rule in together if not _looks_at_its_own(rule)]
    forbidden = [part for rule in together if isinstance(rule, NoneOf) for part in rule.rules]
    return tuple(
        dict.fromkeys(
            _spoken("none_of.contradiction", [bar]) for bar in forbidden if _met_by(together, bar)
        )
    )


def _conjuncts(rule: Rule) -> Iterator[Rule]:
    if not isinstance(rule, AllOf):
        yield rule
        return
    for part in rule.rules:
        yield from _conjuncts(part)


def _looks_at_its_own(rule: Rule) -> bool:
    """Tell whether a rule looks at evidence or decisions, which belong to one milestone alone."""
    return not {signal.what for signal in rule.signals()}.isdisjoint(_OF_ONE_MILESTONE)


def _met_by(together: Sequence[Rule], bar: Rule) -> bool:
    """Tell whether whoever meets all of these rules meets the bar."""
    if bar in together:
        return True
    match bar:
        case AllOf(parts):
            return bool(parts) and all(_met_by(together, part) for part in parts)
        case AnyOf(parts):
            return any(_met_by(together, part) for part in parts)
        case AtLeast(n, parts):
            return sum(_met_by(together, part) for part in parts) >= n > 0
        case NoneOf():
            return False
        case _:
            return any(_implies(rule, bar) for rule in together)


def _implies(rule: Rule, bar: Rule) -> bool:
    """Tell whether whoever meets the rule meets the bar: the same, or less of the same."""
    if type(rule) is not type(bar):
        return False
    pairs = {
        each.name: (getattr(rule, each.name), getattr(bar, each.name))
        for each in fields(bar)  # type: ignore[arg-type]  # every rule is a dataclass
    }
    # Points may be lost as well: what a narrower choice of activities adds up to says nothing.
    as_wide = "at_least" not in pairs or pairs["field"][0] == "hours"
    return all(
        _asks_no_less(name, asked, barred) if as_wide or name == "at_least" else asked == barred
        for name, (asked, barred) in pairs.items()
    )


def _asks_no_less(name: str, asked: Any, barred: Any) -> bool:
    """Compare one field: of these a rule asks as much or more, or as narrowly."""
    if name in _AMOUNTS:
        return bool(asked >= barred)
    if name == "of":
        return bool(asked <= barred)
    if barred is None or asked == barred:
        return True
    if name == "by":
        return bool(barred == "anyone")
    return name == "within" and asked is not None and _lies_within(asked, barred)


def _lies_within(inner: Window, outer: Window) -> bool:
    match inner, outer:
        case LastDays(days), LastDays(most):
            return days <= most
        case Between(since, until), Between(first, last):
            begins = first is None or (since is not None and since >= first)
            return begins and (last is None or (until is not None and until <= last))
        case _:
            return False


def _may_lapse(rule: Rule) -> bool:
    """Tell whether time alone can make a met rule unmet again."""
    return any(isinstance(getattr(it, "within", None), LastDays) for it in leaves_of(rule))


def _spoken(code: str, rules: Iterable[Rule], **params: int) -> Reason:
    spoken = [rule.to_reason().to_json() for rule in rules]
    if not spoken:
        return Reason("rule.empty")
    return Reason(code, **params, **{"parts" if code == "rule.all_of" else "choices": spoken})


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
