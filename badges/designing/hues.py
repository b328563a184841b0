"""From one colour to the shades of a badge: rim, ground, edge, and what stands out on it.

>>> dark_icon_on = hues_of("#ffd500")
>>> dark_icon_on.on_field == dark_icon_on.deep
True
>>> contrast(hues_of("#1f5f5b").on_field, hues_of("#1f5f5b").field_light) >= LEAST_CONTRAST
True
"""

from __future__ import annotations

import colorsys
from dataclasses import dataclass
from typing import Final

from badges.rendering.colours import contrast

LEAST_CONTRAST: Final = 3.0
"""WCAG 2.2, 1.4.11: what a meaningful shape keeps against its ground."""

CREAM: Final = "#fffaf0"
GOLD: Final = "#ffd467"

HUES: Final = {
    "#0f7d78": ("Petrol", "Teal"),
    "#1c6fc4": ("Blau", "Blue"),
    "#4a3fc0": ("Indigo", "Indigo"),
    "#8a3ab0": ("Violett", "Violet"),
    "#c2306f": ("Beere", "Berry"),
    "#c8403a": ("Rot", "Red"),
    "#cf6a1d": ("Orange", "Orange"),
    "#e0b020": ("Honig", "Honey"),
    "#3d8b37": ("Grün", "Green"),
    "#4f6377": ("Schiefer", "Slate"),
}
"""Colours offered beside the community's own, with their names in German and English."""

_LIGHTEST, _DARKEST, _LOWEST = 0.5, 0.3, 0.4
_STEPS: Final = 14


@dataclass(frozen=True, slots=True)
class Hues:
    """Shades as ``#rrggbb``; ``on_field`` is what an icon is drawn in, ``shaded`` its far half."""

    rim_light: str
    rim_dark: str
    field_light: str
    field_dark: str
    deep: str
    on_field: str
    shaded: str

    @property
    def takes_gold(self) -> bool:
        """Whether gold stands out from the ground."""
        return contrast(GOLD, self.field_light) >= LEAST_CONTRAST


def hues_of(colour: str) -> Hues:
    """Derive the shades of ``#rrggbb``; the hue stays, the lightness is kept where icons show."""
    red, green, blue = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    start = min(max(lightness, _DARKEST), _LIGHTEST)
    ground = _ground(hue, start, saturation)
    deep = _hex(hue, start * 0.36, saturation)
    is_light = contrast(CREAM, _hex(hue, ground, saturation)) < LEAST_CONTRAST
    return Hues(
        rim_light=_hex(hue, ground + (1 - ground) * 0.62, saturation),
        rim_dark=_hex(hue, ground + (1 - ground) * 0.12, saturation),
        field_light=_hex(hue, ground, saturation),
        field_dark=_hex(hue, ground * (0.84 if is_light else 0.66), saturation),
        deep=deep,
        on_field=deep if is_light else CREAM,
        shaded=_hex(hue, start * 0.3, saturation) if is_light else "#e9e2d3",
    )


def _ground(hue: float, start: float, saturation: float) -> float:
    """Darken the ground a little where that lets a light icon stand out; else leave it bright."""
    for step in range(_STEPS):
        lightness = start - (start - min(start, _LOWEST)) * step / (_STEPS - 1)
        if contrast(CREAM, _hex(hue, lightness, saturation)) >= LEAST_CONTRAST:
            return lightness
    return start


def _hex(hue: float, lightness: float, saturation: float) -> str:
    parts = colorsys.hls_to_rgb(hue, lightness, saturation)
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)
