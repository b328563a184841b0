"""I presented: said here, confirmed by whoever leads sessions."""

from __future__ import annotations

from http import HTTPStatus

from flask import request, url_for
from werkzeug.wrappers import Response

from badges.accounts.access import Actor, Permission
from badges.database import db, get_scoped
from badges.models import Membership, Presentation
from badges.peers import presenting
from badges.ports import now
from badges.timestamps import local_day
from badges.web.access import requires
from badges.web.member.achievements import membership_of
from badges.web.member.fields import REFUSALS, day_from
from badges.web.member.frame import blueprint, errors_of, go
from badges.web.member.together import Corner, Link, corner
from badges.web.pages import page, words


@corner(order=80)
def _presented(member: Membership) -> Corner:
    return Corner(
        title=words().gettext("I presented"),
        sentence=words().gettext("Showed others something? Say so, and milestones can count it."),
        links=(
            Link(
                words().gettext("What I presented"),
                url_for("member.presented", community=member.community.slug),
            ),
        ),
    )


@blueprint.get("/me/<community>/presented")
@requires(Permission.BELONG)
def presented(actor: Actor) -> Response:
    """List what I said I presented, with a form for more."""
    return _page(membership_of(actor))


@blueprint.post("/me/<community>/presented")
@requires(Permission.BELONG)
def presented_new(actor: Actor) -> Response:
    """Say that I presented something."""
    member, form = membership_of(actor), request.form
    try:
        presenting.propose(
            member,
            form.get("title", ""),
            session_id=form.get("session", type=int),
            day=day_from(form.get("day", ""), "day"),
        )
    except REFUSALS as error:
        db.session.rollback()
        return _page(member, errors_of(error))
    return _back(actor, words().gettext("Noted. It counts once somebody who leads confirms it."))


@blueprint.post("/me/<community>/presented/<int:presentation_id>/back")
@requires(Permission.BELONG)
def presented_back(actor: Actor, presentation_id: int) -> Response:
    """Take it back while nobody has answered."""
    member = membership_of(actor)
    row = get_scoped(Presentation, actor.community.id, id=presentation_id, membership_id=member.id)
    try:
        presenting.take_back(member, row)
    except REFUSALS as error:
        db.session.rollback()
        return _back(actor, next(iter(errors_of(error).values())), kind="error")
    return _back(actor, words().gettext("Taken back."))


def _page(member: Membership, errors: dict[str, str] | None = None) -> Response:
    zone = member.community.zone
    return page(
        "member/together/presented.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK,
        slug=member.community.slug,
        rows=presenting.presentations_of(member),
        sessions=presenting.sessions_for(member),
        day_of=lambda row: local_day(row.occurred_at, zone),
        session_day=lambda row: local_day(row.starts_at, zone),
        today=local_day(now(), zone),
        typed=request.form,
        errors=errors or {},
    )


def _back(actor: Actor, said: str, *, kind: str = "success") -> Response:
    return go(url_for("member.presented", community=actor.community.slug), said, kind=kind)
