"""Our own addresses as a fetch: answered from the database, never by calling ourselves."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Unpack

from badges.credentials.published import issuer_of_did, own_prefixes, published
from badges.errors import NotFoundError
from badges.fetched import Fetch, Fetched, UnreachableError, Wanted

NOT_TO_BE_KEPT: Final = MappingProxyType({"cache-control": "no-store"})
"""What we ourselves withdrew a moment ago is withdrawn at the next check."""


def own_fetch(url: str, **_wanted: Unpack[Wanted]) -> Fetched:
    """Answer one of our own addresses; raises ``UnreachableError`` where nothing is there."""
    address = url.partition("#")[0]
    try:
        document = published(address)
    except NotFoundError as error:
        raise UnreachableError(url, "it is not published here") from error
    return Fetched(
        url=url,
        status=document.status,
        media_type=document.media_type,
        body=document.body,
        headers=NOT_TO_BE_KEPT,
    )


@dataclass(frozen=True, slots=True)
class OwnFirst:
    """A fetch that asks our own database for our own addresses and the network for the rest.

    An address of ours that holds nothing is not asked for on the network either: we would be
    asking ourselves.
    """

    network: Fetch

    def __call__(self, url: str, **wanted: Unpack[Wanted]) -> Fetched:
        """Fetch from whichever of the two it belongs to."""
        if is_own(url):
            return own_fetch(url)
        return self.network(url, **wanted)


def is_own(url: str) -> bool:
    """Tell whether an address begins with a prefix that one of our issuers has or had."""
    if any(url.startswith(f"{prefix}/") for prefix in own_prefixes()):
        return True
    return issuer_of_did(url.partition("#")[0]) is not None
