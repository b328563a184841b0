"""Our own addresses as a fetch: answered from the database, never by calling ourselves."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import sqlalchemy as sa

from badges.credentials.published import published
from badges.database import db
from badges.errors import NotFoundError
from badges.fetched import ANY_TYPE, HTTPS_ONLY, Fetch, Fetched, FetchLimit, UnreachableError
from badges.models import Profile

NOT_TO_BE_KEPT: Final = MappingProxyType({"cache-control": "no-store"})
"""What we ourselves withdrew a moment ago is withdrawn at the next check."""


def own_fetch(
    url: str,
    *,
    accept: str = ANY_TYPE,  # noqa: ARG001 - the port's shape
    limit: int = FetchLimit.DOCUMENT,  # noqa: ARG001
    schemes: frozenset[str] = HTTPS_ONLY,  # noqa: ARG001
    etag: str | None = None,  # noqa: ARG001
) -> Fetched:
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

    def __call__(
        self,
        url: str,
        *,
        accept: str = ANY_TYPE,
        limit: int = FetchLimit.DOCUMENT,
        schemes: frozenset[str] = HTTPS_ONLY,
        etag: str | None = None,
    ) -> Fetched:
        """Fetch from whichever of the two it belongs to."""
        if is_own(url):
            return own_fetch(url)
        return self.network(url, accept=accept, limit=limit, schemes=schemes, etag=etag)


def is_own(url: str) -> bool:
    """Tell whether an address begins with the stored prefix of one of our issuers."""
    prefixes = db.session.scalars(sa.select(Profile.base_url).distinct())
    return any(url.startswith(f"{prefix}/") for prefix in prefixes)
