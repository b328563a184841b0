"""Four ways to begin: drafts in German and English that a manager changes to taste.

>>> [blueprint.key for blueprint in BLUEPRINTS]
['workshop', 'mentor', 'challenge', 'path']
>>> blueprint("mentor").draft.name["de"]
'Mentorin oder Mentor'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from badges import gallery
from badges.awarding.drafts import AchievementDraft
from badges.errors import NotFoundError
from badges.milestones import AllOf, Attended, LastDays, Milestone, Reviewed, Submitted


@dataclass(frozen=True, slots=True)
class Blueprint:
    """A draft to begin with: ``about`` says by language what it is good for."""

    key: str
    about: Mapping[str, str]
    draft: AchievementDraft


def blueprint(key: str) -> Blueprint:
    """Give the blueprint of a key; raises ``NotFoundError``."""
    for found in BLUEPRINTS:
        if found.key == key:
            return found
    raise NotFoundError("blueprint.unknown", "There is no such template.", key=key)


def _both(german: str, english: str) -> dict[str, str]:
    return {"de": german, "en": english}


_WORKSHOP: Final = Blueprint(
    "workshop",
    _both(
        "Für eine Reihe von Treffen: Wer oft genug dabei war, bekommt den Badge.",
        "For a series of meetings: whoever came often enough gets the badge.",
    ),
    AchievementDraft(
        name=_both("Werkstatt-Grundlagen", "Workshop basics"),
        description=_both(
            "Hat an drei Workshops teilgenommen und kennt die Grundlagen.",
            "Took part in three workshops and knows the basics.",
        ),
        criteria=_both(
            "Drei Workshops besucht; die Leitung hat die Teilnahme festgehalten.",
            "Attended three workshops; whoever led them recorded the attendance.",
        ),
        picture="gallery:workshop",
        picture_alt=gallery.picture("workshop").alt,
        hours=6,
        milestones=(
            Milestone(
                "workshops",
                _both("Drei Workshops besucht", "Attended three workshops"),
                Attended(3, kind="workshop"),
            ),
        ),
    ),
)

_MENTOR: Final = Blueprint(
    "mentor",
    _both(
        "Für Begleitung über längere Zeit: Gespräche zählen, und ein Rückblick wird geprüft.",
        "For support over time: conversations count, and a reflection is reviewed.",
    ),
    AchievementDraft(
        name=_both("Mentorin oder Mentor", "Mentor"),
        description=_both(
            "Hat andere Mitglieder über mehrere Gespräche beim Lernen begleitet.",
            "Supported other members in their learning over several conversations.",
        ),
        criteria=_both(
            "Fünf Gespräche geführt und in einem Rückblick beschrieben, was geholfen hat.",
            "Led five conversations and described in a reflection what helped.",
        ),
        picture="gallery:mentor",
        picture_alt=gallery.picture("mentor").alt,
        award_mode="manager",
        milestones=(
            Milestone(
                "conversations",
                _both("Fünf Gespräche geführt", "Led five conversations"),
                Attended(5, kind="mentoring"),
            ),
            Milestone(
                "reflection",
                _both("Rückblick geschrieben und geprüft", "Reflection written and reviewed"),
                Reviewed(kind="text"),
            ),
        ),
    ),
)

_CHALLENGE: Final = Blueprint(
    "challenge",
    _both(
        "Für ein Vorhaben von dreißig Tagen: Wer dranbleibt und etwas zeigt, bekommt den Badge.",
        "For thirty days on one thing: whoever keeps at it and shows something gets the badge.",
    ),
    AchievementDraft(
        name=_both("30-Tage-Challenge", "30-day challenge"),
        description=_both(
            "Hat dreißig Tage lang an einem eigenen Vorhaben gearbeitet.",
            "Worked for thirty days on something of their own.",
        ),
        criteria=_both(
            "Innerhalb von dreißig Tagen vier Zwischenstände gezeigt, dann das Ergebnis.",
            "Showed four steps within thirty days, then the result.",
        ),
        picture="gallery:challenge",
        picture_alt=gallery.picture("challenge").alt,
        repeatable=True,
        milestones=(
            Milestone(
                "steps",
                _both("Vier Zwischenstände gezeigt", "Showed four steps"),
                Submitted(4, within=LastDays(30)),
            ),
            Milestone(
                "result",
                _both("Ergebnis gezeigt und geprüft", "Result shown and reviewed"),
                Reviewed(by="anyone"),
            ),
        ),
    ),
)

_PATH: Final = Blueprint(
    "path",
    _both(
        "Für einen Weg in Stufen: teilnehmen, selbst etwas machen, es anderen zeigen.",
        "For a way in stages: take part, make something, show it to others.",
    ),
    AchievementDraft(
        name=_both("Lernpfad abgeschlossen", "Learning path completed"),
        description=_both(
            "Ist einen ganzen Lernpfad gegangen, vom Mitmachen bis zum Weitergeben.",
            "Went a whole learning path, from taking part to passing it on.",
        ),
        criteria=_both(
            "An Workshops teilgenommen, ein eigenes Werk geprüft bekommen und es vorgestellt.",
            "Took part in workshops, had a piece of work reviewed, and presented it.",
        ),
        picture="gallery:path",
        picture_alt=gallery.picture("path").alt,
        milestones=(
            Milestone(
                "begin",
                _both("Zwei Workshops besucht", "Attended two workshops"),
                Attended(2, kind="workshop"),
            ),
            Milestone(
                "make",
                _both("Eigenes Werk gezeigt und geprüft", "Own work shown and reviewed"),
                Reviewed(),
            ),
            Milestone(
                "pass-on",
                _both("Vorgestellt und nachgedacht", "Presented and reflected"),
                AllOf((Attended(1, kind="presentation"), Submitted(kind="text"))),
            ),
        ),
    ),
)

BLUEPRINTS: Final = (_WORKSHOP, _MENTOR, _CHALLENGE, _PATH)
