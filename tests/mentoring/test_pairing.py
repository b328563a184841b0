"""Everybody meets everybody once before anybody meets again, whoever comes and goes."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges.peers.pairing import pair_up, repeats


def rounds(people: list[int], count: int) -> tuple[Counter[frozenset[int]], Counter[int]]:
    """Draw so many rounds, each knowing the ones before."""
    met: Counter[frozenset[int]] = Counter()
    thirds: Counter[int] = Counter()
    for _ in range(count):
        for group in pair_up(people, met, thirds):
            met[frozenset(group[:2])] += 1
            thirds.update(group[2:])
    return met, thirds


@pytest.mark.parametrize("size", range(2, 17))
def test_all_meet_once_before_anybody_meets_again(size: int) -> None:
    people = [number * 7 for number in range(1, size + 1)]
    in_a_cycle = size - 1 if size % 2 == 0 else size
    met, thirds = rounds(people, in_a_cycle)
    assert set(met.values()) == {1}
    assert len(met) == size * (size - 1) // 2
    assert set(thirds.values()) == ({1} if size % 2 and size > 1 else set())


@pytest.mark.parametrize("size", [6, 7])
def test_the_second_time_around_is_as_fair(size: int) -> None:
    met, _ = rounds(list(range(1, size + 1)), 2 * (size - 1 if size % 2 == 0 else size))
    assert set(met.values()) == {2}


@given(
    st.sets(st.integers(1, 60), min_size=2, max_size=20),
    st.dictionaries(st.tuples(st.integers(1, 60), st.integers(1, 60)), st.integers(1, 3)),
    st.integers(0, 30),
)
def test_everybody_is_in_one_group_of_two_or_three(
    people: set[int], before: dict[tuple[int, int], int], turn: int
) -> None:
    met = {frozenset(pair): times for pair, times in before.items() if len(set(pair)) == 2}
    groups = pair_up(sorted(people), met, turn=turn)
    assert sorted(number for group in groups for number in group) == sorted(people)
    assert [len(group) for group in groups].count(3) == len(people) % 2
    assert all(len(group) in {2, 3} for group in groups)


@given(st.sets(st.integers(1, 40), min_size=4, max_size=12), st.integers(2, 6))
def test_somebody_new_meets_those_they_have_not_met(people: set[int], count: int) -> None:
    met, thirds = rounds(sorted(people), min(count, len(people) - 2))
    joined = sorted({*people, 50, 51})
    groups = pair_up(joined, met, thirds)
    assert repeats(groups, met) <= repeats(pair_up(sorted(people), met, thirds), met) + 1


def test_another_turn_gives_another_drawing_that_is_as_good() -> None:
    drawings = {pair_up(range(1, 7), turn=turn) for turn in range(5)}
    assert len(drawings) == 5
    assert pair_up(range(1, 7), turn=5) in drawings


@pytest.mark.parametrize("people", [[], [4]])
def test_nobody_is_paired_with_nobody(people: list[int]) -> None:
    assert pair_up(people) == ()
