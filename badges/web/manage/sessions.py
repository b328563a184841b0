"""Sessions: made, attended by ticking, pasting or check-in, corrected."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import segno
import sqlalchemy as sa
from flask import Response, request

from badges.accounts.access import Actor, Permission
from badges.accounts.people import members_named
from badges.database import db, get_scoped
from badges.errors import InputError, LimitError
from badges.intake import sessions, voiding
from badges.models import Activity, LearningSession, Membership
from badges.ports import now, settings
from badges.spreadsheets import as_csv
from badges.web.access import requires
from badges.web.manage.frame import (
    Texts,
    as_table,
    blueprint,
    choice_of,
    done,
    listed,
    number_from,
    pasted_or_uploaded,
    show,
    typed_form,
    wanted_name,
    words_from,
)
from badges.web.manage.kinds import OTHER, activity_kinds
from badges.web.pages import words

CHECKIN_MINUTES = (15, 30, 60, 120, 240)


@blueprint.get("/sessions")
@requires(Permission.ACTIVITIES_WRITE)
def session_list(actor: Actor) -> Response:
    """List the sessions, the newest first."""
    found = listed(
        sa.select(LearningSession)
        .where(LearningSession.community_id == actor.community.id)
        .order_by(LearningSession.starts_at.desc(), LearningSession.id.desc())
    )
    return show(
        "sessions/list",
        found=found,
        counts=_attendance_counts([row.id for row in found.rows]),
        now=now(),
        zone=zone_of(actor),
    )


@blueprint.get("/sessions/new")
@requires(Permission.ACTIVITIES_WRITE)
def session_new(actor: Actor) -> Response:
    """Ask for a session's title, day and kind."""
    today = now().astimezone(zone_of(actor)).date().isoformat()
    return show(
        "sessions/new", typed=Texts(date=today, time="18:00"), kinds=activity_kinds(actor.community)
    )


@blueprint.post("/sessions/new")
@requires(Permission.ACTIVITIES_WRITE)
def session_create(actor: Actor) -> Any:
    """Make a session."""
    typed = typed_form()
    try:
        made = sessions.create_session(
            actor,
            title=typed["title"],
            starts_at=start_from(typed),
            kind=typed["kind_other"] if typed["kind"] == OTHER else typed["kind"],
            hours=number_from(typed["hours"], "hours"),
            tags=words_from(typed["tags"]),
        )
    except InputError as error:
        kinds = activity_kinds(actor.community)
        return show("sessions/new", typed=typed, error=error, kinds=kinds)
    return done(words().gettext("The session is there."), "session", session_id=made.id)


@blueprint.get("/sessions/<int:session_id>")
@requires(Permission.ACTIVITIES_WRITE)
def session(actor: Actor, session_id: int) -> Response:
    """Show who was there, and the ways to add somebody."""
    return _show_session(actor, _found(actor, session_id))


@blueprint.post("/sessions/<int:session_id>/attendance")
@requires(Permission.ACTIVITIES_WRITE)
def session_tick(actor: Actor, session_id: int) -> Any:
    """Record who was ticked."""
    row = _found(actor, session_id)
    ticked = request.form.getlist("member", type=int)
    results = sessions.record_attendance(actor, row, ticked)
    count = sum(result.outcome == "recorded" for result in results)
    said = words().ngettext("One person was added.", "%(count)s people were added.", count)
    return done(said, "session", session_id=row.id)


@blueprint.post("/sessions/<int:session_id>/paste")
@requires(Permission.ACTIVITIES_WRITE)
def session_paste(actor: Actor, session_id: int) -> Any:
    """Record who stands on a pasted or uploaded list; say what became of each row."""
    row = _found(actor, session_id)
    typed = typed_form()
    try:
        given = pasted_or_uploaded(typed)
        add_unknown = bool(typed["add_unknown"])
        results = sessions.record_pasted_attendance(actor, row, given, add_unknown=add_unknown)
    except (InputError, LimitError) as error:
        return _show_session(actor, row, typed=typed, error=error)
    db.session.flush()
    if all(result.outcome in {"recorded", "known"} for result in results):
        said = words().ngettext("One row was read.", "%(count)s rows were read.", len(results))
        return done(said, "session", session_id=row.id)
    return show("sessions/pasted", session=row, results=results)


@blueprint.post("/sessions/<int:session_id>/check-in")
@requires(Permission.ACTIVITIES_WRITE)
def session_open(actor: Actor, session_id: int) -> Any:
    """Open check-in for a while, or close it (``minutes`` 0)."""
    row = _found(actor, session_id)
    minutes = request.form.get("minutes", 0, type=int)
    if minutes not in CHECKIN_MINUTES:
        sessions.close_checkin(actor, row)
        return done(words().gettext("Check-in is closed."), "session", session_id=row.id)
    guests = actor.may(Permission.MEMBERS_WRITE) and bool(request.form.get("guests"))
    sessions.open_checkin(actor, row, until=now() + timedelta(minutes=minutes), guests=guests)
    return done(words().gettext("Check-in is open."), "session", session_id=row.id)


