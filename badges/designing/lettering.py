"""Short texts as outlines, laid along the bow of a ribbon: no font is needed to show them.

>>> can_be_lettered("Ehrenamt 2026"), can_be_lettered("مرحبا")
(True, False)
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from badges.fonts import FACES, font_bytes

_RIGHT_TO_LEFT: Final = range(0x0590, 0x0900)
_CAP_SHARE: Final = 0.714
"""The height of capitals as a share of the type size, to centre a line by."""


@dataclass(frozen=True, slots=True)
class Bow:
    """A part of a large circle, open upwards: its lowest point, its radius, in units."""

    x: float
    y: float
    radius: float

    def at(self, along: float, off: float = 0.0) -> tuple[float, float]:
        """Give the point ``along`` units right of the lowest one, ``off`` units outside of it."""
        angle = along / self.radius
        reach = self.radius + off
        return (
            self.x + reach * math.sin(angle),
            self.y - self.radius + reach * math.cos(angle),
        )


def can_be_lettered(text: str) -> bool:
    """Tell whether each character has an outline that stands by itself."""
    known = _font().getBestCmap()
    return all(ord(char) in known and ord(char) not in _RIGHT_TO_LEFT for char in text)


def lettered(text: str, bow: Bow, *, size: float, room: float) -> str:
    """Give the path of ``text`` centred on a bow; a long one is set smaller to fit ``room``."""
    units = float(_font()["head"].unitsPerEm)
    advances = [_advance(char) / units for char in text]
    spacing = 0.02
    width = sum(advances) + spacing * (len(text) - 1)
    set_in = min(size, room / width) if width else size
    along = -width * set_in / 2
    paths = []
    for char, advance in zip(text, advances, strict=True):
        middle = along + advance * set_in / 2
        paths.append(_glyph(char, bow, middle, advance * set_in, set_in / units, set_in))
        along += (advance + spacing) * set_in
    return "".join(paths)


def _glyph(char: str, bow: Bow, middle: float, wide: float, scale: float, size: float) -> str:
    """Turn one letter to the bow; its baseline is so low that capitals stand in the middle."""
    angle = -middle / bow.radius
    x, y = bow.at(middle)
    cos, sin = math.cos(angle), math.sin(angle)
    down = size * _CAP_SHARE / 2
    left = -wide / 2
    # A font's y grows upwards, a drawing's downwards.
    place = (
        scale * cos,
        scale * sin,
        scale * sin,
        -scale * cos,
        x + left * cos - down * sin,
        y + left * sin + down * cos,
    )
    from fontTools.pens.svgPathPen import SVGPathPen  # noqa: PLC0415 - few processes letter
    from fontTools.pens.transformPen import TransformPen  # noqa: PLC0415 - likewise

    glyphs = _font().getGlyphSet()
    pen = SVGPathPen(glyphs, ntos=lambda value: f"{round(value, 1) + 0:g}")
    glyphs[_font().getBestCmap()[ord(char)]].draw(TransformPen(pen, place))
    return str(pen.getCommands())


def _advance(char: str) -> float:
    font = _font()
    return float(font["hmtx"][font.getBestCmap()[ord(char)]][0])


@cache
def _font() -> Any:
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - as above

    face = next(it for it in FACES if it.family == "Meilenstein Sans" and it.weight == 700)  # noqa: PLR2004
    return TTFont(io.BytesIO(font_bytes(face)), lazy=True)
