"""How few activities suffice for rules: of which kinds, since which day, how many of the oldest.

>>> from datetime import date
>>> from badges.milestones import Attended, LastDays
>>> needs_of([Attended(3, kind="workshop")], date(2026, 3, 10))
(Need(kind='workshop', since=None, enough=3, saying=()),)
>>> needs_of((), date(2026, 3, 10), again=[Attended(3, within=LastDays(7))])
(Need(kind=None, since=datetime.date(2026, 3, 3), enough=None, saying=()),)
>>> needs_of([Attended(1, tag="garden")], date(2026, 3, 10))[0].saying
(('tags', 'garden'),)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from badges.milestones import (
    Attended,
    Between,
    Compare,
    Condition,
    Every,
    LastDays,
    Pause,
    Presented,
    Rule,
    WeeksActive,
    Window,
)
from badges.milestones.counting import KNOWN_OF_ALL, PRESENTER

Said = tuple[Literal["tags", "fields"], str]
"""A word that stands somewhere in a column's text wherever a rule may count the activity."""


@dataclass(frozen=True, slots=True)
class Need:
    """Activities of one ``kind`` (``None``: any) ``since`` a day (``None``: ever).

    Where so many of the oldest are ``enough``, more of them say nothing new: a rule that counts
    is met by then, and by those. ``saying`` are words without which none of them counts.
    """

    kind: str | None
    since: date | None
    enough: int | None = None
    saying: tuple[Said, ...] = ()

    def covers(self, other: Need) -> bool:
        """Tell whether whoever has this has the other as well."""
        all_kinds = self.kind in (None, other.kind)
        all_days = self.since is None or (other.since is not None and self.since <= other.since)
        if self.enough is None:
            return all_kinds and all_days and set(self.saying) <= set(other.saying)
        same = (self.kind, self.since) == (other.kind, other.since)
        return same and other.enough is not None and other.enough <= self.enough


def needs_of(
    rules: Iterable[Rule],
    today: date,
    pauses: Iterable[Pause] = (),
    *,
    again: Iterable[Rule] = (),
) -> tuple[Need, ...]:
    """Give what these parts of rules need of a member's activities.

    ``again`` are those of what may be earned a second time, by what the first award did not use
    up; how many suffice is not known then. Parts that look at other things name nothing here.
    """
    stops = tuple(pauses)
    found = [need for rule in rules for need in _needs(rule, today, stops, again=False)]
    found += [need for rule in again for need in _needs(rule, today, stops, again=True)]
    kept: list[Need] = []
    for need in found:
        if not any(other.covers(need) for other in kept):
            kept = [other for other in kept if not need.covers(other)] + [need]
    return tuple(kept)


def _needs(rule: Rule, today: date, pauses: tuple[Pause, ...], *, again: bool) -> Iterable[Need]:
    for signal in rule.signals():
        if signal.what == "activity":
            since, enough = _since(rule, today, pauses), None if again else _enough(rule)
            yield Need(signal.kind, since, enough, tuple(sorted(set(_saying(rule)))))


def _saying(rule: Rule) -> Iterator[Said]:
    """Give what an activity's tags and fields must say; the rule itself looks more closely."""
    tag: str | None = getattr(rule, "tag", None)
    if tag is not None and _is_plain(tag):
        yield "tags", tag
    where: Condition | None = getattr(rule, "where", None)
    if where is not None:
        yield from _words_of(where)
    if isinstance(rule, Presented):
        yield from _words_of(PRESENTER)


def _words_of(condition: Condition) -> Iterator[Said]:
    match condition:
        case Every():
            for each in condition.conditions:
                yield from _words_of(each)
        case Compare(path, "equals", str() as value):
            if path.split(".")[0] not in KNOWN_OF_ALL and _is_plain(value):
                yield "fields", value


def _is_plain(text: str) -> bool:
    """Tell whether a text stands in JSON as it is."""
    return text.isascii() and text.isprintable() and not {'"', "\\"} & set(text)


def _since(rule: Rule, today: date, pauses: tuple[Pause, ...]) -> date | None:
    window: Window | None = getattr(rule, "within", None)
    if isinstance(rule, WeeksActive):
        # Whole weeks, the one that has begun included; a pause moves them by no more than its days.
        window = LastDays((rule.of + 1) * 7)
    match window:
        case LastDays():
            first, _ = window.span(today, pauses)
            return first
        case Between():
            return window.since
        case _:
            return None


def _enough(rule: Rule) -> int | None:
    """Count only where kind and begin are all that a rule asks: the rest is not in the query."""
    if isinstance(rule, Attended) and rule.tag is None and rule.where is None:
        return rule.times
    return None
