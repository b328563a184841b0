"""Doors for programs that report by themselves: made with a secret, shown once and sealed.

::

    hook, secret = open_hook(actor, system="discourse", name="Our forum")
    deliver(hook.public_id, body, signature, event="post_created")    # "recorded"

A delivery without the right signature is counted and changes nothing else. Of the others the last
fifty are kept, each as what it was and what became of it, without anything of what was in it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from badges import audit, limits
from badges.accounts.access import Actor, Permission
from badges.accounts.naming import members_by_address
from badges.database import db, get_scoped
from badges.errors import BadgesError, ConflictError, ForbiddenError, InputError, NotFoundError
from badges.intake import discourse, voiding, waiting
from badges.intake.facts import clean_word
from badges.intake.recording import ToldActivity, Verdict, first_told, record_many
from badges.models import Activity, Hook, HookDelivery, WaitingActivity
from badges.ports import now, ports
from badges.text import clean_name
from keys.sealing import KeyBinding, seal, unseal

SYSTEMS: Final = ("discourse",)
MOST_HOOKS: Final = 20
KEPT: Final = 50
"""Deliveries of a hook whose fate is kept."""

A_MINUTE: Final = 600
"""Deliveries that one hook takes in a minute."""

IGNORED: Final = "ignored"


def open_hook(actor: Actor, *, system: str, name: str) -> tuple[Hook, str]:
    """Make a door and give its secret, which is nowhere else in clear.

    Raises ``InputError``, and ``ConflictError`` where there are many already.
    """
    actor.require(Permission.SETTINGS)
    if system not in SYSTEMS:
        raise InputError("hook.system", "There is no such system.", field="system")
    if len(hooks_of(actor)) >= MOST_HOOKS:
        raise ConflictError("hook.many", "There are enough connections; end one first.")
    secret = ports().token_bytes(24).hex()
    row = Hook(
        community_id=actor.community.id,
        community=actor.community,
        public_id=ports().token_bytes(16).hex(),
        system=system,
        name=clean_name(name, limit=100),
        secret=b"",
        mapping=dict(discourse.USUAL),
        created_at=now(),
        created_by=actor.membership_id,
    )
    row.secret = seal(secret.encode(), _binding(row), ports().master_keys)
    db.session.add(row)
    db.session.flush()
    audit.record(actor, "hook.open", f"hook:{row.id}", system=system)
    return row, secret


def hooks_of(actor: Actor) -> Sequence[Hook]:
    """List the doors that are open, the oldest first."""
    actor.require(Permission.SETTINGS)
    return db.session.scalars(
        sa.select(Hook)
        .where(Hook.community_id == actor.community.id, Hook.closed_at.is_(None))
        .order_by(Hook.id)
    ).all()


def find_hook(actor: Actor, hook_id: int) -> Hook:
    """Find an open door of the community; raises ``NotFoundError``."""
    actor.require(Permission.SETTINGS)
    return get_scoped(Hook, actor.community.id, id=hook_id, closed_at=None)


def set_mapping(actor: Actor, hook: Hook, kinds: Mapping[str, str]) -> Hook:
    """Choose the kind of activity that each event counts as; an empty one does not count."""
    row = find_hook(actor, hook.id)
    row.mapping = {
        event: clean_word(kinds[event], event) if kinds.get(event, "").strip() else ""
        for event in discourse.EVENTS
    }
    audit.record(actor, "hook.mapping", f"hook:{row.id}")
    return row


def close_hook(actor: Actor, hook: Hook) -> Hook:
    """Let nothing come through a door any more; what came stays."""
    row = find_hook(actor, hook.id)
    row.closed_at, row.secret = now(), b""
    audit.record(actor, "hook.close", f"hook:{row.id}")
    return row


def deliveries_of(hook: Hook) -> Sequence[HookDelivery]:
    """List what became of the last deliveries, the newest first."""
    query = sa.select(HookDelivery).where(HookDelivery.hook_id == hook.id)
    return db.session.scalars(query.order_by(HookDelivery.id.desc()).limit(KEPT)).all()


def deliver(public_id: str, body: bytes, signature: str, *, event: str) -> str:
    """Take a delivery; gives what became of it: an outcome of recording, ``voided``, ``ignored``.

    ``signature`` is what came in the header, ``sha256=`` and the HMAC of the body. Raises
    ``NotFoundError`` for a door that is none, ``ForbiddenError`` for a wrong signature,
    ``InputError`` for what cannot be read and ``LimitError`` for too many.
    """
    hook = db.session.scalar(
        sa.select(Hook).where(Hook.public_id == public_id, Hook.closed_at.is_(None))
    )
    if hook is None:
        raise NotFoundError("not_found", "There is nothing at this address.")
    limits.count("hook", public_id, limit=A_MINUTE, window=timedelta(minutes=1))
    if not _is_signed(hook, body, signature):
        hook.refused += 1
        db.session.commit()  # counted although the answer is an error
        raise ForbiddenError("hook.signature", "The signature does not fit the body.")
    try:
        told = discourse.read(_json(body), event, f"{hook.id}")
        verdict, problem = _act(hook, told)
    except BadgesError as error:
        _note(hook, event, "refused", error)
        db.session.commit()  # a person has to see what did not work
        raise
    _note(hook, event, verdict, problem)
    return verdict


def _act(hook: Hook, told: discourse.Told) -> tuple[str, BadgesError | None]:
    if told.address and told.account:
        _link(hook, told)
    if told.voids:
        return _void(hook, told.voids), None
    if told.event is None:
        return (IGNORED if not told.address else "known"), None
    kind = hook.mapping.get(told.event, "")
    if not kind:
        return IGNORED, None
    if told.restores and _restore(hook, told.external_id):
        return "recorded", None
    activity = ToldActivity(
        kind,
        told.at or _first_told(hook, told.external_id) or now(),
        source=_source(hook),
        fields=told.fields,
        external_id=told.external_id,
        account=told.account,
        label=told.label,
    )
    (verdict,) = record_many(_actor(hook), [activity])
    return _outcome(verdict)


def _outcome(verdict: Verdict) -> tuple[str, BadgesError | None]:
    return verdict.outcome, verdict.error


def _link(hook: Hook, told: discourse.Told) -> None:
    """Take it from the forum whose account this is, by the address that it has confirmed."""
    member = members_by_address(hook.community_id, [told.address]).get(told.address)
    if member is not None and member.left_at is None:
        waiting.link_account(hook.community_id, told.account, told.label, member)


def _void(hook: Hook, external_ids: Sequence[str]) -> str:
    """Let what was deleted there count no more here; badges that rest on it are asked about."""
    here = {"community_id": hook.community_id, "source": _source(hook)}
    rows = db.session.scalars(
        sa.select(Activity).filter_by(**here).where(Activity.external_id.in_(external_ids))
    ).all()
    gone = sa.delete(WaitingActivity).filter_by(**here)
    db.session.execute(gone.where(WaitingActivity.external_id.in_(external_ids)))
    voided = voiding.void_all(_actor(hook), rows, _gone(hook))
    return "voided" if voided else IGNORED


def _restore(hook: Hook, external_id: str) -> bool:
    """Let it count again where the forum itself had taken it back, and nobody else."""
    row = db.session.scalar(
        sa.select(Activity)
        .filter_by(community_id=hook.community_id, source=_source(hook), external_id=external_id)
        .where(Activity.voided_at.is_not(None), Activity.void_reason == _gone(hook))
    )
    if row is not None:
        voiding.restore_activity(_actor(hook), row)
    return row is not None


def _gone(hook: Hook) -> str:
    return f"{hook.name}: {discourse.GONE}"


def _first_told(hook: Hook, external_id: str) -> datetime | None:
    """Give when it happened as far as it was told before: a delivery comes again at any time."""
    return first_told(hook.community_id, _source(hook), [external_id]).get(external_id)


def _source(hook: Hook) -> str:
    return f"{hook.system}:{hook.id}"


def _actor(hook: Hook) -> Actor:
    allowed = frozenset({Permission.ACTIVITIES_WRITE, Permission.AWARDS_READ})
    return Actor(hook.community, None, allowed, "hook")


def _note(hook: Hook, event: str, verdict: str, problem: BadgesError | None) -> None:
    db.session.add(
        HookDelivery(
            community_id=hook.community_id,
            hook_id=hook.id,
            at=now(),
            event=event[:64],
            verdict=verdict,
            problem=problem.reason.to_json() if problem is not None else None,
        )
    )
    db.session.flush()
    last = sa.select(HookDelivery.id).where(HookDelivery.hook_id == hook.id)
    newest = last.order_by(HookDelivery.id.desc()).limit(KEPT)
    db.session.execute(
        sa.delete(HookDelivery).where(
            HookDelivery.hook_id == hook.id, HookDelivery.id.not_in(newest)
        )
    )


def _is_signed(hook: Hook, body: bytes, signature: str) -> bool:
    """Compare in constant time, so that nobody finds the signature out byte by byte."""
    secret = unseal(hook.secret, _binding(hook), ports().master_keys)
    expected = "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), signature.strip().encode("utf-8", "replace"))


def _binding(hook: Hook) -> KeyBinding:
    return KeyBinding(f"hook:{hook.public_id}", str(hook.community_id), "HMAC-SHA256")


def _json(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InputError("hook.body", "The body is no JSON object.") from error
    if not isinstance(found, dict):
        raise InputError("hook.body", "The body is no JSON object.")
    return found
