"""Who meets whom next: everybody once with everybody before anybody meets again.

Among those who take part, the pairs of one round are those of a round-robin: with an even number
of people there are n - 1 rounds, with an odd one n, and no two of them share a pair. The round
with the fewest who have met before is taken; as long as nobody comes or goes, nobody meets again
until all have met. When people come and go, swaps between pairs lower the repeats that are left.

>>> pair_up([1, 2, 3, 4])
((1, 4), (2, 3))
>>> pair_up([1, 2, 3, 4], {frozenset({1, 4}): 1, frozenset({2, 3}): 1})
((1, 3), (2, 4))

With an odd number one joins a pair as the third, everybody as often as the others:

>>> pair_up([1, 2, 3])
((2, 3, 1),)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

Pair = tuple[int, int]
Met = Mapping[frozenset[int], int]

AT_LEAST: Final = 2
MOST_SWAPS: Final = 2_000


def pair_up(
    people: Sequence[int],
    met: Met | None = None,
    thirds: Mapping[int, int] | None = None,
    *,
    turn: int = 0,
) -> tuple[tuple[int, ...], ...]:
    """Give the pairs of the next round, one of them with a third where the number is odd.

    ``met`` is how often two were a pair, ``thirds`` how often somebody was the third, who stands
    last in the tuple. ``turn`` chooses among rounds that are equally good. Fewer than two people
    are no pair at all.
    """
    known, been_third = met or {}, thirds or {}
    order = sorted(set(people))
    if len(order) < AT_LEAST:
        return ()
    rated = [
        (_repeats(pairs, known) + been_third.get(alone, 0), number)
        for number, (pairs, alone) in enumerate(_rounds(order))
    ]
    best = [number for cost, number in rated if cost == min(rated)[0]]
    pairs, alone = list(_rounds(order))[best[turn % len(best)]]
    pairs = _swapped(pairs, known)
    if not alone:
        return tuple(sorted(pairs))
    joined = min(pairs, key=lambda pair: (_repeats([(alone, each) for each in pair], known), pair))
    others = sorted(pair for pair in pairs if pair != joined)
    return (*others, (*joined, alone))


def repeats(groups: Sequence[Sequence[int]], met: Met) -> int:
    """Count the pairs, thirds left out, that have met before."""
    return sum(met.get(frozenset(group[:2]), 0) > 0 for group in groups)


def _rounds(order: Sequence[int]) -> Iterator[tuple[list[Pair], int]]:
    """Give each round of a round-robin (the circle method), and who stays alone in it (or 0)."""
    nobody = 0
    ring = [*order] if len(order) % 2 == 0 else [*order, nobody]
    for _ in range(len(ring) - 1):
        half = len(ring) // 2
        couples = list(zip(ring[:half], reversed(ring[half:]), strict=True))
        alone = next((max(couple) for couple in couples if nobody in couple), nobody)
        yield [_ordered(*couple) for couple in couples if nobody not in couple], alone
        ring = [ring[0], ring[-1], *ring[1:-1]]


def _repeats(pairs: Sequence[Pair], met: Met) -> int:
    return sum(met.get(frozenset(pair), 0) for pair in pairs)


def _swapped(pairs: Sequence[Pair], met: Met) -> list[Pair]:
    """Exchange partners between two pairs as long as that lowers the repeats."""
    found = list(pairs)
    for _ in range(MOST_SWAPS):
        better = _better(found, met)
        if better is None:
            break
        first, second, exchanged = better
        found[first], found[second] = exchanged
    return found


def _better(pairs: Sequence[Pair], met: Met) -> tuple[int, int, tuple[Pair, Pair]] | None:
    """Give one exchange that lowers the repeats, or nothing where there is none."""
    for first, (a, b) in enumerate(pairs):
        if not met.get(frozenset((a, b))):
            continue
        for second, (c, d) in enumerate(pairs):
            if second == first:
                continue
            now = _repeats([(a, b), (c, d)], met)
            for exchanged in (
                (_ordered(a, c), _ordered(b, d)),
                (_ordered(a, d), _ordered(b, c)),
            ):
                if _repeats(exchanged, met) < now:
                    return first, second, exchanged
    return None


def _ordered(one: int, other: int) -> Pair:
    return min(one, other), max(one, other)
