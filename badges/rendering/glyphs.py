"""Font programs of a few glyphs: what a PDF carries of a typeface.

A program is put together from the records of the published file, under their own numbers and
without hinting instructions, as the library does that subsets whole pages, only without looking
at the rest of the file each time::

    glyphs = glyphs_of(SERIF)
    program = glyphs.program({36, 68})       # a TrueType file for /FontFile2
    glyphs.width(36)                         # 0.001 em

TrueType: glyf, loca, hmtx (OpenType 1.9); in PDF: ISO 32000-1, 9.6.3 and 9.9.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from badges.fonts import Face, font_bytes

_ARGS_ARE_WORDS, _MORE, _INSTRUCTIONS = 0x0001, 0x0020, 0x0100
_SCALES: Final = ((0x0008, 2), (0x0040, 4), (0x0080, 8))
_REPEATED = 0x08
_BYTES_OF_X: Final = {0x00: 2, 0x02: 1, 0x10: 0, 0x12: 1}
_BYTES_OF_Y: Final = {0x00: 2, 0x04: 1, 0x20: 0, 0x24: 1}
"""By the flags of a point: two bytes, one, or none where it stays as it is."""
_LONG_LOCA: Final = 1
_SUM_OF_A_FILE: Final = 0xB1B0AFBA
_WORD: Final = 0xFFFFFFFF
_COUNT_AT, _ADJUSTMENT_AT, _EM_AT, _METRICS_AT, _FORMAT_AT = 4, 8, 18, 34, 50
"""Where in maxp, head, hhea and head again."""


@dataclass(frozen=True, slots=True)
class Record:
    """A glyph's outline without its instructions, the glyphs it is built of, the sum of its words.

    A font file names the sum of each table; so those of its parts are added up once.
    """

    outline: bytes
    parts: tuple[int, ...]
    sum: int


class Glyphs:
    """The glyphs of one typeface, by their numbers."""

    def __init__(self, file: bytes) -> None:
        tables = dict(_tables(file))
        self._glyf, self._head = tables["glyf"], tables["head"]
        self._hhea, self._maxp = tables["hhea"], tables["maxp"]
        self.count: int = struct.unpack_from(">H", self._maxp, _COUNT_AT)[0]
        self._em: int = struct.unpack_from(">H", self._head, _EM_AT)[0]
        (long,) = struct.unpack_from(">h", self._head, _FORMAT_AT)
        offsets = struct.unpack_from(f">{self.count + 1}{'L' if long else 'H'}", tables["loca"])
        self._loca = offsets if long else tuple(2 * each for each in offsets)
        (measured,) = struct.unpack_from(">H", self._hhea, _METRICS_AT)
        self._hmtx, self._measured = tables["hmtx"], int(measured)
        self.record = lru_cache(maxsize=2048)(self._record)
        self.width = lru_cache(maxsize=2048)(self._width)

    def _width(self, glyph: int) -> int:
        """Give a glyph's advance in thousandths of an em, as a PDF counts."""
        advance = int.from_bytes(self._metrics(glyph)[:2])
        return round(advance * 1000 / self._em)

    def program(self, wanted: Iterable[int]) -> bytes:
        """Put a TrueType file together that has the glyphs wanted, and what they are built of."""
        kept = sorted(self._closed(wanted).items())
        count = kept[-1][0] + 1
        places, metrics = [], bytearray(4 * count)
        at, before, sums = 0, -1, [0, 0, 0]
        for number, record in kept:
            # What is left out is empty: it begins where the next one does.
            places.append(at.to_bytes(4) * (number - before))
            measure = self._metrics(number)
            metrics[4 * number : 4 * number + 4] = measure
            sums[0] += record.sum
            sums[1] += at * (number - before)
            sums[2] += int.from_bytes(measure)
            at, before = at + len(record.outline), number
        places.append(at.to_bytes(4))
        head, hhea, maxp = bytearray(self._head), bytearray(self._hhea), bytearray(self._maxp)
        struct.pack_into(">L", head, _ADJUSTMENT_AT, 0)
        struct.pack_into(">h", head, _FORMAT_AT, _LONG_LOCA)
        struct.pack_into(">H", hhea, _METRICS_AT, count)
        struct.pack_into(">H", maxp, _COUNT_AT, count)
        return _file(
            {
                b"glyf": (b"".join(record.outline for _, record in kept), sums[0]),
                b"head": (bytes(head), _sum(head)),
                b"hhea": (bytes(hhea), _sum(hhea)),
                b"hmtx": (bytes(metrics), sums[2]),
                b"loca": (b"".join(places), sums[1] + at),
                b"maxp": (bytes(maxp), _sum(maxp)),
            }
        )

    def _closed(self, wanted: Iterable[int]) -> dict[int, Record]:
        """Give the records of the glyphs wanted and of all parts of them."""
        kept: dict[int, Record] = {}
        waiting = [0, *wanted]
        while waiting:
            number = waiting.pop()
            if number not in kept:
                kept[number] = self.record(number)
                waiting += kept[number].parts
        return kept

    def _metrics(self, glyph: int) -> bytes:
        """Give advance and left bearing as they stand in hmtx."""
        if glyph < self._measured:
            return self._hmtx[4 * glyph : 4 * glyph + 4]
        last = 4 * self._measured
        bearing = last + 2 * (glyph - self._measured)
        return self._hmtx[last - 4 : last - 2] + self._hmtx[bearing : bearing + 2]

    def _record(self, glyph: int) -> Record:
        outline = self._glyf[self._loca[glyph] : self._loca[glyph + 1]]
        (contours,) = struct.unpack_from(">h", outline) if outline else (0,)
        if not contours:
            return Record(b"", (), 0)
        if contours < 0:
            return _built(outline)
        drawn = _drawn(outline, 10 + 2 * contours)
        return Record(drawn, (), _sum(drawn))


