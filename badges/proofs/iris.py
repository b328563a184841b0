"""Which strings are absolute IRIs, on which every processor agrees.

    >>> is_absolute_iri("did:web:badges.example"), is_absolute_iri("https://ü.example/ä?x#y")
    (True, True)
    >>> is_absolute_iri("badges/1"), is_absolute_iri("https://e.org/[x"), is_absolute_iri("a:%zz")
    (False, False, False)

The grammar is RFC 3987's ``IRI``: percent signs begin two hexadecimal digits, square brackets stand
only around an IP literal, one ``#`` at most. Processors differ outside it: some drop such an id
silently, and a signature would then not cover it.
"""

from __future__ import annotations

import re
from functools import lru_cache

_UCS = "\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef" + "".join(
    f"{chr(plane << 16)}-{chr((plane << 16) + 0xFFFD)}" for plane in range(1, 15)
)
_PRIVATE = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
_UNRESERVED = rf"A-Za-z0-9\-._~{_UCS}"
_ESCAPE = "%[0-9A-Fa-f]{2}"
_SUB_DELIMITERS = "!$&'()*+,;="
# Possessive repetition (++, *+): a long data: URL is read once, never again backwards.
_CHARACTERS = f"(?:[{_UNRESERVED}{_SUB_DELIMITERS}:@]++|{_ESCAPE})"
_NAME = f"(?:[{_UNRESERVED}{_SUB_DELIMITERS}]++|{_ESCAPE})*+"
_USER = f"(?:[{_UNRESERVED}{_SUB_DELIMITERS}:]++|{_ESCAPE})*+@"
_IP_LITERAL = r"\[(?:[0-9A-Fa-f:.]+|[vV][0-9A-Fa-f]+\.[A-Za-z0-9\-._~!$&'()*+,;=:]+)\]"
_AUTHORITY = f"(?:{_USER})?(?:{_IP_LITERAL}|{_NAME})(?::[0-9]*)?"
_SEGMENTS = f"(?:/{_CHARACTERS}*+)*+"
_PATH = f"(?://{_AUTHORITY}{_SEGMENTS}|/?(?:{_CHARACTERS}++{_SEGMENTS})?)"
_QUERY = rf"(?:\?(?:[{_UNRESERVED}{_SUB_DELIMITERS}:@/?{_PRIVATE}]++|{_ESCAPE})*+)?"
_FRAGMENT = rf"(?:#(?:[{_UNRESERVED}{_SUB_DELIMITERS}:@/?]++|{_ESCAPE})*+)?"
_IRI = re.compile(rf"[A-Za-z][A-Za-z0-9+.\-]*:{_PATH}{_QUERY}{_FRAGMENT}")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")

PLAIN_SCHEMES = ("https", "http", "urn", "did")
"""The schemes of ``is_plain_iri``."""

_ASCII = r"A-Za-z0-9\-._~!$&'()*+,;=:@"
_PLAIN = (
    rf"(?:https?://[A-Za-z0-9.\-]++(?::[0-9]++)?(?:/[{_ASCII}/]*+)?|(?:urn|did):[{_ASCII}]++)"
    rf"(?:\#[{_ASCII}/?]*+)?"
)
is_plain_iri = re.compile(_PLAIN).fullmatch
"""Finds the plain ones quickly: what matches is an absolute IRI, what does not may be one, too."""

are_plain_iris = re.compile(rf"(?:{_PLAIN}\n)*+".encode()).fullmatch
"""The same for several at once, each with a line's end behind it."""

_REMEMBERED_CHARACTERS = 256


def is_absolute_iri(value: str) -> bool:
    """Tell whether ``value`` is an absolute IRI in the grammar of RFC 3987, 2.2."""
    if len(value) > _REMEMBERED_CHARACTERS:
        return _IRI.fullmatch(value) is not None
    return _matches(value)


@lru_cache(maxsize=2048)
def _matches(value: str) -> bool:
    return _IRI.fullmatch(value) is not None


def has_scheme(value: str) -> bool:
    """Tell whether ``value`` at least begins as an absolute IRI does."""
    return _SCHEME.match(value) is not None
