"""What the pages for signing in share: their guard, their cookies, where they lead to."""

from __future__ import annotations

from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import Blueprint, Response, redirect, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from badges.accounts import oidc, passkeys, sessions
from badges.database import db
from badges.errors import ForbiddenError
from badges.models import Community
from badges.ports import settings
from badges.web.access import COOKIE, SAFE_METHODS, set_session_cookie
from badges.web.devices import device_of
from badges.web.pages import page

blueprint = Blueprint("sign_in", __name__)

ASKED_COOKIE = "badges_asked"
"""Marks the browser that asked for a mail: the code is worth something only there."""


@blueprint.before_request
def refuse_foreign_forms() -> None:
    """Refuse forms that another site sends: it could sign the reader in as somebody else.

    Browsers say where a form comes from (Fetch Metadata), older ones in ``Origin``; programs say
    nothing and have no reader to deceive.
    """
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    ours = {settings().base_url, request.host_url.rstrip("/")}
    if site not in {"same-origin", "none", None} or (
        site is None and origin is not None and origin not in ours
    ):
        raise ForbiddenError(
            "sign_in.elsewhere",
            "This form came from another website; open the sign-in page here and try again.",
        )


@blueprint.after_request
def _keep_to_yourself(response: Response) -> Response:
    """Let no browser keep these pages, nor tell others of their addresses; we see ``Origin``."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def client() -> str:
    """Give the network that asks, for limits; of IPv6 what one household has."""
    address = request.remote_addr or ""
    return ":".join(address.split(":")[:4]) if ":" in address else address


def device() -> str:
    """Give a short name for the reader's browser."""
    return device_of(request.headers.get("User-Agent", ""))


def signed_in_response(cookie: str, next_path: str) -> AnyResponse:
    """Hand the new session over and go on; what this browser had before is over."""
    before = request.cookies.get(COOKIE)
    if before:
        sessions.end(before)
    session.clear()
    response = redirect(inner_path(next_path), 303)
    set_session_cookie(response, cookie)
    response.delete_cookie(ASKED_COOKIE, path="/sign-in")
    return response


def set_short_cookie(
    response: AnyResponse, name: str, secret: str, seconds: int, *, path: str = "/sign-in"
) -> None:
    """Mark this browser as the one that began to sign in."""
    response.set_cookie(
        name,
        secret,
        max_age=seconds,
        path=path,
        secure=settings().is_https,
        httponly=True,
        samesite="Lax",
    )


def inner_path(given: str) -> str:
    """Give the path to go on to: one of ours, else the member's home; never another site's.

    Browsers read a backslash as a slash and skip control characters, so both are refused.
    """
    parts = urlsplit(given)
    ours = given.startswith("/") and not given.startswith("//") and given.isprintable()
    if not ours or "\\" in given or parts.scheme or parts.netloc:
        return url_for("member.me")
    return given


def ask_page(
    errors: dict[str, str] | None = None, address: str = "", *, status: int = 200
) -> Response:
    """Draw the page that asks who is there; ``errors`` by field, ``form``: none in particular."""
    return page(
        "sign_in/ask.html",
        status=status,
        community=only_community(),
        errors=errors or {},
        address=address,
        next=request.values.get("next", ""),
        with_passkeys=passkeys.are_possible(),
        provider=oidc.provider_host() if oidc.is_set_up() else "",
    )


def only_community() -> Community | None:
    """Give the community where there is one only: its colour and tone are the page's."""
    found = db.session.scalars(sa.select(Community).limit(2)).all()
    return found[0] if len(found) == 1 else None
