"""Signing in and out: ask for a link, look at it, use it by a button.

Opening a link changes nothing, so a mail scanner's visit does not use it up (decisions 25). The
answer to asking is the same whether the address is known or not.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import Blueprint, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from badges.accounts import signin
from badges.database import db
from badges.errors import InputError
from badges.models import Community
from badges.ports import settings
from badges.web.access import COOKIE, current_person, public, set_session_cookie, signed_in
from badges.web.pages import page, words

blueprint = Blueprint("sign_in", __name__)


@blueprint.get("/sign-in")
@public()
def ask() -> Response:
    """Ask for the address; who is signed in already goes on."""
    if current_person() is not None:
        return redirect(inner_path(request.args.get("next", "")), 303)
    return _ask_page()


@blueprint.post("/sign-in")
@public()
def send() -> Response:
    """Mail a link if the address is known, and say the same either way."""
    address = request.form.get("address", "")
    try:
        signin.request_link(address, next_path=inner_path(request.form.get("next", "")))
    except InputError as error:
        return _ask_page({"address": words().sentence(error.reason)}, address, status=422)
    return redirect(url_for("sign_in.sent"), 303)


@blueprint.get("/sign-in/sent")
@public()
def sent() -> Response:
    """Say where the link is: in the mail, or with a manager where no mail is set up."""
    return page(
        "sign_in/sent.html",
        community=_only_community(),
        has_mail=settings().mail_url is not None,
        minutes=int(signin.LINK_LIFETIME.total_seconds() // 60),
    )


@blueprint.get("/sign-in/<token>")
@public()
def look(token: str) -> Response:
    """Show whose link this is and one button; nothing is used up."""
    return page("sign_in/look.html", community=_only_community(), link=signin.peek(token))


@blueprint.post("/sign-in/<token>")
@public()
def use(token: str) -> Response:
    """Use the link up and sign this browser in."""
    _, cookie, next_path = signin.use_link(token)
    response = redirect(inner_path(next_path), 303)
    set_session_cookie(response, cookie)
    return response


@blueprint.post("/sign-out")
@signed_in()
def sign_out() -> Response:
    """End the session, wherever its cookie was copied to."""
    signin.end_session(request.cookies[COOKIE])
    session.clear()
    g.person = None
    response = redirect(url_for("home.landing"), 303)
    response.delete_cookie(COOKIE)
    return response


def inner_path(given: str) -> str:
    """Give the path to go on to: one of ours, else the member's home; never another site's.

    Browsers read a backslash as a slash and skip control characters, so both are refused.
    """
    parts = urlsplit(given)
    ours = given.startswith("/") and not given.startswith("//") and given.isprintable()
    if not ours or "\\" in given or parts.scheme or parts.netloc:
        return url_for("member.me")
    return given


def _ask_page(
    errors: dict[str, str] | None = None, address: str = "", *, status: int = 200
) -> Response:
    return page(
        "sign_in/ask.html",
        status=status,
        community=_only_community(),
        errors=errors or {},
        address=address,
        next=request.values.get("next", ""),
    )


def _only_community() -> Community | None:
    found = db.session.scalars(sa.select(Community).limit(2)).all()
    return found[0] if len(found) == 1 else None
