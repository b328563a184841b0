"""Is it still what was sealed? Digests are compared, never contents.

>>> from badges.fetched import Fetched
>>> seal = sri_of(b"my talk")
>>> compare_link("https://a.example/", seal, fetch=lambda url, **_: Fetched(url, body=b"my talk"))
<Likeness.UNCHANGED: 'unchanged'>
>>> link_key("https://WWW.A.example/talk/?utm_source=x#top") == link_key("http://a.example/talk")
True
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from enum import StrEnum
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from badges.evidence.checking import digests, is_login
from badges.fetched import HTTP_TOO, Fetch, FetchError, FetchLimit, HttpStatusError
from badges.pictures import PictureError, clean_raster, sniff

_GONE: Final = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_SRI: Final = re.compile(r"(sha256|sha384|sha512)-([A-Za-z0-9+/]+={0,2})(?:\?.*)?")
_TRACKING: Final = re.compile(r"utm_\w+|fbclid|gclid|igshid|ref_src|si", re.IGNORECASE)
_PICTURES: Final = frozenset({"image/png", "image/jpeg"})


class Likeness(StrEnum):
    """What a comparison found; ``unreachable`` says nothing about the document."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    GONE = "gone"
    UNREACHABLE = "unreachable"


def sri_of(data: bytes) -> str:
    """Give the digest that our credentials carry: SHA-384 as in W3C SRI 3.5 (decisions 17)."""
    return digests(data)[1]


def compare_data(data: bytes, digest_sri: str) -> Likeness:
    """Compare bytes with a digest; a picture counts also as it is kept, without hidden data.

    ``digest_sri`` may hold several digests, of which the strongest counts (SRI 3.3.2). One that
    cannot be read is never met.
    """
    if _fits(data, digest_sri):
        return Likeness.UNCHANGED
    if sniff(data) in _PICTURES:
        try:
            kept = clean_raster(data).data
        except PictureError:
            return Likeness.CHANGED
        if _fits(kept, digest_sri):
            return Likeness.UNCHANGED
    return Likeness.CHANGED


def compare_link(url: str, digest_sri: str, *, fetch: Fetch) -> Likeness:
    """Ask for a link again through the guarded ``fetch`` and compare what stands there now.

    What is gone for good (404, 410) is told from what only did not answer.
    """
    try:
        fetched = fetch(url, limit=FetchLimit.EVIDENCE, schemes=HTTP_TOO)
    except HttpStatusError as error:
        return Likeness.GONE if error.status in _GONE else Likeness.UNREACHABLE
    except FetchError:
        return Likeness.UNREACHABLE
    if is_login(fetched.url, fetched.final_url):
        return Likeness.UNREACHABLE
    return Likeness.UNCHANGED if _fits(fetched.body, digest_sri) else Likeness.CHANGED


def link_key(url: str) -> str:
    """Give what is the same for two ways to write one address: SHA-256 in hexadecimal.

    Scheme, ``www.``, a slash at the end, the fragment and marks of where a click came from do not
    matter; what is no address is hashed as it is.
    """
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.")
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:
        return hashlib.sha256(url.strip().encode()).hexdigest()
    asked = [
        pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _is_tracking(*pair)
    ]
    same = f"{host}{port}{parts.path.rstrip('/')}?{urlencode(sorted(asked))}"
    return hashlib.sha256(same.encode()).hexdigest()


def _is_tracking(name: str, _value: str) -> bool:
    return _TRACKING.fullmatch(name) is not None


def _fits(data: bytes, digest_sri: str) -> bool:
    """Compare with the strongest of the digests given (SRI 3.3.4)."""
    found = [match.groups() for match in map(_SRI.fullmatch, digest_sri.split()) if match]
    if not found:
        return False
    strongest = max(algorithm for algorithm, _ in found)
    has = hashlib.new(strongest, data).digest()
    return any(
        hmac.compare_digest(has, _decoded(value))
        for algorithm, value in found
        if algorithm == strongest
    )


def _decoded(value: str) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return b""
