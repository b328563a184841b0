"""QR codes of addresses, as many a second as a cohort's certificates need.

Addresses of one length differ in few bits, and everything in a symbol but the choice of its mask
follows from those bits by exclusive or. So the library draws one address of each length, and the
others are that symbol with what differs turned over::

    symbol = symbol_of("https://badges.example/credentials/3kq9vT2LrW8yXh5nZpB7cA")
    symbol.size, symbol.strokes()

ISO/IEC 18004:2015; 7.5 for the error correction, 7.7 for where bits stand, 7.8.3 for the mask.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any, Final

import segno
from segno import consts

LEVEL: Final = "m"
"""Survives a fold in the paper."""

QUIET: Final = 4
"""Modules of light that a symbol needs around it (ISO/IEC 18004, 9.1)."""

MASKS: Final = 8
_POLYNOMIAL, _ELEMENTS = 0x11D, 0x100
_TIMING_COLUMN: Final = 6
_SHORT_COUNT: Final = 9  # the last version whose length is told in one byte
_CARRIES_DATA: Final = {consts.TYPE_DATA_DARK, consts.TYPE_DATA_LIGHT}
_LINEAR = re.compile(r"(?=.*[a-z])[ -~]+")


@dataclass(frozen=True, slots=True)
class Symbol:
    """A symbol of ``size`` by ``size`` modules; ``rows`` says of each whether it is dark (1)."""

    size: int
    rows: tuple[str, ...]

    def strokes(self) -> Iterator[tuple[int, int, int]]:
        """Give each run of dark modules as row, first column, and the column after its last."""
        for number, row in enumerate(self.rows):
            for run in DARK.finditer(row):
                yield number, *run.span()


DARK = re.compile("1+")


def symbol_of(address: str) -> Symbol:
    """Give the QR code of an address."""
    if not _LINEAR.fullmatch(address):
        return _drawn(address)
    return _family(len(address)).symbol(address.encode("ascii"))


def _drawn(address: str) -> Symbol:
    matrix = segno.make_qr(address, error=LEVEL).matrix
    return Symbol(len(matrix), tuple("".join(map(str, row)) for row in matrix))


class _Family:
    """The symbols of all addresses of one length."""

    def __init__(self, length: int) -> None:
        sample = "a" * length
        drawn = [segno.make_qr(sample, error=LEVEL, mask=mask) for mask in range(MASKS)]
        self.size = len(drawn[0].matrix)
        self._sample = int.from_bytes(sample.encode())
        self._masked = [
            int("".join("".join(map(str, row)) for row in each.matrix), 2) for each in drawn
        ]
        blocks = _blocks(drawn[0])
        self._blocks = [(data, check, _multiples(check)) for data, check in blocks]
        self._bytes = sum(data for data, _ in blocks)
        version = int(drawn[0].version)
        header = 4 + (8 if version <= _SHORT_COUNT else 16)
        self._behind = 8 * self._bytes - header - 8 * length
        self._pick: Callable[[str], tuple[str, ...]] = itemgetter(*_sources(drawn[0], blocks))
        self._penalty = _Penalty(self.size)

    def symbol(self, address: bytes) -> Symbol:
        """Turn over what differs from the sample, and choose the mask that is easiest to read."""
        differing = (int.from_bytes(address) ^ self._sample) << self._behind
        data = differing.to_bytes(self._bytes)
        message = bytearray(data)
        start = 0
        for length, check, multiples in self._blocks:
            message += _remainder(data[start : start + length], check, multiples)
            start += length
        bits = f"{int.from_bytes(message):0{8 * len(message)}b}0"
        turned = int("".join(self._pick(bits)), 2)
        best = min((turned ^ each for each in self._masked), key=self._penalty.of)
        modules = f"{best:0{self.size**2}b}"
        rows = (modules[at : at + self.size] for at in range(0, len(modules), self.size))
        return Symbol(self.size, tuple(rows))


@lru_cache(maxsize=16)
def _family(length: int) -> _Family:
    return _Family(length)


def _blocks(drawn: Any) -> list[tuple[int, int]]:
    """Give the blocks of a symbol: how many bytes of data, how many to check them."""
    ecc: Any = consts.ECC
    level = {"L": 1, "M": 0, "Q": 3, "H": 2}[drawn.error]
    return [
        (each.num_data, each.num_total - each.num_data)
        for each in ecc[drawn.version][level]
        for _ in range(each.num_blocks)
    ]


def _sources(drawn: Any, blocks: Sequence[tuple[int, int]]) -> list[int]:
    """Say for each module which bit it shows; the one behind the last is always 0.

    Bits are counted through all data, block by block, and then through all that checks it.
    """
    starts, at = [], 0
    for data, _ in blocks:
        starts.append((at, data))
        at += data
    order = _interleaved(starts)
    checks = []
    for _, check in blocks:
        checks.append((at, check))
        at += check
    order += _interleaved(checks)
    bits = [8 * byte + bit for byte in order for bit in range(8)]
    size = len(drawn.matrix)
    shown = [8 * at] * size**2
    kinds = [list(row) for row in drawn.matrix_iter(border=0, verbose=True)]
    for (row, column), bit in zip(_path(kinds), bits, strict=False):  # a few modules remain
        shown[row * size + column] = bit
    return shown


def _interleaved(parts: Sequence[tuple[int, int]]) -> list[int]:
    longest = max(length for _, length in parts)
    return [start + index for index in range(longest) for start, length in parts if index < length]


def _path(kinds: Sequence[Sequence[int]]) -> Iterator[tuple[int, int]]:
    """Walk over the modules that carry data: two columns at a time, up and down, from the right."""
    size = len(kinds)
    rights = [*range(size - 1, _TIMING_COLUMN, -2), *range(_TIMING_COLUMN - 1, 0, -2)]
    for turn, right in enumerate(rights):
        rows = range(size) if turn % 2 else range(size - 1, -1, -1)
        for row in rows:
            for column in (right, right - 1):
                # The library calls one module too many a part of the format.
                if kinds[row][column] in _CARRIES_DATA or (row, column) == (8, size - 9):
                    yield row, column


def _remainder(data: bytes, check: int, multiples: Sequence[int]) -> bytes:
    """Divide by the generator polynomial: the bytes that check these."""
    top, rest = 8 * (check - 1), 0
    kept = (1 << top) - 1
    for byte in data:
        rest = ((rest & kept) << 8) ^ multiples[(rest >> top) ^ byte]
    return rest.to_bytes(check)


@cache
def _multiples(check: int) -> list[int]:
    """Give the generator polynomial of so many bytes times each element of the field."""
    powers = [1]
    for _ in range(254):
        double = powers[-1] << 1
        powers.append(double ^ _POLYNOMIAL if double >= _ELEMENTS else double)
    logarithm = {value: power for power, value in enumerate(powers)}

    def times(one: int, other: int) -> int:
        return powers[(logarithm[one] + logarithm[other]) % 255] if one and other else 0

    generator = [1]
    for root in range(check):
        raised = [*generator, 0]
        for index, each in enumerate(generator):
            raised[index + 1] ^= times(each, powers[root])
        generator = raised
    return [
        int.from_bytes(bytes(times(each, factor) for each in generator[1:]))
        for factor in range(_ELEMENTS)
    ]


class _Penalty:
    """How hard to read symbols of a size are; modules are bits of one number, row by row."""

    def __init__(self, size: int) -> None:
        self._modules = size**2
        self._all = (1 << self._modules) - 1
        self._steps = [
            (step, [self._with_before(size, step, count) for count in range(11)])
            for step in (1, size)
        ]
        self._size = size

    def of(self, symbol: int) -> int:
        """Add up the points of ISO/IEC 18004, table 11."""
        light = self._all ^ symbol
        dark = symbol.bit_count()
        points = 10 * (abs(100 * dark // self._modules - 50) // 5)
        for step, before in self._steps:
            same = ~(symbol ^ (symbol >> step)) & before[1]
            long = same & (same >> step) & (same >> 2 * step) & (same >> 3 * step)
            points += long.bit_count() + 2 * (long & ~(long >> step)).bit_count()
            points += 40 * self._like_finders(symbol, light, step, before)
        beside = ~(symbol ^ (symbol >> 1)) & self._steps[0][1][1]
        differing = symbol ^ (symbol >> self._size)
        square = beside & (beside >> self._size) & ~differing & self._steps[1][1][1]
        return points + 3 * square.bit_count()

    @staticmethod
    def _like_finders(dark: int, light: int, step: int, before: Sequence[int]) -> int:
        """Count what looks like a finder: 1011101 with four light modules before or behind."""
        finder = (
            dark & (light >> step) & (dark >> 2 * step) & (dark >> 3 * step)
            & (dark >> 4 * step) & (light >> 5 * step) & (dark >> 6 * step)
        )  # fmt: skip
        clear = light & (light >> step) & (light >> 2 * step) & (light >> 3 * step)
        first, last = finder & (clear >> 7 * step), clear & (finder >> 4 * step)
        return (first & before[10]).bit_count() + (last & before[10]).bit_count()

    def _with_before(self, size: int, step: int, count: int) -> int:
        """Give the modules that have so many before them in their row, or in their column."""
        if step == 1:
            row = "0" * count + "1" * (size - count)
            return int(row * size, 2)
        return (1 << (size - count) * size) - 1
