"""Pauses: planned, changed, ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from flask import Response, request, url_for

from badges import standstill
from badges.accounts.access import Actor, Permission
from badges.awarding.pauses import pauses_of_community
from badges.database import get_scoped
from badges.errors import BadgesError, InputError
from badges.models import Pause
from badges.ports import now
from badges.programmes.pausing import (
    PauseFacts,
    change_pause,
    end_pause,
    pauses_planned,
    plan_pause,
    time_of,
)
from badges.timestamps import local_day
from badges.web.access import requires
from badges.web.manage.frame import Texts, blueprint, done, show, typed_form
from badges.web.manage.paths import named
from badges.web.manage.waiting import Line, waits
from badges.web.pages import words

PREFILLED = ("name", "since", "until")


@blueprint.get("/pauses")
@requires(Permission.ACHIEVEMENTS_READ)
def pause_list(actor: Actor) -> Response:
    """List the pauses, and ask for another one; who leads here may fill it in beforehand."""
    return _show_list(actor, Texts({key: request.args.get(key, "")[:100] for key in PREFILLED}))


@blueprint.post("/pauses")
@requires(Permission.ACHIEVEMENTS_WRITE)
def pause_plan(actor: Actor) -> Any:
    """Plan a pause of the whole community."""
    typed = typed_form()
    try:
        plan_pause(actor, facts_from(typed))
    except InputError as error:
        return _show_list(actor, typed, error)
    return done(words().gettext("The pause is planned. Deadlines stand still then."), "pause_list")


@blueprint.get("/pauses/<int:pause_id>")
@requires(Permission.ACHIEVEMENTS_WRITE)
def pause_edit(actor: Actor, pause_id: int) -> Response:
    """Show a pause's days, to change them."""
    row = find_pause(actor, pause_id)
    typed = Texts(name=row.name, since=row.since.isoformat(), until=row.until.isoformat())
    return show("pauses/edit", pause=row, typed=typed, time=time_of(row, _today(actor)))


@blueprint.post("/pauses/<int:pause_id>")
@requires(Permission.ACHIEVEMENTS_WRITE)
def pause_change(actor: Actor, pause_id: int) -> Any:
    """Give it other days."""
    row, typed = find_pause(actor, pause_id), typed_form()
    try:
        change_pause(actor, row, facts_from(typed))
    except InputError as error:
        time = time_of(row, _today(actor))
        return show("pauses/edit", pause=row, typed=typed, error=error, time=time)
    return done(words().gettext("The pause is changed."), "pause_list")


@blueprint.post("/pauses/<int:pause_id>/end")
@requires(Permission.ACHIEVEMENTS_WRITE)
def pause_end(actor: Actor, pause_id: int) -> Any:
    """Let deadlines run again."""
    end_pause(actor, find_pause(actor, pause_id))
    return done(words().gettext("Deadlines run again from today on."), "pause_list")


@waits(order=44)
def _pause_is_on(actor: Actor) -> Iterator[Line]:
    """Say that the community pauses, so that nobody wonders why it is quiet."""
    if not actor.may(Permission.ACHIEVEMENTS_WRITE):
        return
    until = standstill.until(pauses_of_community(actor.community.id), _today(actor))
    if until is not None:
        yield Line(
            words().gettext(
                "The community pauses until %(day)s; deadlines stand still.",
                day=words().date(until),
            ),
            words().gettext("See the pauses"),
            url_for("manage.pause_list"),
        )


def find_pause(actor: Actor, pause_id: int) -> Pause:
    """Find a pause of the community; raises ``NotFoundError``."""
    return get_scoped(Pause, actor.community.id, id=pause_id)


def facts_from(typed: Texts) -> PauseFacts:
    """Read a pause's form."""
    return PauseFacts(
        typed["name"], day_from(typed["since"], "since"), day_from(typed["until"], "until")
    )


def day_from(text: str, field: str) -> date:
    """Read a day as date fields send it; raises ``InputError``."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise InputError("programmes.day", "Choose a day.", field=field) from error


def _today(actor: Actor) -> date:
    return local_day(now(), actor.community.zone)


def _show_list(actor: Actor, typed: Texts, error: BadgesError | None = None) -> Response:
    today = _today(actor)
    return show(
        "pauses/list",
        pauses=[(row, time_of(row, today)) for row in pauses_planned(actor)],
        named=named,
        typed=typed,
        error=error,
    )
