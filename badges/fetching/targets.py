"""How a URL is read: once, strictly, and never by two parsers that might disagree.

>>> target = parse_target("https://Bücher.example/a b?q=1#part")
>>> target.host, target.port, target.path
('xn--bcher-kva.example', 443, '/a%20b?q=1')
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urldefrag, urljoin, urlsplit

from badges.fetched import BadUrlError
from badges.fetching.addresses import normalize_host

MAX_URL = 2000
DEFAULT_PORTS = {"https": 443, "http": 80}
# Blanks within a path are common in pasted links and are quoted; these never are.
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\\\u2028-\u202e\u2066-\u2069]|^\s|\s$")
_SAFE_IN_PATH = "/%:@!$&'()*+,;=~-._"
_SAFE_IN_QUERY = _SAFE_IN_PATH + "?"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes: ``host`` is normalised, ``path`` is what the request line says."""

    url: str
    scheme: str
    host: str
    port: int
    path: str

    def is_named_in(self, allow: frozenset[str]) -> bool:
        """Say whether the operator named this host, at every port or at this one."""
        literal = f"[{self.host}]" if ":" in self.host else self.host
        return bool(allow & {self.host, literal, f"{literal}:{self.port}"})


def parse_target(url: str) -> Target:
    """Read an absolute http or https URL; the fragment stays with the caller.

    Raises :class:`~badges.fetched.BadUrlError` for every other text: other schemes, a user name
    or password, control characters, backslashes, a port or host that is none.
    """
    if len(url) > MAX_URL:
        raise BadUrlError(url[:MAX_URL], f"it is longer than {MAX_URL} characters")
    if _FORBIDDEN.search(url):
        raise BadUrlError(url, "it holds characters that no address may hold")
    try:
        parts = urlsplit(urldefrag(url).url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise BadUrlError(url, "it is malformed") from error
    if parts.scheme not in DEFAULT_PORTS:
        raise BadUrlError(url, "it does not start with https://")
    if "@" in parts.netloc:
        raise BadUrlError(url, "it carries a user name or password")
    try:
        host = normalize_host(host)
        path = quote(parts.path, safe=_SAFE_IN_PATH) or "/"
        query = quote(parts.query, safe=_SAFE_IN_QUERY)
    except ValueError as error:  # UnicodeEncodeError (lone surrogates) is one, too
        raise BadUrlError(url, "its host is not the name of a server") from error
    return Target(
        url=urldefrag(url).url,
        scheme=parts.scheme,
        host=host,
        port=DEFAULT_PORTS[parts.scheme] if port is None else port,
        path=f"{path}?{query}" if query else path,
    )


def follow(target: Target, location: str) -> Target:
    """Read the Location of an answer, relative to where it came from (RFC 9110 10.2.2).

    Raises :class:`~badges.fetched.BadUrlError`.
    """
    try:
        # http.client reads headers as Latin-1; servers that send raw bytes mean UTF-8.
        location = location.encode("latin-1").decode("utf-8")
        url = urljoin(target.url, location.strip())
    except ValueError as error:
        raise BadUrlError(target.url, "it redirects to a malformed address") from error
    return parse_target(url)
