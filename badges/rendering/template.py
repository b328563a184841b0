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
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from xml.sax.saxutils import escape

from badges.fonts import Face
from badges.rendering.content import Attachment
from badges.rendering.glyphs import glyphs_of
from badges.rendering.pdf_file import (
    Interleaved,
    Skeleton,
    packed_stream,
    stream,
    text_string,
)
from badges.rendering.qr import DARK, QUIET, symbol_of
from badges.rendering.rows import CHARACTERS_OF_CODES, Own, Row, placed, printed_in, set_in, shaped
from badges.rendering.shaping import NotOursError, shape

_CHARACTERS: Final = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]+)>")
_REFERENCE = re.compile(rb"(\d+) 0 R")
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
            if each.number and _type_of(each) not in _UNLIKE_FILES
        }
        self._page, page = _content_of(objects)
        self._places = placed(rows, printed_in(page))
        self._order = tuple(rows)
        spans = [span for name in rows for span in self._places[name].spans]
        spans.append(_drawn_in(page, marks.address))
        self._turns = sorted(range(len(spans)), key=spans.__getitem__)
        self._content = Interleaved(_around(page, sorted(spans)))
        fonts = {self._places[name].font: rows[name].style.face for name in rows}
        self._fonts = {name: _Font(objects, name, face) for name, face in fonts.items()}
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
                _add(needed[place.font], zip(line.glyphs, line.letters, strict=True))
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


class _Font:
    """A font of the template, whose glyphs become more with what a recipient's texts need."""

    def __init__(self, objects: Mapping[int, Any], name: str, face: Face) -> None:
        found = [
            each
            for each in objects.values()
            if _type_of(each) == "/Font"
            and each["Subtype"] == "/Type0"
            and each["BaseFont"].startswith(f"/{name}+".encode())
        ]
        if len(found) != 1 or found[0]["Encoding"] != "/Identity-H":
            raise NotOursError("A font is not as it must be.")
        cid = objects[_number(found[0]["DescendantFonts"][0])]
        program = objects[_number(objects[_number(cid["FontDescriptor"])]["FontFile2"])]
        unicode = objects[_number(found[0]["ToUnicode"])]
        self.numbers = program.number, unicode.number, cid.number
        self._glyphs = glyphs_of(face)
        self._shared: tuple[bytes, ...] = tuple(each.data for each in (program, unicode, cid))
        self._letters = {
            int(glyph, 16): bytes.fromhex(letters.decode()).decode("utf-16-be")
            for glyph, letters in _CHARACTERS.findall(_plain(unicode))
        }
        widths = b"/W " + cid["W"].data
        self._entries = self._shared[2].split(widths)
        if len(self._entries) != 2:  # noqa: PLR2004 -- before and behind
            raise NotOursError("A font has its widths more than once.")

    @property
    def size(self) -> int:
        """The bytes kept."""
        return sum(map(len, self._shared))

    def extend(self, letters: Mapping[int, str]) -> None:
        """Have these glyphs always, so that they need not be added each time."""
        self._shared = tuple(self.bodies(letters).values())
        _add(self._letters, letters.items())

    def bodies(self, needed: Mapping[int, str]) -> dict[int, bytes]:
        """Give the bodies of the font's objects with the glyphs needed, and what they stand for."""
        letters = dict(self._letters)
        _add(letters, needed.items())
        if len(letters) == len(self._letters):
            return dict(zip(self.numbers, self._shared, strict=True))
        program = self._glyphs.program(letters)
        made = (
            stream(b"/Length1 %d" % len(program), program),
            stream(b"", _to_unicode(letters)),
            b"/W [%s]".join(self._entries) % self._widths(letters),
        )
        return dict(zip(self.numbers, made, strict=True))

    def _widths(self, glyphs: Mapping[int, str]) -> bytes:
        return " ".join(f"{each}[{self._glyphs.width(each)}]" for each in sorted(glyphs)).encode()


def _add(letters: dict[int, str], more: Any) -> None:
    """Add what glyphs stand for; raises NotOursError where one stands for two things."""
    for glyph, letter in more:
        if letters.setdefault(glyph, letter) != letter:
            raise NotOursError("One glyph stands for two letters.")


def _to_unicode(letters: Mapping[int, str]) -> bytes:
    """Write what glyphs stand for (ISO 32000-1, 9.10.3)."""
    entries = [
        b"<%04x> <%s>" % (glyph, letter.encode("utf-16-be").hex().encode())
        for glyph, letter in letters.items()
    ]
    blocks = [entries[at : at + 100] for at in range(0, len(entries), 100)]
    return b"\n".join(
        (
            b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo",
            b"<< /Registry (Adobe)\n/Ordering (UCS)\n/Supplement 0\n>> def",
            b"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def",
            b"1 begincodespacerange\n<0000> <ffff>\nendcodespacerange",
            *(
                b"%d beginbfchar\n%s\nendbfchar" % (len(block), b"\n".join(block))
                for block in blocks
            ),
            b"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend",
        )
    )


def _type_of(each: Any) -> str:
    """Give the type that an object's dictionary names, or nothing."""
    entries = getattr(each, "extra", each)
    return str(entries.get("Type", "")) if isinstance(entries, dict) else ""


def _number(reference: bytes) -> int:
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        raise NotOursError("An object is not where it must be.")
    return int(found[1])


def _plain(each: Any) -> bytes:
    """Give a stream's data as it was before it was compressed."""
    data = each.data
    packed = data[data.index(b"stream\n") + 7 : -len(b"\nendstream")]
    return zlib.decompress(packed) if each.compress else bytes(packed)


def _one(objects: Mapping[int, Any], kind: str) -> Any:
    found = [each for each in objects.values() if _type_of(each) == kind]
    if len(found) != 1:
        raise NotOursError(f"There is not one {kind}.")
    return found[0]


def _content_of(objects: Mapping[int, Any]) -> tuple[int, bytes]:
    """Give the number of the page's content, and the content."""
    number = _number(_one(objects, "/Page")["Contents"])
    return number, _plain(objects[number])


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
    for piece in _pieces(_plain(found).decode(), marks):
        if isinstance(piece, str):
            fixed[-1] += piece.encode()
        else:
            values.append(piece)
            fixed.append(b"")
    return found.number, fixed, values


def _files(objects: Mapping[int, Any]) -> list[tuple[int, bytes]]:
    """Give number and own entries of each attached file, in the order of their names."""
    found = sorted(
        (each for each in objects.values() if _type_of(each) == "/EmbeddedFile"),
        key=lambda each: int(_plain(each).split()[1]),
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
