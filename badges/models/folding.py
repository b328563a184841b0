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
from typing import Final

from badges.models.blanks import KINDS, LONG, SHORT, UUID, Kind

_BY_MARK: Final = {mark.encode(): kind for mark, kind in KINDS.items()}
_STANDS_AFTER: Final = (
    (b"/credentials/", SHORT),
    (b'"salt":"', SHORT),
    (b'"identityHash":"sha256$', LONG),
    (b'"id":"urn:uuid:', UUID),
)
_MARKS: Final = "".join(KINDS).encode()
_MARKED: Final = re.compile(b"[%b]" % re.escape(_MARKS))
_AFTER: Final = {before: (mark.encode(), KINDS[mark]) for before, mark in _STANDS_AFTER}
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


def _read(kind: Kind, digits: bytes) -> bytes | None:
    """Read a value; nothing where it is none."""
    try:
        value = kind.read(digits)
    except ValueError:
        return None
    return value if len(value) == kind.size else None
