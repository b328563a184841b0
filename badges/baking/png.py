"""Credentials in PNG pictures: one uncompressed iTXt chunk.

Open Badges 3.0 (section 5.3.1) names the keyword ``openbadgecredential``, Open Badges 2.0
``openbadges``; both hold UTF-8. The oldest badges kept the address of a hosted assertion in tEXt
(Latin-1), which is read and never written.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from badges.baking.errors import DamagedFileError, NoCredentialError, OversizeError
from badges.baking.forms import (
    MAXIMUM_FILE_BYTES,
    MAXIMUM_TEXT_BYTES,
    OpenBadgesVersion,
    Unbaked,
)

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
KEYWORDS: Final = {
    OpenBadgesVersion.OB3: b"openbadgecredential",
    OpenBadgesVersion.OB2: b"openbadges",
}
_VERSIONS: Final = {keyword: version for version, keyword in KEYWORDS.items()}
_MAXIMUM_CHUNKS: Final = 20_000  # encoders that write 8 KB of picture data a time stay below
_CHUNK_OVERHEAD: Final = 12  # length, type and CRC
_TEXT_CHUNKS: Final = (b"iTXt", b"tEXt", b"zTXt")


@dataclass(frozen=True, slots=True)
class _Chunk:
    kind: bytes
    data: bytes
    raw: bytes

    @property
    def keyword(self) -> bytes:
        return self.data.partition(b"\0")[0] if self.kind in _TEXT_CHUNKS else b""


def bake_png(image: bytes, text: str, version: OpenBadgesVersion) -> bytes:
    """Put ``text`` into the picture, in place of any credential that it held.

    Whatever followed the end of the picture is dropped. Raises ``BakingError``.
    """
    payload = text.encode()
    if len(payload) > MAXIMUM_TEXT_BYTES:
        raise OversizeError("png", MAXIMUM_TEXT_BYTES)
    # iTXt: keyword, NUL, compression flag 0, method 0, no language, no translated keyword
    baked = _encode(b"iTXt", KEYWORDS[version] + b"\0\0\0\0\0" + payload)
    header, *rest = _chunks(image)
    kept = [chunk.raw for chunk in rest if chunk.keyword not in _VERSIONS]
    return b"".join([SIGNATURE, header.raw, baked, *kept])


def unbake_png(image: bytes) -> Unbaked:
    """Give the first credential of the picture; raises ``NoCredentialError`` where none is."""
    found = None
    for chunk in _chunks(image):  # to the end: a cut-off file is not read in part
        if found is None and chunk.keyword in _VERSIONS:
            found = chunk
    if found is None:
        raise NoCredentialError("png")
    return Unbaked("png", _text(found), _VERSIONS[found.keyword])


def _chunks(image: bytes) -> Iterator[_Chunk]:
    """Walk the chunks up to IEND, each within the file and with its checksum (PNG, section 5.3)."""
    if len(image) > MAXIMUM_FILE_BYTES:
        raise OversizeError("png", MAXIMUM_FILE_BYTES)
    if not image.startswith(SIGNATURE):
        raise DamagedFileError("png", "it does not begin as a PNG does")
    position = len(SIGNATURE)
    for number in range(_MAXIMUM_CHUNKS):
        if position + _CHUNK_OVERHEAD > len(image):
            raise DamagedFileError("png", "it is cut off")
        length, kind = struct.unpack_from(">I4s", image, position)
        end = position + _CHUNK_OVERHEAD + length
        if end > len(image):
            raise DamagedFileError("png", "it is cut off")
        data = image[position + 8 : end - 4]
        (checksum,) = struct.unpack_from(">I", image, end - 4)
        if checksum != zlib.crc32(kind + data):
            raise DamagedFileError("png", "the checksum of a part does not match")
        if (number == 0) != (kind == b"IHDR"):
            raise DamagedFileError("png", "its header is not in its place")
        yield _Chunk(kind, data, image[position:end])
        if kind == b"IEND":
            return
        position = end
    raise DamagedFileError("png", "it has too many parts")


def _encode(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _text(chunk: _Chunk) -> str:
    rest = chunk.data[len(chunk.keyword) + 1 :]
    compressed, encoding = chunk.kind == b"zTXt", "latin-1"
    if chunk.kind == b"zTXt":
        rest = rest[1:]  # the method
    elif chunk.kind == b"iTXt":
        compressed, encoding = rest[:1] != b"\0", "utf-8"
        parts = rest[2:].split(b"\0", 2)  # language, translated keyword, text
        if len(rest) < 2 or len(parts) < 3:  # noqa: PLR2004 -- flag and method; the three parts
            raise DamagedFileError("png", "its credential is not an iTXt text")
        rest = parts[2]
    if compressed:
        rest = _inflate(rest)
    if len(rest) > MAXIMUM_TEXT_BYTES:
        raise OversizeError("png", MAXIMUM_TEXT_BYTES)
    try:
        return rest.decode(encoding)
    except UnicodeDecodeError as error:
        raise DamagedFileError("png", "its credential is not UTF-8") from error


def _inflate(data: bytes) -> bytes:
    """Inflate what others compressed against the standard, up to the limit and no byte further."""
    inflater = zlib.decompressobj()
    try:
        text = inflater.decompress(data, MAXIMUM_TEXT_BYTES + 1)
    except zlib.error as error:
        raise DamagedFileError("png", "its credential does not inflate") from error
    if len(text) <= MAXIMUM_TEXT_BYTES and not inflater.eof:
        raise DamagedFileError("png", "its credential is cut off")
    return text
