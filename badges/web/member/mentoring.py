"""My pairs and groups: agreeing, logging meetings, confirming those that others logged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response

from badges.accounts.access import Actor, Permission
from badges.database import db, get_scoped
from badges.errors import InputError
from badges.models import Circle, Meeting, Membership
from badges.peers import meetings, mentoring
from badges.peers.meetings import MeetingFacts
from badges.ports import now
from badges.timestamps import local_day
from badges.web.access import requires
from badges.web.manage.frame import number_from
from badges.web.manage.kinds import kind_name
from badges.web.member.achievements import membership_of
from badges.web.member.fields import REFUSALS, circle_title, day_from
from badges.web.member.frame import blueprint, commit_and_run, errors_of, go
from badges.web.member.together import Corner, Link, corner
from badges.web.member.waiting import Line, waits
from badges.web.pages import page, words

RECENTLY = timedelta(days=14)
"""How long a declined meeting is brought to mind."""


@corner(order=20)
def _mentoring(member: Membership) -> Corner:
    mine = mentoring.circles_of(member)
    agreed = [it for it in mine if _has_agreed(member, it)]
    here = member.community.slug
    if agreed:
        sentence = words().ngettext(
            "You meet in one pair or group.", "You meet in %(num)s pairs and groups.", len(agreed)
        )
    else:
        sentence = words().gettext(
            "Meet somebody regularly: one shows and one learns, or both do both."
        )
    return Corner(
        title=words().gettext("Pairs and groups"),
        sentence=sentence,
        links=(
            Link(words().gettext("My meetings"), url_for("member.circle_list", community=here)),
            Link(words().gettext("Find somebody"), url_for("member.peer_list", community=here)),
        ),
        count=len(meetings.to_confirm(member)) + len(mine) - len(agreed),
    )


@waits(order=5)
def _to_confirm(member: Membership) -> Iterator[Line]:
    if count := len(meetings.to_confirm(member)):
        yield Line(
            words().ngettext(
                "Somebody logged a meeting with you.",
                "%(num)s meetings with you were logged.",
                count,
            ),
            words().gettext("Look"),
            url_for("member.circle_list", community=member.community.slug, _anchor="confirm"),
        )


@waits(order=22)
def _asked(member: Membership) -> Iterator[Line]:
    for circle in mentoring.circles_of(member):
        if not _has_agreed(member, circle):
            yield Line(
                words().gettext(
                    "You are asked to meet: %(circle)s.", circle=circle_title(circle, member)
                ),
                words().gettext("Answer"),
                url_for("member.circle", community=member.community.slug, circle_id=circle.id),
            )


@waits(order=24)
def _declined(member: Membership) -> Iterator[Line]:
    for meeting in meetings.declined_by_others(member, since=now() - RECENTLY):
        yield Line(
            words().gettext(
                "A meeting that you logged was different: %(circle)s.",
                circle=circle_title(meeting.circle, member),
            ),
            words().gettext("See why"),
            url_for("member.circle", community=member.community.slug, circle_id=meeting.circle_id),
        )


@blueprint.get("/me/<community>/mentoring")
@requires(Permission.BELONG)
def circle_list(actor: Actor) -> Response:
    """List what waits for me, my pairs and groups, and what I gave and received."""
    member = membership_of(actor)
    return page(
        "member/together/circles.html",
        member=member,
        waiting=meetings.to_confirm(member),
        circles=mentoring.circles_of(member),
        balance=meetings.balance(member),
        agreed=_has_agreed,
        **_common(member),
    )


@blueprint.get("/me/<community>/mentoring/<int:circle_id>")
@requires(Permission.BELONG)
def circle(actor: Actor, circle_id: int) -> Response:
    """Show one pair or group: its agreement, its meetings, a form to log one."""
    member = membership_of(actor)
    return _circle_page(member, mentoring.circle_for(member, circle_id))


@blueprint.post("/me/<community>/mentoring/<int:circle_id>/agree")
@requires(Permission.BELONG)
def circle_agree(actor: Actor, circle_id: int) -> Response:
    """Sign the agreement."""
    said = words().gettext("You have agreed. As soon as you meet, log it here.")
    return _step(actor, circle_id, mentoring.agree, said)


@blueprint.post("/me/<community>/mentoring/<int:circle_id>/decline")
@requires(Permission.BELONG)
def circle_decline(actor: Actor, circle_id: int) -> Response:
    """Say no to it."""

    def no(member: Membership, row: Circle) -> None:
        mentoring.decline(member, row, request.form.get("sentence", ""))

    return _step(actor, circle_id, no, words().gettext("You have said no; that is fine."))


@blueprint.post("/me/<community>/mentoring/<int:circle_id>/leave")
@requires(Permission.BELONG)
def circle_leave(actor: Actor, circle_id: int) -> Response:
    """Leave it; meetings keep counting."""
    said = words().gettext("You have left. What was confirmed keeps counting.")
    return _step(actor, circle_id, mentoring.leave, said)


@blueprint.post("/me/<community>/mentoring/<int:circle_id>/meetings")
@requires(Permission.BELONG)
def meeting_log(actor: Actor, circle_id: int) -> Response:
    """Log a meeting."""
    member = membership_of(actor)
    row = mentoring.circle_for(member, circle_id)
    try:
        meetings.log_meeting(member, row, _facts())
    except REFUSALS as error:
        db.session.rollback()
        return _circle_page(member, row, errors_of(error))
    said = words().gettext("Logged. It counts as soon as it is confirmed.")
    return go(_address(row), said)


@blueprint.post("/me/<community>/meetings/<int:meeting_id>/<any(confirm,decline,back):do>")
@requires(Permission.BELONG)
def meeting_answer(actor: Actor, meeting_id: int, do: str) -> Response:
    """Confirm a meeting, decline it with a sentence, or take back one's own."""
    member = membership_of(actor)
    row = get_scoped(Meeting, actor.community.id, id=meeting_id)
    address = _address(row.circle) if do == "back" else _list_address(actor)
    try:
        if do == "confirm":
            meetings.confirm(member, row)
            said = words().gettext("Confirmed. It counts for all of you who confirmed it.")
        elif do == "decline":
            meetings.decline(member, row, request.form.get("sentence", ""))
            said = words().gettext("Your sentence is passed on; it does not count like this.")
        else:
            meetings.take_back(member, row)
            said = words().gettext("Taken back.")
    except REFUSALS as error:
        db.session.rollback()
        return go(address, next(iter(errors_of(error).values())), kind="error")
    if do == "confirm":
        commit_and_run("evaluate_member", membership_id=member.id)
    return go(address, said)


