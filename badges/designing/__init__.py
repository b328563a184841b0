"""Badge pictures put together by a manager: a shape, a colour, an icon, a ribbon.

A design is a small value; the same value is drawn to the same bytes, and the drawing carries the
value, so that it can be taken up again wherever the picture went::

    >>> design = Design(icon="leaf", shape="shield", colour="#1f5f5b", ribbon="Profi")
    >>> design_of(draw(design)) == design
    True
    >>> alt_of(design)["en"]
    'Leaf on a shield, with a ribbon that says “Profi”'

What is drawn passes ``clean_svg`` unchanged, needs no font, and keeps the contrast of WCAG 2.2
(1.4.11) between the icon and its ground, whatever the colour.
"""

from badges.designing.design import (
    DEFAULT,
    ORNAMENTS,
    RIBBON_LIMIT,
    SHAPES,
    TONES,
    Design,
    DesignError,
    alt_of,
)
from badges.designing.drawing import design_of, draw
from badges.designing.hues import HUES, hues_of
from badges.designing.icons import ICONS, Icon, icon, icon_svg

__all__ = [
    "DEFAULT",
    "HUES",
    "ICONS",
    "ORNAMENTS",
    "RIBBON_LIMIT",
    "SHAPES",
    "TONES",
    "Design",
    "DesignError",
    "Icon",
    "alt_of",
    "design_of",
    "draw",
    "hues_of",
    "icon",
    "icon_svg",
]
