"""An attacker knows all that is told, how it is hidden, and how many people there are.

They look through every world in which exactly that would have been told.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations, pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges.impact.hiding import FEWEST, STEP, in_steps, told

World = tuple[int, ...]
NAMES = ("a", "b", "c")
SMALL = range(1, FEWEST)


@pytest.fixture(autouse=True)
def app() -> None:
    """Leave out the application: nothing here asks a database."""


def alike(groups: int, everybody: int) -> list[list[World]]:
    """Put together the worlds of which the same is told; the last number is the untold rest."""
    found: dict[object, list[World]] = defaultdict(list)
    for counts in product(range(everybody + 1), repeat=groups):
        rest = everybody - sum(counts)
        if rest >= 0:
            shown = told(dict(zip(NAMES, counts, strict=False)), everybody=everybody)
            found[tuple(shown.items())].append((*counts, rest))
    return list(found.values())


@pytest.mark.parametrize("everybody", [*range(3, 16), 20])
@pytest.mark.parametrize("groups", [1, 2, 3])
def test_no_group_of_one_to_four_can_be_known_by_whatever_sums_and_differences(
    groups: int, everybody: int
) -> None:
    parts = range(groups + 1)
    # All together are as many as was known before.
    unions = [some for size in range(1, groups + 1) for some in combinations(parts, size)]
    for worlds in alike(groups, everybody):
        for union in unions:
            sizes = {sum(world[part] for part in union) for world in worlds}
            assert not sizes <= set(SMALL), (worlds[0], union)


@given(
    counts=st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 60), max_size=8),
    rest=st.integers(0, 60),
)
def test_what_is_told_is_true_and_no_group_under_five(counts: dict[str, int], rest: int) -> None:
    everybody = sum(counts.values()) + rest
    shown = {name: it for name, it in told(counts, everybody=everybody).items() if it is not None}
    assert all(counts[name] == it >= FEWEST for name, it in shown.items())
    assert not shown or everybody - sum(shown.values()) not in SMALL


@given(
    counts=st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 60), min_size=1),
    rest=st.integers(5, 60),
    who=st.sampled_from("abcdefgh"),
)
def test_whether_somebody_is_in_a_hidden_group_changes_nothing(
    counts: dict[str, int], rest: int, who: str
) -> None:
    if counts.get(who) not in SMALL:
        return
    everybody = sum(counts.values()) + rest
    without = counts | {who: counts[who] - 1}
    assert told(counts, everybody=everybody) == told(without, everybody=everybody)


@pytest.mark.parametrize("everybody", [6, 11, 16, 21, 24])
def test_two_programmes_and_all_who_took_part_show_no_small_group_either(everybody: int) -> None:
    """Those in both, in one alone, in neither but in something, in nothing; and all sums."""
    unions = [some for size in range(1, 5) for some in combinations(range(5), size)]
    found: dict[object, list[set[tuple[int, ...]]]] = {}
    for ends in combinations(range(everybody + 4), 4):
        edges = (-1, *ends, everybody + 4)
        both, first, second, other, _ = world = [b - a - 1 for a, b in pairwise(edges)]
        one, two = (
            told({"p": each}, everybody=everybody)["p"] for each in (both + first, both + second)
        )
        step = in_steps(both + first + second + other, [one, two])
        sizes = found.setdefault((one, two, step), [set() for _ in unions])
        for union, seen in zip(unions, sizes, strict=True):
            seen.add(sum(world[part] for part in union))
    assert [key for key, sizes in found.items() if any(it <= set(SMALL) for it in sizes)] == []


@given(st.integers(0, 200), st.lists(st.integers(0, 200), max_size=3))
def test_steps_never_say_more_than_there_are_and_no_less_than_a_part(
    beside: int, parts: list[int]
) -> None:
    everybody = beside + max(parts, default=0)
    shown = [told({"p": part}, everybody=everybody + FEWEST)["p"] for part in parts]
    step = in_steps(everybody, shown)
    least = max([it for it in shown if it is not None], default=0)
    assert least <= (step or 0) <= everybody < (step or 0) + STEP
