"""API tokens: made for one program, shown once, ended at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Response, request

from badges.accounts import tokens
from badges.accounts.access import SCOPES, Actor, Permission
from badges.database import get_scoped
from badges.errors import BadgesError, ForbiddenError, InputError
from badges.models import ApiToken
from badges.ports import now
from badges.text import clean_name
from badges.web.access import requires
from badges.web.manage.frame import Texts, blueprint, done, show, typed_form
from badges.web.manage.sessions import zone_of
from badges.web.pages import words

LIFETIMES = (7, 30, 90, 365)
"""Days that a token may live."""


@blueprint.get("/tokens")
@requires(Permission.SETTINGS)
def token_list(actor: Actor) -> Response:
    """List the tokens; none tells its secret."""
    return _show_list(actor, chosen=[])


@blueprint.post("/tokens")
@requires(Permission.SETTINGS)
def token_new(actor: Actor) -> Response:
    """Make a token and show its secret this once; no redirect, so that no cookie carries it."""
    typed = typed_form()
    chosen = request.form.getlist("scope")
    try:
        name = clean_name(typed["name"], limit=100)
        token, secret = tokens.create_token(actor, name, chosen, lifetime=_lifetime(typed))
    except (InputError, ForbiddenError) as error:
        return _show_list(actor, chosen=chosen, typed=typed, error=error)
    return show("tokens/made", token=token, secret=secret, zone=zone_of(actor))


@blueprint.get("/tokens/<int:token_id>/revoke")
@requires(Permission.SETTINGS)
def token_revoke(actor: Actor, token_id: int) -> Response:
    """Say what ending a token means."""
    token = get_scoped(ApiToken, actor.community.id, id=token_id)
    return show("tokens/revoke", token=token, zone=zone_of(actor))


@blueprint.post("/tokens/<int:token_id>/revoke")
@requires(Permission.SETTINGS)
def token_revoke_now(actor: Actor, token_id: int) -> Any:
    """End a token at once."""
    tokens.revoke_token(actor, token_id)
    return done(words().gettext("The token is revoked."), "token_list")


def _lifetime(typed: Texts) -> timedelta:
    chosen = next((days for days in LIFETIMES if str(days) == typed["days"]), None)
    if chosen is None:
        raise InputError("token.days", "Choose how long the token is valid.", field="days")
    return timedelta(days=chosen)


def _show_list(
    actor: Actor,
    *,
    chosen: list[str],
    typed: Texts | None = None,
    error: BadgesError | None = None,
) -> Response:
    rows, moment = tokens.list_tokens(actor), now()
    ended = [row for row in rows if row.revoked_at is not None or row.expires_at <= moment]
    return show(
        "tokens/list",
        tokens=[row for row in rows if row not in ended] + ended,
        scopes=[scope for scope in SCOPES if actor.may(Permission(scope))],
        chosen=chosen,
        lifetimes=LIFETIMES,
        usual=tokens.DEFAULT_LIFETIME.days,
        now=moment,
        zone=zone_of(actor),
        typed=typed,
        error=error,
    )
