"""What others call an achievement, read as a draft: BadgeClass, Achievement, a badge rule.

>>> draft, picture = achievement({"type": "BadgeClass", "name": "Cat feeder", "tags": ["cats"],
...     "criteria": "https://example.org/cats", "image": "https://example.org/cat.png"}, "en")
>>> draft.name, draft.criteria, picture
({'en': 'Cat feeder'}, {'en': 'https://example.org/cats'}, 'https://example.org/cat.png')

What these forms have no word for (milestones) is left empty, for the manager to add.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any, Final, cast

from badges.awarding.drafts import LANGUAGES, AchievementDraft, is_web_address
from badges.awarding.message_rules import translate
from badges.errors import InputError
from badges.milestones import Milestone
from schemas.vocabulary import ACHIEVEMENT_TYPES

_WORD_LIMIT: Final = 64
_TAG_LIMIT: Final = 20


def document_of(text: str) -> dict[str, Any]:
    """Read what was baked: JSON, or the payload of a compact JWS (RFC 7515, 7.1)."""
    try:
        if text.lstrip().startswith("{"):
            found = json.loads(text)
        else:
            payload = text.strip().split(".")[1]
            found = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (ValueError, IndexError, RecursionError, binascii.Error) as error:
        raise _no_achievement() from error
    if not isinstance(found, dict):
        raise _no_achievement()
    return cast("dict[str, Any]", found)


def achievement(document: Mapping[str, Any], language: str) -> tuple[AchievementDraft, str]:
    """Read a BadgeClass or an Achievement, or the one inside of a credential.

    Gives the draft and the picture's address, which may be a ``data:`` one or empty.
    """
    found = _inner(document)
    name, description = _text(found.get("name")), _text(found.get("description"))
    if not name:
        raise _no_achievement()
    tongue = _text(found.get("inLanguage") or found.get("@language"))[:2].lower()
    tongue = tongue if tongue in LANGUAGES else language
    image = found.get("image")
    caption = _text(image.get("caption")) if isinstance(image, Mapping) else ""
    kind = _text(found.get("achievementType"))
    draft = AchievementDraft(
        name={tongue: " ".join(name.split())},
        description={tongue: description},
        criteria={tongue: _criteria(found.get("criteria"))},
        picture_alt={tongue: " ".join(caption.split())},
        achievement_type=kind if kind in ACHIEVEMENT_TYPES else "Badge",
        tags=_tags(found.get("tag", found.get("tags"))),
        alignment=_alignments(found.get("alignment")),
    )
    return draft, _address(image)


def is_open_badge(written: Mapping[str, Any]) -> bool:
    """Tell a document of the standards from our own form, whose ``type`` is one word."""
    types = written.get("type")
    return (
        bool({"@context", "vc", "credentialSubject", "badge"} & set(written))
        or isinstance(types, list)
        or types == "BadgeClass"
        or (types == "Achievement" and "id" in written)
    )


def is_badge_rule(written: Mapping[str, Any]) -> bool:
    """Tell a rule of Fedora's badge programme: a message triggers it."""
    return {"name", "trigger", "criteria"} <= set(written)


def badge_rule(written: Mapping[str, Any], language: str) -> AchievementDraft:
    """Read such a rule as a draft with one milestone.

    Raises ``UntranslatableError``, an ``InputError``, for what our rules have no words for.
    """
    name, description = _text(written.get("name")), _text(written.get("description"))
    if not name:
        raise _no_achievement()
    title = {language: " ".join(name.split())}
    return AchievementDraft(
        name=title,
        description={language: description},
        criteria={language: description},
        picture_alt=title,
        milestones=(Milestone("activity", title, translate(written).rule),),
    )


def _inner(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Go from a credential (or its ``vc`` claim, or an Assertion) to what it is about."""
    current: Any = document.get("vc", document)
    for name in ("credentialSubject", "achievement", "badge"):
        if isinstance(current, Mapping) and name in current:
            current = current[name]
            if isinstance(current, list) and current:
                current = current[0]
    if not isinstance(current, Mapping):
        raise _no_achievement()
    return current


def _criteria(given: Any) -> str:
    if isinstance(given, Mapping):
        return _text(given.get("narrative")) or _text(given.get("id"))
    return _text(given)


def _tags(given: Any) -> tuple[str, ...]:
    every = given if isinstance(given, list) else [given]
    words = (" ".join(_text(tag).split())[:_WORD_LIMIT] for tag in every)
    return tuple(dict.fromkeys(word for word in words if word))[:_TAG_LIMIT]


def _alignments(given: Any) -> tuple[Mapping[str, str], ...]:
    """Take those that are whole; another's half entry must not stand in the way."""
    every = given if isinstance(given, list) else [given]
    return tuple(
        {str(key): value for key, value in item.items() if isinstance(value, str)}
        for item in every
        if isinstance(item, Mapping)
        and _text(item.get("targetName"))
        and is_web_address(_text(item.get("targetUrl")))
    )[:_TAG_LIMIT]


def _address(image: Any) -> str:
    if isinstance(image, Mapping):
        image = image.get("id", image.get("image"))
    return _text(image)


def _text(given: Any) -> str:
    return given.strip() if isinstance(given, str) else ""


def _no_achievement() -> InputError:
    return InputError(
        "import.no_achievement",
        "There is no badge in this file; give a BadgeClass, an Achievement or our YAML.",
        field="file",
    )