@blueprint.get("/sessions/<int:session_id>/screen")
@requires(Permission.ACTIVITIES_WRITE)
def session_screen(actor: Actor, session_id: int) -> Response:
    """Show the check-in's QR code for a projector, with how many are there; names are for nobody.

    Without scripts the page loads itself again only when asked to (``?live=1``), and says how to
    stop (WCAG 2.2.1).
    """
    row = _found(actor, session_id)
    address = f"{settings().base_url}/check-in/{row.checkin_token}"
    code = segno.make(address, micro=False, error="m")
    return show(
        "sessions/screen",
        session=row,
        address=address,
        qr=code.svg_data_uri(border=3, dark="#000", light="#fff"),
        open=_is_open(row),
        live=request.args.get("live") == "1",
        count=sum(each.voided_at is None for each in row.activities),
        zone=zone_of(actor),
    )


@blueprint.get("/sessions/<int:session_id>/attendance.csv")
@requires(Permission.ACTIVITIES_WRITE)
def session_table(actor: Actor, session_id: int) -> Response:
    """Hand out who was there as a table."""
    row = _found(actor, session_id)
    header = ["name", "e-mail", "recorded", "how", "does not count because"]
    return as_table(as_csv(header, sessions.attendance_rows(row)), f"attendance-{row.id}.csv")


@blueprint.get("/sessions/<int:session_id>/attendance/<int:activity_id>/void")
@requires(Permission.ACTIVITIES_WRITE)
def attendance_void(actor: Actor, session_id: int, activity_id: int) -> Response:
    """Ask why somebody's attendance is not to count."""
    row = _found(actor, session_id)
    activity = _attendance(actor, session_id, activity_id)
    return show("sessions/void", session=row, activity=activity)


@blueprint.post("/sessions/<int:session_id>/attendance/<int:activity_id>/void")
@requires(Permission.ACTIVITIES_WRITE)
def attendance_void_now(actor: Actor, session_id: int, activity_id: int) -> Any:
    """Let an attendance count no more."""
    activity = _attendance(actor, session_id, activity_id)
    typed = typed_form()
    try:
        led_to = voiding.void_activity(actor, activity, typed["reason"])
    except InputError as error:
        row = _found(actor, session_id)
        return show("sessions/void", typed=typed, error=error, session=row, activity=activity)
    said = words().gettext("This attendance no longer counts.")
    if led_to:
        return done(said, "activity", activity_id=activity.id)
    return done(said, "session", session_id=session_id)


@blueprint.post("/sessions/<int:session_id>/attendance/<int:activity_id>/presenter")
@requires(Permission.ACTIVITIES_WRITE)
def session_presenter(actor: Actor, session_id: int, activity_id: int) -> Any:
    """Note who gave the session, or that somebody only attended it."""
    activity = _attendance(actor, session_id, activity_id)
    presented = bool(request.form.get("presented"))
    sessions.mark_presenter(actor, activity, presented=presented)
    if presented:
        said = words().gettext("%(name)s gave this session.", name=activity.member.name)
    else:
        said = words().gettext("%(name)s attended this session.", name=activity.member.name)
    return done(said, "session", session_id=session_id)


def zone_of(actor: Actor) -> ZoneInfo:
    """Give the community's time zone."""
    return ZoneInfo(actor.community.zone)


def _show_session(actor: Actor, row: LearningSession, **more: Any) -> Response:
    there = _attendances(row)
    wanted = wanted_name()
    present = sa.select(Activity.membership_id).where(
        Activity.session_id == row.id, Activity.voided_at.is_(None)
    )
    absent = members_named(actor.community, wanted).where(Membership.id.not_in(present))
    return show(
        "sessions/show",
        session=row,
        attendances=there,
        choice=choice_of(absent, wanted),
        open=_is_open(row),
        minutes=CHECKIN_MINUTES,
        zone=zone_of(actor),
        **more,
    )


def _found(actor: Actor, session_id: int) -> LearningSession:
    return get_scoped(LearningSession, actor.community.id, id=session_id)


def _attendance(actor: Actor, session_id: int, activity_id: int) -> Activity:
    return get_scoped(Activity, actor.community.id, id=activity_id, session_id=session_id)


def _attendances(row: LearningSession) -> list[Activity]:
    """List who was recorded, the latest first, as a screen in the room wants it."""
    return sorted(row.activities, key=lambda each: (each.recorded_at, each.id), reverse=True)


def _attendance_counts(session_ids: list[int]) -> dict[int, int]:
    rows = db.session.execute(
        sa.select(Activity.session_id, sa.func.count())
        .where(Activity.session_id.in_(session_ids), Activity.voided_at.is_(None))
        .group_by(Activity.session_id)
    )
    return {session_id: count for session_id, count in rows if session_id is not None}


def _is_open(row: LearningSession) -> bool:
    return row.checkin_until is not None and row.checkin_until > now()


def start_from(typed: Texts) -> datetime | date:
    """Read the two fields of a beginning; without a time the whole day is meant."""
    try:
        day = date.fromisoformat(typed["date"])
    except ValueError as error:
        raise InputError(
            "form.date", "Write the day as year-month-day, such as 2026-03-31.", field="date"
        ) from error
    if not typed["time"].strip():
        return day
    try:
        return datetime.combine(day, time.fromisoformat(typed["time"]))
    except ValueError as error:
        raise InputError("form.time", "Write the time as 18:30.", field="time") from error
