"""Where somebody is on a path, from what they hold."""

from __future__ import annotations

import pytest

from badges.programmes.walking import LevelPlan, walk_of

BASICS = LevelPlan(badges=(1, 2), needed=2)
CHOICE = LevelPlan(badges=(3, 4, 5), needed=2)
MASTER = LevelPlan(badges=(6,), needed=1)
PATH = (BASICS, CHOICE, MASTER)


@pytest.mark.parametrize(
    ("held", "states", "upcoming"),
    [
        (set(), ["open", "later", "later"], 1),
        ({1}, ["open", "later", "later"], 2),
        ({2}, ["open", "later", "later"], 1),
        ({1, 2}, ["complete", "open", "later"], 3),
        ({1, 2, 3}, ["complete", "open", "later"], 4),
        ({1, 2, 3, 5}, ["complete", "complete", "open"], 6),
        ({1, 2, 3, 5, 6}, ["complete", "complete", "complete"], None),
        ({6}, ["open", "later", "complete"], 1),
        ({3, 4}, ["open", "complete", "open"], 1),
    ],
)
def test_levels_open_in_turn_and_early_badges_count(
    held: set[int], states: list[str], upcoming: int | None
) -> None:
    walk = walk_of(PATH, held)
    assert [level.state for level in walk.levels] == states
    assert walk.next == upcoming


def test_every_badge_says_what_it_is_to_the_walker() -> None:
    walk = walk_of(PATH, {1, 2, 3, 5})
    assert [place.state for place in walk.levels[1].places] == ["held", "spare", "held"]
    assert [place.state for place in walk.levels[2].places] == ["next"]
    assert walk.levels[1].have == walk.levels[1].need == 2


def test_an_offer_waits_for_its_yes_and_the_next_step_goes_on() -> None:
    walk = walk_of(PATH, {1}, offered={2})
    assert [place.state for place in walk.levels[0].places] == ["held", "offered"]
    assert walk.next is None
    assert not walk.complete


def test_a_level_that_does_not_follow_is_open_from_the_start() -> None:
    free = LevelPlan(badges=(7,), needed=1, follows=False)
    walk = walk_of((BASICS, free), set())
    assert walk.levels[1].state == "open"
    assert walk.next == 1


def test_a_path_without_levels_is_never_complete() -> None:
    assert not walk_of((), {1, 2}).complete
    assert not walk_of((LevelPlan((), 0),), {1}).complete
