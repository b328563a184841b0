"""What a stranger sees of a collection: of the badges in it only those that are shown anyway."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from badges.database import db
from badges.errors import NotFoundError
from badges.models import Award, Collection, Community
from badges.publishing.issued import clear_name
from badges.publishing.sharing import signed
from badges.publishing.visible import (
    ErasedAwardError,
    HiddenAwardError,
    Standing,
    checked_visible,
    standing_of,
)


@dataclass(frozen=True, slots=True)
class ShownBadge:
    """One badge of a collection: the award, the signed name (or nothing), what it is worth."""

    award: Award
    name: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class SharedCollection:
    """A collection as others see it; ``community`` where all its badges are from one."""

    collection: Collection
    badges: tuple[ShownBadge, ...]
    community: Community | None


def shared_collection(public_id: str) -> SharedCollection:
    """Look a collection up by its address.

    Raises ``NotFoundError`` alike for one that is private and one that never was.
    """
    found = db.session.scalar(sa.select(Collection).where(Collection.public_id == public_id))
    if found is None or found.visibility == "private":
        raise NotFoundError("collection.hidden", "There is nothing to see at this address.")
    badges = tuple(it for item in found.items if (it := _shown(item.award)) is not None)
    communities = {it.award.community_id: it.award.community for it in badges}
    only = next(iter(communities.values())) if len(communities) == 1 else None
    return SharedCollection(found, badges, only)


def _shown(award: Award) -> ShownBadge | None:
    try:
        credential = signed(checked_visible(award))
    except (HiddenAwardError, ErasedAwardError):
        return None
    return ShownBadge(award, clear_name(credential), standing_of(award, credential))
