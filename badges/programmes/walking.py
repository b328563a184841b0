"""How far somebody is on a path: which badges are held, which level is open, what is next.

Levels open one after the other, but what was earned early counts at once: nobody does a thing
twice because of an order that came later.

>>> basics = LevelPlan(badges=(1, 2, 3), needed=2)
>>> beyond = LevelPlan(badges=(4,), needed=1)
>>> walk = walk_of((basics, beyond), held={1, 4})
>>> [level.state for level in walk.levels], walk.next, walk.complete
(['open', 'complete'], 2, False)
>>> walk_of((basics, beyond), held={1, 2}).levels[0].places[2].state
'spare'
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

PlaceState = Literal["held", "offered", "next", "open", "spare", "later"]
LevelState = Literal["complete", "open", "later"]


@dataclass(frozen=True, slots=True)
class LevelPlan:
    """What a level asks for: ``needed`` of its ``badges`` (achievements, by row)."""

    badges: tuple[int, ...]
    needed: int
    follows: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """One badge on a path, for one person.

    ``offered`` waits for their yes; ``next`` is the one to do now; ``spare`` is no longer needed,
    since the level is complete; ``later`` opens with its level.
    """

    achievement_id: int
    state: PlaceState


@dataclass(frozen=True, slots=True)
class Stage:
    """One level for one person: ``have`` of ``need`` badges."""

    state: LevelState
    have: int
    need: int
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Walk:
    """A whole path for one person; ``next`` is the achievement to do now, where there is one."""

    levels: tuple[Stage, ...]
    next: int | None

    @property
    def have(self) -> int:
        """Count the levels that are complete."""
        return sum(level.state == "complete" for level in self.levels)

    @property
    def need(self) -> int:
        """Count the levels."""
        return len(self.levels)

    @property
    def complete(self) -> bool:
        """Whether every level is; a path without levels is never complete."""
        return bool(self.levels) and self.have == self.need

    @property
    def begun(self) -> bool:
        """Whether any badge on it is held."""
        return any(level.have for level in self.levels)


def walk_of(
    levels: Sequence[LevelPlan], held: Collection[int], offered: Collection[int] = ()
) -> Walk:
    """Say where on a path somebody is who holds these achievements."""
    stages: list[Stage] = []
    upcoming: int | None = None
    is_open = True
    for plan in levels:
        have = sum(badge in held for badge in plan.badges)
        complete = plan.needed > 0 and have >= plan.needed
        is_open = is_open or not plan.follows
        if upcoming is None and is_open and not complete:
            upcoming = next((it for it in plan.badges if it not in {*held, *offered}), None)
        state: LevelState = "complete" if complete else ("open" if is_open else "later")
        places = tuple(
            Place(badge, _state(badge, state, held, offered, upcoming)) for badge in plan.badges
        )
        stages.append(Stage(state, min(have, plan.needed), plan.needed, places))
        # What follows is open once this is done, even where this was done out of turn.
        is_open = complete
    return Walk(tuple(stages), upcoming)


def _state(
    badge: int,
    level: LevelState,
    held: Collection[int],
    offered: Collection[int],
    upcoming: int | None,
) -> PlaceState:
    if badge in held:
        return "held"
    if badge in offered:
        return "offered"
    if badge == upcoming:
        return "next"
    return {"complete": "spare", "open": "open", "later": "later"}[level]  # type: ignore[return-value]
