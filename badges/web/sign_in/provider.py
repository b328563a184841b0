"""Signing in through the operator's provider: there by a link, back by its redirect.

The way back is a GET by the protocol, and does sign in: it counts only in the browser that went
there, whose secret no mail scanner has, and its code is used up by the first visit.
"""

from __future__ import annotations

from http import HTTPStatus

from flask import redirect, request, session
from werkzeug.wrappers import Response

from badges.accounts import oidc
from badges.errors import BadgesError, InputError, NotFoundError, UnavailableError
from badges.ports import now
from badges.web.access import public
from badges.web.pages import words
from badges.web.problems import status_of
from badges.web.sign_in.frame import ask_page, blueprint, device, inner_path, signed_in_response

ASKED = "oidc"
"""Where the browser's signed cookie holds the secret, where to go on to, and until when."""


@blueprint.get("/sign-in/oidc")
@public()
def provider_start() -> Response:
    """Lead to the provider."""
    _require_provider()
    try:
        secret, url = oidc.begin()
    except UnavailableError as error:
        return _failed(error)
    until = (now() + oidc.LIFETIME).timestamp()
    session[ASKED] = [secret, inner_path(request.args.get("next", "")), until]
    return redirect(url, HTTPStatus.SEE_OTHER)


@blueprint.get("/sign-in/oidc/callback")
@public(writes=True)
def provider_back() -> Response:
    """Sign in whom the provider sends back to this browser."""
    _require_provider()
    secret, next_path, until = session.pop(ASKED, ["", "", 0])
    if until < now().timestamp():
        secret = ""
    try:
        _, cookie = oidc.finish(secret, request.args.to_dict(), device=device())
    except (InputError, UnavailableError) as error:
        return _failed(error)
    return signed_in_response(cookie, next_path)


def _require_provider() -> None:
    if not oidc.is_set_up():
        raise NotFoundError("not_found", "There is nothing at this address.")


def _failed(error: BadgesError) -> Response:
    return ask_page({"form": words().sentence(error.reason)}, status=int(status_of(error)))
