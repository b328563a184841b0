r"""A base as a form with blanks: a document that differs nowhere else is kept as what fills them.

What was drawn by chance (hashes, salts, ids in hexadecimal) fills a blank of as many bytes; a
moment, a name, a signature fill one of their length, and what stands in two places is kept once::

    >>> form = Form.of(b'{"salt":"\x02","from":"\x05","until":"\x05"}')
    >>> document = b'{"salt":"00112233445566778899aabbccddeeff","from":"today","until":"today"}'
    >>> kept = form.read(document)
    >>> len(kept), form.filled(kept) == document
    (23, True)
"""

from __future__ import annotations

import re
from binascii import hexlify, unhexlify
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, NamedTuple

SHORT: Final = "\x02"
"""Where 16 bytes in hexadecimal stand."""

LONG: Final = "\x03"
"""Where 32 bytes in hexadecimal stand."""

UUID: Final = "\x04"
"""Where a UUID stands."""

TEXT: Final = "\x05"
"""Where a string of JSON stands, without its quotation marks."""

LONGEST_TEXT: Final = 239
"""How many bytes a text in a blank has at most; what is above tells which earlier text it is."""


class Kind(NamedTuple):
    """How one kind of value of a fixed length is written: how many digits, for how many bytes."""

    size: int
    digits: int
    read: Callable[[bytes], bytes]
    write: Callable[[bytes], bytes]


_UUID_BYTES: Final = 16


def _read_uuid(digits: bytes) -> bytes:
    value = unhexlify(digits.replace(b"-", b""))
    if len(value) != _UUID_BYTES:
        raise ValueError("a UUID has 32 digits and four hyphens")
    return value


def _write_uuid(value: bytes) -> bytes:
    digits = hexlify(value)
    return b"-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        SHORT: Kind(16, 32, unhexlify, hexlify),
        LONG: Kind(32, 64, unhexlify, hexlify),
        UUID: Kind(16, 36, _read_uuid, _write_uuid),
    }
)
"""The kinds of fixed length, by the mark that stands for them in a base."""

_MARKS: Final = re.compile("([{}])".format("".join((*KINDS, TEXT))).encode())
_BY_MARK: Final = {mark.encode(): kind for mark, kind in KINDS.items()}
_EARLIER: Final = LONGEST_TEXT + 1
_MOST_EARLIER: Final = 256 - _EARLIER


@dataclass(frozen=True, slots=True)
class Form:
    """What stands before the first blank, and each blank (``None``: a text) with what follows."""

    before: bytes
    blanks: tuple[tuple[Kind | None, bytes], ...]

    @classmethod
    def of(cls, base: bytes) -> Form:
        """Read a base; one without marks is a form that only its own likeness fits."""
        before, *rest = _MARKS.split(base)
        marks, after = rest[::2], rest[1::2]
        return cls(before, tuple(zip(map(_BY_MARK.get, marks), after, strict=True)))

    def read(self, document: bytes) -> bytes | None:
        """Give what fills the blanks; nothing where the document differs elsewhere, too.

        Digits that are written in another way than ours (in capitals) do not come back as they
        were: whoever reads compares.
        """
        if not document.startswith(self.before):
            return None
        at = len(self.before)
        parts: list[bytes] = []
        texts: list[bytes] = []
        for kind, after in self.blanks:
            start = at
            at = document.find(b'"', start) if kind is None else start + kind.digits
            if at < start or not document.startswith(after, at):
                return None
            value = document[start:at]
            if kind is not None:
                try:
                    parts.append(kind.read(value))
                except ValueError:
                    return None
            elif value in texts:
                parts.append(bytes((_EARLIER + texts.index(value),)))
            elif len(value) <= LONGEST_TEXT and len(texts) < _MOST_EARLIER:
                texts.append(value)
                parts += (bytes((len(value),)), value)
            else:
                return None
            at += len(after)
        return b"".join(parts) if at == len(document) else None

    def filled(self, values: bytes) -> bytes:
        """Give the document; raises ``ValueError`` where there are more or fewer values."""
        parts = [self.before]
        texts: list[bytes] = []
        at = 0
        for kind, after in self.blanks:
            start = at
            if kind is not None:
                at += kind.size
                parts += (kind.write(values[start:at]), after)
                continue
            length = values[start] if start < len(values) else 0
            at += 1
            if length < _EARLIER:
                at += length
                texts.append(values[start + 1 : at])
                parts += (texts[-1], after)
            elif length - _EARLIER < len(texts):
                parts += (texts[length - _EARLIER], after)
            else:
                raise ValueError("a text is named that does not stand before")
        if at != len(values):
            raise ValueError("the values do not belong to the form")
        return b"".join(parts)
