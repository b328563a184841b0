"""Ways to begin a programme: weeks with their themes, and the rule of its badge.

>>> [blueprint.key for blueprint in BLUEPRINTS]
['challenge', 'series', 'empty']
>>> blueprint("challenge").weeks[0].title["en"]
'Settle in and choose a goal'
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from badges import gallery
from badges.accounts.access import Actor, Permission
from badges.awarding.achievements import create_achievement
from badges.awarding.drafts import AchievementDraft
from badges.database import get_scoped
from badges.errors import ConflictError, NotFoundError
from badges.milestones import AnyOf, Attended, Milestone, Reflected, Submitted, WeeksActive
from badges.models import AchievementVersion, Programme
from badges.programmes.cohorts import WeekDraft

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ProgrammeBlueprint:
    """A programme to begin with: what it is good for, how long, and what its badge asks for.

    ``badge`` writes the badge's draft for a programme's tag; name and description come from the
    programme.
    """

    key: str
    title: Texts
    about: Texts
    length: int
    weeks: tuple[WeekDraft, ...]
    badge: Callable[[str], AchievementDraft]


def blueprint(key: str) -> ProgrammeBlueprint:
    """Give the blueprint of a key; raises ``NotFoundError``."""
    for found in BLUEPRINTS:
        if found.key == key:
            return found
    raise NotFoundError("blueprint.unknown", "There is no such template.", key=key)


def begin_badge(actor: Actor, programme: Programme, key: str = "empty") -> AchievementVersion:
    """Make the draft of a programme's badge, whose rule counts the programme's own sessions.

    Raises ``ConflictError`` where it has one already.
    """
    actor.require(Permission.ACHIEVEMENTS_WRITE)
    row = get_scoped(Programme, actor.community.id, id=programme.id)
    if row.achievement is not None:
        raise ConflictError("programme.has_badge", "This programme has its badge already.")
    draft = blueprint(key).badge(row.tag)
    version = create_achievement(
        actor, replace(draft, name=dict(row.name), description=dict(row.description))
    )
    row.achievement = version.achievement
    return version


def _both(german: str, english: str) -> dict[str, str]:
    return {"de": german, "en": english}


def _badge(picture: str, criteria: Texts, *milestones: Milestone) -> AchievementDraft:
    """Write a badge that a manager awards to the whole group at the end."""
    return AchievementDraft(
        name=_both("Programm", "Programme"),
        criteria=criteria,
        picture=f"gallery:{picture}",
        picture_alt=gallery.picture(picture).alt,
        award_mode="manager",
        repeatable=False,
        milestones=milestones,
    )


def _challenge(tag: str) -> AchievementDraft:
    return _badge(
        "challenge",
        _both(
            "In drei Wochen dabei gewesen oder etwas gezeigt und am Ende zurückgeblickt.",
            "Took part or showed something in three weeks, and looked back at the end.",
        ),
        Milestone(
            "weeks",
            _both("In drei Wochen dabei", "Took part in three weeks"),
            # Only the programme's sessions have its tag; the wide window is for a late look.
            AnyOf((WeeksActive(3, 12, tag=tag), Submitted(3))),
        ),
        Milestone(
            "reflection",
            _both("Zurückgeblickt", "Looked back"),
            Reflected(length=200),
        ),
    )


def _series(tag: str) -> AchievementDraft:
    return _badge(
        "workshop",
        _both(
            "An vier Terminen der Reihe teilgenommen.",
            "Took part in four sessions of the series.",
        ),
        Milestone(
            "sessions",
            _both("Bei vier Terminen dabei", "Took part in four sessions"),
            Attended(4, tag=tag),
        ),
    )


def _plain(tag: str) -> AchievementDraft:
    return _badge(
        "organiser",
        _both("Am Programm teilgenommen.", "Took part in the programme."),
        Milestone(
            "sessions",
            _both("Bei drei Terminen dabei", "Took part in three sessions"),
            Attended(3, tag=tag),
        ),
    )


def _weeks(*titles: tuple[str, str]) -> tuple[WeekDraft, ...]:
    return tuple(WeekDraft(_both(*each)) for each in titles)


BLUEPRINTS: Final = (
    ProgrammeBlueprint(
        "challenge",
        _both("Challenge über vier Wochen", "4-week challenge"),
        _both(
            "Vier Wochen an einer Sache, jede Woche ein Thema, am Ende ein Rückblick.",
            "Four weeks on one thing, a theme each week, a look back at the end.",
        ),
        4,
        _weeks(
            ("Ankommen und ein Ziel wählen", "Settle in and choose a goal"),
            ("Ausprobieren", "Try things out"),
            ("Dranbleiben", "Keep at it"),
            ("Zeigen und zurückblicken", "Show it and look back"),
        ),
        _challenge,
    ),
    ProgrammeBlueprint(
        "series",
        _both("Workshop-Reihe", "Workshop series"),
        _both(
            "Sechs Termine, die aufeinander aufbauen; wer oft genug da war, bekommt den Badge.",
            "Six sessions that build on each other; who came often enough gets the badge.",
        ),
        6,
        _weeks(
            ("Kennenlernen und Überblick", "Getting to know each other, and an overview"),
            ("Grundlagen", "Basics"),
            ("Werkzeuge", "Tools"),
            ("Üben", "Practice"),
            ("Eigenes Vorhaben", "A project of your own"),
            ("Vorstellen", "Presenting"),
        ),
        _series,
    ),
    ProgrammeBlueprint(
        "empty",
        _both("Leer beginnen", "Begin with nothing"),
        _both("Tage, Themen und Regeln selbst wählen.", "Choose days, themes and rules yourself."),
        4,
        (),
        _plain,
    ),
)
