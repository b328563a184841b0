"""Signing in with a passkey: options for the browser, then its answer as a form."""

from __future__ import annotations

from flask import jsonify, request
from werkzeug.wrappers import Response

from badges.accounts import passkeys
from badges.database import db
from badges.errors import GoneError, InputError
from badges.web.access import public
from badges.web.pages import words
from badges.web.sign_in.frame import (
    ask_page,
    blueprint,
    client,
    device,
    set_short_cookie,
    signed_in_response,
)

PASSKEY_COOKIE = "badges_passkey"


@blueprint.post("/sign-in/passkey/options")
@public()
def passkey_options() -> Response:
    """Give what the browser needs to ask its authenticator."""
    secret, options = passkeys.options_to_sign_in(client=client())
    return with_challenge(options, secret)


@blueprint.post("/sign-in/passkey")
@public()
def passkey_use() -> Response:
    """Sign in with the authenticator's answer."""
    try:
        _, cookie = passkeys.sign_in(
            request.cookies.get(PASSKEY_COOKIE, ""),
            request.form.get("credential", ""),
            device=device(),
        )
    except (InputError, GoneError) as error:
        db.session.commit()  # the challenge is used, although the answer is an error
        return ask_page({"form": words().sentence(error.reason)}, status=422)
    return signed_in_response(cookie, request.form.get("next", ""))


def with_challenge(options: dict[str, object], secret: str) -> Response:
    """Answer with options, and mark the browser that may answer them."""
    response = jsonify(options)
    seconds = int(passkeys.CHALLENGE_LIFETIME.total_seconds())
    set_short_cookie(response, PASSKEY_COOKIE, secret, seconds, path="/")
    return response
