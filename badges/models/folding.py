r"""What is drawn by chance, written as bytes: half of a packed document would be its digits.

Hashes, salts and ids are hexadecimal, and no dictionary shortens them. They are cut out where they
stand in a credential, and a byte that JSON never has marks the place; a signature stays, since
deflate packs base58 almost as well, and sooner::

    >>> text, values = folded(b'{"salt":"00112233445566778899aabbccddeeff","a":1}')
    >>> text, len(values), unfolded(text, values)
    (b'{"salt":"\x02","a":1}', 16, b'{"salt":"00112233445566778899aabbccddeeff","a":1}')
"""

from __future__ import annotations

import re
from binascii import hexlify, unhexlify
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

SHORT: Final = "\x02"
"""Where 16 bytes in hexadecimal stood."""

LONG: Final = "\x03"
"""Where 32 bytes in hexadecimal stood."""

UUID: Final = "\x04"
"""Where a UUID stood."""


class _Kind(NamedTuple):
    """How one kind of value is written, in how many digits."""

    size: int
    digits: int
    read: Callable[[bytes], bytes]
    write: Callable[[bytes], bytes]


def _read_uuid(digits: bytes) -> bytes:
    return unhexlify(digits.replace(b"-", b""))


def _write_uuid(value: bytes) -> bytes:
    digits = hexlify(value)
    return b"-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


_KINDS: Final[Mapping[str, _Kind]] = MappingProxyType(
    {
        SHORT: _Kind(16, 32, unhexlify, hexlify),
        LONG: _Kind(32, 64, unhexlify, hexlify),
        UUID: _Kind(16, 36, _read_uuid, _write_uuid),
    }
)
_BY_MARK: Final = {mark.encode(): kind for mark, kind in _KINDS.items()}
_STANDS_AFTER: Final = (
    (b"/credentials/", SHORT),
    (b'"salt":"', SHORT),
    (b'"identityHash":"sha256$', LONG),
    (b'"id":"urn:uuid:', UUID),
)
_MARKS: Final = "".join(_KINDS).encode()
_MARKED: Final = re.compile(b"[%b]" % re.escape(_MARKS))
_AFTER: Final = {before: (mark.encode(), _KINDS[mark]) for before, mark in _STANDS_AFTER}
_BEFORE: Final = re.compile(b"|".join(map(re.escape, _AFTER)))


def folded(document: bytes) -> tuple[bytes, bytes]:
    """Give the document without those values, and the values in the order of their places.

    One that is written in another way than ours (in capitals) does not come back as it was: whoever
    folds compares.
    """
    if len(document.translate(None, _MARKS)) != len(document):
        return document, b""
    text, values, done = [], [], 0
    for found in _BEFORE.finditer(document):
        mark, kind = _AFTER[found[0]]
        start = found.end()
        end = start + kind.digits
        value = _read(kind, document[start:end])
        if value is not None and start >= done:
            text += [document[done:start], mark]
            values.append(value)
            done = end
    return b"".join([*text, document[done:]]), b"".join(values)


def unfolded(text: bytes, values: bytes) -> bytes:
    """Put the values back; raises ``ValueError`` where there are more or fewer than places."""
    if not values:
        return text
    parts, done, taken = [], 0, 0
    for found in _MARKED.finditer(text):
        at, kind = found.start(), _BY_MARK[found[0]]
        parts += [text[done:at], kind.write(values[taken : taken + kind.size])]
        done, taken = at + 1, taken + kind.size
    if taken != len(values):
        raise ValueError("the values do not belong to the text")
    return b"".join([*parts, text[done:]])


def _read(kind: _Kind, digits: bytes) -> bytes | None:
    """Read a value; nothing where it is none."""
    try:
        value = kind.read(digits)
    except ValueError:
        return None
    return value if len(value) == kind.size else None
