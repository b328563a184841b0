"""What a fetch gives and how it fails: values that every floor may name, without the network.

The guarded fetcher itself is :mod:`badges.fetching`; rooms below it (``verifying``,
``evidence``) know only this file, and their tests hand in a table::

    >>> pages = {"https://a.example/": Fetched("https://a.example/", body=b"hello")}
    >>> def fetch(url, **_wanted):
    ...     return pages[url]
    >>> fetch("https://a.example/").body
    b'hello'

The tree of errors::

    FetchError
    ├── BadUrlError            the address itself cannot be used, or asks for a forbidden scheme
    ├── AddressRefusedError    the name leads to an address that is not a public one
    ├── TooLargeError          more bytes than the caller asked for, counted after decompression
    ├── DeadlineError          not whole within the time
    ├── UnreachableError       no answer, a broken one, or one that ends in too many redirects
    └── HttpStatusError        an answer, but not the document
        └── LoginRequiredError     401 or 403: behind a login
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from types import MappingProxyType
from typing import Protocol, TypedDict, Unpack

from badges.errors import BadgesError

HTTPS_ONLY = frozenset({"https"})
HTTP_TOO = frozenset({"https", "http"})
NO_HEADERS: Mapping[str, str] = MappingProxyType({})
ANY_TYPE = "*/*"
OK = 200
NOT_MODIFIED = 304


class FetchLimit(IntEnum):
    """The most bytes of a body, after decompression (decisions 24)."""

    DOCUMENT = 1_000_000
    LIST = 16_000_000
    EVIDENCE = 20_000_000


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document as it came.

    ``url`` is what was asked for, ``final_url`` where it was found after redirects;
    ``media_type`` is the Content-Type without parameters, in lower case, ``""`` where none was
    sent; ``headers`` holds a few that matter to readers, names in lower case. With ``status``
    304, which comes only to who sent an ``etag``, the body is empty: what the asker has is current.
    """

    url: str
    final_url: str = ""
    status: int = OK
    media_type: str = ""
    body: bytes = field(default=b"", repr=False)
    etag: str | None = None
    headers: Mapping[str, str] = field(default_factory=lambda: NO_HEADERS)

    def __post_init__(self) -> None:
        if not self.final_url:
            object.__setattr__(self, "final_url", self.url)


class Wanted(TypedDict, total=False):
    """What a fetch may be told besides the address; a table of documents needs none of it.

    ``accept`` is a media range, any type unless said; ``limit`` the most bytes,
    ``FetchLimit.DOCUMENT`` unless said; ``schemes`` those that the caller takes, ``HTTPS_ONLY``
    unless said. ``etag`` is that of the copy the caller has: the answer may then be
    ``NOT_MODIFIED`` (RFC 9110, 13.1.2), or the document as ever.
    """

    accept: str
    limit: int
    schemes: frozenset[str]
    etag: str | None


class Fetch(Protocol):
    """The port: give the document at an address, or raise a :class:`FetchError`."""

    def __call__(self, url: str, **wanted: Unpack[Wanted]) -> Fetched:
        """Fetch ``url``."""
        ...


class FetchError(BadgesError):
    """The base of what a fetch raises; ``url`` is the address that failed."""

    def __init__(self, code: str, sentence: str, /, *, url: str, **params: str | int) -> None:
        super().__init__(code, sentence, url=url, **params)
        self.url = url


class BadUrlError(FetchError):
    """The address cannot be used: malformed, another scheme or port, or with a password."""

    def __init__(self, url: str, why: str) -> None:
        super().__init__("fetch.bad_url", f"This address cannot be fetched: {why}.", url=url)


class AddressRefusedError(FetchError):
    """The name leads to a private, local or reserved address."""

    def __init__(self, url: str) -> None:
        super().__init__(
            "fetch.address_refused",
            "This address leads into a private network; give one that is open to the public.",
            url=url,
        )


class TooLargeError(FetchError):
    """The document is larger than the caller takes."""

    def __init__(self, url: str, limit: int) -> None:
        super().__init__(
            "fetch.too_large",
            f"The document is larger than the {limit:,} bytes allowed here.",
            url=url,
            limit=limit,
        )


class DeadlineError(FetchError):
    """The document was not whole within the time."""

    def __init__(self, url: str) -> None:
        super().__init__(
            "fetch.deadline", "The server did not answer in time; try again later.", url=url
        )


class UnreachableError(FetchError):
    """No usable answer came; ``why`` is a short English clause for the operator."""

    def __init__(self, url: str, why: str) -> None:
        super().__init__(
            "fetch.unreachable", f"The server could not be reached: {why}.", url=url, why=why
        )


class HttpStatusError(FetchError):
    """The server answered with a ``status`` that carries no document."""

    def __init__(self, url: str, status: int, /, code: str = "", sentence: str = "") -> None:
        super().__init__(
            code or "fetch.status",
            sentence or f"The server answered with status {status} instead of the document.",
            url=url,
            status=status,
        )
        self.status = status


class LoginRequiredError(HttpStatusError):
    """The document is behind a login (401, 403)."""

    def __init__(self, url: str, status: int) -> None:
        sentence = "The document is behind a login that we do not have."
        super().__init__(url, status, code="fetch.login_required", sentence=sentence)
