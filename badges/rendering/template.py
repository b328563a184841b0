"""One kind of certificate, taken apart: what is shared, and where each recipient's parts go.

::

    template = Template(objects, rows, marks)
    template.fill(own, rows, attachments, created)

The template reads the objects that WeasyPrint made (as pydyf has them) once. Whatever in them it
does not find as it must be raises :class:`~badges.rendering.shaping.NotOursError`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from typing import Any, Final
from xml.sax.saxutils import escape

from badges.rendering.content import Attachment
from badges.rendering.pdf_file import (
    Interleaved,
    Skeleton,
    packed_stream,
    stream,
    text_string,
)
from badges.rendering.qr import DARK, QUIET, symbol_of
from badges.rendering.rows import (
    CHARACTERS_OF_CODES,
    Own,
    Place,
    Row,
    placed,
    printed_in,
    set_in,
    shaped,
)
from badges.rendering.shaping import NotOursError, shape
from badges.rendering.shelf import restored
from badges.rendering.template_font import Font, add_letters, number_of, plain, type_of

_UNLIKE_FILES: Final = {"/ObjStm", "/XRef"}
"""What WeasyPrint packs objects into; a template packs them by itself."""


NOBODY: Final = "Žofia Quistová"


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands in a template where a recipient's texts will be."""

    address: str
    name: str = NOBODY
    created: datetime = datetime(1911, 3, 9, 7, 53, 41, tzinfo=UTC)

    @property
    def texts(self) -> tuple[str, str, str, str]:
        """Name, address, and the date as XMP and as PDF write it."""
        return self.name, self.address, _xmp_date(self.created), _pdf_date(self.created)


class Template:
    """A page for nobody, to be filled for somebody; safe to share between threads."""

    def __init__(self, pdf: Any, rows: Mapping[str, Row], marks: Marks) -> None:
        objects = {
            each.number: each
            for each in pdf.objects
            if each.number and type_of(each) not in _UNLIKE_FILES
        }
        self._page, page = _content_of(objects)
        self._places = placed(rows, printed_in(page))
        self._order = tuple(rows)
        spans = [span for name in rows for span in self._places[name].spans]
        spans.append(_drawn_in(page, marks.address))
        self._turns = sorted(range(len(spans)), key=spans.__getitem__)
        self._content = Interleaved(_around(page, sorted(spans)))
        fonts = {self._places[name].font: rows[name].style.face for name in rows}
        self._fonts = {name: Font(objects, name, face) for name, face in fonts.items()}
        codes = shape(CHARACTERS_OF_CODES, rows["code"].style)
        self._fonts[self._places["code"].font].extend(
            dict(zip(codes.glyphs, codes.letters, strict=True))
        )
        self._strings = dict(_with_marks(objects, marks.texts))
        self._xmp, fixed, self._metadata_values = _metadata(objects, marks.texts)
        self._metadata = Interleaved(fixed)
        self._files = _files(objects)
        own_numbers = {self._page, self._xmp, *self._strings, *(n for n, _ in self._files)}
        own_numbers.update(number for font in self._fonts.values() for number in font.numbers)
        bodies = {number: each.data for number, each in objects.items()}
        _check_unmarked(bodies, own_numbers, marks.texts)
        self._skeleton = Skeleton(
            bodies, own_numbers, root=pdf.catalog.number, info=pdf.info.number
        )

    @property
    def size(self) -> int:
        """The bytes that it keeps, about."""
        return len(self._skeleton) + sum(font.size for font in self._fonts.values())

    def __getstate__(self) -> list[Any]:
        """Give all that it is made of, as numbers, texts, bytes and lists of them."""
        return [
            self._page,
            [(name, astuple(place)) for name, place in self._places.items()],
            self._order,
            self._turns,
            self._content.fixed,
            [(name, font.__getstate__()) for name, font in self._fonts.items()],
            [*self._strings.items()],
            [self._xmp, self._metadata.fixed, self._metadata_values],
            self._files,
            self._skeleton.__getstate__(),
        ]

    def __setstate__(self, state: Any) -> None:
        """Be what gave that, as after copying."""
        self._page, places, order, self._turns, content, fonts, strings, xmp, files, rest = state
        self._places = {name: Place(*_tuples(place)) for name, place in places}
        self._order = tuple(order)
        self._content = Interleaved(content)
        self._fonts = {name: restored(Font, font) for name, font in fonts}
        self._strings = {number: _tuples(parts) for number, parts in strings}
        self._xmp, fixed, self._metadata_values = xmp
        self._metadata = Interleaved(fixed)
        self._files = [(number, entries) for number, entries in files]
        self._skeleton = restored(Skeleton, rest)

    def fill(
        self,
        own: Own,
        rows: Mapping[str, Row],
        attachments: Sequence[Attachment],
        created: datetime,
    ) -> bytes:
        """Write the certificate of somebody.

        ``rows`` and ``attachments`` are of the names of the template's, the latter in its order.
        Raises NotOursError for what does not stand where it must.
        """
        operators: list[bytes] = []
        needed: dict[str, dict[int, str]] = {name: {} for name in self._fonts}
        for name in self._order:
            row, place = rows[name], self._places[name]
            lines = shaped(row)
            operators += set_in(row, place, lines)
            for line in lines:
                add_letters(needed[place.font], zip(line.glyphs, line.letters, strict=True))
        operators.append(_strokes(own.share_url))
        values = own.name, own.share_url, _xmp_date(created), _pdf_date(created)
        bodies = {
            self._page: packed_stream(
                b"", self._content.compressed([operators[turn] for turn in self._turns])
            ),
            self._xmp: packed_stream(
                b"/Type /Metadata/Subtype /XML",
                self._metadata.compressed(
                    [escape(values[number]).encode() for number in self._metadata_values]
                ),
            ),
        }
        for number, parts in self._strings.items():
            bodies[number] = b"".join(
                part if isinstance(part, bytes) else _filled(part, values) for part in parts
            )
        for (number, entries), each in zip(self._files, attachments, strict=True):
            bodies[number] = _file(entries, each)
        for name, font in self._fonts.items():
            bodies.update(font.bodies(needed[name]))
        return self._skeleton.file(bodies)


