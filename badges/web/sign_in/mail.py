"""Signing in by mail: ask for it, type its code or look at its link, use it by a button; out.

Opening a link changes nothing, so a mail scanner's visit does not use it up (decisions 25). The
answer to asking is the same whether the address is known or not.
"""

from __future__ import annotations

from flask import g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from badges.accounts import sessions, signin
from badges.accounts.tokens import hash_secret
from badges.database import db
from badges.errors import BadgesError, GoneError, InputError, LimitError
from badges.ports import settings
from badges.web.access import COOKIE, current_person, public, signed_in
from badges.web.pages import page, words
from badges.web.problems import status_of
from badges.web.sign_in.frame import (
    ASKED_COOKIE,
    ask_page,
    blueprint,
    client,
    device,
    inner_path,
    only_community,
    set_short_cookie,
    signed_in_response,
)


@blueprint.get("/sign-in")
@public()
def ask() -> Response:
    """Ask for the address; who is signed in already goes on."""
    if current_person() is not None:
        return redirect(inner_path(request.args.get("next", "")), 303)
    return ask_page()


@blueprint.post("/sign-in")
@public()
def send() -> Response:
    """Have a mail sent if the address is known, and say the same either way."""
    address, next_path = request.form.get("address", ""), request.form.get("next", "")
    try:
        browser = signin.request_link(address, next_path=inner_path(next_path), client=client())
    except InputError as error:
        return ask_page({"address": words().sentence(error.reason)}, address, status=422)
    except LimitError as error:
        return ask_page({"form": words().sentence(error.reason)}, address, status=429)
    return _on_its_way(browser)


@blueprint.get("/sign-in/sent")
@public()
def sent() -> Response:
    """Say where the mail is, and take the code that stands in it."""
    return _sent_page()


@blueprint.post("/sign-in/code")
@public()
def use_code() -> Response:
    """Take the code, in the browser that asked for it."""
    try:
        _, cookie, next_path = signin.use_code(
            request.cookies.get(ASKED_COOKIE, ""),
            request.form.get("code", ""),
            client=client(),
            device=device(),
        )
    except (InputError, GoneError, LimitError) as error:
        db.session.commit()  # the try counts, although the answer is an error
        return _sent_page(error)
    return signed_in_response(cookie, next_path)


@blueprint.get("/sign-in/<token>")
@public()
def look(token: str) -> Response:
    """Show whose link this is and one button; nothing is used up."""
    try:
        link = signin.peek(token)
    except GoneError:
        return _over(token)
    asked = request.cookies.get(ASKED_COOKIE, "")
    elsewhere = bool(link.browser_hash) and link.browser_hash != hash_secret(asked)
    return page(
        "sign_in/look.html",
        community=only_community(),
        link=link,
        elsewhere=elsewhere,
        days=sessions.LIFETIME.days,
        idle_days=sessions.IDLE.days,
    )


@blueprint.post("/sign-in/<token>")
@public()
def use(token: str) -> Response:
    """Use the link up and sign this browser in."""
    try:
        _, cookie, next_path = signin.use_link(token, device=device())
    except GoneError:
        return _over(token)
    return signed_in_response(cookie, next_path)


@blueprint.post("/sign-in/<token>/again")
@public()
def again(token: str) -> Response:
    """Send a new mail to where a link that is over was sent."""
    try:
        return _on_its_way(signin.request_again(token, client=client()))
    except GoneError:
        return _over(token)


@blueprint.post("/sign-out")
@signed_in()
def sign_out() -> Response:
    """End the session, wherever its cookie was copied to."""
    sessions.end(request.cookies[COOKIE])
    return signed_out_response()


def signed_out_response() -> Response:
    """Forget who was here and go to the front door."""
    session.clear()
    g.person = None
    response = redirect(url_for("home.landing"), 303)
    response.delete_cookie(COOKIE)
    return response


def _on_its_way(browser: str) -> Response:
    response = redirect(url_for("sign_in.sent"), 303)
    seconds = int(signin.LINK_LIFETIME.total_seconds())
    set_short_cookie(response, ASKED_COOKIE, browser, seconds)
    return response


def _sent_page(error: BadgesError | None = None) -> Response:
    return page(
        "sign_in/sent.html",
        status=int(status_of(error)) if error else 200,
        community=only_community(),
        has_mail=settings().mail_url is not None,
        minutes=int(signin.LINK_LIFETIME.total_seconds() // 60),
        error=words().sentence(error.reason) if error else "",
        over=isinstance(error, GoneError),
    )


def _over(token: str) -> Response:
    """Say that a link is over, and offer another one."""
    return page(
        "sign_in/over.html",
        status=410,
        community=only_community(),
        token=token,
        renewable=signin.can_renew(token),
    )
