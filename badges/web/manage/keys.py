"""The issuer's keys: what each one is for, what each step means, and the steps."""

from __future__ import annotations

from typing import Any

from flask import Response

from badges import audit, issuing
from badges.accounts.access import Actor, Permission
from badges.credentials import custody
from badges.database import get_scoped
from badges.errors import ConflictError, InputError
from badges.models import SigningKey
from badges.web.access import requires
from badges.web.manage.frame import blueprint, done, refused, show, typed_form
from badges.web.manage.sessions import zone_of
from badges.web.pages import words

STEPS = ("activate", "retire", "revoke")


@blueprint.get("/keys")
@requires(Permission.SETTINGS)
def key_list(actor: Actor) -> Response:
    """List the keys with what they are and what can be done."""
    profile = actor.community.profile
    return show(
        "keys/list",
        keys=list(reversed(custody.keys_of(profile))),
        profile=profile,
        algorithms=custody.ISSUER_ALGORITHMS,
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


@blueprint.get("/keys/<int:key_id>/<any(activate, retire, revoke):step>")
@requires(Permission.SETTINGS)
def key_step(actor: Actor, key_id: int, step: str) -> Response:
    """Say what the step means, and how many awards a revocation touches, before it is taken."""
    key = _found(actor, key_id)
    return show(f"keys/{step}", key=key, touched=issuing.touched_by(key), zone=zone_of(actor))


@blueprint.post("/keys/<int:key_id>/<any(activate, retire, revoke):step>")
@requires(Permission.SETTINGS)
def key_step_now(actor: Actor, key_id: int, step: str) -> Any:
    """Take the step."""
    key = _found(actor, key_id)
    try:
        said = _take(actor, key, step)
    except ConflictError as error:
        return refused(error, "key_list")
    return done(said, "key_list")


def _take(actor: Actor, key: SigningKey, step: str) -> str:
    if step == "revoke":
        count = issuing.revoke_signing_key(actor, key)
        return words().ngettext(
            "The key is revoked; one award was issued again.",
            "The key is revoked; %(count)s awards were issued again.",
            count,
        )
    audit.record(actor, f"key.{step}", f"key:{key.thumbprint}")
    if step == "activate":
        custody.activate_key(key)
        return words().gettext("The key signs from now on.")
    custody.retire_key(key)
    return words().gettext("The key signs no more; what it signed stays valid.")


def _found(actor: Actor, key_id: int) -> SigningKey:
    return get_scoped(SigningKey, actor.community.id, id=key_id)
