"""A badge as pages show it small: its name, picture and address in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass

from badges.models import AchievementVersion
from badges.publishing.pictures import gallery_alt
from badges.wording import Localized, pick


@dataclass(frozen=True, slots=True)
class Card:
    """What a tile or the head of a page shows of an achievement.

    ``picture`` is an address on this host, for ``<img>`` only (decisions 12); ``alt`` describes it
    where the name does not stand beside it.
    """

    slug: str
    name: Localized
    description: Localized
    criteria: Localized
    picture: str
    alt: str
    address: str


def card_of(version: AchievementVersion, language: str) -> Card:
    """Make the card of one version."""
    achievement = version.achievement
    name = pick(version.name, language)
    address = f"/achievements/{achievement.community.slug}/{achievement.slug}"
    return Card(
        slug=achievement.slug,
        name=name,
        description=pick(version.description, language),
        criteria=pick(version.criteria, language),
        picture=f"{address}/{version.number}.svg",
        alt=_alt(version, language) or name.text,
        address=address,
    )


def _alt(version: AchievementVersion, language: str) -> str:
    """Describe the picture: in the community's words, else in the gallery's."""
    own = pick(version.picture_alt, language).text
    return own or pick(gallery_alt(version.picture), language).text
