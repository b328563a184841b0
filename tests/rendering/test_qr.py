"""QR codes: readable, and as the library draws them."""

from __future__ import annotations

import random
import string
from itertools import pairwise

import pytest
import segno
import zxingcpp
from PIL import Image

from badges.rendering.qr import QUIET, Symbol, symbol_of

CHANCE = random.Random(7)  # noqa: S311 -- the same addresses each time
LETTERS = string.ascii_letters + string.digits + "-_"


def address(length: int) -> str:
    return ("https://b.example/c/" + "".join(CHANCE.choices(LETTERS, k=length)))[:length]


def drawn(symbol: Symbol) -> Image.Image:
    side = symbol.size + 2 * QUIET
    image = Image.new("L", (side, side), 255)
    for row, start, end in symbol.strokes():
        image.paste(0, (QUIET + start, QUIET + row, QUIET + end, QUIET + row + 1))
    return image.resize((4 * side, 4 * side), Image.Resampling.NEAREST)


def penalty(rows: tuple[str, ...]) -> int:
    """Count the points of ISO/IEC 18004, table 11, module by module."""
    points, size = 0, len(rows)
    for line in (*rows, *map("".join, zip(*rows, strict=True))):
        runs = line.replace("01", "0 1").replace("10", "1 0").split()
        points += sum(len(run) - 2 for run in runs if len(run) >= 5)
        for start in range(size - 10):
            points += 40 * (line[start : start + 11] in ("10111010000", "00001011101"))
    for above, below in pairwise(rows):
        for column in range(size - 1):
            block = above[column : column + 2] + below[column : column + 2]
            points += 3 * (block in ("0000", "1111"))
    dark = "".join(rows).count("1")
    return points + 10 * (abs(100 * dark // size**2 - 50) // 5)


@pytest.mark.parametrize("length", [24, 30, 45, 60, 67, 71, 91, 130, 185, 212])
def test_a_symbol_is_the_librarys_with_the_mask_that_is_easiest_to_read(length: int) -> None:
    text = address(length)
    symbol = symbol_of(text)
    masked = [
        tuple("".join(map(str, row)) for row in segno.make_qr(text, error="m", mask=mask).matrix)
        for mask in range(8)
    ]
    assert symbol.rows in masked
    assert penalty(symbol.rows) == min(map(penalty, masked))


@pytest.mark.parametrize("text", [address(67), "https://bücher.example/ä", "HTTPS://B.EXAMPLE/C"])
def test_a_symbol_reads_as_its_address(text: str) -> None:
    found = zxingcpp.read_barcode(drawn(symbol_of(text)))
    assert found is not None
    assert found.text == text
