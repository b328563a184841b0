"""A typeface inside a template: the glyphs that all its certificates have, and some more for each.

::

    font = Font(objects, "Meilenstein-Serif", SERIF)
    font.bodies({36: "A"})        # its three objects, with this glyph as well

ISO 32000-1, 9.7 (composite fonts) and 9.10.3 (what glyphs stand for).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from typing import Any, Final

from badges.fonts import FACES, Face
from badges.rendering.glyphs import glyphs_of
from badges.rendering.pdf_file import stream
from badges.rendering.shaping import NotOursError

_CHARACTERS: Final = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]+)>")
_REFERENCE = re.compile(rb"(\d+) 0 R")


class Font:
    """A font of the template, whose glyphs become more with what a recipient's texts need."""

    def __init__(self, objects: Mapping[int, Any], name: str, face: Face) -> None:
        found = [
            each
            for each in objects.values()
            if type_of(each) == "/Font"
            and each["Subtype"] == "/Type0"
            and each["BaseFont"].startswith(f"/{name}+".encode())
        ]
        if len(found) != 1 or found[0]["Encoding"] != "/Identity-H":
            raise NotOursError("A font is not as it must be.")
        cid = objects[number_of(found[0]["DescendantFonts"][0])]
        program = objects[number_of(objects[number_of(cid["FontDescriptor"])]["FontFile2"])]
        unicode = objects[number_of(found[0]["ToUnicode"])]
        self.numbers: tuple[int, ...] = program.number, unicode.number, cid.number
        self._face, self._glyphs = face, glyphs_of(face)
        self._shared: tuple[bytes, ...] = tuple(each.data for each in (program, unicode, cid))
        self._letters = {
            int(glyph, 16): bytes.fromhex(letters.decode()).decode("utf-16-be")
            for glyph, letters in _CHARACTERS.findall(plain(unicode))
        }
        widths = b"/W " + cid["W"].data
        self._entries: list[bytes] = self._shared[2].split(widths)
        if len(self._entries) != 2:  # noqa: PLR2004 -- before and behind
            raise NotOursError("A font has its widths more than once.")

    @property
    def size(self) -> int:
        """The bytes kept."""
        return sum(map(len, self._shared))

    def __getstate__(self) -> list[Any]:
        """Give all that it is made of, as numbers, texts, bytes and lists of them."""
        face = FACES.index(self._face)
        return [face, self.numbers, self._shared, [*self._letters.items()], self._entries]

    def __setstate__(self, state: Any) -> None:
        """Be what gave that, as after copying."""
        face, numbers, shared, letters, entries = state
        self._face, self._glyphs = FACES[face], glyphs_of(FACES[face])
        self.numbers, self._shared = tuple(numbers), tuple(shared)
        self._letters, self._entries = dict(letters), entries

    def extend(self, letters: Mapping[int, str]) -> None:
        """Have these glyphs always, so that they need not be added each time."""
        self._shared = tuple(self.bodies(letters).values())
        add_letters(self._letters, letters.items())

    def bodies(self, needed: Mapping[int, str]) -> dict[int, bytes]:
        """Give the bodies of the font's objects with the glyphs needed, and what they stand for."""
        letters = dict(self._letters)
        add_letters(letters, needed.items())
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


def add_letters(letters: dict[int, str], more: Any) -> None:
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


def type_of(each: Any) -> str:
    """Give the type that an object's dictionary names, or nothing."""
    entries = getattr(each, "extra", each)
    return str(entries.get("Type", "")) if isinstance(entries, dict) else ""


def number_of(reference: bytes) -> int:
    """Give the number of the object that is referred to; raises NotOursError."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        raise NotOursError("An object is not where it must be.")
    return int(found[1])


def plain(each: Any) -> bytes:
    """Give a stream's data as it was before it was compressed."""
    data = each.data
    packed = data[data.index(b"stream\n") + 7 : -len(b"\nendstream")]
    return zlib.decompress(packed) if each.compress else bytes(packed)
