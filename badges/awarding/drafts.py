"""What a manager writes down about an achievement, cleaned and checked field by field.

>>> draft = AchievementDraft(name={"en": "  First   steps "}, tags=("soldering", "soldering"))
>>> cleaned = clean_draft(draft)
>>> cleaned.name, cleaned.tags
({'en': 'First steps'}, ('soldering',))
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final
from urllib.parse import urlsplit

from badges.errors import InputError
from badges.milestones import Milestone, stored_asking, stored_rule
from badges.models import AchievementVersion, Community
from badges.slugs import slug_of
from badges.text import clean_line, clean_name, clean_narrative
from schemas.vocabulary import ACHIEVEMENT_TYPES

LANGUAGES: Final = ("de", "en")
AWARD_MODES: Final = ("offer", "manager")
HEADINGS: Final = ("", "certificate")
MOST_HOURS: Final = 10_000
MOST_DAYS: Final = 36_500
MOST_TAGS: Final = 20
MOST_ALIGNMENTS: Final = 20
MOST_MILESTONES: Final = 50
DESCRIPTION_LIMIT: Final = 2_000

_PICTURE: Final = re.compile(r"|[0-9a-f]{64}|gallery:[a-z0-9-]{1,60}")
_KEY: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_EXTENDED_TYPE: Final = re.compile(r"ext:[A-Za-z0-9._-]{1,60}")
_ALIGNMENT: Final = {
    "targetName": 200,
    "targetUrl": 2000,
    "targetCode": 200,
    "targetDescription": 2000,
    "targetFramework": 200,
    "targetType": 64,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AchievementDraft:
    """All that one version of an achievement says; texts are by language (``{"de": …}``).

    The fields are those of :class:`badges.models.AchievementVersion`; ``milestones`` are rules
    as values. ``slug`` counts only when the achievement is made; empty, it follows the name.
    """

    name: Mapping[str, str]
    description: Mapping[str, str] = field(default_factory=dict)
    criteria: Mapping[str, str] = field(default_factory=dict)
    picture: str = ""
    picture_alt: Mapping[str, str] = field(default_factory=dict)
    achievement_type: str = "Badge"
    tags: tuple[str, ...] = ()
    hours: float | None = None
    level: str = ""
    alignment: tuple[Mapping[str, str], ...] = ()
    valid_days: int | None = None
    repeatable: bool = False
    award_mode: str = "offer"
    issue_at_once: bool = False
    heading: str = ""
    needed: int | None = None
    milestones: tuple[Milestone, ...] = ()
    slug: str = ""

    @property
    def leading_name(self) -> str:
        """The name in the first language that it has one in."""
        return next((text for text in self.name.values() if text), "")


def clean_draft(draft: AchievementDraft) -> AchievementDraft:
    """Give the draft as it is kept; raises ``InputError`` naming the first field that is wrong.

    What may still be missing in a draft (picture, milestones, texts) is asked for only when it
    is published.
    """
    cleaned = replace(
        draft,
        name=_texts(draft.name, "name", clean_name),
        description=_texts(draft.description, "description", _paragraphs(DESCRIPTION_LIMIT)),
        criteria=_texts(draft.criteria, "criteria", clean_narrative),
        picture_alt=_texts(draft.picture_alt, "picture_alt", clean_line),
        tags=_tags(draft.tags),
        level=clean_line(draft.level, field="level", limit=64),
        alignment=_alignments(draft.alignment),
        milestones=_milestones(draft.milestones),
        slug=slug_of(draft.slug) if draft.slug else "",
    )
    if not cleaned.leading_name:
        raise InputError("achievement.name", "Give the badge a name.", field="name")
    _check_choices(cleaned)
    _check_numbers(cleaned)
    return cleaned


def draft_of(version: AchievementVersion) -> AchievementDraft:
    """Give a version as a draft: to edit it, to go on from it, to export it."""
    return AchievementDraft(
        name=dict(version.name),
        description=dict(version.description),
        criteria=dict(version.criteria),
        picture=version.picture,
        picture_alt=dict(version.picture_alt),
        achievement_type=version.achievement_type,
        tags=tuple(version.tags),
        hours=version.hours,
        level=version.level,
        alignment=tuple(dict(item) for item in version.alignment),
        valid_days=version.valid_days,
        repeatable=version.repeatable,
        award_mode=version.award_mode,
        issue_at_once=version.issue_at_once,
        heading=version.heading,
        needed=version.needed,
        milestones=milestones_of(version),
        slug=version.achievement.slug,
    )


def milestones_of(version: AchievementVersion) -> tuple[Milestone, ...]:
    """Give a version's milestones as the values that a record is checked against."""
    return tuple(
        Milestone(row.key, dict(row.title), stored_rule(row.rule), stored_asking(row.asking))
        for row in version.milestones
    )


def has_text(texts: Mapping[str, str], community: Community) -> bool:
    """Tell whether a text is there in one of the community's languages."""
    return any(texts.get(language) for language in community.languages)


