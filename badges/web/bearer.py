"""Programs prove who they are with a bearer token in the ``Authorization`` header (RFC 6750).

A view that declares :func:`requires_scope` gets its actor as the first argument::

    @blueprint.get("/awards")
    @requires_scope(Permission.AWARDS_READ)
    def list_awards(actor: Actor) -> Response: ...

Whatever declares ``token_only`` is refused before it is called unless the token is valid and has
the scope: forgetting to check is not possible. The community comes from the token and from
nowhere else; cookies are not read, so that no other site can make a browser act (decisions 25).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, request

from badges.accounts.access import Actor, Permission
from badges.accounts.tokens import actor_of_token
from badges.database import db
from badges.errors import BadgesError
from badges.web.access import (
    SAFE_METHODS,
    access_of,
    begin_transaction,
    end_transaction,
    token_only,
)
from badges.web.problems import problem

REALM = "meilenstein"
# RFC 6750, 2.1: b64token; longer than any of ours is not worth a look-up
_CREDENTIALS = re.compile(r"Bearer +([A-Za-z0-9._~+/-]{1,200}=*)", re.IGNORECASE)

View = TypeVar("View", bound=Callable[..., Any])


class BearerError(BadgesError):
    """The request carries no token, none that is valid, or one without the scope (RFC 6750, 3.1).

    ``error`` is the standard's code for the ``WWW-Authenticate`` header, empty where the request
    said nothing about itself; ``scope`` is what would have been needed.
    """

    def __init__(
        self, code: str, sentence: str, *, status: HTTPStatus, error: str = "", scope: str = ""
    ) -> None:
        super().__init__(code, sentence, **({"scope": scope} if scope else {}))
        self.status = status
        self.error = error
        self.scope = scope

    def challenge(self) -> str:
        """Give the value of ``WWW-Authenticate``."""
        parts = [f'Bearer realm="{REALM}"']
        parts += [f'error="{self.error}"'] if self.error else []
        parts += [f'scope="{self.scope}"'] if self.scope else []
        return ", ".join(parts)


def register(app: Flask) -> None:
    """Guard every view of the application that declares ``token_only``."""
    app.before_request(_guard)
    app.after_request(_keep_private)
    app.register_error_handler(BearerError, _on_bearer)


def requires_scope(permission: Permission, *, writes: bool = False) -> Callable[[View], View]:
    """Let programs in whose token has this scope; the view's first argument is their actor.

    ``writes`` lets even a GET change rows.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def handed(*args: Any, **kwargs: Any) -> Any:
            return view(g.actor, *args, **kwargs)

        return token_only(permission, writes=writes)(handed)  # type: ignore[return-value]

    return decorate


def _guard() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    access = access_of(view) if view else None
    if access is None or access.kind != "token" or access.permission is None:
        return
    actor = _authenticated()
    if not actor.may(access.permission):
        raise BearerError(
            "token.scope",
            f"This token lacks the scope {access.permission}.",
            status=HTTPStatus.FORBIDDEN,
            error="insufficient_scope",
            scope=str(access.permission),
        )
    g.actor = actor
    g.community = actor.community


def _authenticated() -> Actor:
    """Give who the request's token speaks for; raises :class:`BearerError`."""
    header = request.headers.get("Authorization", "")
    if not header:
        raise BearerError(
            "token.missing",
            "Send an API token in the header Authorization: Bearer ….",
            status=HTTPStatus.UNAUTHORIZED,
        )
    secret = _secret_in(header.strip())
    actor = actor_of_token(secret) if secret else None
    if actor is None:
        raise BearerError(
            "token.invalid",
            "This token is unknown, revoked or expired; ask a manager for a new one.",
            status=HTTPStatus.UNAUTHORIZED,
            error="invalid_token",
        )
    if db.session.dirty and request.method in SAFE_METHODS:
        return _note_use(secret) or actor
    return actor


def _secret_in(header: str) -> str:
    """Give the token in a header; course tools send it as a password (xAPI 1.0.3, part 3, 4.0)."""
    if match := _CREDENTIALS.fullmatch(header):
        return match[1]
    given = request.authorization
    if request.blueprint == "xapi" and given is not None and given.type == "basic":
        return str(given.password or "")[:200]
    return ""


def _note_use(secret: str) -> Actor | None:
    """Keep the token's last use in a transaction of its own.

    The request that follows only reads; were it to turn into a writer half-way, SQLite would
    refuse it whenever another writer had come between.
    """
    end_transaction(None)
    actor_of_token(secret)
    db.session.commit()
    begin_transaction()
    return actor_of_token(secret)


def _on_bearer(error: BearerError) -> Response:
    db.session.rollback()
    response = problem(error.status, error.reason.code, str(error))
    response.headers["WWW-Authenticate"] = error.challenge()
    return response


def _keep_private(response: Response) -> Response:
    """Let no cache in between keep what one token may see."""
    if "actor" in g and g.actor.via == "api":
        response.headers.setdefault("Cache-Control", "private, no-store")
    return response