def _circle_page(member: Membership, row: Circle, errors: dict[str, str] | None = None) -> Response:
    seat = mentoring.seat_of(member, row)
    return page(
        "member/together/circle.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK,
        member=member,
        circle=row,
        seat=seat,
        seats=mentoring.present(row),
        asker=row.created_by,
        others=[it for it in mentoring.agreed(row) if it.membership_id != member.id],
        meetings=meetings.meetings_of(member, row),
        today=local_day(now(), row.community.zone),
        typed=request.form,
        errors=errors or {},
        **_common(member),
    )


def _common(member: Membership) -> dict[str, Any]:
    """Give what both pages draw meetings with."""
    zone = member.community.zone
    return {
        "slug": member.community.slug,
        "title_of": circle_title,
        "day_of": lambda meeting: local_day(meeting.occurred_at, zone),
        "counts": meetings.counts,
        "kind_name": kind_name,
    }


def _facts() -> MeetingFacts:
    form = request.form
    day = day_from(form.get("day", ""), "day")
    if day is None:
        raise InputError("form.date", "Choose a day.", field="day")
    return MeetingFacts(
        day=day,
        hours=number_from(form.get("hours", ""), "hours"),
        role=form.get("role", "both"),
        note=form.get("note", ""),
        others=frozenset(form.getlist("other", type=int)),
    )


def _step(
    actor: Actor, circle_id: int, do: Callable[[Membership, Circle], object], said: str
) -> Response:
    member = membership_of(actor)
    row = mentoring.circle_for(member, circle_id)
    try:
        do(member, row)
    except REFUSALS as error:
        db.session.rollback()
        return go(_list_address(actor), next(iter(errors_of(error).values())), kind="error")
    gone = mentoring.seat_of(member, row) is None
    return go(_list_address(actor) if gone else _address(row), said)


def _has_agreed(member: Membership, row: Circle) -> bool:
    seat = mentoring.seat_of(member, row)
    return seat is not None and seat.agreed_at is not None


def _address(row: Circle) -> str:
    return url_for("member.circle", community=row.community.slug, circle_id=row.id)


def _list_address(actor: Actor) -> str:
    return url_for("member.circle_list", community=actor.community.slug)
