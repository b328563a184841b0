"""Draws a design: rim, edge, ground, ornament, icon, gloss and ribbon, each from its value."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import escape

from badges.baking import BakingError
from badges.baking.markup import parse_svg
from badges.designing.design import Design, DesignError
from badges.designing.hues import CREAM, Hues, hues_of
from badges.designing.icons import SIDE, icon
from badges.designing.lettering import Bow, lettered
from badges.designing.shapes import CENTRE, inner, number, outline, turned
from badges.pictures import clean_svg

MARK: Final = "meilenstein-design:"
"""What the description of a drawing begins with that carries its design."""

_LARGEST: Final = 512 * 1024
_FIELD: Final = 0.86
_ICON: Final = {"disc": 150.0, "laurel": 172.0, "ticks": 172.0}
_PLAIN_ICON: Final = 226.0
_BOW: Final = Bow(256, 424, 620)
_BAND, _HALF, _TAIL = 76.0, 184.0, 58.0


def draw(design: Design) -> bytes:
    """Draw a design as SVG; the same design gives the same bytes."""
    hues = hues_of(design.colour)
    carried = escape(MARK + json.dumps(design.to_fields(), ensure_ascii=False, sort_keys=True))
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512">',
        f"<desc>{carried}</desc>",
        *_paints(design, hues),
        *_body(design, hues),
        "</svg>",
    ]
    return clean_svg("\n".join(parts).encode())


def design_of(svg: bytes) -> Design | None:
    """Give the design that a drawing carries; nothing for any other picture."""
    if MARK.encode() not in svg[:_LARGEST]:
        return None
    try:
        found = parse_svg(svg, limit=_LARGEST).find("{*}desc")
        text = (found.text or "") if found is not None else ""
        return Design.from_fields(json.loads(text.removeprefix(MARK)))
    except (BakingError, DesignError, ValueError, AttributeError):
        return None


def _paints(design: Design, hues: Hues) -> Iterator[str]:
    """Give the gradients and the ground as a clip, all in the drawing's own units."""
    ground = outline(inner(design.shape), _FIELD * 0.96)
    yield "<defs>"
    yield _linear("rim", (90, 12, 420, 488), (hues.rim_light, hues.rim_dark))
    yield (
        '<radialGradient id="field" gradientUnits="userSpaceOnUse" cx="256" cy="186" r="284">'
        f'<stop offset="0" stop-color="{hues.field_light}"/>'
        f'<stop offset="1" stop-color="{hues.field_dark}"/></radialGradient>'
    )
    yield _linear("gold", (206, 150, 306, 350), ("#ffe59a", "#f5ae2e"))
    yield _linear("band", (72, 380, 440, 470), ("#fffdf6", "#eadfc6"))
    yield (
        '<linearGradient id="gloss" gradientUnits="userSpaceOnUse" x1="74" y1="68" x2="292" '
        'y2="432"><stop offset="0" stop-color="#fff" stop-opacity=".32"/>'
        '<stop offset=".55" stop-color="#fff" stop-opacity="0"/></linearGradient>'
    )
    yield f'<clipPath id="inside"><path d="{ground}"/></clipPath>'
    x, top = number(CENTRE[0]), number(_icon_middle(design) - 160)
    yield f'<clipPath id="far"><rect x="{x}" y="{top}" width="200" height="320"/></clipPath>'
    yield "</defs>"


def _linear(name: str, ends: tuple[int, int, int, int], colours: tuple[str, str]) -> str:
    x1, y1, x2, y2 = ends
    return (
        f'<linearGradient id="{name}" gradientUnits="userSpaceOnUse" '
        f'x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"><stop offset="0" stop-color="{colours[0]}"/>'
        f'<stop offset="1" stop-color="{colours[1]}"/></linearGradient>'
    )


def _body(design: Design, hues: Hues) -> Iterator[str]:
    whole, ground = outline(design.shape, 1), outline(inner(design.shape), _FIELD * 0.96)
    yield f'<path d="{whole}" transform="translate(0 10)" fill="{hues.deep}"/>'
    yield f'<path d="{whole}" fill="url(#rim)"/>'
    yield (
        f'<path d="{outline(design.shape, 0.957)}" fill="none" stroke="#fff" '
        'stroke-opacity=".5" stroke-width="3"/>'
    )
    yield f'<path d="{outline(inner(design.shape), _FIELD)}" fill="{hues.deep}"/>'
    yield f'<path d="{ground}" fill="url(#field)"/>'
    yield '<g clip-path="url(#inside)">'
    yield from _ornament(design, hues)
    yield from _icon(design, hues)
    yield "</g>"
    yield f'<path d="{ground}" fill="url(#gloss)"/>'
    if design.ribbon:
        yield from _ribbon(design.ribbon, hues)


