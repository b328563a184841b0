"""Programmes: listed, begun from a template, written, shown to members, put away."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from badges.accounts.access import Actor, Permission
from badges.awarding.achievements import current_versions
from badges.database import db, get_scoped
from badges.errors import BadgesError, ConflictError, InputError, NotFoundError
from badges.models import LearningSession, Programme
from badges.ports import now
from badges.programmes import cohorts
from badges.programmes.blueprints import BLUEPRINTS, begin_badge
from badges.programmes.blueprints import blueprint as blueprint_of
from badges.programmes.enrolling import taking_part
from badges.programmes.finishing import badge_version
from badges.programmes.meetings import sessions_of
from badges.programmes.pausing import plan_pause, time_of
from badges.standstill import covers
from badges.timestamps import local_day
from badges.web.access import requires
from badges.web.manage.frame import Texts, blueprint, done, refused, show, typed_form
from badges.web.manage.paths import named
from badges.web.manage.pauses import facts_from
from badges.web.manage.programme_form import (
    draft_from,
    typed_from,
    typed_of,
    typed_weeks,
    weeks_from,
)
from badges.web.manage.sessions import zone_of
from badges.web.pages import words


@blueprint.get("/programmes")
@requires(Permission.MEMBERS_READ)
def programme_list(actor: Actor) -> Response:
    """List the programmes, those put away last."""
    rows = cohorts.programmes_of(actor.community.id)
    rows.sort(key=lambda each: each.archived_at is not None)
    return show(
        "programmes/list",
        programmes=[(row, cohorts.programme_days(row), taking_part(row)) for row in rows],
        today=_today(actor),
        named=named,
    )


@blueprint.get("/programmes/new")
@requires(Permission.ACHIEVEMENTS_WRITE)
def programme_new(actor: Actor) -> Response:
    """Let a template be chosen, then ask for name and days."""
    key = request.args.get("template", "")
    if key not in {each.key for each in BLUEPRINTS}:
        return show("programmes/choose", blueprints=BLUEPRINTS, named=named)
    return _show_form(actor, None, typed_from(blueprint_of(key), _today(actor)))


@blueprint.post("/programmes/new")
@requires(Permission.ACHIEVEMENTS_WRITE)
def programme_create(actor: Actor) -> Any:
    """Make a programme with its template's weeks, and the draft of its badge if wished."""
    typed = typed_form()
    try:
        chosen = blueprint_of(typed["template"] or "empty")
        row = cohorts.create_programme(actor, draft_from(typed), chosen.weeks)
        if typed["with_badge"] and row.achievement is None:
            begin_badge(actor, row, chosen.key)
    except (InputError, NotFoundError) as error:
        db.session.rollback()
        return _show_form(actor, None, typed, error)
    said = words().gettext("The programme is there. Members see it once you publish it.")
    return done(said, "programme", slug=row.slug)


@blueprint.get("/programmes/<slug>")
@requires(Permission.MEMBERS_READ)
def programme(actor: Actor, slug: str) -> Response:
    """Show a programme: its weeks and sessions, who takes part, what can be done next."""
    return _show(actor, find_programme(actor, slug))


@blueprint.get("/programmes/<slug>/edit")
@requires(Permission.ACHIEVEMENTS_WRITE)
def programme_edit(actor: Actor, slug: str) -> Response:
    """Show the form with what the programme says now."""
    row = find_programme(actor, slug)
    return _show_form(actor, row, typed_of(row))


@blueprint.post("/programmes/<slug>/edit")
@requires(Permission.ACHIEVEMENTS_WRITE)
def programme_save(actor: Actor, slug: str) -> Any:
    """Change what it says."""
    row, typed = find_programme(actor, slug), typed_form()
    try:
        cohorts.edit_programme(actor, row, draft_from(typed))
    except (InputError, NotFoundError) as error:
        db.session.rollback()
        return _show_form(actor, row, typed, error)
    return done(words().gettext("The programme is changed."), "programme", slug=slug)


@blueprint.get("/programmes/<slug>/weeks")
@requires(Permission.ACHIEVEMENTS_WRITE)
def programme_weeks(actor: Actor, slug: str) -> Response:
    """Show what each week is about, to write it."""
    row = find_programme(actor, slug)
    return _show_weeks(row, typed_weeks(row))


@blueprint.post("/programmes/<slug>/weeks")
@requires(Permission.ACHIEVEMENTS_WRITE)
def programme_weeks_save(actor: Actor, slug: str) -> Any:
    """Keep what each week is about."""
    row, typed = find_programme(actor, slug), typed_form()
    try:
        cohorts.set_weeks(actor, row, weeks_from(row, typed))
    except InputError as error:
        db.session.rollback()
        return _show_weeks(row, typed, error)
    return done(words().gettext("The weeks are written."), "programme", slug=slug)


