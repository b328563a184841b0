"""Badges: listed, defined from a template, edited, published, gone on from, archived."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from flask import Response

from badges import gallery
from badges.accounts.access import Actor, Permission
from badges.awarding import achievements
from badges.awarding.blueprints import BLUEPRINTS
from badges.awarding.blueprints import blueprint as blueprint_of
from badges.awarding.drafts import AchievementDraft, draft_of
from badges.awarding.files import keep_picture
from badges.database import db, get_scoped
from badges.errors import BadgesError, ConflictError, InputError
from badges.models import Achievement, AchievementVersion, Award
from badges.pictures import PictureError
from badges.storage import QuotaError
from badges.web.access import requires
from badges.web.manage.badge_form import (
    alignments_from_form,
    draft_from,
    in_languages,
    typed_from,
)
from badges.web.manage.frame import Texts, blueprint, done, refused, show, typed_form, uploaded
from badges.web.manage.kinds import activity_kinds, evidence_kinds
from badges.web.manage.milestone_rows import empty_row, rows_from_form
from badges.web.manage.progress import name_of, table_of, titles_of, would_be_offered
from badges.web.manage.sessions import zone_of
from badges.web.pages import language, words
from badges.wording import Localized, pick
from schemas.vocabulary import ACHIEVEMENT_TYPES

PICTURE_BYTES = 5_000_000


@blueprint.get("/badges")
@requires(Permission.ACHIEVEMENTS_READ)
def badge_list(actor: Actor) -> Response:
    """List the badges, archived ones last."""
    rows = db.session.scalars(
        sa.select(Achievement)
        .where(Achievement.community_id == actor.community.id)
        .order_by(Achievement.archived_at.is_not(None), Achievement.id)
    )
    return show(
        "badges/list",
        badges=[(row, shown_version(row)) for row in rows],
        counts=award_counts(actor),
        name_of=name_of,
    )


@blueprint.get("/badges/new")
@requires(Permission.ACHIEVEMENTS_WRITE)
def badge_choose(_actor: Actor) -> Response:
    """Offer the templates to start from."""
    return show("badges/choose", blueprints=BLUEPRINTS, pick=_picked)


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


@blueprint.get("/badges/<slug>")
@requires(Permission.ACHIEVEMENTS_READ)
def badge(actor: Actor, slug: str) -> Response:
    """Show one badge: who is how far, what was awarded, what can be done."""
    row = find_achievement(actor, slug)
    version = achievements.newest_published(row)
    newest = row.versions[-1]
    may_see_awards = actor.may(Permission.AWARDS_READ)
    return show(
        "badges/show",
        badge=row,
        version=version,
        newest=newest,
        shown=version or newest,
        name=name_of(version or newest),
        name_of=name_of,
        table=table_of(actor, version) if version else [],
        awards=_awards_of(row) if may_see_awards else [],
        zone=zone_of(actor),
    )


@blueprint.get("/badges/<slug>/preview")
@requires(Permission.ACHIEVEMENTS_READ)
def badge_preview(actor: Actor, slug: str) -> Response:
    """Show the newest version as members and checkers will read it, in each language."""
    row = find_achievement(actor, slug)
    return show(
        "badges/preview", badge=row, version=row.versions[-1], name=name_of(row.versions[-1])
    )


@blueprint.get("/badges/<slug>/publish")
@requires(Permission.ACHIEVEMENTS_WRITE)
def badge_publish(actor: Actor, slug: str) -> Response:
    """Say what is missing, or who would be offered the badge, before it is published."""
    row = find_achievement(actor, slug)
    newest = row.versions[-1]
    problems = achievements.publishing_problems(actor, newest)
    return show(
        "badges/publish",
        badge=row,
        version=newest,
        name=name_of(newest),
        problems=[(each, _missing_sentence(each.params.get("field"))) for each in problems],
        titles=titles_of(actor),
        offered=[] if problems else would_be_offered(actor, newest),
    )


@blueprint.post("/badges/<slug>/publish")
@requires(Permission.ACHIEVEMENTS_WRITE)
def badge_publish_now(actor: Actor, slug: str) -> Any:
    """Publish the draft; with a yes everybody is looked at now."""
    newest = find_achievement(actor, slug).versions[-1]
    try:
        achievements.publish(actor, newest, award_existing=bool(typed_form()["award_existing"]))
    except InputError as error:
        return refused(error, "badge_publish", slug=slug)
    return done(words().gettext("The badge is published."), "badge", slug=slug)


@blueprint.post("/badges/<slug>/versions")
@requires(Permission.ACHIEVEMENTS_WRITE)
def badge_new_version(actor: Actor, slug: str) -> Any:
    """Open a draft that goes on from the published version."""
    try:
        achievements.new_version(actor, find_achievement(actor, slug))
    except ConflictError as error:
        return refused(error, "badge", slug=slug)
    said = words().gettext("This is the draft of a new version; the published one stays as it is.")
    return done(said, "badge_edit", slug=slug)


@blueprint.get("/badges/<slug>/archive")
@requires(Permission.ACHIEVEMENTS_WRITE)
def badge_archive(actor: Actor, slug: str) -> Response:
    """Say what archiving means."""
    row = find_achievement(actor, slug)
    return show("badges/archive", badge=row, name=name_of(shown_version(row)))


@blueprint.post("/badges/<slug>/archive")
@requires(Permission.ACHIEVEMENTS_WRITE)
def badge_archive_now(actor: Actor, slug: str) -> Any:
    """Award it no more."""
    achievements.archive(actor, find_achievement(actor, slug))
    return done(words().gettext("The badge is archived."), "badge", slug=slug)


@blueprint.post("/badges/<slug>/reopen")
@requires(Permission.ACHIEVEMENTS_WRITE)
def badge_reopen(actor: Actor, slug: str) -> Any:
    """Award it again."""
    achievements.reopen(actor, find_achievement(actor, slug))
    return done(words().gettext("The badge can be earned again."), "badge", slug=slug)


def find_achievement(actor: Actor, slug: str) -> Achievement:
    """Find a badge of the community; raises ``NotFoundError``."""
    return get_scoped(Achievement, actor.community.id, slug=slug)


def shown_version(row: Achievement) -> AchievementVersion:
    """Give the version that lists name: the newest published, else the draft."""
    return achievements.newest_published(row) or row.versions[-1]


def award_counts(actor: Actor) -> dict[int, dict[str, int]]:
    """Count each badge's awards by their state."""
    rows = db.session.execute(
        sa.select(Award.achievement_id, Award.state, sa.func.count())
        .where(Award.community_id == actor.community.id)
        .group_by(Award.achievement_id, Award.state)
    )
    counts: dict[int, dict[str, int]] = {}
    for achievement_id, state, count in rows:
        counts.setdefault(achievement_id, {})[state] = count
    return counts


