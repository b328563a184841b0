"""The guard at the door.

>>> fetcher = GuardedFetcher(user_agent="meilenstein", resolver=lambda host, port, timeout: ["::1"])
>>> fetcher.get("https://intranet.example/")
Traceback (most recent call last):
badges.fetched.AddressRefusedError: This address leads into a private network; give one ...

What keeps others from using us to look into our own network:

1. The address is read once, by us; its host is normalised before anything looks at it.
2. Every address of the name is checked; one that is not public refuses them all.
3. The socket is opened to a checked address, not to the name, so that a name which answers
   differently a second later (DNS rebinding) gains nothing; TLS still checks the name.
4. A redirect is a new request through steps 1 to 3.
5. One deadline covers names, handshakes, headers and bodies; sizes count after decompression.

No proxy variable is read, no cookie kept, no credential sent.
"""

from __future__ import annotations

import http.client
import re
import ssl
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from http import HTTPStatus
from types import MappingProxyType
from typing import TYPE_CHECKING

from urllib3.exceptions import HTTPError

from badges.fetched import (
    ANY_TYPE,
    HTTPS_ONLY,
    NOT_MODIFIED,
    AddressRefusedError,
    BadUrlError,
    DeadlineError,
    Fetched,
    FetchLimit,
    HttpStatusError,
    LoginRequiredError,
    TooLargeError,
    UnreachableError,
)
from badges.fetching.addresses import Reach, reach
from badges.fetching.resolving import Resolver, SystemResolver
from badges.fetching.sockets import (
    Deadline,
    PinnedHttpConnection,
    PinnedHttpsConnection,
    tls_context,
)
from badges.fetching.targets import DEFAULT_PORTS, Target, follow, parse_target

if TYPE_CHECKING:
    from urllib3.response import BaseHTTPResponse

SECONDS = 10.0
MAX_REDIRECTS = 3
PORTS = frozenset({*DEFAULT_PORTS.values(), 8443})
_CHUNK = 65_536
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LOGIN = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})
_ENCODINGS = frozenset({"", "identity", "gzip", "x-gzip"})
_ETAG = re.compile(r'(W/)?"[\x21\x23-\x7e]{0,200}"')  # RFC 9110, 8.8.3, without foreign letters
_KEPT_HEADERS = (
    "cache-control",
    "content-language",
    "content-type",
    "etag",
    "last-modified",
    "link",
)


