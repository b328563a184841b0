"""Sessions from a calendar: the file is looked at, occurrences are ticked, sessions are made."""

from __future__ import annotations

import base64
from typing import Any

from flask import Response, request

from badges.accounts.access import Actor, Permission
from badges.database import db
from badges.errors import BadgesError, InputError, LimitError
from badges.intake import calendars
from badges.ports import now
from badges.web.access import requires
from badges.web.manage.frame import Texts, blueprint, done, show, typed_form, uploaded_file
from badges.web.manage.kinds import OTHER, activity_kinds
from badges.web.manage.sessions import zone_of
from badges.web.pages import words

CARRIED_BYTES = 400_000
"""So large a calendar fits into the form that carries it from one step to the next."""


@blueprint.get("/sessions/calendar")
@requires(Permission.ACTIVITIES_WRITE)
def calendar_new(actor: Actor) -> Response:
    """Ask for a calendar file."""
    return show("sessions/calendar", kinds=activity_kinds(actor.community))


@blueprint.post("/sessions/calendar")
@requires(Permission.ACTIVITIES_WRITE)
def calendar_take(actor: Actor) -> Any:
    """Show what the file holds, or make sessions of what was ticked."""
    typed = typed_form()
    try:
        data = _data(typed)
        events = calendars.read_calendar(
            data,
            zone=actor.community.zone,
            since=now() - calendars.BACK,
            until=now() + calendars.AHEAD,
        )
    except (InputError, LimitError) as error:
        kinds = activity_kinds(actor.community)
        return show("sessions/calendar", typed=typed, error=error, kinds=kinds)
    if not typed["chosen"]:
        return _show_events(actor, data, events, typed)
    kind = typed["kind_other"] if typed["kind"] == OTHER else typed["kind"]
    try:
        taken = calendars.take_events(
            actor, events, chosen=set(request.form.getlist("event")), kind=kind
        )
    except InputError as error:
        db.session.rollback()
        return _show_events(actor, data, events, typed, error)
    said = [words().ngettext("One session is new.", "%(num)s sessions are new.", taken.made)]
    if taken.moved:
        moved = words().ngettext("One was moved.", "%(num)s were moved.", taken.moved)
        said.append(moved)
    return done(" ".join(said), "session_list")


def _data(typed: Texts) -> bytes:
    """Give the file that was chosen, or the one that the form has carried along."""
    if not typed["carried"]:
        return uploaded_file("file", limit=CARRIED_BYTES)
    try:
        return base64.b64decode(typed["carried"], validate=True)
    except ValueError as error:
        raise InputError("form.no_file", "Choose a file first.", field="file") from error


def _show_events(
    actor: Actor,
    data: bytes,
    events: tuple[calendars.Event, ...],
    typed: Texts,
    error: BadgesError | None = None,
) -> Response:
    known = calendars.known_events(actor, events)
    return show(
        "sessions/calendar_events",
        typed=typed,
        error=error,
        events=events,
        known=known,
        now=now(),
        carried=base64.b64encode(data).decode(),
        kinds=activity_kinds(actor.community),
        zone=zone_of(actor),
    )
