"""Where documents come from: handed in, found here, fetched, or not at all.

Callers compose one fetch: what ``--with`` gave first, then their own database, then the network::

    >>> key = b'{"id": "did:web:linden.example", "verificationMethod": []}'
    >>> fetch = Chain(GivenDocuments([key]), OFFLINE)
    >>> fetch("https://linden.example/.well-known/did.json").body == key
    True
    >>> fetch("https://elsewhere.example/")
    Traceback (most recent call last):
    badges.verifying.sources.OfflineError: Nothing is fetched offline; hand the document in.

``Documents`` is what the checks see of it: parsed, remembered, and not endlessly many.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final, Unpack

from badges.fetched import (
    HTTP_TOO,
    HTTPS_ONLY,
    NOT_MODIFIED,
    Fetch,
    Fetched,
    FetchError,
    FetchLimit,
    UnreachableError,
    Wanted,
)
from badges.proofs.errors import JsonTextError
from badges.proofs.jsontext import parse_json
from badges.proofs.remembering import Memory
from badges.verifying.foreign import host_of, is_loopback, listed, text
from keys.did import did_web_url
from keys.errors import KeysError

ACCEPT: Final = (
    "application/did+json, application/vc, application/ld+json, application/jwk+json, "
    "application/json, application/jwt, text/plain;q=0.5, */*;q=0.1"
)
MAXIMUM_FETCHES: Final = 30
"""Documents for one verification; a badge with a status list and endorsements needs about ten."""


_LONGEST_REMEMBERED: Final = 32_768
_KEY_MEMBERS: Final = frozenset({"verificationMethod", "keys"})
_key_documents: Final[Memory[Any]] = Memory(maximum_entries=500)


class OfflineError(UnreachableError):
    """The document was not handed in, and nothing is fetched."""

    def __init__(self, url: str) -> None:
        FetchError.__init__(
            self,
            "fetch.offline",
            "Nothing is fetched offline; hand the document in.",
            url=url,
        )


@dataclass(frozen=True, slots=True)
class HandedIn(Fetched):
    """A document that the checker gave, and by that vouches for."""


class GivenDocuments:
    """A fetch that answers with documents handed in, found by the ids that they give themselves.

    A DID document answers at its did:web address, a JWK at its ``kid``, a JWK Set at its issuers'
    well-known address; everything else at its ``id``. What is no JSON is left aside.
    """

    def __init__(self, documents: Iterable[bytes]) -> None:
        self._bodies: dict[str, bytes] = {}
        for body in documents:
            for address in _addresses(_parsed(body)):
                self._bodies.setdefault(address, body)

    def __call__(self, url: str, **_wanted: Unpack[Wanted]) -> Fetched:
        """Give the document of this address; raises ``UnreachableError`` where there is none."""
        body = self._bodies.get(url) or self._bodies.get(url.partition("#")[0])
        if body is None:
            raise UnreachableError(url, "it is not among the documents handed in")
        return HandedIn(url, body=body)


class Chain:
    """A fetch that asks several in turn, until one has the document."""

    def __init__(self, *fetches: Fetch) -> None:
        self._fetches = fetches

    def __call__(self, url: str, **wanted: Unpack[Wanted]) -> Fetched:
        """Give the first answer; raises what the last one raises."""
        error: FetchError = OfflineError(url)
        for fetch in self._fetches:
            try:
                return fetch(url, **wanted)
            except UnreachableError as unreachable:
                error = unreachable
        raise error


def offline(url: str, **_wanted: Unpack[Wanted]) -> Fetched:
    """Fetch nothing, ever: the last link of a chain with ``--offline``."""
    raise OfflineError(url)


OFFLINE: Final[Fetch] = offline


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed document, or the text of a token; ``gone`` where it came with status 410.

    ``unchanged`` where it came with status 304: what the asker has under its ``etag`` is current,
    and ``value`` is nothing. ``cache_control`` is what the server says about keeping it. ``body``
    are the bytes, for who has a digest of them.
    """

    value: Any
    given: bool = False
    gone: bool = False
    unchanged: bool = False
    etag: str | None = None
    cache_control: str = ""
    body: bytes = field(default=b"", repr=False)


