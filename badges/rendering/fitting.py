r"""Making a text fit: sizes that shrink together, lines that come out even, sentences cut short.

A certificate is one page, whatever stands on it. The caller draws it at the first of
:data:`FITS`, and at the next as long as it does not fit::

    >>> FITS[0].picture > FITS[-1].picture
    True
    >>> clamped("One two three four", 12)
    Clamped(text='One two …', cut=True)
    >>> drawable("Zoë \U0001f98a\u200d\U0001f308 Fuchs")
    'Zoë Fuchs'
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from itertools import accumulate

from PIL import ImageFont

from badges.fonts import FACES, Face, font_bytes

MM_PER_PT = 25.4 / 72

_PICTOGRAPHS = re.compile(
    "[\u2190-\u2bff\U0001f000-\U0001faff\U000e0020-\U000e007f]"
    "[\u200d\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]*"
)
"""Arrows, signs and emoji with what joins and colours them; no typeface of ours has them."""

STEP = 0.25
"""Points between sizes: each size of a face is kept in memory once it was drawn."""

EASED = 1.15
"""Of its smallest size: a text that needs several lines anyway is a little larger."""

_MEASURE = 1000  # font units per em while measuring
_SLACK = 1.03  # what even lines get beyond what was measured
_PIECES = re.compile("[^ -]+[ -]*|[ -]+")


@dataclass(frozen=True, slots=True)
class Fit:
    """One step of shrinking.

    Millimetres for ``picture``, ``logo``, ``space`` and ``item`` (between
    milestones), points for type; the last three are the characters at which a description, the
    criteria and a milestone's title or sentence are cut.
    """

    picture: float
    logo: float
    space: float
    item: float
    heading: float
    name: float
    title: float
    text: float
    quote: float
    description: int
    criteria: int
    line: int = 240


FITS = (
    Fit(66, 17, 10.0, 2.6, 23, 46, 26, 10.6, 14.5, 400, 420),
    Fit(56, 16, 8.4, 2.3, 22, 44, 25, 10.4, 14, 400, 420),
    Fit(47, 15, 7.0, 2.0, 21, 42, 24, 10.0, 13, 380, 420),
    Fit(39, 14, 5.8, 1.6, 20, 38, 22, 9.5, 12, 320, 380),
    Fit(33, 12, 4.6, 1.2, 18, 34, 20, 9.0, 11, 260, 320),
    Fit(28, 10, 3.6, 0.9, 16, 30, 18, 8.4, 10.5, 200, 240),
    Fit(24, 9, 2.8, 0.6, 15, 27, 16, 8.0, 10, 140, 160),
    Fit(22, 8, 2.4, 0.5, 14, 24, 14, 7.6, 9.5, 0, 120, line=90),
    Fit(18, 7, 1.8, 0.3, 12, 20, 12, 7.0, 8.5, 0, 0, line=48),
)
"""From airy to dense."""


@dataclass(frozen=True, slots=True)
class Clamped:
    """A text that may have been cut, and whether it was."""

    text: str
    cut: bool


@dataclass(frozen=True, slots=True)
class Lines:
    """Type size in points and block width in millimetres at which a text looks even.

    ``count`` is how many lines that makes.
    """

    size: float
    width: float
    count: int = 1


def clamped(text: str, limit: int) -> Clamped:
    """Cut ``text`` to at most ``limit`` characters, between words, with an ellipsis."""
    if len(text) <= limit:
        return Clamped(text, cut=False)
    if limit <= 1:
        return Clamped("", cut=True)
    kept = text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-")
    return Clamped(f"{kept} …", cut=True)


def drawable(text: str) -> str:
    """Leave out emoji, which would be drawn as empty boxes; a text of nothing else stays as it is.

    The signed name keeps them; only drawings go without.
    """
    return " ".join(_PICTOGRAPHS.sub(" ", text).split()) or text


def even_lines(
    text: str, *, face: Face, largest: float, smallest: float, width: float, at_most: int = 2
) -> Lines:
    """Choose a size from ``largest`` down to ``smallest`` at which ``text`` stands in one line.

    Where it does not, it gets several lines of about equal length; more than ``at_most`` lines
    make the type smaller still. ``width`` is what there is, in millimetres.
    """
    ems = max(_ems(text, face), 0.1)
    in_one_line = width / MM_PER_PT / ems * 0.98
    if in_one_line >= smallest:
        return Lines(min(largest, in_one_line - in_one_line % STEP), width)
    full = at_most * width * 0.9 / MM_PER_PT / ems
    size = min(largest, smallest * EASED, full)
    length = ems * size * MM_PER_PT
    lines = int(length // (width * 0.96)) + 1
    even = _narrowest(text, face, max(lines, 2)) * size * MM_PER_PT * _SLACK
    return Lines(size, min(width, even), max(lines, 2))


def _narrowest(text: str, face: Face, most: int) -> float:
    """Give the width in ems at which a text needs no more lines than ``most``.

    It is broken at spaces and behind hyphens, so that no word is left alone on a line too many.
    """
    pieces = _PIECES.findall(text)
    starts = list(accumulate((_ems(each, face) for each in pieces), initial=0.0))
    ends = [at + _ems(each.rstrip(), face) for at, each in zip(starts, pieces, strict=False)]
    # For each number of lines, how wide what begins with a piece must be.
    needed = [ends[-1] - start for start in starts[:-1]]
    for _ in range(most - 1):
        needed = [
            min(
                max(end - starts[first], rest)
                for end, rest in zip(ends[first:], [*needed[first + 1 :], 0.0], strict=True)
            )
            for first in range(len(pieces))
        ]
    return needed[0]


def _ems(text: str, face: Face) -> float:
    """Measure a text; other scripts than the face's own come out about right, too."""
    return _measure(face).getlength(text) / _MEASURE


@cache
def _measure(face: Face) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(
        BytesIO(font_bytes(face)), _MEASURE, layout_engine=ImageFont.Layout.BASIC
    )


SERIF, SERIF_ITALIC = FACES[0], FACES[1]
