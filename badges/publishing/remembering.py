"""A fetch for many checks in a row: each document once, and no waiting on and on for a dead host.

>>> from badges.fetched import Fetched
>>> asked = []
>>> def network(url, **_wanted):
...     asked.append(url)
...     return Fetched(url, body=b"{}")
>>> fetch = RememberingFetch(network)
>>> fetch("https://a.example/did.json").body, fetch("https://a.example/did.json").body, len(asked)
(b'{}', b'{}', 1)

A thousand badges of one issuer need its DID document once; a thousand badges of an issuer whose
server is gone must not wait for it a thousand times.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Unpack
from urllib.parse import urlsplit

from badges.fetched import (
    DeadlineError,
    Fetch,
    Fetched,
    FetchError,
    UnreachableError,
    Wanted,
)

PATIENCE = 2
"""Failures of a host after which it is asked no more."""

MOST_KEPT = 200
MOST_BYTES = 200_000


@dataclass(slots=True)
class RememberingFetch:
    """Remembers answers, and hosts that gave none, for as long as it lives."""

    network: Fetch
    _known: dict[str, Fetched] = field(default_factory=dict)
    _dead: dict[str, FetchError] = field(default_factory=dict)
    _failures: dict[str, int] = field(default_factory=dict)

    def __call__(self, url: str, **wanted: Unpack[Wanted]) -> Fetched:
        """Give the document, asking for it at most once; raises ``FetchError``."""
        host = urlsplit(url).netloc
        if self._failures.get(host, 0) >= PATIENCE:
            raise self._dead[host]
        asks_for_all = not wanted.get("etag")
        if asks_for_all and url in self._known:
            return self._known[url]
        try:
            found = self.network(url, **wanted)
        except (DeadlineError, UnreachableError) as error:
            self._dead[host] = error
            self._failures[host] = self._failures.get(host, 0) + 1
            raise
        if asks_for_all and len(self._known) < MOST_KEPT and len(found.body) <= MOST_BYTES:
            self._known[url] = found
        return found
