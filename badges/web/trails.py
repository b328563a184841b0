"""A path as pages draw it: levels and badges in the reader's words, with or without a walker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from badges.awarding.achievements import newest_published
from badges.models import Path
from badges.programmes.paths import level_name
from badges.programmes.walking import Walk
from badges.web.cards import Card, card_of
from badges.wording import Localized, pick


@dataclass(frozen=True, slots=True)
class TrailStep:
    """One badge on a path; ``state`` is empty where nobody walks."""

    name: Localized
    picture: str
    href: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class TrailLevel:
    """One level; ``state`` is empty where nobody walks."""

    name: Localized
    need: int
    steps: tuple[TrailStep, ...]
    have: int = 0
    state: str = ""


def trail_of(
    path: Path, language: str, href: Callable[[Card], str], walk: Walk | None = None
) -> list[TrailLevel]:
    """Draw a path; ``href`` gives each badge's address for this reader."""
    drawn = []
    for number, level in enumerate(path.levels):
        stage = walk.levels[number] if walk is not None else None
        cards = [
            card_of(newest_published(each) or each.versions[-1], language)
            for each in (step.achievement for step in level.steps)
        ]
        steps = tuple(
            TrailStep(card.name, card.picture, href(card), stage.places[at].state if stage else "")
            for at, card in enumerate(cards)
        )
        drawn.append(
            TrailLevel(
                pick(level_name(level), language),
                stage.need if stage else level.needed or len(steps),
                steps,
                stage.have if stage else 0,
                stage.state if stage else "",
            )
        )
    return drawn


def badge_at_end(path: Path, language: str) -> Card | None:
    """Give the card of the badge that finishing a path earns now, if there is one."""
    achievement = path.achievement
    if achievement is None or achievement.archived_at is not None:
        return None
    version = newest_published(achievement)
    return card_of(version, language) if version is not None else None
