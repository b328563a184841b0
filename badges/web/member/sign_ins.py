"""How the reader signs in, and where they are signed in at the moment."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import g, request, url_for
from werkzeug.wrappers import Response

from badges.accounts import passkeys, sessions
from badges.database import db
from badges.errors import GoneError, InputError
from badges.web.access import signed_in
from badges.web.devices import device_of
from badges.web.member.frame import blueprint, go, my_memberships, reader
from badges.web.pages import page, words
from badges.web.sign_in.mail import signed_out_response
from badges.web.sign_in.passkey import PASSKEY_COOKIE, with_challenge


@blueprint.get("/me/sign-in")
@signed_in()
def sign_ins() -> Response:
    """List the reader's signed-in browsers and their passkeys."""
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


@blueprint.post("/me/sign-in/passkeys/options")
@signed_in()
def passkey_options() -> Response:
    """Give what the browser needs to make a passkey."""
    secret, options = passkeys.options_to_register(reader())
    return with_challenge(options, secret)


@blueprint.post("/me/sign-in/passkeys")
@signed_in()
def passkey_add() -> Response:
    """Keep the passkey that the browser has made."""
    try:
        passkeys.register(
            reader(),
            request.cookies.get(PASSKEY_COOKIE, ""),
            request.form.get("credential", ""),
            request.form.get("name", ""),
        )
    except (InputError, GoneError) as error:
        db.session.commit()  # the challenge is used, although the answer is an error
        return sign_ins_page(words().sentence(error.reason), status=422)
    said = words().gettext("The passkey is saved. Next time it signs you in.")
    return go(url_for("member.sign_ins"), said)


@blueprint.post("/me/sign-in/passkeys/<int:passkey_id>/remove")
@signed_in()
def passkey_remove(passkey_id: int) -> Response:
    """Forget one of the reader's passkeys."""
    passkeys.remove(reader(), passkey_id)
    said = words().gettext("The passkey no longer signs in here. Remove it on your device, too.")
    return go(url_for("member.sign_ins"), said)


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
        passkeys=passkeys.passkeys_of(reader()),
        with_passkeys=passkeys.are_possible(),
        suggested=device_of(request.headers.get("User-Agent", "")),
        zone=zone,
        error=error,
        typed=request.form,
        idle_days=sessions.IDLE.days,
    )