@blueprint.post("/programmes/<slug>/publish")
@requires(Permission.ACHIEVEMENTS_WRITE)
def programme_publish(actor: Actor, slug: str) -> Any:
    """Show it to the members."""
    cohorts.publish_programme(actor, find_programme(actor, slug))
    return done(words().gettext("Members see the programme now."), "programme", slug=slug)


@blueprint.post("/programmes/<slug>/archive")
@requires(Permission.ACHIEVEMENTS_WRITE)
def programme_archive(actor: Actor, slug: str) -> Any:
    """Show it no more; publishing brings it back."""
    cohorts.archive_programme(actor, find_programme(actor, slug))
    said = words().gettext("The programme is put away. What was done in it stays.")
    return done(said, "programme", slug=slug)


@blueprint.post("/programmes/<slug>/badge")
@requires(Permission.ACHIEVEMENTS_WRITE)
def programme_badge(actor: Actor, slug: str) -> Any:
    """Begin the programme's badge, and go on to its draft."""
    try:
        version = begin_badge(actor, find_programme(actor, slug))
    except ConflictError as error:
        return refused(error, "programme", slug=slug)
    said = words().gettext("This is the draft of the programme's badge.")
    return done(said, "badge_edit", slug=version.achievement.slug)


@blueprint.post("/programmes/<slug>/link")
@requires(Permission.ACHIEVEMENTS_WRITE)
def programme_link(actor: Actor, slug: str) -> Any:
    """Give it another link."""
    cohorts.renew_link(actor, find_programme(actor, slug))
    said = words().gettext("This is a new link; the one before leads nowhere.")
    return done(said, "programme", slug=slug)


@blueprint.post("/programmes/<slug>/pauses")
@requires(Permission.ACHIEVEMENTS_WRITE)
def programme_pause(actor: Actor, slug: str) -> Any:
    """Plan a pause of this programme alone."""
    row, typed = find_programme(actor, slug), typed_form()
    try:
        plan_pause(actor, facts_from(typed), row)
    except InputError as error:
        db.session.rollback()
        return _show(actor, row, typed, error)
    said = words().gettext("The pause is planned; the weeks behind it move on.")
    return done(said, "programme", slug=slug)


def find_programme(actor: Actor, slug: str) -> Programme:
    """Find a programme of the community; raises ``NotFoundError``."""
    return get_scoped(Programme, actor.community.id, slug=slug)


def _today(actor: Actor) -> Any:
    return local_day(now(), actor.community.zone)


def _show(
    actor: Actor, row: Programme, typed: Texts | None = None, error: BadgesError | None = None
) -> Response:
    days, today, zone = cohorts.programme_days(row), _today(actor), zone_of(actor)
    themes = {week.number: week for week in row.weeks}
    sessions = [(it, it.starts_at.astimezone(zone).date()) for it in sessions_of(row)]

    def within(week: Any) -> list[LearningSession]:
        return [it for it, day in sessions if week.since <= day <= week.until]

    shown = {it.id for week in days.weeks for it in within(week)}
    return show(
        "programmes/show",
        programme=row,
        name=named(row.name),
        about=named(row.description),
        days=days,
        today=today,
        this_week=days.week_on(today),
        weeks=[(week, themes.get(week.number), within(week)) for week in days.weeks],
        elsewhere=[it for it, _ in sessions if it.id not in shown],
        in_a_pause={it.id for it, day in sessions if covers(days.spans, day)},
        taking=taking_part(row),
        join_url=f"{row.community.profile.base_url}/join/{row.join_token}",
        badge=badge_version(row),
        pauses=[(it, time_of(it, today)) for it in cohorts.pauses_in(row)],
        named=named,
        zone=zone,
        typed=typed or Texts(),
        error=error,
    )


def _show_form(
    actor: Actor, row: Programme | None, typed: Texts, error: BadgesError | None = None
) -> Response:
    badges = [(it.achievement.slug, named(it.name).text) for it in _badges(actor, row)]
    return show(
        "programmes/form",
        programme=row,
        name=named(row.name) if row is not None else None,
        typed=typed,
        error=error,
        badges=[
            ("", words().gettext("without a badge")),
            *sorted(badges, key=lambda it: it[1].casefold()),
        ],
        languages=actor.community.languages,
        blueprint=blueprint_of(typed["template"] or "empty"),
        named=named,
    )


def _badges(actor: Actor, row: Programme | None) -> list[Any]:
    """List the badges that may be the programme's: what can be earned now, and what it has."""
    found = {it.achievement_id: it for it in current_versions(actor.community.id)}
    if row is not None and row.achievement is not None:
        found.setdefault(row.achievement.id, row.achievement.versions[-1])
    return list(found.values())


def _show_weeks(row: Programme, typed: Texts, error: BadgesError | None = None) -> Response:
    return show(
        "programmes/weeks",
        programme=row,
        name=named(row.name),
        weeks=cohorts.programme_days(row).weeks,
        languages=row.community.languages,
        typed=typed,
        error=error,
    )
