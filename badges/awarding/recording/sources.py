"""What a source of a record is: one sort of rows, and how a member's are given as values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any, TypeVar

from badges.milestones import Pause, Rule, What

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Look:
    """The parts of rules that look at some members' records, each by itself.

    Those of ``again`` belong to what may be earned a second time, by what the first award left.
    """

    members: tuple[int, ...]
    rules: tuple[Rule, ...]
    again: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be loaded, for members of one community.

    ``kinds`` are those that the rules' signals name for this source, ``None`` for any;
    ``achievements`` (ids) those that are looked at, ``None`` for all; ``looks`` say who is looked
    at by what, for a source that can leave out more by it (``None``: no limits). ``zone`` is the
    community's; ``pauses`` are those of any of the members, which make windows reach further back.
    """

    community_id: int
    members: tuple[int, ...]
    at: datetime
    kinds: frozenset[str] | None = None
    achievements: frozenset[int] | None = None
    looks: tuple[Look, ...] | None = None
    zone: tzinfo = UTC
    pauses: tuple[Pause, ...] = ()


Loaded = Mapping[int, tuple[Any, ...]]
"""The values of each member that has any, by the membership's id, in a fixed order."""


@dataclass(frozen=True, slots=True)
class Source:
    """Fills one ``field`` of :class:`badges.milestones.Record`.

    ``moved_by`` says which signals its things send: a rule that names none of them does not
    need it. Empty: every rule may need it. What an award was given for is used up where it is
    counted under one of ``spent_as``; nothing there: it counts again for the next award.
    """

    field: str
    load: Callable[[Asked], Loaded]
    moved_by: frozenset[What] = frozenset()
    spent_as: frozenset[What] = frozenset()


def by_member(rows: Iterable[tuple[int, Value]]) -> dict[int, tuple[Value, ...]]:
    """Put values beside whose they are, in the order they come in."""
    found: dict[int, list[Value]] = defaultdict(list)
    for member, value in rows:
        found[member].append(value)
    return {member: tuple(values) for member, values in found.items()}
