"""The badge form: from what a version says to fields, and back.

Only a name, one criterion and a picture are asked for; what is left empty is filled with what
follows from them, in the language that it stands in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from badges.awarding.drafts import AchievementDraft
from badges.errors import NotFoundError
from badges.models import Community
from badges.publishing.pictures import gallery_alt
from badges.web.manage.frame import Texts, number_from, whole_number_from, words_from
from badges.web.manage.milestone_rows import LANGUAGES, milestones_from, rows_from_form, rows_of
from badges.wording import wording

ALIGNMENT_FIELDS: Final = ("targetName", "targetUrl", "targetFramework", "targetCode")
TEXTS: Final = ("name", "description", "criteria", "picture_alt")
MOST_ALIGNMENTS: Final = 20


def typed_from(draft: AchievementDraft) -> tuple[Texts, list[Texts], list[Texts]]:
    """Give the fields of a draft, the milestones' rows and the framework entries' rows."""
    typed = Texts(
        picture=draft.picture,
        achievement_type=draft.achievement_type,
        tags=", ".join(draft.tags),
        hours="" if draft.hours is None else f"{draft.hours:g}",
        level=draft.level,
        valid_days="" if draft.valid_days is None else str(draft.valid_days),
        repeatable="1" if draft.repeatable else "",
        award_mode=draft.award_mode,
        issue_at_once="1" if draft.issue_at_once else "",
        heading=draft.heading,
        needed="" if draft.needed is None else str(draft.needed),
    )
    for name in TEXTS:
        for language, text in getattr(draft, name).items():
            typed[f"{name}_{language}"] = text
    if dict(draft.picture_alt) == _gallery_alt(draft.picture, draft.picture_alt):
        # It follows the choice of picture, and must not describe another one.
        for language in LANGUAGES:
            typed[f"picture_alt_{language}"] = ""
    alignments = [
        Texts({key: str(value) for key, value in item.items()}) for item in draft.alignment
    ]
    return typed, rows_of(draft.milestones), alignments


def alignments_from_form(typed: Texts) -> list[Texts]:
    """Take the framework entries' rows out of the form's fields."""
    try:
        count = min(int(typed["alignments"] or 0), MOST_ALIGNMENTS)
    except ValueError:
        count = 0
    return [Texts({name: typed[f"a{n}_{name}"] for name in ALIGNMENT_FIELDS}) for n in range(count)]


def draft_from(typed: Texts, community: Community) -> AchievementDraft:
    """Read the form; raises ``InputError`` naming the field."""
    rows = rows_from_form(typed)
    draft = AchievementDraft(
        name=_texts(typed, "name"),
        description=_texts(typed, "description"),
        criteria=_texts(typed, "criteria"),
        picture=typed["picture"],
        picture_alt=_texts(typed, "picture_alt"),
        achievement_type=typed["achievement_type"] or "Badge",
        tags=tuple(words_from(typed["tags"])),
        hours=number_from(typed["hours"], "hours"),
        level=typed["level"],
        alignment=tuple(_given(row) for row in alignments_from_form(typed) if any(row.values())),
        valid_days=whole_number_from(typed["valid_days"], "valid_days"),
        repeatable=bool(typed["repeatable"]),
        award_mode=typed["award_mode"] or "offer",
        issue_at_once=bool(typed["issue_at_once"]),
        heading=typed["heading"],
        needed=whole_number_from(typed["needed"], "needed"),
        milestones=milestones_from(rows),
    )
    return _completed(draft, community.languages)


def in_languages(draft: AchievementDraft, languages: Sequence[str]) -> AchievementDraft:
    """Give a draft without the languages that the community does not write in."""

    def kept(texts: Mapping[str, str]) -> dict[str, str]:
        return {it: texts[it] for it in languages if it in texts}

    return replace(
        draft,
        name=kept(draft.name),
        description=kept(draft.description),
        criteria=kept(draft.criteria),
        picture_alt=kept(draft.picture_alt),
        milestones=tuple(
            replace(milestone, title=kept(milestone.title)) for milestone in draft.milestones
        ),
    )


def _completed(draft: AchievementDraft, languages: Sequence[str]) -> AchievementDraft:
    """Fill what a certificate needs and nobody has to type: description, criteria, alt text."""
    named = [language for language in languages if draft.name.get(language)]
    has_milestones = bool(draft.milestones)
    descriptions = dict(draft.description) or {it: draft.name[it] for it in named}
    criteria = dict(draft.criteria)
    if not criteria and has_milestones:
        criteria = {it: _criteria_sentence(it) for it in named}
    alts = dict(draft.picture_alt) or _alt_of(draft, named)
    return replace(draft, description=descriptions, criteria=criteria, picture_alt=alts)


def _criteria_sentence(language: str) -> str:
    return wording(language).gettext("These milestones have been met:")


def _alt_of(draft: AchievementDraft, languages: Sequence[str]) -> dict[str, str]:
    ours = _gallery_alt(draft.picture, languages)
    return ours or {
        it: wording(it).gettext("Picture of the badge “%(name)s”", name=draft.name[it])
        for it in languages
        if draft.picture
    }


def _gallery_alt(picture: str, languages: Iterable[str]) -> dict[str, str]:
    """Describe one of our own pictures; empty for any other."""
    try:
        alt = gallery_alt(picture)
    except NotFoundError:
        return {}
    return {language: alt[language] for language in languages if language in alt}


def _texts(typed: Texts, name: str) -> dict[str, str]:
    found = {language: typed[f"{name}_{language}"] for language in LANGUAGES}
    return {language: text for language, text in found.items() if text.strip()}


def _given(row: Mapping[str, str]) -> dict[str, str]:
    return {key: value.strip() for key, value in row.items() if value.strip()}
