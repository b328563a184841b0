"""The issuer's keys: what each one is for, what each step means, and the steps."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from flask import Response

from badges import audit, issuing
from badges.accounts.access import Actor, Permission
from badges.credentials import custody
from badges.database import MOST_COUNTED, get_scoped
from badges.errors import BadgesError, ConflictError, InputError
from badges.models import SigningKey
from badges.ports import now
from badges.web.access import requires
from badges.web.manage.frame import Texts, blueprint, done, refused, show, typed_form
from badges.web.manage.sessions import zone_of
from badges.web.pages import words

STATES = ("active", "pending", "retired", "revoked")
"""The order in which keys are listed: what signs stands first."""

SHORT = 8
"""Characters of a fingerprint that tell a community's keys apart."""


@blueprint.get("/keys")
@requires(Permission.SETTINGS)
def key_list(actor: Actor) -> Response:
    """List the keys with what they are and what can be done."""
    newest_first = reversed(custody.keys_of(actor.community.profile))
    return show(
        "keys/list",
        keys=sorted(newest_first, key=lambda key: STATES.index(key.state)),
        algorithms=custody.ISSUER_ALGORITHMS,
        short=SHORT,
        zone=zone_of(actor),
    )


@blueprint.post("/keys")
@requires(Permission.SETTINGS)
def key_new(actor: Actor) -> Any:
    """Draw a key; it is published and signs nothing before it is activated."""
    algorithm = typed_form()["algorithm"]
    if algorithm not in custody.ISSUER_ALGORITHMS:
        return refused(InputError("keys.algorithm", "Choose a kind of key."), "key_list")
    key = custody.create_key(actor.community.profile, algorithm)
    audit.record(actor, "key.new", f"key:{key.thumbprint}", algorithm=algorithm)
    return done(words().gettext("The new key is there. It does not sign yet."), "key_list")


@blueprint.get("/keys/<int:key_id>/<any(rotate, activate, retire, revoke):step>")
@requires(Permission.SETTINGS)
def key_step(actor: Actor, key_id: int, step: str) -> Response:
    """Say what the step means, and how many awards a revocation touches, before it is taken."""
    return _show_step(actor, _found(actor, key_id), step)


@blueprint.post("/keys/<int:key_id>/<any(rotate, activate, retire):step>")
@requires(Permission.SETTINGS)
def key_step_now(actor: Actor, key_id: int, step: str) -> Any:
    """Take a step that leaves all badges as they are."""
    key = _found(actor, key_id)
    try:
        if step == "rotate":
            custody.rotate_key(key)
            said = words().gettext("A new key signs from now on; what the old one signed is valid.")
        elif step == "activate":
            custody.activate_key(key)
            said = words().gettext("The key signs from now on.")
        else:
            custody.retire_key(key)
            said = words().gettext("The key signs no more; what it signed stays valid.")
    except ConflictError as error:
        return refused(error, "key_list")
    audit.record(actor, f"key.{step}", f"key:{key.thumbprint}", algorithm=key.algorithm)
    return done(said, "key_list")


@blueprint.post("/keys/<int:key_id>/revoke")
@requires(Permission.SETTINGS)
def key_revoke_now(actor: Actor, key_id: int) -> Any:
    """Take all trust from a stolen key, after its first characters were typed."""
    key, typed = _found(actor, key_id), typed_form()
    try:
        since = _since(actor, key, typed["since"])
        _confirm(key, typed["confirm"])
        count = issuing.revoke_signing_key(actor, key, compromised_at=since)
    except InputError as error:
        return _show_step(actor, key, "revoke", typed=typed, error=error)
    except ConflictError as error:
        return refused(error, "key_list")
    said = words().ngettext(
        "The key is revoked; one award was issued again.",
        "The key is revoked; %(count)s awards were issued again.",
        count,
    )
    return done(said, "key_list")


def _show_step(
    actor: Actor,
    key: SigningKey,
    step: str,
    *,
    typed: Texts | None = None,
    error: BadgesError | None = None,
) -> Response:
    return show(
        f"keys/{step}",
        key=key,
        touched=issuing.touched_by(key, most=MOST_COUNTED) if step == "revoke" else 0,
        most=MOST_COUNTED,
        short=SHORT,
        today=now().astimezone(zone_of(actor)).date(),
        zone=zone_of(actor),
        typed=typed,
        error=error,
    )


def _confirm(key: SigningKey, text: str) -> None:
    if text.strip() != key.thumbprint[:SHORT]:
        raise InputError("keys.confirm", "Type the key's first characters.", field="confirm")


def _since(actor: Actor, key: SigningKey, text: str) -> datetime | None:
    """Read since when a thief may have had the key: a day's begin, at most when it was made."""
    if not text.strip():
        return None
    zone = zone_of(actor)
    try:
        day = date.fromisoformat(text.strip())
    except ValueError as error:
        raise InputError(
            "form.date", "Write the day as year-month-day, such as 2026-03-31.", field="since"
        ) from error
    if day > now().astimezone(zone).date():
        raise InputError("keys.since_ahead", "This day lies in the future.", field="since")
    made = key.created_at.astimezone(zone).date()
    if day < made:
        raise InputError(
            "keys.since", "Nobody can have had it earlier.", field="since", on=made.isoformat()
        )
    return max(datetime.combine(day, time(), zone), key.created_at)


def _found(actor: Actor, key_id: int) -> SigningKey:
    return get_scoped(SigningKey, actor.community.id, id=key_id)
