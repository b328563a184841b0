"""Outlines of badges as SVG path data, around one centre, at any size.

>>> outline("circle", 1)
'M44 250a212 212 0 1 1 424 0a212 212 0 1 1 -424 0Z'
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final

CENTRE: Final = (256.0, 250.0)
"""The middle of every shape in a drawing of 512 by 512 units."""

Point = tuple[float, float]

_LOBES: Final = 12
_POINTS: Final = 20
_SHIELD: Final = (
    "M0 -232C48 -202 116 -188 174 -188C192 -188 200 -178 200 -160L200 -6C200 112 122 192 20 236"
    "C6 242 -6 242 -20 236C-122 192 -200 112 -200 -6L-200 -160C-200 -178 -192 -188 -174 -188"
    "C-116 -188 -48 -202 0 -232Z"
)


def outline(shape: str, scale: float) -> str:
    """Give a shape's outline; ``scale`` 1 fills the drawing."""
    return _OUTLINES[shape](scale)


def inner(shape: str) -> str:
    """Name the shape of the ground: an edge of lobes or points has a round one."""
    return "circle" if shape in {"scallop", "sunburst"} else shape


def number(value: float) -> str:
    """Write a coordinate: one decimal is finer than a pixel."""
    return f"{round(value, 1) + 0:g}"


def turned(angle: float, radius: float) -> Point:
    """Give the point at so many radians clockwise from the top."""
    return (CENTRE[0] + radius * math.sin(angle), CENTRE[1] - radius * math.cos(angle))


def _circle(scale: float) -> str:
    radius = 212 * scale
    wide = number(2 * radius)
    arc = f"{number(radius)} {number(radius)} 0 1 1"
    left = f"{number(CENTRE[0] - radius)} {number(CENTRE[1])}"
    return f"M{left}a{arc} {wide} 0a{arc} -{wide} 0Z"


def _scallop(scale: float) -> str:
    """Draw lobes that bulge outwards, as circles strung along a ring."""
    step = 2 * math.pi / _LOBES
    ends = [turned((n - 0.5) * step, 212 * scale) for n in range(_LOBES + 1)]
    lobe = number(61.5 * scale)
    arcs = "".join(f"A{lobe} {lobe} 0 0 1 {_at(end)}" for end in ends[1:])
    return f"M{_at(ends[0])}{arcs}Z"


def _sunburst(scale: float) -> str:
    corners = [
        turned(n * math.pi / _POINTS, (226 if n % 2 == 0 else 200) * scale)
        for n in range(2 * _POINTS)
    ]
    return _rounded(corners, 9 * scale)


def _polygon(sides: int, radius: float, corner: float, start: float) -> Callable[[float], str]:
    def draw(scale: float) -> str:
        step = 2 * math.pi / sides
        corners = [turned((n + start) * step, radius * scale) for n in range(sides)]
        return _rounded(corners, corner * scale)

    return draw


def _shield(scale: float) -> str:
    parts = []
    for part in _SHIELD.replace("Z", "").replace("C", "|C").replace("L", "|L").split("|"):
        values = [float(value) for value in part[1:].split()]
        points = zip(values[::2], values[1::2], strict=True)
        moved = (_at((CENTRE[0] + x * scale, CENTRE[1] + y * scale)) for x, y in points)
        parts.append(part[0] + " ".join(moved))
    return "".join(parts) + "Z"


def _rounded(corners: Sequence[Point], radius: float) -> str:
    """Draw a polygon whose corners begin to bend ``radius`` units before they are reached."""
    parts: list[str] = []
    for position, corner in enumerate(corners):
        before = _towards(corner, corners[position - 1], radius)
        after = _towards(corner, corners[(position + 1) % len(corners)], radius)
        parts.append(f"{'L' if parts else 'M'}{_at(before)}Q{_at(corner)} {_at(after)}")
    return "".join(parts) + "Z"


def _towards(start: Point, end: Point, distance: float) -> Point:
    share = distance / math.dist(start, end)
    return (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)


def _at(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"


_OUTLINES: Final[dict[str, Callable[[float], str]]] = {
    "scallop": _scallop,
    "shield": _shield,
    "hexagon": _polygon(6, 240, 52, 0),
    "octagon": _polygon(8, 236, 46, 0.5),
    "circle": _circle,
    "sunburst": _sunburst,
    "square": _polygon(4, 292, 84, 0.5),
    "diamond": _polygon(4, 258, 64, 0),
}
