"""A community's colour as a style sheet, by light and by dark.

The strengths on light paper are those of the certificate; on a dark screen the colour is lightened
until it is as easy to read::

    >>> contrast(on_dark("#1f5f5b"), DARK_PAPER) >= READABLE
    True
"""

from __future__ import annotations

import colorsys
from collections.abc import Iterable

from badges.rendering.colours import contrast, palette_of

DARK_PAPER = "#221e1a"
"""The dark scheme's lightest ground in ``style.css``; text must stand out from it."""

READABLE = 6.0
"""More than the 4.5 of WCAG 2.2 (1.4.3), since dark grounds make thin type harder to read."""

_STEPS = 50


def stylesheet(colour: str) -> str:
    """Write the custom properties that ``style.css`` takes its accents from."""
    palette = palette_of(colour)
    dark = on_dark(palette.pure)
    return (
        f":root{{--brand-ink:{palette.ink};--brand-line:{palette.line};"
        f"--brand-tint:{palette.tint};--brand-ink-dark:{dark};"
        f"--brand-tint-dark:{_mixed(DARK_PAPER, dark, 0.18)}}}\n"
    )


def on_dark(colour: str) -> str:
    """Lighten the colour until it can be read on the dark ground; the hue stays."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(part / 255 for part in _channels(colour)))
    for step in range(_STEPS):
        lighter = lightness + (1 - lightness) * step / _STEPS
        shown = _hex(colorsys.hls_to_rgb(hue, lighter, saturation))
        if contrast(shown, DARK_PAPER) >= READABLE:
            return shown
    return "#ffffff"


def _mixed(colour: str, other: str, share: float) -> str:
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return _hex((a + (b - a) * share) / 255 for a, b in pairs)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _hex(parts: Iterable[float]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)
