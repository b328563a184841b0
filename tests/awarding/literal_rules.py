"""What a badge rule over messages does, played out message by message; and ours beside it.

The conditions are written here by hand for each rule, so that nothing of the importer is trusted.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from badges.milestones import Activity, Record, Rule

Body = Mapping[str, Any]
START = datetime(2026, 1, 1, tzinfo=UTC)
PEOPLE = ("ada", "ben", "cem")


def always(_body: Body) -> bool:
    return True


@dataclass(frozen=True)
class Literal:
    """A rule as its file states it: what sets it off, what is counted, how often, for whom."""

    topics: tuple[str, ...]
    make: Callable[[random.Random], dict[str, Any]]
    who: Callable[[Body], Any]
    times: int = 1
    sets_off: Callable[[Body], bool] = always
    counts: Callable[[Body], bool] = always
    category: str = ""

    def awarded_at_once(self, seen: list[tuple[str, Body]]) -> set[str]:
        """Give who is awarded by the last of the messages."""
        topic, body = seen[-1]
        if topic not in self.topics or not self.sets_off(body):
            return set()
        counted = [
            self.people(earlier)
            for other, earlier in seen
            if self.counts(earlier)
            and (other.startswith(f"{self.category}.") if self.category else other == topic)
        ]
        return {
            person
            for person in self.people(body)
            if sum(person in people for people in counted) >= self.times
        }

    def people(self, body: Body) -> list[str]:
        found = self.who(body)
        return list(found) if isinstance(found, (list, dict)) else [found] if found else []


@dataclass
class Played:
    """Both, message by message: who has the badge by the letter, and who by our rule."""

    literal: set[str] = field(default_factory=set)
    ours: set[str] = field(default_factory=set)


def play(literal: Literal, rule: Rule, *, seed: int, messages: int) -> Iterator[Played]:
    """Send random messages and give the state after each."""
    rng = random.Random(seed)  # noqa: S311
    seen: list[tuple[str, Body]] = []
    activities: dict[str, list[Activity]] = {person: [] for person in PEOPLE}
    state = Played()
    for number in range(messages):
        topic, body = rng.choice((*literal.topics, "elsewhere.done")), literal.make(rng)
        seen.append((topic, body))
        at = START + timedelta(hours=number)
        state.literal |= literal.awarded_at_once(seen)
        for person in PEOPLE:
            tags = frozenset({topic.partition(".")[0]})
            fields = {**body, "recipient": person}
            activities[person].append(Activity(f"{number}", topic, at, tags=tags, fields=fields))
            record = Record(now=at, activities=tuple(activities[person]))
            if person not in state.ours and rule.check(record):
                state.ours.add(person)
        yield state
