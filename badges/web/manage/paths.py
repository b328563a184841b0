"""Paths: listed, laid level by level, shown to members; the badge for finishing one."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from badges.accounts.access import Actor, Permission
from badges.awarding.achievements import current_versions
from badges.database import db, get_scoped
from badges.errors import BadgesError, ConflictError, InputError, NotFoundError
from badges.models import Path
from badges.programmes import paths
from badges.programmes.path_badges import badge_state, write_badge
from badges.programmes.standing import members_on, paths_of
from badges.web.access import requires
from badges.web.cards import Card
from badges.web.manage.achievements import find_achievement
from badges.web.manage.frame import (
    ON_A_PAGE,
    Listed,
    Texts,
    blueprint,
    done,
    refused,
    show,
    typed_form,
)
from badges.web.manage.path_form import Row, draft_from, rearranged, rows_from, rows_of, texts_of
from badges.web.manage.progress import name_of, titles_of
from badges.web.pages import language, words
from badges.web.trails import trail_of
from badges.wording import Localized, pick


@blueprint.get("/paths")
@requires(Permission.ACHIEVEMENTS_READ)
def path_list(actor: Actor) -> Response:
    """List the paths, those put away last."""
    found = paths_of(actor.community.id, only_open=False)
    rows = sorted(found, key=lambda each: each.archived_at is not None)
    return show("paths/list", paths=rows, named=named, badge_state=badge_state)


@blueprint.get("/paths/new")
@requires(Permission.ACHIEVEMENTS_WRITE)
def path_new(actor: Actor) -> Response:
    """Ask for a path's name and its levels."""
    return _show_form(actor, None, Texts(), rows_of(paths.PathDraft({})))


@blueprint.post("/paths/new")
@requires(Permission.ACHIEVEMENTS_WRITE)
def path_create(actor: Actor) -> Any:
    """Lay a path; only managers see it until it is published."""
    return _save(actor, None)


@blueprint.get("/paths/<slug>")
@requires(Permission.ACHIEVEMENTS_READ)
def path(actor: Actor, slug: str) -> Response:
    """Show a path, its badge, and who is where on it."""
    row = find_path(actor, slug)
    people = members_on(actor, row)
    number = max(1, min(request.args.get("page", 1, type=int), 10_000))
    first = (number - 1) * ON_A_PAGE
    found = Listed(
        people[first : first + ON_A_PAGE],
        url_for("manage.path", slug=slug, page=number - 1) if number > 1 else "",
        url_for("manage.path", slug=slug, page=number + 1)
        if len(people) > first + ON_A_PAGE
        else "",
    )
    return show(
        "paths/show",
        path=row,
        name=named(row.name),
        about=named(row.description),
        named=named,
        levels=trail_of(row, language(), _badge_address),
        problems=paths.path_problems(row),
        titles=titles_of(actor),
        badge_names=_badge_names(row),
        state=badge_state(row),
        found=found,
        on=len(people),
        finished=sum(each.walk.complete for each in people),
    )


@blueprint.get("/paths/<slug>/edit")
@requires(Permission.ACHIEVEMENTS_WRITE)
def path_edit(actor: Actor, slug: str) -> Response:
    """Show the form with what the path says now."""
    row = find_path(actor, slug)
    draft = paths.path_draft(row)
    return _show_form(actor, row, texts_of(draft), rows_of(draft))


@blueprint.post("/paths/<slug>/edit")
@requires(Permission.ACHIEVEMENTS_WRITE)
def path_save(actor: Actor, slug: str) -> Any:
    """Lay the path anew."""
    return _save(actor, find_path(actor, slug))


@blueprint.post("/paths/<slug>/publish")
@requires(Permission.ACHIEVEMENTS_WRITE)
def path_publish(actor: Actor, slug: str) -> Any:
    """Show it to the members."""
    try:
        paths.publish_path(actor, find_path(actor, slug))
    except InputError as error:
        return refused(error, "path", slug=slug)
    return done(words().gettext("Members see the path now."), "path", slug=slug)


@blueprint.post("/paths/<slug>/archive")
@requires(Permission.ACHIEVEMENTS_WRITE)
def path_archive(actor: Actor, slug: str) -> Any:
    """Show it no more; publishing brings it back."""
    paths.archive_path(actor, find_path(actor, slug))
    said = words().gettext("The path is put away. What was earned on it stays.")
    return done(said, "path", slug=slug)


@blueprint.post("/paths/<slug>/badge")
@requires(Permission.ACHIEVEMENTS_WRITE)
def path_badge(actor: Actor, slug: str) -> Any:
    """Write the badge's rule from the path, and go on to publishing it."""
    try:
        version = write_badge(actor, find_path(actor, slug))
    except (InputError, ConflictError) as error:
        return refused(error, "path", slug=slug)
    if version.published_at is not None:
        return done(words().gettext("The badge asks for just this already."), "path", slug=slug)
    said = words().gettext("This is the draft of the path's badge; look at it and publish it.")
    return done(said, "badge_publish", slug=version.achievement.slug)


def find_path(actor: Actor, slug: str) -> Path:
    """Find a path of the community; raises ``NotFoundError``."""
    return get_scoped(Path, actor.community.id, slug=slug)


def named(texts: dict[str, str]) -> Localized:
    """Pick a text for the reader."""
    return pick(texts, language())


def _badge_address(card: Card) -> str:
    return url_for("manage.badge", slug=card.slug)


def _badge_names(row: Path) -> dict[int, Localized]:
    return {
        step.achievement_id: name_of(step.achievement.versions[-1])
        for level in row.levels
        for step in level.steps
    }


def _save(actor: Actor, row: Path | None) -> Any:
    typed = typed_form()
    rows = rows_from(typed)
    if typed["do"] != "save":
        return _show_form(actor, row, typed, rearranged(rows, typed["do"]))
    try:
        draft = draft_from(typed, rows)
        for slug in {it for level in draft.levels for it in level.badges}:
            find_achievement(actor, slug)
        made = (
            paths.create_path(actor, draft) if row is None else paths.edit_path(actor, row, draft)
        )
    except (InputError, NotFoundError) as error:
        db.session.rollback()
        kept = [each for each in rows if not each.empty]
        return _show_form(actor, row, typed, kept or rows, error)
    if row is None:
        said = words().gettext("The path is there. Members see it once you publish it.")
    else:
        said = words().gettext("The path is changed. What people have earned stays theirs.")
    return done(said, "path", slug=made.slug)


def _show_form(
    actor: Actor, row: Path | None, typed: Texts, rows: list[Row], error: BadgesError | None = None
) -> Response:
    for number, each in enumerate(rows):
        for key, text in each.texts.items():
            typed[f"level-{number}-{key}"] = text
    return show(
        "paths/form",
        path=row,
        name=named(row.name) if row is not None else None,
        typed=typed,
        rows=rows,
        error=error,
        badges=_choices(actor, row),
        languages=actor.community.languages,
        on=len(members_on(actor, row)) if row is not None else 0,
    )


def _choices(actor: Actor, row: Path | None) -> list[tuple[str, str]]:
    """List what may stand on a path: all that can be earned, and what stands on it already."""
    versions = {it.achievement.slug: it for it in current_versions(actor.community.id)}
    if row is not None:
        for level in row.levels:
            for step in level.steps:
                versions.setdefault(step.achievement.slug, step.achievement.versions[-1])
        if row.achievement is not None:
            versions.pop(row.achievement.slug, None)
    named_ones = [(slug, named(it.name).text) for slug, it in versions.items()]
    return [("", "–"), *sorted(named_ones, key=lambda each: each[1].casefold())]