def _tuples(value: Any) -> Any:
    """Make tuples of lists again, all the way down."""
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def _one(objects: Mapping[int, Any], kind: str) -> Any:
    found = [each for each in objects.values() if type_of(each) == kind]
    if len(found) != 1:
        raise NotOursError(f"There is not one {kind}.")
    return found[0]


def _content_of(objects: Mapping[int, Any]) -> tuple[int, bytes]:
    """Give the number of the page's content, and the content."""
    number = number_of(_one(objects, "/Page")["Contents"])
    return number, plain(objects[number])


def _strokes(address: str) -> bytes:
    """Write the operators of an address's QR code, as the SVG in the page has it."""
    operators = []
    for row, modules in enumerate(symbol_of(address).rows):
        begin, end = f" {QUIET + row}.5 m\n", f" {QUIET + row}.5 l"
        operators += [
            f"{QUIET + run.start()}{begin}{QUIET + run.end()}{end}"
            for run in DARK.finditer(modules)
        ]
    return "\n".join(operators).encode()


def _drawn_in(page: bytes, address: str) -> tuple[int, int]:
    """Find the QR code of an address in a page's content."""
    strokes = _strokes(address)
    if page.count(strokes) != 1:
        raise NotOursError("The QR code is not where it can be replaced.")
    start = page.index(strokes)
    return start, start + len(strokes)


def _around(page: bytes, spans: Sequence[tuple[int, int]]) -> list[bytes]:
    starts = [0, *(end for _, end in spans)]
    ends = [*(start for start, _ in spans), len(page)]
    return [page[start:end] for start, end in zip(starts, ends, strict=True)]


Part = bytes | tuple[str | int, ...]
"""Bytes as they are, or a text of pieces and of values by their number."""


def _with_marks(
    objects: Mapping[int, Any], marks: Sequence[str]
) -> Iterator[tuple[int, tuple[Part, ...]]]:
    """Find the dictionaries that have marks in their texts, taken apart at those texts."""
    for number, each in objects.items():
        if hasattr(each, "extra"):
            continue
        marked = list(_marked_texts(each, marks))
        if not marked:
            continue
        parts: list[Part] = []
        rest = each.data
        for text in marked:
            before, found, rest = rest.partition(text_string(text))
            if not found:
                raise NotOursError("A text is not written as it must be.")
            parts += [before, _pieces(text, marks)]
        yield number, (*parts, rest)


def _marked_texts(value: Any, marks: Sequence[str]) -> Iterator[str]:
    """Walk through a dictionary for texts with marks, in the order in which it is written."""
    if isinstance(value, dict):
        for each in value.values():
            yield from _marked_texts(each, marks)
    elif isinstance(value, list):
        for each in value:
            yield from _marked_texts(each, marks)
    elif any(mark in (text := str(getattr(value, "string", ""))) for mark in marks):
        yield text


def _pieces(text: str, marks: Sequence[str]) -> tuple[str | int, ...]:
    pieces = re.split("(" + "|".join(map(re.escape, marks)) + ")", text)
    return tuple(marks.index(each) if each in marks else each for each in pieces if each)


def _filled(pieces: Sequence[str | int], values: Sequence[str]) -> bytes:
    return text_string(
        "".join(piece if isinstance(piece, str) else values[piece] for piece in pieces)
    )


def _metadata(
    objects: Mapping[int, Any], marks: Sequence[str]
) -> tuple[int, list[bytes], list[int]]:
    """Take the XMP apart at its marks: its number, what is fixed, and the values in between."""
    found = _one(objects, "/Metadata")
    fixed, values = [b""], []
    for piece in _pieces(plain(found).decode(), marks):
        if isinstance(piece, str):
            fixed[-1] += piece.encode()
        else:
            values.append(piece)
            fixed.append(b"")
    return found.number, fixed, values


def _files(objects: Mapping[int, Any]) -> list[tuple[int, bytes]]:
    """Give number and own entries of each attached file, in the order of their names."""
    found = sorted(
        (each for each in objects.values() if type_of(each) == "/EmbeddedFile"),
        key=lambda each: int(plain(each).split()[1]),
    )
    return [
        (each.number, b"/Type /EmbeddedFile/Subtype " + str(each.extra["Subtype"]).encode())
        for each in found
    ]


def _file(entries: bytes, attachment: Attachment) -> bytes:
    """Write an attached file, with what a reader may check it by."""
    data, day = attachment.data, _pdf_date(attachment.modified).encode()
    check = hashlib.md5(data, usedforsecurity=False).hexdigest().encode()
    params = b"/Params <</CheckSum <%s>/Size %d/CreationDate (%s)/ModDate (%s)>>" % (
        check,
        len(data),
        day,
        day,
    )
    return stream(entries + params, data)


def _check_unmarked(bodies: Mapping[int, bytes], own: set[int], marks: Sequence[str]) -> None:
    """Make sure that nothing of nobody stays in what all share."""
    signs = [form for mark in marks for form in (mark.encode(), text_string(mark)[1:-1])]
    for number, body in bodies.items():
        if number not in own and any(sign in body for sign in signs):
            raise NotOursError("A text is where it cannot be replaced.")


def _xmp_date(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _pdf_date(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ")
