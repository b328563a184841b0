"""The people and the sessions of a programme; its end: badges for all, certificates as a ZIP."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Response, redirect, request, stream_with_context, url_for

from badges import audit
from badges.accounts.access import Actor, Permission
from badges.accounts.people import members_named
from badges.database import db, get_scoped
from badges.errors import BadgesError, ConflictError, InputError
from badges.models import Enrolment, Membership, Programme
from badges.programmes import enrolling, finishing
from badges.programmes.meetings import SessionPlan, plan_sessions
from badges.web.access import requires
from badges.web.manage.frame import (
    Texts,
    blueprint,
    choice_of,
    done,
    number_from,
    show,
    typed_form,
    wanted_name,
    whole_number_from,
)
from badges.web.manage.kinds import OTHER, activity_kinds
from badges.web.manage.paths import named
from badges.web.manage.programmes import find_programme
from badges.web.manage.sessions import start_from
from badges.web.pages import words


@blueprint.get("/programmes/<slug>/people")
@requires(Permission.MEMBERS_READ)
def programme_people(actor: Actor, slug: str) -> Response:
    """Show who takes part and who waits, and members to add."""
    row = find_programme(actor, slug)
    enrolled, waiting = enrolling.people_in(row), enrolling.people_in(row, "waiting")
    inside = [each.membership_id for each in [*enrolled, *waiting]]
    wanted = wanted_name()
    others = members_named(actor.community, wanted).where(Membership.id.not_in(inside))
    return show(
        "programmes/people",
        programme=row,
        name=named(row.name),
        enrolled=enrolled,
        waiting=waiting,
        taking=enrolling.taking_part(row),
        choice=choice_of(others, wanted),
    )


@blueprint.post("/programmes/<slug>/people")
@requires(Permission.ACHIEVEMENTS_WRITE)
def programme_add(actor: Actor, slug: str) -> Any:
    """Enrol who was ticked."""
    row = find_programme(actor, slug)
    added = enrolling.add_members(actor, row, request.form.getlist("member", type=int))
    waiting = sum(each.state == "waiting" for each in added)
    said = words().ngettext("One person was added.", "%(count)s people were added.", len(added))
    if waiting:
        said += " " + words().ngettext(
            "One of them waits for a place.", "%(count)s of them wait for a place.", waiting
        )
    return done(said, "programme_people", slug=slug)


@blueprint.post("/programmes/<slug>/people/<int:enrolment_id>/<any(place, remove):do>")
@requires(Permission.ACHIEVEMENTS_WRITE)
def programme_person(actor: Actor, slug: str, enrolment_id: int, do: str) -> Any:
    """Give somebody a place, or take them out."""
    row = find_programme(actor, slug)
    enrolment = get_scoped(Enrolment, actor.community.id, id=enrolment_id, programme_id=row.id)
    if do == "place":
        enrolling.give_place(actor, enrolment)
        said = words().gettext("%(name)s takes part.", name=enrolment.member.name)
    else:
        enrolling.remove(actor, enrolment)
        said = words().gettext(
            "%(name)s takes part no more; adding them again brings them back.",
            name=enrolment.member.name,
        )
    return done(said, "programme_people", slug=slug)


@blueprint.get("/programmes/<slug>/sessions")
@requires(Permission.ACTIVITIES_WRITE)
def programme_sessions(actor: Actor, slug: str) -> Response:
    """Ask for one session, or the same each week."""
    row = find_programme(actor, slug)
    start = {"date": row.starts_on.isoformat(), "time": "18:00", "times": "1"}
    return _show_sessions(actor, row, Texts(start))


@blueprint.post("/programmes/<slug>/sessions")
@requires(Permission.ACTIVITIES_WRITE)
def programme_sessions_plan(actor: Actor, slug: str) -> Any:
    """Make the sessions with the programme's tag."""
    row, typed = find_programme(actor, slug), typed_form()
    try:
        plan = SessionPlan(
            title=typed["title"],
            starts_at=start_from(typed),
            kind=typed["kind_other"] if typed["kind"] == OTHER else typed["kind"],
            hours=number_from(typed["hours"], "hours"),
            times=whole_number_from(typed["times"], "times") or 1,
        )
        made = plan_sessions(actor, row, plan)
    except InputError as error:
        db.session.rollback()
        return _show_sessions(actor, row, typed, error)
    said = words().ngettext("One session is planned.", "%(count)s sessions are planned.", len(made))
    return done(said, "programme", slug=slug)


@blueprint.get("/programmes/<slug>/end")
@requires(Permission.AWARDS_WRITE)
def programme_end(actor: Actor, slug: str) -> Response:
    """Show who met what, to award the badge to all of them."""
    row = find_programme(actor, slug)
    reason = words().gettext("Took part in “%(name)s”", name=named(row.name).text)
    return _show_end(actor, row, Texts(reason=reason))


@blueprint.post("/programmes/<slug>/end")
@requires(Permission.AWARDS_WRITE)
def programme_award(actor: Actor, slug: str) -> Any:
    """Hand the ticked in as a list; it is awarded on its own page, with a yes."""
    row, typed = find_programme(actor, slug), typed_form()
    chosen = request.form.getlist("member", type=int)
    try:
        batch = finishing.award_cohort(actor, row, chosen, reason=typed["reason"])
    except (InputError, ConflictError) as error:
        db.session.rollback()
        return _show_end(actor, row, typed, error, chosen=chosen)
    return redirect(url_for("manage.batch", batch_id=batch.id), 303)


@blueprint.post("/programmes/<slug>/certificates")
@requires(Permission.AWARDS_WRITE)
def programme_certificates(actor: Actor, slug: str) -> Response:
    """Hand out the certificates of everybody who accepted, as one ZIP, while they are drawn."""
    row = find_programme(actor, slug)
    count = len(finishing.certified(row))
    audit.record(actor, "programme.certificates", f"programme:{row.id}", count=count)
    header = (words().gettext("Name"), words().gettext("Code"), words().gettext("File"))
    body = stream_with_context(_pieces(row.id, header))
    response = Response(body, content_type="application/zip")
    response.headers.set("Content-Disposition", "attachment", filename=f"{row.slug}.zip")
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _pieces(programme_id: int, header: Sequence[str]) -> Iterator[bytes]:
    """Keep what was signed on the way, so that nobody else waits while the next one is drawn."""
    for piece in finishing.certificates(programme_id, header):
        db.session.commit()
        if piece:
            yield piece


def _show_sessions(
    actor: Actor, row: Programme, typed: Texts, error: BadgesError | None = None
) -> Response:
    return show(
        "programmes/sessions",
        programme=row,
        name=named(row.name),
        kinds=activity_kinds(actor.community),
        typed=typed,
        error=error,
    )


def _show_end(
    actor: Actor,
    row: Programme,
    typed: Texts,
    error: BadgesError | None = None,
    *,
    chosen: list[int] | None = None,
) -> Response:
    people = finishing.who_met_what(actor, row)
    if chosen is None:
        chosen = [it.member.id for it in people if it.progress.met and it.can_be_awarded]
    version = finishing.badge_version(row)
    return show(
        "programmes/end",
        programme=row,
        name=named(row.name),
        people=people,
        chosen=set(chosen),
        version=version,
        titles={it.key: named(it.title) for it in version.milestones} if version else {},
        certified=len(finishing.certified(row)),
        typed=typed,
        error=error,
    )