def _awards_of(row: Achievement) -> Sequence[Award]:
    query = sa.select(Award).where(Award.achievement_id == row.id)
    return db.session.scalars(query.order_by(Award.id.desc()).limit(500)).all()


def _start(actor: Actor, start: str) -> AchievementDraft:
    if start == "empty":
        return AchievementDraft(name={}, picture="gallery:milestone")
    return in_languages(blueprint_of(start).draft, actor.community.languages)


def _on_form(actor: Actor, version: AchievementVersion | None) -> Any:
    """Keep the form, or give it back with a row more or less."""
    typed = typed_form()
    rows, alignments = rows_from_form(typed), alignments_from_form(typed)
    before = typed["picture"]
    try:
        _take_upload(actor, typed)
        action, _, place = typed["do"].partition(":")
        if action in {"add", "remove", "add_alignment"}:
            _change_rows(action, place, rows, alignments)
            return _render_form(actor, typed, rows, alignments, version)
        draft = draft_from(typed, actor.community)
        if version is None:
            version = achievements.create_achievement(actor, draft)
        else:
            achievements.edit_draft(actor, version, draft)
    except (InputError, ConflictError, QuotaError) as error:
        typed["picture"] = before
        return _render_form(actor, typed, rows, alignments, version, error=error)
    slug = version.achievement.slug
    if typed["do"] == "publish":
        return done(words().gettext("The draft is saved."), "badge_publish", slug=slug)
    return done(words().gettext("The draft is saved."), "badge_preview", slug=slug)


def _take_upload(actor: Actor, typed: Texts) -> None:
    """Keep an uploaded picture; it takes precedence over a chosen one."""
    data = uploaded("upload", limit=PICTURE_BYTES)
    if data is None:
        return
    try:
        typed["picture"] = keep_picture(actor, data)
    except PictureError as error:
        raise InputError(error.reason, str(error), field="upload") from error


def _change_rows(action: str, place: str, rows: list[Texts], alignments: list[Texts]) -> None:
    if action == "add":
        rows.append(empty_row())
    elif action == "add_alignment":
        alignments.append(Texts())
    elif place.isdecimal() and int(place) < len(rows):
        del rows[int(place)]


def _show_form(
    actor: Actor, draft: AchievementDraft, version: AchievementVersion | None
) -> Response:
    typed, rows, alignments = typed_from(draft)
    return _render_form(actor, typed, rows or [empty_row()], alignments, version)


def _render_form(
    actor: Actor,
    typed: Texts,
    rows: list[Texts],
    alignments: list[Texts],
    version: AchievementVersion | None,
    *,
    error: BadgesError | None = None,
) -> Response:
    return show(
        "badges/form",
        typed=typed,
        error=error,
        rows=rows,
        alignment_rows=alignments or [Texts()],
        version=version,
        pictures=gallery.pictures(),
        kinds=activity_kinds(actor.community),
        evidence_kinds=evidence_kinds(),
        badges=[(slug, title) for slug, title in sorted(titles_of(actor).items())],
        types=ACHIEVEMENT_TYPES,
        languages=_form_languages(actor, typed),
    )


def _form_languages(actor: Actor, typed: Texts) -> list[str]:
    """List the community's languages, and any other that something is written in already."""
    wanted = list(actor.community.languages)
    return wanted + [it for it in ("de", "en") if it not in wanted and typed[f"name_{it}"]]


def _picked(texts: Mapping[str, str]) -> Localized:
    return pick(texts, language())


def _missing_sentence(field: object) -> str:
    """Say which text is missing."""
    say = words().gettext
    return {
        "name": say("The badge has no name yet."),
        "description": say("The description is missing."),
        "criteria": say("Write at least one criterion."),
        "picture_alt": say("Describe the picture for people who cannot see it."),
    }.get(str(field), "")