def _icon_middle(design: Design) -> float:
    return CENTRE[1] - (30 if design.ribbon else 0) - (6 if design.shape == "shield" else 0)


def _ornament(design: Design, hues: Hues) -> Iterator[str]:
    middle = _icon_middle(design)
    lifted = f'transform="translate(0 {number(middle - CENTRE[1])})"'
    if design.ornament == "rings":
        for radius in (108, 140, 172, 204, 236):
            yield (
                f'<circle cx="256" cy="{number(middle)}" r="{radius}" fill="none" '
                'stroke="#fff" stroke-width="10" opacity=".08"/>'
            )
        return
    if design.ornament != "plain":
        yield f'<path d="{_rays()}" fill="#fff" opacity=".06" {lifted}/>'
    if design.ornament == "disc":
        yield (
            f'<circle cx="256" cy="{number(middle + 8)}" r="116" fill="{hues.deep}" opacity=".3"/>'
            f'<circle cx="256" cy="{number(middle)}" r="116" fill="{CREAM}"/>'
            f'<circle cx="256" cy="{number(middle)}" r="104" fill="none" '
            'stroke="url(#gold)" stroke-width="5"/>'
        )
    elif design.ornament in {"ticks", "laurel"}:
        path = _strokes() if design.ornament == "ticks" else _wreath()
        paint = "url(#gold)" if hues.takes_gold else hues.on_field
        yield (
            f'<g {lifted}><path d="{path}" fill="{hues.deep}" opacity=".3" '
            f'transform="translate(0 6)"/><path d="{path}" fill="{paint}"/></g>'
        )


def _rays() -> str:
    """Draw 24 rays from the middle, each half as wide as the gap to the next."""
    step = math.pi / 12
    return "".join(
        f"M256 250L{_pair(turned(n * step, 300))}L{_pair(turned((n + 0.5) * step, 300))}Z"
        for n in range(24)
    )


def _strokes() -> str:
    """Draw a ring of 36 short strokes with round ends, as narrow leaves."""
    parts = []
    for n in range(36):
        angle = (n + 0.5) * math.pi / 18
        parts.append(_blade(angle, 118, 144, 0.034))
    return "".join(parts)


def _blade(angle: float, near: float, far: float, half: float) -> str:
    left = (turned(angle - half, near), turned(angle - half, far))
    right = (turned(angle + half, near), turned(angle + half, far))
    return (
        f"M{_pair(left[0])}L{_pair(left[1])}Q{_pair(turned(angle, far + 8))} {_pair(right[1])}"
        f"L{_pair(right[0])}Q{_pair(turned(angle, near - 8))} {_pair(left[0])}Z"
    )


def _wreath() -> str:
    """Draw two branches of leaves, from the foot upwards on each side."""
    parts = []
    for side in (1, -1):
        for n in range(9):
            angle = side * (math.pi * 0.93 - n * 0.262)
            parts.append(_leaf(angle, 126, side, outwards=True))
            if n < 8:  # noqa: PLR2004 - the branch ends in a single leaf
                parts.append(_leaf(angle - side * 0.13, 122, side, outwards=False))
    return "".join(parts)


def _leaf(angle: float, radius: float, side: int, *, outwards: bool) -> str:
    """Draw one leaf on the branch, bent off it to one side."""
    reach = 20 if outwards else -15
    tip = turned(angle - side * 0.27, radius + reach)
    foot = turned(angle, radius)
    bulge = 7 if outwards else 6
    along = (tip[0] - foot[0], tip[1] - foot[1])
    length = math.hypot(*along)
    across = (-along[1] / length * bulge * 1.7, along[0] / length * bulge * 1.7)
    middle = (foot[0] + along[0] * 0.45, foot[1] + along[1] * 0.45)
    one = (middle[0] + across[0], middle[1] + across[1])
    other = (middle[0] - across[0], middle[1] - across[1])
    return f"M{_pair(foot)}Q{_pair(one)} {_pair(tip)}Q{_pair(other)} {_pair(foot)}Z"


