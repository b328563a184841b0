"""What of a certificate is its recipient's own: the lines of text, and where they stand.

A row is one line or, for the code, a few words side by side. Where it begins, ends or has its
middle is read from a page that was laid out with something else in its place (:func:`placed`); the
same reading proves that what is shaped here is what the page would have had::

    rows = rows_of(own, facts_of(own), fit)
    places = placed(rows, printed_in(page))
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from badges.fonts import FACES, Face
from badges.rendering.content import CertificateContent
from badges.rendering.fitting import EASED, MM_PER_PT, SERIF, SERIF_ITALIC, Fit, drawable
from badges.rendering.glyphs import glyphs_of
from badges.rendering.layout import NAME_SMALLEST, TEXT_WIDTH, name_lines, personal_sentence
from badges.rendering.shaping import UNITS, Line, NotOursError, Style, shape
from badges.wording import wording

PX_PER_PT: Final = 1 / 0.75
PX_PER_MM: Final = PX_PER_PT / MM_PER_PT
SANS = FACES[2]

FACTS_SIZE, CODE_SIZE = 9.0, 10.0
FACTS_WIDTH, CODE_WIDTH, SENTENCE_WIDTH = 104.0, 54.0, 132.0
"""Points and millimetres, as in certificate.css."""

CHARACTERS_OF_CODES: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

LEFT, CENTRE, RIGHT = 0.0, 0.5, 1.0
NAME, SENTENCE = "name/", "sentence/"
LINES_OF_A_NAME: Final = 2
ROUNDED: Final = 0.005
NEAR, CLOSE = 1.0, 0.1
"""CSS pixels: lines that nearly fill what there is are measured alone; those that fill it, or just
do not, are left to the whole layout."""

_PRINTED = re.compile(
    rb"1 0 0 -1 (?P<x>\S+) (?P<y>\S+) Tm\n/(?P<font>\S+) (?P<size>\S+) Tf\n\[(?P<shown>.*?)\] TJ"
)
_SHOWN = re.compile(rb"<([0-9a-f]*)>|(-?[0-9.]+)")
_ENDS = re.compile(r"(?<=[^\W\d])-(?=[^\W\d])| ")
"""Where a line may end (UAX 14): at a space, or behind a hyphen between letters."""

_MAY_END = re.compile(r"[^\w\s'’„“”‚‘(«»\".,:;-]\w|-(?![^\W\d])|(?<![^\W\d])-|—")
"""Where it may end, too, and with what on which line is less plain: about dashes and slashes."""

Shown = tuple[tuple[int, int], ...]
"""Glyphs, and by how many thousandths of an em the next one stands nearer."""


@dataclass(frozen=True, slots=True)
class Own:
    """A recipient's own texts."""

    language: Literal["de", "en"]
    formal: bool
    name: str
    place: str
    date: dt.date
    expires: dt.date | None
    sentence: str
    code: tuple[str, ...]
    share_url: str


@dataclass(frozen=True, slots=True)
class Row:
    """Words side by side; ``lead`` says what of them stays where it is: left end, middle, right.

    ``limit`` is how wide they may be, in CSS pixels.
    """

    words: tuple[str, ...]
    style: Style
    lead: float
    limit: float


@dataclass(frozen=True, slots=True)
class Printed:
    """A piece of text as it stands in a page's content, from ``start`` to ``end``."""

    start: int
    end: int
    x: float
    y: float
    font: str
    size: float
    shown: Shown


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: its fixed point, the middle of its line, and the gaps in it (CSS pixels).

    ``spans`` are where its words stand in the page's content, ``font`` is the name that its
    typeface has there.
    """

    x: float
    middle: float
    gaps: tuple[float, ...]
    font: str
    spans: tuple[tuple[int, int], ...]


def own_texts(content: CertificateContent) -> Own:
    """Gather what is a recipient's own."""
    return Own(
        content.language,
        content.formal,
        drawable(content.recipient_name),
        content.place,
        content.date,
        content.expires,
        personal_sentence(content),
        content.code_in_groups,
        content.share_url,
    )


def facts_of(own: Own) -> dict[str, Row]:
    """Set the texts that have the same size on every page."""
    words = wording(own.language, own.formal)
    day = words.date(own.date)
    small = Style(SANS, FACTS_SIZE * PX_PER_PT, own.language)
    codes = Style(SANS, CODE_SIZE * PX_PER_PT, own.language)
    rows = {
        "issued": Row((f"{own.place}, {day}" if own.place else day,), small, LEFT, FACTS_WIDTH),
        "code": Row(own.code, codes, RIGHT, CODE_WIDTH),
    }
    if own.expires:
        until = words.gettext("Valid until %(date)s", date=words.date(own.expires))
        rows["expires"] = Row((until,), small, LEFT, FACTS_WIDTH)
    return rows


def rows_of(own: Own, facts: Mapping[str, Row], fit: Fit) -> dict[str, Row]:
    """Set all texts at a step of shrinking; raises NotOursError where one needs a whole layout.

    A name and a personal sentence have a row for each of their lines; ``facts`` are those of
    :func:`facts_of`.
    """
    rows = {**name_rows(own.name, fit, own.language), **facts}
    quote = Style(SERIF_ITALIC, fit.quote * PX_PER_PT, own.language)
    for number, line in enumerate(_lines(own.sentence, quote, SENTENCE_WIDTH)):
        rows[f"{SENTENCE}{number}"] = Row((line,), quote, CENTRE, SENTENCE_WIDTH)
    return rows