@cache
def glyphs_of(face: Face) -> Glyphs:
    """Give the glyphs of a typeface that ships with us."""
    return Glyphs(font_bytes(face))


def _drawn(outline: bytes, at: int) -> bytes:
    """Take the instructions, which stand at ``at``, from a glyph that has an outline of its own."""
    last, length = struct.unpack_from(">HH", outline, at - 2)
    start = end = at + 2 + length
    points, coordinates = last + 1, 0
    while points:
        flag, times = outline[end], 1
        if flag & _REPEATED:
            times += outline[end + 1]
        end += 2 if flag & _REPEATED else 1
        points -= times
        coordinates += times * (_BYTES_OF_X[flag & 0x12] + _BYTES_OF_Y[flag & 0x24])
    return _even(outline[:at] + b"\0\0" + outline[start : end + coordinates])


def _built(outline: bytes) -> Record:
    """Take the instructions from a composite glyph."""
    kept, parts = bytearray(outline), []
    at, flags = 10, _MORE
    while flags & _MORE:
        flags, part = struct.unpack_from(">HH", outline, at)
        struct.pack_into(">H", kept, at, flags & ~_INSTRUCTIONS)
        parts.append(part)
        at += 8 if flags & _ARGS_ARE_WORDS else 6
        at += sum(size for bit, size in _SCALES if flags & bit)
    built = _even(bytes(kept[:at]))
    return Record(built, tuple(parts), _sum(built))


def _even(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % 4)


def _tables(file: bytes) -> Iterator[tuple[str, bytes]]:
    (count,) = struct.unpack_from(">H", file, 4)
    for number in range(count):
        tag, _, offset, length = struct.unpack_from(">4sLLL", file, 12 + 16 * number)
        yield tag.decode(), file[offset : offset + length]


def _file(tables: Mapping[bytes, tuple[bytes, int]]) -> bytes:
    """Put tables, each with its sum, into a TrueType file."""
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    header = struct.pack(
        ">LHHHH", 0x00010000, count, 16 * power, power.bit_length() - 1, 16 * (count - power)
    )
    directory, body, total, adjusted = bytearray(header), bytearray(), 0, 0
    for tag, (data, table_sum) in sorted(tables.items()):
        offset = 12 + 16 * count + len(body)
        directory += struct.pack(">4sLLL", tag, table_sum & _WORD, offset, len(data))
        total += table_sum
        if tag == b"head":
            adjusted = offset + _ADJUSTMENT_AT
        body += _even(data)
    file = directory + body
    total += _sum(directory)
    struct.pack_into(">L", file, adjusted, (_SUM_OF_A_FILE - total) & _WORD)
    return bytes(file)


def _sum(data: bytes | bytearray) -> int:
    padded = _even(bytes(data))
    words: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}L", padded)
    return sum(words) & _WORD