def _texts(texts: Mapping[str, str], name: str, clean: Callable[..., str]) -> dict[str, str]:
    """Clean each language's text; an empty one is as good as none."""
    unknown = set(texts) - set(LANGUAGES)
    if unknown:
        raise InputError(
            "achievement.language",
            f"Texts can be German (de) or English (en), not {min(unknown)!r:.20}.",
            field=name,
        )
    given = ((language, texts[language]) for language in LANGUAGES if language in texts)
    cleaned = {
        language: clean(text, field=name) for language, text in given if text and text.strip()
    }
    return {language: text for language, text in cleaned.items() if text}


def _paragraphs(limit: int) -> Callable[..., str]:
    return partial(clean_narrative, limit=limit)


def _tags(tags: Iterable[str]) -> tuple[str, ...]:
    found = (clean_line(tag, field="tags", limit=64) for tag in tags)
    kept = tuple(dict.fromkeys(tag for tag in found if tag))
    if len(kept) > MOST_TAGS:
        raise InputError("achievement.tags", f"Give {MOST_TAGS} tags at most.", field="tags")
    return kept


def _alignments(given: Iterable[Mapping[str, Any]]) -> tuple[dict[str, str], ...]:
    """Check each Alignment (OB 3.0 B.1.5): a name and an address at least."""
    found = tuple(_alignment(item) for item in given)
    if len(found) > MOST_ALIGNMENTS:
        sentence = f"Name {MOST_ALIGNMENTS} framework entries at most."
        raise InputError("achievement.alignment", sentence, field="alignment")
    return found


def _alignment(item: Mapping[str, Any]) -> dict[str, str]:
    kept = {
        name: clean_narrative(str(item[name]), field="alignment", limit=limit)
        for name, limit in _ALIGNMENT.items()
        if item.get(name)
    }
    url = kept.get("targetUrl", "")
    if not kept.get("targetName") or not is_web_address(url):
        raise InputError(
            "achievement.alignment",
            "A framework entry needs its name and its address, such as https://….",
            field="alignment",
        )
    return kept


def is_web_address(url: str) -> bool:
    """Tell whether something is an absolute web address without blanks."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return (
        parts.scheme in {"http", "https"}
        and bool(parts.netloc)
        and url.isprintable()
        and (" " not in url)
    )


def _milestones(given: Iterable[Milestone]) -> tuple[Milestone, ...]:
    found = []
    for milestone in given:
        if not _KEY.fullmatch(milestone.key):
            raise InputError(
                "milestone.key",
                "A milestone's key may have lower-case letters, digits, _ and - only.",
                field="milestones",
            )
        title = _texts(milestone.title, "milestones", clean_name)
        if not title:
            raise InputError("milestone.title", "Give each milestone a title.", field="milestones")
        found.append(replace(milestone, title=title))
    keys = [milestone.key for milestone in found]
    repeated = next((key for key in keys if keys.count(key) > 1), None)
    if repeated is not None:
        sentence = f"Two milestones have the key {repeated}; rename one."
        raise InputError("milestones.repeated", sentence, field="milestones", key=repeated)
    if len(found) > MOST_MILESTONES:
        sentence = f"Give {MOST_MILESTONES} milestones at most."
        raise InputError("milestone.many", sentence, field="milestones")
    return tuple(found)


def _check_choices(draft: AchievementDraft) -> None:
    if draft.achievement_type not in ACHIEVEMENT_TYPES and not _EXTENDED_TYPE.fullmatch(
        draft.achievement_type
    ):
        raise InputError(
            "achievement.type",
            "Choose one of the achievement types of Open Badges 3.0.",
            field="achievement_type",
        )
    if draft.award_mode not in AWARD_MODES:
        raise InputError("achievement.award_mode", "Choose offer or manager.", field="award_mode")
    if draft.heading not in HEADINGS:
        raise InputError(
            "achievement.heading",
            "Leave the heading empty or choose certificate.",
            field="heading",
        )
    if not _PICTURE.fullmatch(draft.picture):
        raise InputError("achievement.picture", "Choose a picture or upload one.", field="picture")


def _check_numbers(draft: AchievementDraft) -> None:
    hours, days, needed = draft.hours, draft.valid_days, draft.needed
    if hours is not None and not (math.isfinite(hours) and 0 < hours <= MOST_HOURS):
        raise InputError(
            "achievement.hours", f"Give the hours as a number up to {MOST_HOURS}.", field="hours"
        )
    if days is not None and not 0 < days <= MOST_DAYS:
        raise InputError(
            "achievement.valid_days",
            f"Give the days as a whole number up to {MOST_DAYS}.",
            field="valid_days",
        )
    if needed is not None and not 0 < needed <= MOST_MILESTONES:
        raise InputError(
            "achievement.needed", "Say how many milestones suffice, one or more.", field="needed"
        )