def name_rows(name: str, fit: Fit, language: str) -> dict[str, Row]:
    """Set a name in one line, or in two of the size that such names have."""
    lines = name_lines(name, fit)
    # Rounded as in the style sheet.
    style = Style(SERIF, float(f"{lines.size:.2f}") * PX_PER_PT, language)
    if lines.count == 1:
        return {f"{NAME}0": Row((name,), style, CENTRE, TEXT_WIDTH)}
    width = float(f"{lines.width:.1f}")
    broken = _lines(name, style, width)
    usual = fit.name * NAME_SMALLEST * EASED
    if len(broken) != LINES_OF_A_NAME or abs(lines.size - usual) > ROUNDED:
        raise NotOursError("The name takes more room than others.")
    return {
        f"{NAME}{number}": Row((line,), style, CENTRE, width) for number, line in enumerate(broken)
    }


def shaped(row: Row) -> list[Line]:
    """Shape a row's words."""
    return [shape(word, row.style) for word in row.words]


def shown(line: Line, face: Face) -> Shown:
    """Give a line's glyphs with the adjustments that a PDF needs: kerning, and what was rounded."""
    width = glyphs_of(face).width
    return tuple(
        (glyph, int(width(glyph) - advance * 1000 / UNITS / line.size))
        for glyph, advance in zip(line.glyphs, line.advances, strict=True)
    )


def printed_in(page: bytes) -> list[Printed]:
    """Read all text that a page's content shows."""
    return [
        Printed(
            match.start(),
            match.end(),
            float(match["x"]),
            float(match["y"]),
            match["font"].decode(),
            float(match["size"]),
            tuple(_read(match["shown"])),
        )
        for match in _PRINTED.finditer(page)
    ]


def _read(operand: bytes) -> Iterator[tuple[int, int]]:
    glyph, moved = -1, 0
    for piece in _SHOWN.finditer(operand):
        for at in range(0, len(piece[1] or b""), 4):
            if glyph >= 0:
                yield glyph, moved
            glyph, moved = int(piece[1][at : at + 4], 16), 0
        moved += int(float(piece[2])) if piece[2] else 0
    yield glyph, moved


def placed(rows: Mapping[str, Row], printed: Sequence[Printed]) -> dict[str, Place]:
    """Find each row in a page; raises NotOursError where one is not there as shaped, or twice."""
    return {name: _placed(row, printed) for name, row in rows.items()}


def _placed(row: Row, printed: Sequence[Printed]) -> Place:
    lines = shaped(row)
    found = [_found(line, row.style.face, printed) for line in lines]
    if len({each.font for each in found}) > 1:
        raise NotOursError("One row has two fonts.")
    gaps = tuple(
        following.x - each.x - line.width
        for each, line, following in zip(found[:-1], lines[:-1], found[1:], strict=True)
    )
    first = lines[0]
    return Place(
        found[0].x + row.lead * (sum(line.width for line in lines) + sum(gaps)),
        found[0].y - first.baseline + first.height / 2,
        gaps,
        found[0].font,
        tuple((each.start, each.end) for each in found),
    )


def _found(line: Line, face: Face, printed: Sequence[Printed]) -> Printed:
    wanted = shown(line, face)
    found = [
        each for each in printed if each.shown == wanted and abs(each.size - line.size) < 1 / UNITS
    ]
    if len(found) != 1:
        raise NotOursError("A text of the template is not where it can be replaced.")
    return found[0]


def set_in(row: Row, place: Place, lines: Sequence[Line]) -> list[bytes]:
    """Write the operators that show a row's words at their place; raises NotOursError if too wide.

    The lines are those of :func:`shaped`.
    """
    width = sum(line.width for line in lines) + sum(place.gaps)
    if width > row.limit * PX_PER_MM - CLOSE:
        raise NotOursError("This text does not stand on its line.")
    x = place.x - row.lead * width
    operators = []
    for line, gap in zip(lines, (*place.gaps, 0.0), strict=True):
        y = place.middle + line.baseline - line.height / 2
        operators.append(
            f"1 0 0 -1 {x:.6f} {y:.6f} Tm\n/{place.font} {line.size:.6f} Tf\n"
            f"[{_written(shown(line, row.style.face))}] TJ".encode()
        )
        x += line.width + gap
    return operators


def _written(glyphs: Shown) -> str:
    return (
        "<"
        + "".join(f"{glyph:04x}>{moved}<" if moved else f"{glyph:04x}" for glyph, moved in glyphs)
        + ">"
    )


def _lines(text: str, style: Style, width: float) -> list[str]:
    """Break a text as the layout does: as many words on a line of so many millimetres as it holds.

    Raises NotOursError where that is a matter of a tenth of a pixel, or of more than spaces.
    """
    if not text:
        return []
    if _MAY_END.search(text):
        raise NotOursError("This text may be broken elsewhere than at its spaces.")
    limit = width * PX_PER_MM
    ends = _ends(shape(text, style))

    def fits(start: int, end: int) -> bool:
        length = ends[end] - ends[start]
        if abs(length - limit) < NEAR:
            length = shape(text[start:end], style).width  # without what stood beside it
        if abs(length - limit) < CLOSE:
            raise NotOursError("Where this line ends is for the whole layout to say.")
        return length < limit

    lines: list[str] = []
    start = fitting = following = 0  # characters
    for found in [*_ENDS.finditer(text), None]:
        end = len(text) if found is None else found.start() + len(found[0].strip())
        if not fits(start, end):
            lines.append(text[start:fitting])
            start = following
            if not lines[-1] or not fits(start, end):
                raise NotOursError("A word is wider than a line.")
        fitting, following = end, end if found is None else found.end()
    return [*lines, text[start:]]


def _ends(line: Line) -> list[float]:
    """Say for each character where it begins, in CSS pixels, and where the last one ends."""
    ends, at = [], 0
    for letters, advance in zip(line.letters, line.advances, strict=True):
        ends += [at / UNITS] * len(letters)
        at += advance
    return [*ends, at / UNITS]
