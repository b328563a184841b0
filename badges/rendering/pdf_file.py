"""PDF files that are the same but for a few objects: what is the same is written once.

::

    skeleton = Skeleton(objects, own={8, 6}, root=2, info=139)
    skeleton.file({8: b"<</Type /Annot ...>>", 6: stream(b"", b"BT ... ET")})

ISO 32000-1, 7.3.4 (strings), 7.5.7 (object streams), 7.5.8 (cross-reference streams), 14.4 (file
identifiers); Deflate: RFC 1950 and RFC 1951.
"""

from __future__ import annotations

import hashlib
import re
import struct
import zlib
from codecs import BOM_UTF16_BE
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

_HEADER: Final = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"
_ENTRY = struct.Struct(">BLH")
_FREE, _PLAIN, _PACKED = 0, 1, 2
_SPECIAL = re.compile(rb"([\\()])")

_BEGIN, _END = b"\x78\xda", b"\x03\x00"
_WINDOW: Final = -15
QUICK, SMALL = 6, 9
SHORT: Final = 400
"""Bytes that are not worth a compressor of their own."""


class Skeleton:
    """What files of one kind have in common; ``own`` names the objects that each has for itself.

    ``objects`` are bodies by their number, ``root`` and ``info`` the numbers of the catalog and
    of the document's information.
    """

    def __init__(
        self, objects: Mapping[int, bytes], own: Collection[int], *, root: int, info: int
    ) -> None:
        together, self._together, self._index = (max(objects) + each for each in (1, 2, 3))
        table = bytearray(_ENTRY.size * (self._index + 1))
        _ENTRY.pack_into(table, 0, _FREE, 0, 0xFFFF)
        dictionaries = [number for number, body in objects.items() if b"stream\n" not in body]
        self._streams = sorted(set(own) - set(dictionaries))
        self._dictionaries = sorted(set(own) & set(dictionaries))
        shared = {number: objects[number] for number in dictionaries if number not in own}
        for packed, numbers in ((together, shared), (self._together, self._dictionaries)):
            for place, number in enumerate(numbers):
                _ENTRY.pack_into(table, _ENTRY.size * number, _PACKED, packed, place)
        begun = bytearray(_HEADER)
        streams = {number: body for number, body in objects.items() if number not in dictionaries}
        for number, body in {**streams, together: _packed(shared, SMALL)}.items():
            if number not in own:
                _ENTRY.pack_into(table, _ENTRY.size * number, _PLAIN, len(begun), 0)
                begun += _object(number, body)
        self._begun, self._table = bytes(begun), bytes(table)
        self._digest = hashlib.md5(self._begun, usedforsecurity=False)
        self._entries = b"/Type /XRef/W [1 4 2]/Size %d/Root %d 0 R/Info %d 0 R" % (
            self._index + 1,
            root,
            info,
        )

    def __len__(self) -> int:
        """Give the bytes that it keeps."""
        return len(self._begun) + len(self._table)

    def __getstate__(self) -> list[Any]:
        """Give all that it is made of, as numbers, bytes and lists of them."""
        places = [self._together, self._index, self._streams, self._dictionaries]
        return [*places, self._begun, self._table, self._entries]

    def __setstate__(self, state: Any) -> None:
        """Be what gave that, as after copying."""
        self._together, self._index, self._streams, self._dictionaries, *rest = state
        self._begun, self._table, self._entries = rest
        self._digest = hashlib.md5(self._begun, usedforsecurity=False)

    def file(self, own: Mapping[int, bytes]) -> bytes:
        """Write a file with these bodies for its own objects."""
        parts, at = [self._begun], len(self._begun)
        table, digest = bytearray(self._table), self._digest.copy()
        streams = {number: own[number] for number in self._streams}
        dictionaries = {number: own[number] for number in self._dictionaries}
        for number, body in {**streams, self._together: _packed(dictionaries, QUICK)}.items():
            written = _object(number, body)
            digest.update(written)
            _ENTRY.pack_into(table, _ENTRY.size * number, _PLAIN, at, 0)
            parts.append(written)
            at += len(written)
        _ENTRY.pack_into(table, _ENTRY.size * self._index, _PLAIN, at, 0)
        named = b"<%s>" % digest.hexdigest().encode()
        entries = self._entries + b"/ID [%s %s]" % (named, named)
        parts.append(_object(self._index, stream(entries, bytes(table))))
        parts.append(b"startxref\n%d\n%%%%EOF\n" % at)
        return b"".join(parts)


class Interleaved:
    """Data to be compressed, most of it the same each time: that is compressed only once."""

    def __init__(self, fixed: Sequence[bytes]) -> None:
        self._fixed = [(part, _deflated(part, SMALL)) for part in fixed]

    @property
    def fixed(self) -> list[bytes]:
        """What it was made of."""
        return [part for part, _ in self._fixed]

    def compressed(self, between: Sequence[bytes]) -> bytes:
        """Give the whole in the zlib format, with ``between`` in the gaps of what is fixed."""
        parts, check = [_BEGIN], 1
        for index, (plain, deflated) in enumerate(self._fixed):
            parts.append(deflated)
            check = zlib.adler32(plain, check)
            if index < len(between):
                parts.append(_between(between[index]))
                check = zlib.adler32(between[index], check)
        return b"".join((*parts, _END, check.to_bytes(4)))


def stream(entries: bytes, data: bytes, level: int = QUICK) -> bytes:
    """Write a stream object's body; ``entries`` are those of its dictionary beside the usual."""
    return packed_stream(entries, zlib.compress(data, level))


def packed_stream(entries: bytes, compressed: bytes) -> bytes:
    """Write a stream object's body of data that is in the zlib format already."""
    return b"<<%s/Filter /FlateDecode/Length %d>>\nstream\n%s\nendstream" % (
        entries,
        len(compressed),
        compressed,
    )


def text_string(text: str) -> bytes:
    r"""Write a text as a PDF has it: as ASCII where that is enough, as UTF-16 else.

    >>> text_string("(a)"), text_string("ä")
    (b'(\\(a\\))', b'<feff00e4>')
    """
    if text.isascii():
        return b"(%s)" % _SPECIAL.sub(rb"\\\1", text.encode("ascii"))
    return b"<%s>" % (BOM_UTF16_BE + text.encode("utf-16-be")).hex().encode()


def _object(number: int, body: bytes) -> bytes:
    return b"%d 0 obj\n%s\nendobj\n" % (number, body)


def _packed(bodies: Mapping[int, bytes], level: int) -> bytes:
    """Write an object stream."""
    places, at = [], 0
    for number, body in bodies.items():
        places.append(b"%d %d" % (number, at))
        at += len(body) + 1
    first = b" ".join(places) + b"\n"
    entries = b"/Type /ObjStm/N %d/First %d" % (len(bodies), len(first))
    return stream(entries, first + b"\n".join(bodies.values()), level)


def _between(part: bytes) -> bytes:
    """Compress a part, or leave a short one as it is (RFC 1951, 3.2.4)."""
    if len(part) > SHORT:
        return _deflated(part, QUICK)
    return (
        b"\0" + len(part).to_bytes(2, "little") + (len(part) ^ 0xFFFF).to_bytes(2, "little") + part
    )


def _deflated(part: bytes, level: int) -> bytes:
    """Compress a part so that another may follow: it ends on a byte and nothing refers back."""
    packer = zlib.compressobj(level, zlib.DEFLATED, _WINDOW)
    return packer.compress(part) + packer.flush(zlib.Z_FULL_FLUSH)