def _icon(design: Design, hues: Hues) -> Iterator[str]:
    """Draw the icon with its shadow, its far half shaded, as if it were folded."""
    side = _ICON.get(design.ornament, _PLAIN_ICON) * (0.92 if design.ribbon else 1)
    if design.shape == "diamond":
        side *= 0.88
    left, top = CENTRE[0] - side / 2, _icon_middle(design) - side / 2
    place = f"translate({number(left)} {number(top)}) scale({side / SIDE:.4f})"
    path = f'<path d="{icon(design.icon).outline}"/>'
    paint, far = hues.on_field, hues.shaded
    if design.ornament == "disc":
        paint, far = hues.field_light, hues.field_dark
        if hues.on_field == hues.deep:  # a light colour would not show on the disc
            paint, far = hues.deep, hues.shaded
    elif design.tone == "gold" and hues.takes_gold:
        paint, far = "url(#gold)", ""
    if design.ornament != "disc":
        yield (
            f'<g fill="{hues.deep}" opacity=".32" transform="translate(0 9)">'
            f'<g transform="{place}">{path}</g></g>'
        )
    if paint.startswith("url"):
        # The gradient stands in the drawing's units, so the outline must not be scaled with it.
        yield f'<g fill="#f9c24f"><g transform="{place}">{path}</g></g>'
        yield f'<g clip-path="url(#far)" fill="#e79f22"><g transform="{place}">{path}</g></g>'
        return
    yield f'<g fill="{paint}"><g transform="{place}">{path}</g></g>'
    yield f'<g clip-path="url(#far)" fill="{far}"><g transform="{place}">{path}</g></g>'


def _ribbon(text: str, hues: Hues) -> Iterator[str]:
    """Draw a bowed band with folded ends, and the text along it."""
    for side in (1, -1):
        yield f'<path d="{_tail(side)}" fill="#d9cba8"/>'
        yield f'<path d="{_fold(side)}" fill="#a8976d"/>'
    band = _sector(-_HALF, _HALF)
    yield f'<path d="{band}" fill="{hues.deep}" opacity=".3" transform="translate(0 7)"/>'
    yield f'<path d="{band}" fill="url(#band)"/>'
    for off in (_BAND / 2 - 8, -_BAND / 2 + 8):
        start, end = _BOW.at(-_HALF + 6, off), _BOW.at(_HALF - 6, off)
        reach = number(_BOW.radius + off)
        yield (
            f'<path d="M{_pair(start)}A{reach} {reach} 0 0 0 {_pair(end)}" fill="none" '
            f'stroke="{hues.deep}" stroke-opacity=".28" stroke-width="2"/>'
        )
    line = lettered(text, _BOW, size=44, room=2 * _HALF - 48)
    yield f'<path d="{line}" fill="{hues.deep}"/>'


def _sector(start: float, end: float, lower: float = 0.0) -> str:
    top, foot = -_BAND / 2 + lower, _BAND / 2 + lower
    outer, near = number(_BOW.radius + foot), number(_BOW.radius + top)
    return (
        f"M{_pair(_BOW.at(start, top))}A{near} {near} 0 0 0 {_pair(_BOW.at(end, top))}"
        f"L{_pair(_BOW.at(end, foot))}A{outer} {outer} 0 0 1 {_pair(_BOW.at(start, foot))}Z"
    )


def _tail(side: int) -> str:
    """Draw one end of the band: lower, behind it, cut like a swallow's tail."""
    drop = 20.0
    near, far = side * (_HALF - 26), side * (_HALF + _TAIL)
    points = [
        _BOW.at(near, -_BAND / 2 + drop),
        _BOW.at(far, -_BAND / 2 + drop),
        _BOW.at(far - side * 24, drop),
        _BOW.at(far, _BAND / 2 + drop),
        _BOW.at(near, _BAND / 2 + drop),
    ]
    return "M" + "L".join(map(_pair, points)) + "Z"


def _fold(side: int) -> str:
    """Draw the shadow where the band turns back to its end."""
    corner = _BOW.at(side * _HALF, _BAND / 2)
    inside = _BOW.at(side * (_HALF - 26), _BAND / 2)
    below = _BOW.at(side * (_HALF - 26), _BAND / 2 + 20)
    return f"M{_pair(corner)}L{_pair(inside)}L{_pair(below)}Z"


def _pair(point: tuple[float, float]) -> str:
    return f"{number(point[0])} {number(point[1])}"
