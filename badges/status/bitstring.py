"""The bits of a status list, one or several for each credential.

>>> bits = Bitstring()
>>> bits[7] = True
>>> bytes(bits)[:1].hex(), bits[7], bits[8]
('01', True, False)
>>> bits.write(100, 2, size=2)  # the second of four messages
>>> bits.read(100, size=2), bits.read(101, size=2)
(2, 0)
"""

from __future__ import annotations

from typing import Final, Self

from badges.status.errors import StatusIndexError, StatusListError, StatusValueError

MINIMUM_ENTRIES: Final = 131_072
"""A shorter list would single people out (Bitstring Status List 1.0, section 6.1)."""

MAXIMUM_BYTES: Final = 16 * 1024 * 1024
"""What an inflated list may take; 134 million entries."""

MAXIMUM_SIZE: Final = 8
"""The most bits of one entry that are read here; each value of 256 would need its message."""


class Bitstring:
    """The bits of a list; place 0 is the most significant bit of the first byte.

    ``bits`` is the number of bits, a multiple of 8 and at least ``MINIMUM_ENTRIES``; it raises
    ``StatusListError`` otherwise. Reading or setting a place outside raises ``StatusIndexError``.
    """

    __slots__ = ("_bits", "_length")

    def __init__(self, bits: int = MINIMUM_ENTRIES) -> None:
        if bits < MINIMUM_ENTRIES or bits % 8 or bits // 8 > MAXIMUM_BYTES:
            raise StatusListError(
                "status.list.size",
                f"A status list has {MINIMUM_ENTRIES} entries or more, in whole bytes; not {bits}.",
                size=bits,
            )
        self._bits = bytearray(bits // 8)
        self._length = bits

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read the uncompressed bytes of a list; raises ``StatusListError`` on a bad length."""
        made = cls(len(data) * 8)
        made._bits[:] = data
        return made

    def __len__(self) -> int:
        return self._length

    def __bytes__(self) -> bytes:
        return bytes(self._bits)

    def __getitem__(self, index: int) -> bool:
        if 0 <= index < self._length:
            return self._bits[index >> 3] & (0x80 >> (index & 7)) != 0
        raise self._outside(index)

    def __setitem__(self, index: int, value: bool) -> None:
        if not 0 <= index < self._length:
            raise self._outside(index)
        if value:
            self._bits[index >> 3] |= 0x80 >> (index & 7)
        else:
            self._bits[index >> 3] &= ~(0x80 >> (index & 7))

    def entries(self, size: int = 1) -> int:
        """Give how many entries of ``size`` bits there is room for."""
        return self._length // size

    def read(self, index: int, *, size: int = 1) -> int:
        """Give the status at ``index`` times ``size``, most significant bit first (3.2)."""
        if size == 1:
            return int(self[index])
        first = self._first_bit(index, size)
        end = (first + size + 7) >> 3
        window = int.from_bytes(self._bits[first >> 3 : end], "big")
        return (window >> (end * 8 - first - size)) & ((1 << size) - 1)

    def write(self, index: int, value: int, *, size: int = 1) -> None:
        """Set the ``size`` bits at ``index``; raises ``StatusValueError`` for too large a value."""
        first = self._first_bit(index, size)
        if not 0 <= value < 1 << size:
            raise StatusValueError(
                "status.value",
                f"An entry of {size} bits has statuses from 0 to {(1 << size) - 1}, not {value}.",
                size=size,
                value=value,
            )
        for position in range(size):
            self[first + position] = bool(value >> (size - 1 - position) & 1)

    def _first_bit(self, index: int, size: int) -> int:
        if not 1 <= size <= MAXIMUM_SIZE:
            raise ValueError("an entry has 1 to 8 bits")
        if not 0 <= index < self.entries(size):
            raise self._outside(index, size)
        return index * size

    def _outside(self, index: int, size: int = 1) -> StatusIndexError:
        return StatusIndexError(
            "status.index.range",
            f"The status list has {self.entries(size)} entries, and {index} is none of them.",
            index=index,
            size=self.entries(size),
        )
