"""How the reader signs in, and where they are signed in at the moment."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import g, request, url_for
from werkzeug.wrappers import Response

from badges.accounts import sessions
from badges.web.access import signed_in
from badges.web.member.frame import blueprint, go, my_memberships, reader
from badges.web.pages import page, words
from badges.web.sign_in.mail import signed_out_response


@blueprint.get("/me/sign-in")
@signed_in()
def sign_ins() -> Response:
    """List the reader's signed-in browsers."""
    return sign_ins_page()


@blueprint.post("/me/sign-in/<int:login_id>/end")
@signed_in()
def sign_in_end(login_id: int) -> Response:
    """Sign one of the reader's browsers out; this one, too, if it is that one."""
    here = login_id == g.login_session.id
    sessions.end_one(reader(), login_id)
    if here:
        return signed_out_response()
    return go(url_for("member.sign_ins"), words().gettext("That browser is signed out."))


@blueprint.post("/me/sign-in/end")
@signed_in()
def sign_in_end_all() -> Response:
    """Sign the reader out everywhere, here included."""
    sessions.end_all(reader())
    return signed_out_response()


def sign_ins_page(error: str = "", *, status: int = 200) -> Response:
    """Draw the page; ``error`` says what could not be done."""
    memberships = my_memberships()
    zone = ZoneInfo(memberships[0].community.zone if memberships else "UTC")
    if len(memberships) == 1:
        g.community = memberships[0].community
    return page(
        "member/sign_ins.html",
        status=status,
        sessions=sessions.sessions_of(reader()),
        here=g.login_session,
        zone=zone,
        error=error,
        typed=request.form,
        idle_days=sessions.IDLE.days,
    )
