"""A request that is sent twice acts once: the header ``Idempotency-Key``.

The first request with a key acts, and the key remembers what it made. The same request again,
because a connection broke or a queue delivers twice, is answered with what was made then; another
request under the same key is refused. What is remembered is an id and never a name or an address,
so that erasing somebody leaves nothing here (decisions 11).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from typing import Final

import sqlalchemy as sa
from flask import request
from sqlalchemy.exc import IntegrityError

from badges.accounts.access import Actor
from badges.database import db
from badges.errors import ConflictError
from badges.models import IdempotentReply
from badges.ports import now

KEPT: Final = timedelta(hours=24)
"""How long a key is remembered."""


def once(actor: Actor, key: str | None, make: Callable[[], str]) -> tuple[str, bool]:
    """Call ``make`` unless this request was answered before; gives the id, and whether it was.

    Without a key it is simply called. Raises ``ConflictError`` where the key was used for another
    request, or where the same request is being answered at this moment.
    """
    if key is None:
        return make(), False
    fingerprint = _fingerprint()
    _forget_old(actor)
    kept = db.session.scalar(
        sa.select(IdempotentReply).where(
            IdempotentReply.community_id == actor.community.id, IdempotentReply.key == key
        )
    )
    if kept is not None:
        if kept.request_hash != fingerprint:
            raise ConflictError(
                "idempotency.reused",
                "This Idempotency-Key was used for another request; send a new one.",
            )
        return kept.body, True
    reply = _reserve(actor, key, fingerprint)
    reply.body = make()
    return reply.body, False


def _reserve(actor: Actor, key: str, fingerprint: str) -> IdempotentReply:
    """Take the key before acting, so that of two requests at once only one acts."""
    reply = IdempotentReply(
        community_id=actor.community.id,
        key=key,
        request_hash=fingerprint,
        status=HTTPStatus.CREATED,
        body="",
        created_at=now(),
    )
    db.session.add(reply)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise ConflictError(
            "idempotency.busy", "The same request is being answered; ask again in a moment."
        ) from error
    return reply


def _forget_old(actor: Actor) -> None:
    db.session.execute(
        sa.delete(IdempotentReply).where(
            IdempotentReply.community_id == actor.community.id,
            IdempotentReply.created_at < now() - KEPT,
        )
    )


def _fingerprint() -> str:
    """Tell requests apart: method, address and the body's bytes."""
    start = f"{request.method} {request.path}\n".encode()
    return hashlib.sha256(start + request.get_data(cache=True)).hexdigest()
