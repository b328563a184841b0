"""The badge form: from what a version says to fields, and back.

Only a name, one criterion and a picture are asked for; what is left empty is filled with what
follows from them, in the language that it stands in. Everything that is wrong is found in one go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final, TypeVar

from badges import designing
from badges.awarding.drafts import AchievementDraft, clean_draft, is_web_address
from badges.awarding.files import design_behind
from badges.errors import InputError, NotFoundError
from badges.milestones import Milestone
from badges.models import Community
from badges.publishing.pictures import gallery_alt
from badges.web.manage.frame import Texts, number_from, whole_number_from, words_from
from badges.web.manage.milestone_rows import (
    LANGUAGES,
    Row,
    milestones_from,
    rows_from_form,
    rows_of,
)
from badges.wording import wording

ALIGNMENT_FIELDS: Final = ("targetName", "targetUrl", "targetFramework", "targetCode")
TEXTS: Final = ("name", "description", "criteria", "picture_alt")
MOST_ALIGNMENTS: Final = 20
NONE: Final[tuple[Milestone, ...]] = ()

Read = TypeVar("Read")


class FormError(InputError):
    """Several fields are wrong; ``errors`` says what is wrong with each."""

    def __init__(self, errors: Sequence[InputError]) -> None:
        super().__init__(errors[0].reason, str(errors[0]), field=errors[0].field)
        self.errors = tuple(errors)


def typed_from(
    draft: AchievementDraft, community: Community
) -> tuple[Texts, list[Row], list[Texts]]:
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
    if dict(draft.picture_alt) == _alt_of(draft, tuple(draft.picture_alt), community):
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
    """Read the form; raises :class:`FormError` naming every field that is wrong."""
    errors: list[InputError] = []
    draft = AchievementDraft(
        name=_texts(typed, "name"),
        description=_texts(typed, "description"),
        criteria=_texts(typed, "criteria"),
        picture=typed["picture"],
        picture_alt=_texts(typed, "picture_alt"),
        achievement_type=typed["achievement_type"] or "Badge",
        tags=tuple(words_from(typed["tags"])),
        hours=_tried(errors, None, lambda: number_from(typed["hours"], "hours")),
        level=typed["level"],
        alignment=_tried(errors, (), lambda: _alignments(typed)),
        valid_days=_tried(
            errors, None, lambda: whole_number_from(typed["valid_days"], "valid_days")
        ),
        repeatable=bool(typed["repeatable"]),
        award_mode=typed["award_mode"] or "offer",
        issue_at_once=bool(typed["issue_at_once"]),
        heading=typed["heading"],
        needed=_tried(errors, None, lambda: whole_number_from(typed["needed"], "needed")),
        milestones=_milestones(typed, errors),
    )
    cleaned = _tried(errors, draft, lambda: clean_draft(draft))
    if errors:
        raise FormError([_beside(error, community) for error in errors])
    return completed(cleaned, community)


def loosely(typed: Texts, rows: Sequence[Row]) -> AchievementDraft:
    """Read what can be read of the form, for a preview of something unfinished."""
    milestones: list[Milestone] = []
    for number, row in enumerate(rows, start=1):
        taken = {milestone.key for milestone in milestones}
        made = _tried([], NONE, partial(milestones_from, [_titled(row, number)]))
        milestones += [
            milestone if milestone.key not in taken else replace(milestone, key=f"m{len(taken)}")
            for milestone in made
        ]
    return AchievementDraft(
        name=_texts(typed, "name"),
        description=_texts(typed, "description"),
        criteria=_texts(typed, "criteria"),
        picture=typed["picture"],
        picture_alt=_texts(typed, "picture_alt"),
        milestones=tuple(milestones),
    )


def _titled(row: Row, number: int) -> Row:
    """Call a milestone that has a rule but no title yet by its number, as the form does."""
    titles = {f"title_{language}": language for language in LANGUAGES}
    if row.is_untouched or any(row.typed[name].strip() for name in titles):
        return row
    said = {
        name: wording(language).gettext("Milestone %(number)s", number=number)
        for name, language in titles.items()
    }
    return replace(row, typed=Texts(row.typed | said))


def _tried(errors: list[InputError], otherwise: Read, read: Callable[[], Read]) -> Read:
    """Read a field; what is wrong with it is noted and the others are read all the same."""
    try:
        return read()
    except FormError as error:
        errors.extend(error.errors)
    except InputError as error:
        errors.append(error)
    return otherwise


def _milestones(typed: Texts, errors: list[InputError]) -> tuple[Milestone, ...]:
    """Read the milestones; where several rows are wrong, each is named."""
    rows = rows_from_form(typed)
    before = len(errors)
    for number in range(len(rows)):
        blank = [Row() for _ in range(number)]
        _tried(errors, NONE, partial(milestones_from, [*blank, rows[number]]))
    return () if len(errors) > before else milestones_from(rows)


def _alignments(typed: Texts) -> tuple[dict[str, str], ...]:
    """Read the framework entries (OB 3.0 B.1.5): each needs a name and an address."""
    kept, errors = [], []
    for number, row in enumerate(alignments_from_form(typed)):
        given = {key: value.strip() for key, value in row.items() if value.strip()}
        if given and not given.get("targetName"):
            sentence = "Give the entry its name, as the framework writes it."
            errors.append(InputError("alignment.name", sentence, field=f"a{number}_targetName"))
        if given and not is_web_address(given.get("targetUrl", "")):
            sentence = "Give the entry's address, such as https://…."
            errors.append(InputError("alignment.url", sentence, field=f"a{number}_targetUrl"))
        if given:
            kept.append(given)
    if errors:
        raise FormError(errors)
    return tuple(kept)


def _beside(error: InputError, community: Community) -> InputError:
    """Let an error about a text in two languages stand beside the first of its fields."""
    is_text = error.field in TEXTS or error.field.endswith("_title")
    if not is_text:
        return error
    field = f"{error.field}_{community.languages[0]}"
    return InputError(error.reason, str(error), field=field)


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


def completed(draft: AchievementDraft, community: Community) -> AchievementDraft:
    """Fill what a certificate needs and nobody has to type: description, criteria, alt text."""
    named = [language for language in community.languages if draft.name.get(language)]
    has_milestones = bool(draft.milestones)
    descriptions = dict(draft.description) or {it: draft.name[it] for it in named}
    criteria = dict(draft.criteria)
    if not criteria and has_milestones:
        criteria = {it: _criteria_sentence(it) for it in named}
    alts = dict(draft.picture_alt) or _alt_of(draft, named, community)
    return replace(draft, description=descriptions, criteria=criteria, picture_alt=alts)


def _criteria_sentence(language: str) -> str:
    return wording(language).gettext("These milestones have been met:")


def _alt_of(
    draft: AchievementDraft, languages: Sequence[str], community: Community
) -> dict[str, str]:
    """Describe the picture as well as it can be known."""
    ours = _gallery_alt(draft.picture, languages)
    design = None if ours else design_behind(community, draft.picture)
    if design is not None:
        alts = designing.alt_of(design)
        return {language: alts[language] for language in languages if language in alts}
    return ours or {
        it: wording(it).gettext("Picture of the badge “%(name)s”", name=draft.name.get(it, ""))
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
