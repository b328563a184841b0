"""A community's colour, made readable.

Any colour may be chosen, yellow and white too; what is written or drawn in it keeps the contrast
of WCAG 2.2 (success criteria 1.4.3 and 1.4.11)::

    >>> palette = palette_of("#FFD500")
    >>> palette.pure
    '#ffd500'
    >>> contrast(palette.ink, "#ffffff") >= 5.5
    True
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from badges.errors import InputError

INK_CONTRAST = 5.5
"""What text in the colour keeps against white paper; 1.4.3 asks for 4.5, print loses some."""

LINE_CONTRAST = 3.0
"""What a line or a drawn mark keeps against white paper (1.4.11)."""

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_STEPS = 100
_KNEE = 0.04045  # where the sRGB curve turns from a line into a power


@dataclass(frozen=True, slots=True)
class Palette:
    """One colour in four strengths, each ``#rrggbb``.

    ``pure`` as chosen, for areas that carry no meaning; ``ink`` for text on white; ``line`` for
    lines and marks on white; ``tint`` for faint grounds and frames; ``on_pure`` is black or white,
    whichever is easier to read on ``pure``.
    """

    pure: str
    ink: str
    line: str
    tint: str
    on_pure: str


def palette_of(colour: str) -> Palette:
    """Derive the strengths from one colour as ``#rrggbb``; raises :class:`InputError`."""
    if not _HEX.fullmatch(colour):
        raise InputError(
            "rendering.colour",
            "Give the colour as # and six hexadecimal digits, for example #1f6f5c.",
            field="colour",
        )
    pure = colour.lower()
    return Palette(
        pure=pure,
        ink=_darkened(pure, INK_CONTRAST),
        line=_darkened(pure, LINE_CONTRAST),
        tint=_mixed(pure, "#ffffff", 0.86),
        on_pure=max("#ffffff", "#1c1b1a", key=lambda text: contrast(text, pure)),
    )


def contrast(one: str, other: str) -> float:
    """Give the contrast ratio of two ``#rrggbb`` colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _darkened(colour: str, ratio: float) -> str:
    """Mix in black until the colour stands out from white paper; the hue stays."""
    for step in range(_STEPS):
        darker = _mixed(colour, "#000000", step / _STEPS)
        if contrast(darker, "#ffffff") >= ratio:
            return darker
    return "#000000"


def _mixed(colour: str, other: str, share: float) -> str:
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    """WCAG 2.2, "relative luminance", of an sRGB colour."""
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(share: float) -> float:
    return share / 12.92 if share <= _KNEE else ((share + 0.055) / 1.055) ** 2.4
