r"""The compressed form of a list, kept in pieces, so that one changed bit costs one piece.

A list is published as base64url of gzip. Compressing a million entries anew for each revocation
takes far longer than signing them, so the bits are cut into pieces of 2 KiB that are deflated
each on its own and end at a byte (RFC 1951, 3.2.4: an empty stored block). Their concatenation
inside one gzip header and trailer is one ordinary gzip member (RFC 1952), which everything reads::

    >>> import base64, gzip
    >>> before = PackedList.of(bytes(131_072))
    >>> after = before.changed_to(b"\x80" + bytes(131_071))  # deflates one piece of 64
    >>> text = after.encoded()
    >>> gzip.decompress(base64.urlsafe_b64decode(text[1:] + "=="))[:2].hex()
    '8000'

Two more things would still take time in proportion to the list, and do not:

* The checksum. CRC-32 is linear, so that the checksum of the whole changes by the change of the
  piece's checksum, carried over the bytes behind the piece: a product of polynomials over GF(2).
* base64. Every piece is made a multiple of 3 bytes long by further empty blocks, and is kept as
  text; three bytes are four letters, so texts can be joined as well.

The same bits give the same text, whatever changes led to them; no time stands in the header.
"""

from __future__ import annotations

import struct
import threading
import zlib
from base64 import urlsafe_b64encode
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Self

PIECE: Final = 2048
"""Bytes of the list in one piece: below, deflate finds too little; above, one change costs more."""

_LEVEL: Final = 6  # level 9 takes up to ten times as long and saves a twentieth
_EMPTY_BLOCK: Final = b"\x00\x00\x00\xff\xff"  # stored, of no bytes, after a block that ends a byte
_LAST_BLOCK: Final = b"\x03\x00"  # fixed codes, of no symbols: ends the stream
_HEADER: Final = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"  # deflate, no name, no time, no system
_CRC32_POLYNOMIAL: Final = 0xEDB88320  # bit-reversed: x^0 is the highest bit (RFC 1952, section 8)
_ONE: Final = 0x80000000
_OVERHEAD: Final = 1024


@dataclass(frozen=True, slots=True)
class PackedList:
    """A list's bits with their compressed form; a value that threads may share.

    ``bits`` are the bytes of the list, ``checksum`` their CRC-32, ``pieces`` the base64url texts
    of the deflated pieces in order.
    """

    bits: bytes = field(repr=False)
    checksum: int
    pieces: tuple[str, ...] = field(repr=False)

    @classmethod
    def of(cls, bits: bytes) -> Self:
        """Pack a list, of any length, from nothing."""
        pieces = tuple(_packed(bits[start : start + PIECE]) for start in range(0, len(bits), PIECE))
        return cls(bits, zlib.crc32(bits), pieces)

    def changed_to(self, bits: bytes) -> Self:
        """Pack a later state of the same list, deflating only the pieces that differ.

        What comes out equals ``PackedList.of(bits)``. A list of another length is packed anew.
        """
        if len(bits) != len(self.bits):
            return type(self).of(bits)
        pieces, checksum = list(self.pieces), self.checksum
        for number, start in enumerate(range(0, len(bits), PIECE)):
            old, new = self.bits[start : start + PIECE], bits[start : start + PIECE]
            if old != new:
                pieces[number] = _packed(new)
                behind = len(bits) - start - len(new)
                change = zlib.crc32(old) ^ zlib.crc32(new)
                checksum ^= _product(change, _bytes_behind(behind))
        return type(self)(bits, checksum, tuple(pieces))

    def encoded(self) -> str:
        """Give ``encodedList``: ``u`` and the base64url, without padding, of one gzip member."""
        trailer = struct.pack("<II", self.checksum, len(self.bits) & 0xFFFFFFFF)
        return "".join((_BEGINNING, *self.pieces, _text(_LAST_BLOCK + trailer)))

    def weight(self) -> int:
        """Give about how many bytes of memory this takes."""
        return len(self.bits) + sum(map(len, self.pieces)) + 64 * len(self.pieces) + _OVERHEAD


class PackedLists:
    """The packed forms of the lists that a process published last, found by their addresses.

    Nothing depends on it but time: each look-up is held against the bits that the caller has, so
    that a list which another process changed is brought up to date, piece by piece. Threads may
    share it. ``maximum_bytes`` bounds what is kept; the list used longest ago goes first.
    """

    def __init__(self, maximum_bytes: int = 64 * 1024 * 1024) -> None:
        self._maximum = maximum_bytes
        self._weight = 0
        self._kept: OrderedDict[str, PackedList] = OrderedDict()
        self._lock = threading.Lock()

    def packed(self, address: str, bits: bytes) -> PackedList:
        """Give the packed form of ``bits``, from that of an earlier state where one is known."""
        with self._lock:
            known = self._kept.get(address)
        made = PackedList.of(bits) if known is None else known.changed_to(bits)
        with self._lock:
            self._drop(address)
            self._kept[address] = made
            self._weight += made.weight()
            while self._weight > self._maximum:
                self._drop(next(iter(self._kept)))
        return made

    def _drop(self, address: str) -> None:
        dropped = self._kept.pop(address, None)
        self._weight -= 0 if dropped is None else dropped.weight()


def _packed(piece: bytes) -> str:
    """Deflate a piece on its own; most pieces of most lists are empty."""
    empty = piece.count(0) == len(piece)
    return _nothing_set(len(piece)) if empty else _deflated(piece)


@lru_cache(maxsize=8)
def _nothing_set(length: int) -> str:
    return _deflated(bytes(length))


def _deflated(piece: bytes) -> str:
    deflater = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = deflater.compress(piece) + deflater.flush(zlib.Z_FULL_FLUSH)
    # Five bytes more are two more modulo three: as many blocks as are missing to the next three.
    return _text(packed + _EMPTY_BLOCK * (len(packed) % 3))


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


# Ten bytes of header and five of an empty block: a multiple of three.
_BEGINNING: Final = "u" + _text(_HEADER + _EMPTY_BLOCK)


def _product(one: int, other: int) -> int:
    """Multiply two polynomials over GF(2) modulo that of CRC-32, all bit-reversed."""
    product, bit = 0, _ONE
    while other:
        if other & bit:
            product ^= one
            other ^= bit
        one = (one >> 1) ^ (_CRC32_POLYNOMIAL if one & 1 else 0)
        bit >>= 1
    return product


@lru_cache(maxsize=2048)
def _bytes_behind(count: int) -> int:
    """Give x to the power of 8 * ``count``: what ``count`` bytes do to a difference before them."""
    power, square = _ONE, _ONE >> 8
    while count:
        if count & 1:
            power = _product(power, square)
        square = _product(square, square)
        count >>= 1
    return power