class GuardedFetcher:
    """Fetches public documents, and nothing else.

    ``resolver`` turns names into addresses; ``clock`` counts seconds and never goes back;
    ``allow`` holds ``host`` or ``host:port`` of servers that may be private, speak http and
    use any port (``BADGES_FETCH_ALLOW``); ``context`` says which authorities are trusted;
    ``seconds`` is the whole time for one document.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        resolver: Resolver | None = None,
        clock: Callable[[], float] = time.monotonic,
        allow: frozenset[str] = frozenset(),
        context: ssl.SSLContext | None = None,
        seconds: float = SECONDS,
    ) -> None:
        self._user_agent = user_agent
        self._resolver = resolver or SystemResolver()
        self._clock = clock
        self._allow = frozenset(name.lower() for name in allow)
        self._context = context or tls_context()
        self._seconds = seconds

    def get(
        self,
        url: str,
        *,
        accept: str = ANY_TYPE,
        limit: int = FetchLimit.DOCUMENT,
        schemes: frozenset[str] = HTTPS_ONLY,
        etag: str | None = None,
    ) -> Fetched:
        """Fetch the document at ``url``, of at most ``limit`` bytes, over one of ``schemes``.

        With ``etag`` the server is asked for it only if it has changed; status 304 if it has not.
        Raises the errors of :mod:`badges.fetched`, each naming the address that failed.
        """
        deadline = Deadline(self._clock, seconds=self._seconds, url=url)
        target = parse_target(url)
        for _ in range(MAX_REDIRECTS + 1):
            self._admit(target, schemes)
            answer = self._request(target, accept=accept, limit=limit, etag=etag, deadline=deadline)
            if isinstance(answer, Fetched):
                return Fetched(
                    url=url,
                    final_url=answer.url,
                    status=answer.status,
                    media_type=answer.media_type,
                    body=answer.body,
                    etag=answer.etag,
                    headers=answer.headers,
                )
            target = answer
        raise UnreachableError(url, f"it redirects more than {MAX_REDIRECTS} times")

    def _admit(self, target: Target, schemes: frozenset[str]) -> None:
        """Refuse schemes and ports before any name is resolved."""
        if target.is_named_in(self._allow):
            return
        if target.scheme not in schemes:
            raise BadUrlError(target.url, f"{target.scheme}:// is not accepted here")
        if target.port not in PORTS:
            raise BadUrlError(target.url, f"port {target.port} is not one of web servers")

    def _addresses(self, target: Target, deadline: Deadline) -> list[str]:
        """Give the addresses of a target, all of which have been checked."""
        try:
            addresses = list(self._resolver(target.host, target.port, deadline.left()))
        except TimeoutError as error:
            raise DeadlineError(target.url) from error
        except OSError as error:
            raise UnreachableError(target.url, "there is no server of this name") from error
        if not addresses:
            raise UnreachableError(target.url, "there is no server of this name")
        admitted = {Reach.PUBLIC}
        if target.is_named_in(self._allow):
            admitted.add(Reach.PRIVATE)
        if not all(reach(address) in admitted for address in addresses):
            raise AddressRefusedError(target.url)
        return addresses

    def _request(
        self, target: Target, *, accept: str, limit: int, etag: str | None, deadline: Deadline
    ) -> Fetched | Target:
        """Ask one server once; a redirect gives the next target."""
        addresses = self._addresses(target, deadline)
        headers = {
            "Accept": accept,
            "Accept-Encoding": "gzip",
            "Connection": "close",
            "User-Agent": self._user_agent,
        }
        if etag is not None and _ETAG.fullmatch(etag):
            headers["If-None-Match"] = etag
        try:
            with closing(self._connection(target, addresses, deadline)) as connection:
                connection.request("GET", target.path, headers=headers, preload_content=False)
                with closing(connection.getresponse()) as response:
                    return _receive(response, target, limit, deadline, headers)
        except ssl.SSLCertVerificationError as error:
            raise UnreachableError(target.url, "its certificate is not valid") from error
        except (OSError, HTTPError, http.client.HTTPException) as error:
            deadline.left()  # a read that timed out did so because nothing was left
            raise UnreachableError(target.url, "it gave no whole answer") from error

    def _connection(
        self, target: Target, addresses: list[str], deadline: Deadline
    ) -> PinnedHttpConnection | PinnedHttpsConnection:
        if target.scheme == "https":
            return PinnedHttpsConnection(
                target.host,
                target.port,
                addresses=addresses,
                deadline=deadline,
                context=self._context,
            )
        return PinnedHttpConnection(
            target.host, target.port, addresses=addresses, deadline=deadline
        )


def _receive(
    response: BaseHTTPResponse,
    target: Target,
    limit: int,
    deadline: Deadline,
    asked: Mapping[str, str],
) -> Fetched | Target:
    status = response.status
    if status in _REDIRECTS and "location" in response.headers:
        return follow(target, response.headers["location"])
    if status in _LOGIN:
        raise LoginRequiredError(target.url, status)
    is_unchanged = status == NOT_MODIFIED and "If-None-Match" in asked
    if not is_unchanged and not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        raise HttpStatusError(target.url, status)
    if response.headers.get("content-encoding", "").strip().lower() not in _ENCODINGS:
        raise UnreachableError(target.url, "it uses a compression that was not asked for")
    headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
    return Fetched(
        url=target.url,
        status=status,
        media_type=headers.get("content-type", "").partition(";")[0].strip().lower(),
        body=b"" if is_unchanged else _read(response, target, limit, deadline),
        etag=headers.get("etag"),
        headers=MappingProxyType(headers),
    )


def _read(response: BaseHTTPResponse, target: Target, limit: int, deadline: Deadline) -> bytes:
    """Read the body as it comes, decompressed in pieces, so that a bomb stops at the limit."""
    body = bytearray()
    while chunk := response.read1(_CHUNK, decode_content=True):
        body += chunk
        if len(body) > limit:
            raise TooLargeError(target.url, limit)
        deadline.left()
    return bytes(body)
