"""The badge form: begun from a template, filled in, looked at, saved; two people at one draft."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa
from flask import Response

from badges import gallery
from badges.accounts.access import Actor, Permission
from badges.awarding import achievements
from badges.awarding.blueprints import BLUEPRINTS
from badges.awarding.blueprints import blueprint as blueprint_of
from badges.awarding.drafts import AchievementDraft, draft_of
from badges.awarding.files import design_behind, keep_picture
from badges.database import MOST_COUNTED, count_up_to
from badges.errors import BadgesError, ConflictError, InputError
from badges.models import AchievementVersion, Award
from badges.pictures import PictureError
from badges.storage import QuotaError
from badges.text import fold
from badges.web.access import requires
from badges.web.manage import draft_merge
from badges.web.manage.achievements import find_achievement
from badges.web.manage.badge_form import (
    alignments_from_form,
    draft_from,
    in_languages,
    typed_from,
)
from badges.web.manage.badge_preview import form_preview, row_sentences
from badges.web.manage.conflicts import Conflict, conflict_of
from badges.web.manage.frame import Texts, blueprint, done, refused, show, typed_form, uploaded
from badges.web.manage.kinds import counted_kinds, evidence_kinds
from badges.web.manage.milestone_rows import Row, change_rows, rows_from_form
from badges.web.manage.progress import titles_of
from badges.web.manage.sessions import zone_of
from badges.web.pages import language, words
from badges.wording import pick
from schemas.vocabulary import ACHIEVEMENT_TYPES

PICTURE_BYTES: Final = 5_000_000
SAVING: Final = frozenset({"save", "design", "preview", "publish"})
"""What the form's buttons do that keep a draft; all others give the form back."""

MORE: Final = (
    "hours",
    "level",
    "tags",
    "valid_days",
    "heading",
    "repeatable",
    "issue_at_once",
)
"""Fields of the form's folded part that are empty unless something was chosen."""


@blueprint.get("/badges/new")
@requires(Permission.ACHIEVEMENTS_WRITE)
def badge_choose(_actor: Actor) -> Response:
    """Offer the templates to start from."""
    return show("badges/choose", blueprints=BLUEPRINTS, pick=lambda texts: pick(texts, language()))


@blueprint.get("/badges/new/<start>")
@requires(Permission.ACHIEVEMENTS_WRITE)
def badge_new(actor: Actor, start: str) -> Response:
    """Show the form, filled from a template or empty."""
    return _show_form(actor, _start(actor, start), None)


@blueprint.post("/badges/new/<start>")
@requires(Permission.ACHIEVEMENTS_WRITE)
def badge_create(actor: Actor, start: str) -> Any:  # noqa: ARG001 - the form carries it all
    """Make a draft, or give the form back with a row more or less."""
    return _on_form(actor, None)


@blueprint.get("/badges/<slug>/edit")
@requires(Permission.ACHIEVEMENTS_WRITE)
def badge_edit(actor: Actor, slug: str) -> Any:
    """Show the draft's form."""
    newest = find_achievement(actor, slug).versions[-1]
    if newest.published_at is not None:
        sentence = "This version is published and stays as it is; make a new version to change it."
        return refused(ConflictError("achievement.published", sentence), "badge", slug=slug)
    return _show_form(actor, draft_of(newest), newest)


@blueprint.post("/badges/<slug>/edit")
@requires(Permission.ACHIEVEMENTS_WRITE)
def badge_update(actor: Actor, slug: str) -> Any:
    """Write the draft anew, or give the form back with a row more or less."""
    return _on_form(actor, find_achievement(actor, slug).versions[-1])


def _start(actor: Actor, start: str) -> AchievementDraft:
    if start == "empty":
        return AchievementDraft(name={}, picture="gallery:milestone")
    return in_languages(blueprint_of(start).draft, actor.community.languages)


def _on_form(actor: Actor, version: AchievementVersion | None) -> Any:
    """Keep the form, or give it back: looked at, with a row more, or with what is wrong."""
    typed = typed_form()
    rows, alignments = rows_from_form(typed), alignments_from_form(typed)
    before = typed["picture"]
    action, _, place = typed["do"].partition(":")
    try:
        _take_upload(actor, typed)
        if action not in SAVING:
            _change(action, place, rows, alignments)
            return _render_form(actor, typed, rows, alignments, version)
        draft = draft_from(typed, actor.community)
        version = _kept(actor, version, draft, typed)
    except ConflictError as error:
        typed["picture"] = before
        conflict = None
        if version is not None and error.reason.code == "achievement.changed":
            conflict = _conflict(version, draft, typed)
        return _render_form(actor, typed, rows, alignments, version, error=error, conflict=conflict)
    except (InputError, QuotaError) as error:
        typed["picture"] = before
        return _render_form(actor, typed, rows, alignments, version, error=error)
    said = words().gettext("The draft is saved.")
    ahead = {"publish": "badge_publish", "design": "badge_design", "save": "badge_edit"}
    return done(said, ahead.get(action, "badge_preview"), slug=version.achievement.slug)


