"""Digests that pin the bytes of a resource: ``digestSRI`` and ``digestMultibase`` (VCDM 2.0, 5.3).

    >>> fits(b"hello", {"digestSRI": "sha256-LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="})
    True
    >>> fits(b"hullo", {"digestMultibase": "uLPJNul-wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ"})
    False

A multibase digest is a multihash (Controlled Identifiers 1.0, 2.5); the digest alone, which the
test suite of the data model writes, is read as well, as no length occurs in both.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

# Subresource Integrity, 3.5: hash-expression, without the options that nobody has defined
SRI: Final = re.compile(r"(sha256|sha384|sha512)-([A-Za-z0-9+/_-]{1,120}={0,2})")

_BY_STRENGTH: Final = ("sha512", "sha384", "sha256")
_BY_LENGTH: Final = {32: "sha256", 48: "sha384", 64: "sha512"}
_BY_CODE: Final = {0x12: "sha256", 0x20: "sha384", 0x13: "sha512"}  # multicodec table
_BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_MAX_MULTIBASE: Final = 200


def is_pinned(resource: Mapping[str, Any]) -> bool:
    """Say whether a resource names a digest."""
    return "digestSRI" in resource or "digestMultibase" in resource


def fits(data: bytes, resource: Mapping[str, Any]) -> bool:
    """Say whether ``data`` has every digest that a resource names; what cannot be read fits not."""
    kinds = (("digestSRI", _fits_sri), ("digestMultibase", _fits_multibase))
    return all(suits(data, resource[name]) for name, suits in kinds if name in resource)


def _fits_sri(data: bytes, value: object) -> bool:
    """Compare with the strongest of the digests, as Subresource Integrity, 3.3.4 asks."""
    found = [SRI.fullmatch(word) for word in value.split()] if isinstance(value, str) else []
    named = [(match[1], match[2]) for match in found if match]
    strongest = next((name for name in _BY_STRENGTH if name in dict(named)), None)
    if strongest is None:
        return False
    digest = hashlib.new(strongest, data).digest()
    return any(_base64(text) == digest for name, text in named if name == strongest)


def _fits_multibase(data: bytes, value: object) -> bool:
    texts = value if isinstance(value, list) else [value]
    return any(
        hashlib.new(name, data).digest() == digest
        for text in texts
        for name, digest in _multibase(text)
    )


def _multibase(text: object) -> Iterator[tuple[str, bytes]]:
    """Give the algorithm and the digest in a multibase text."""
    if not isinstance(text, str) or len(text) > _MAX_MULTIBASE:
        return
    raw = _base58(text[1:]) if text[:1] == "z" else _base64(text[1:]) if text[:1] == "u" else b""
    if len(raw) in _BY_LENGTH:
        yield _BY_LENGTH[len(raw)], raw
    elif len(raw) > 1 and raw[0] in _BY_CODE and raw[1] == len(raw) - 2:
        yield _BY_CODE[raw[0]], raw[2:]


def _base64(text: str) -> bytes:
    plain = text.translate({ord("-"): "+", ord("_"): "/"}).rstrip("=")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _base58(text: str) -> bytes:
    """Read base58btc; a digest's own leading zeros, if any, are no multihash's first byte."""
    number = 0
    for sign in text:
        place = _BASE58.find(sign)
        if place < 0:
            return b""
        number = number * 58 + place
    return number.to_bytes((number.bit_length() + 7) // 8, "big")
