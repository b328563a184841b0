"""Which place of a list the next credential gets, so that order of issue is not to be seen.

>>> places = IndexPermutation(b"k" * 32, 10)
>>> sorted(places[counter] for counter in range(10)) == list(range(10))
True
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from badges.status.errors import StatusIndexError

_ROUNDS: Final = 8
_FEW: Final = 100
"""From so many places on it pays to know all that a round can answer."""

_MOST_BITS: Final = 10


@dataclass(frozen=True, slots=True)
class IndexPermutation:
    """Spreads a counter over the places of a list, so that order of issue is not to be seen.

    Two counters never meet, and without ``key`` (32 bytes from a good source, kept with the list)
    a place tells nothing about its neighbours. A Feistel network over the smallest even number of
    bits that holds ``size``, walked until it falls inside (Black and Rogaway, "Ciphers with
    arbitrary finite domains", 2002)::

        >>> places = IndexPermutation(b"k" * 32, 10)
        >>> sorted(places[counter] for counter in range(10)) == list(range(10))
        True
    """

    key: bytes
    size: int

    def __post_init__(self) -> None:
        if self.size < 1 or not 16 <= len(self.key) <= hashlib.blake2b.MAX_KEY_SIZE:  # noqa: PLR2004 -- 128 bits
            raise ValueError("a permutation needs a size of 1 or more and a key of 16 to 64 bytes")

    def __getitem__(self, counter: int) -> int:
        """Give the place of ``counter`` (0 up to ``size`` - 1); raises ``StatusIndexError``."""
        if not 0 <= counter < self.size:
            raise StatusIndexError(
                "status.list.full",
                f"All {self.size} places of this status list are taken; begin the next list.",
                size=self.size,
            )
        place = self._mix(counter)
        while place >= self.size:
            place = self._mix(place)
        return place

    def block(self, first: int, count: int) -> list[int]:
        """Give the places of ``count`` counters from ``first`` on, as one by one but faster.

        >>> IndexPermutation(b"k" * 32, 10).block(2, 3) == [
        ...     IndexPermutation(b"k" * 32, 10)[counter] for counter in (2, 3, 4)]
        True
        """
        half = self._half
        # Past the end it is asked one by one, to be told so.
        if count < _FEW or half > _MOST_BITS or first + count > self.size:
            return [self[counter] for counter in range(first, first + count)]
        rounds, mask = _rounds(self), (1 << half) - 1
        found = []
        for counter in range(first, first + count):
            place = _mixed(counter, rounds, half, mask)
            while place >= self.size:
                place = _mixed(place, rounds, half, mask)
            found.append(place)
        return found

    @property
    def _half(self) -> int:
        return ((self.size - 1).bit_length() + 1) // 2

    def _mix(self, value: int) -> int:
        half = self._half
        left, right = value >> half, value & ((1 << half) - 1)
        for number in range(_ROUNDS):
            left, right = right, left ^ self._round(number, right, half)
        return left << half | right

    def _round(self, number: int, value: int, bits: int) -> int:
        seed = bytes([number]) + self.size.to_bytes(8, "big") + value.to_bytes(8, "big")
        digest = hashlib.blake2b(seed, key=self.key, digest_size=8).digest()
        return int.from_bytes(digest, "big") & ((1 << bits) - 1)


@lru_cache(maxsize=8)
def _rounds(places: IndexPermutation) -> list[list[int]]:
    """Give what each round answers to each half."""
    half = places._half  # noqa: SLF001 - of its own class
    return [
        [places._round(number, value, half) for value in range(1 << half)]  # noqa: SLF001
        for number in range(_ROUNDS)
    ]


def _mixed(value: int, rounds: list[list[int]], half: int, mask: int) -> int:
    left, right = value >> half, value & mask
    for table in rounds:
        left, right = right, left ^ table[right]
    return left << half | right