class Documents:
    """The documents of one verification: each fetched once, parsed, and 30 at most."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._known: dict[str, Document | FetchError] = {}

    def get(
        self, url: str, *, limit: int = FetchLimit.DOCUMENT, etag: str | None = None
    ) -> Document:
        """Give the document at ``url``; raises ``FetchError``.

        Who has a copy gives its ``etag`` and may be told that it is ``unchanged``.
        """
        address = url.partition("#")[0]
        if address not in self._known:
            self._known[address] = self._ask(address, limit, etag)
        found = self._known[address]
        if isinstance(found, FetchError):
            raise found
        return found

    def _ask(self, url: str, limit: int, etag: str | None) -> Document | FetchError:
        if len(self._known) >= MAXIMUM_FETCHES:
            return UnreachableError(url, "the badge needs too many documents")
        # A demonstration on this machine has no certificate. Whether we may talk to this machine
        # at all is the fetcher's to say, and it says no unless an operator allowed it.
        schemes = HTTP_TOO if is_loopback(url) else HTTPS_ONLY
        try:
            fetched = self._fetch(url, accept=ACCEPT, limit=limit, schemes=schemes, etag=etag)
        except FetchError as error:
            return error
        kept = fetched.headers.get("cache-control", "")
        if fetched.status == NOT_MODIFIED:
            return Document(None, unchanged=True, etag=fetched.etag, cache_control=kept)
        gone = fetched.status == HTTPStatus.GONE
        value = _remembered(fetched.body, limit)
        if value is None and not gone:
            return UnreachableError(url, "its answer is no document that can be read")
        given = isinstance(fetched, HandedIn)
        return Document(
            value, given, gone, etag=fetched.etag, cache_control=kept, body=fetched.body
        )


def _remembered(body: bytes, limit: int) -> Any:
    """Parse a document; what an issuer says about its keys comes again with each of its badges.

    Only ``keys`` reads such a document, and changes nothing in it.
    """
    if len(body) > _LONGEST_REMEMBERED:
        return _parsed(body, limit)
    known = _key_documents.get(body)
    if known is None:
        known = _parsed(body, limit)
        if isinstance(known, dict) and not _KEY_MEMBERS.isdisjoint(known):
            _key_documents.put(body, known, 4 * len(body))
    return known


def _parsed(body: bytes, limit: int = FetchLimit.LIST) -> Any:
    """Parse JSON, or give the text of a compact token; none for anything else."""
    start = body[:8].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"ey"):
        return body.decode("ascii", "replace").strip()
    try:
        return parse_json(body, maximum_bytes=limit)
    except JsonTextError:
        return None


def _addresses(document: Any) -> Iterator[str]:
    """Name the addresses that a document answers at.

    Two OB 3.0 documents share their id with what checkers fetch there: a Profile with its issuer's
    DID document, an Achievement with the OB 2.0 BadgeClass. Verifying reads neither, so they
    answer nowhere.
    """
    own_id = text(document, "id")
    types = listed(document.get("type")) if isinstance(document, dict) else []
    if "Achievement" in types or ("Profile" in types and own_id.startswith("did:")):
        return
    if own_id.startswith("did:web:"):
        yield from _did_addresses(own_id)
    if own_id or text(document, "$id"):  # a JSON Schema names itself so
        yield own_id or text(document, "$id")
    if isinstance(document, dict) and "kty" in document:
        yield text(document, "kid")
    if isinstance(document, dict) and isinstance(document.get("keys"), list):
        for key in listed(document["keys"]):
            host = host_of(text(key, "iss"))
            if host:
                yield f"https://{host}/.well-known/jwks.json"
                yield f"http://{host}/.well-known/jwks.json"


def _did_addresses(did: str) -> Iterator[str]:
    try:
        yield did_web_url(did, allow_http_loopback=True)
        yield did_web_url(did)
    except KeysError:
        return