def _kept(
    actor: Actor, version: AchievementVersion | None, draft: AchievementDraft, typed: Texts
) -> AchievementVersion:
    """Save the form; what the other one wrote is taken where that was chosen."""
    if version is None:
        return achievements.create_achievement(actor, draft)
    chosen = [
        name.removeprefix("take_")
        for name, choice in typed.items()
        if name.startswith("take_") and choice == "theirs"
    ]
    if chosen:
        draft = draft_merge.with_theirs(draft, draft_of(version), chosen)
    seen = int(typed["seen"]) if typed["seen"].isdecimal() else None
    return achievements.edit_draft(actor, version, draft, seen=seen)


def _conflict(version: AchievementVersion, mine: AchievementDraft, typed: Texts) -> Conflict:
    """Compare with what somebody saved meanwhile; from here on the form builds on that."""
    theirs = draft_of(version)
    found = conflict_of(version, typed["base"], theirs, mine)
    typed |= {"seen": str(version.revision), "base": draft_merge.fingerprints(theirs)}
    return found


def _take_upload(actor: Actor, typed: Texts) -> None:
    """Keep an uploaded picture; it takes precedence over a chosen one."""
    data = uploaded("upload", limit=PICTURE_BYTES)
    if data is None:
        return
    try:
        typed["picture"] = keep_picture(actor, data)
    except PictureError as error:
        raise InputError(error.reason, str(error), field="upload") from error


def _change(action: str, place: str, rows: list[Row], alignments: list[Texts]) -> None:
    if action == "add_alignment":
        alignments.append(Texts())
    elif action == "remove_alignment":
        if place.isascii() and place.isdecimal() and int(place[:4]) < len(alignments):
            del alignments[int(place[:4])]
    else:
        change_rows(action, place, rows)


def _show_form(
    actor: Actor, draft: AchievementDraft, version: AchievementVersion | None
) -> Response:
    typed, rows, alignments = typed_from(draft, actor.community)
    if version is not None:
        typed |= {"seen": str(version.revision), "base": draft_merge.fingerprints(draft)}
    return _render_form(actor, typed, rows or [Row()], alignments, version)


def _render_form(
    actor: Actor,
    typed: Texts,
    rows: list[Row],
    alignments: list[Texts],
    version: AchievementVersion | None,
    *,
    error: BadgesError | None = None,
    conflict: Conflict | None = None,
) -> Response:
    names = titles_of(actor)
    previews, hints = form_preview(actor, typed, rows)
    return show(
        "badges/form",
        typed=typed,
        error=error,
        conflict=conflict,
        rows=rows,
        sentences=row_sentences(actor, rows, names),
        previews=previews,
        hints=hints,
        zone=zone_of(actor),
        more_is_open=_says_more(typed, alignments) or _is_wrong_in_more(error),
        alignment_rows=alignments or [Texts()],
        version=version,
        holders=_holders(version),
        most=MOST_COUNTED,
        designed=design_behind(actor.community, typed["picture"]) is not None,
        pictures=gallery.pictures(),
        kinds=counted_kinds(actor.community),
        evidence_kinds=evidence_kinds(),
        badges=sorted(names.items(), key=lambda each: fold(each[1])),
        types=ACHIEVEMENT_TYPES,
        languages=_form_languages(actor, typed),
    )


def _says_more(typed: Texts, alignments: list[Texts]) -> bool:
    """Tell whether the folded part of the form holds something that was chosen."""
    given = any(typed[name] for name in MORE) or typed["award_mode"] == "manager"
    other_kind = typed["achievement_type"] not in {"", "Badge"}
    return (
        given or other_kind or len(alignments) > 1 or any(map(any, map(Texts.values, alignments)))
    )


def _is_wrong_in_more(error: BadgesError | None) -> bool:
    fields = {getattr(each, "field", "") for each in getattr(error, "errors", (error,))}
    folded = {*MORE, "award_mode", "achievement_type", "alignment", "description"}
    return any(
        field in folded or field.startswith("description_") or "_target" in field
        for field in fields
    )


def _holders(version: AchievementVersion | None) -> int:
    """Count who holds an earlier version, for whom nothing changes."""
    if version is None or version.number == 1:
        return 0
    return count_up_to(
        sa.select(Award.id).where(
            Award.achievement_id == version.achievement_id,
            Award.state.in_(("accepted", "offered")),
        )
    )


def _form_languages(actor: Actor, typed: Texts) -> list[str]:
    """List the community's languages, and any other that something is written in already."""
    wanted = list(actor.community.languages)
    return wanted + [it for it in ("de", "en") if it not in wanted and typed[f"name_{it}"]]
