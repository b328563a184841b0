"""Secrets that are shown once and kept as a hash: sign-in links, sessions, API tokens.

Each is 256 random bits, so that a plain SHA-256 suffices and a look-up by hash needs no
comparison in constant time.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from datetime import timedelta

import sqlalchemy as sa

from badges.accounts.access import SCOPES, Actor, Permission, permissions_of
from badges.audit import record
from badges.database import db, get_scoped
from badges.errors import ForbiddenError, InputError
from badges.models import ApiToken
from badges.ports import now, ports

PREFIX = "msn_"
DEFAULT_LIFETIME = timedelta(days=90)


def new_secret(prefix: str = "") -> str:
    """Draw a secret that fits into an address."""
    drawn = base64.urlsafe_b64encode(ports().token_bytes(32)).decode().rstrip("=")
    return prefix + drawn


def hash_secret(secret: str) -> str:
    """Give what is stored of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def create_token(
    actor: Actor, name: str, scopes: Iterable[str], *, lifetime: timedelta = DEFAULT_LIFETIME
) -> tuple[ApiToken, str]:
    """Make an API token, never mightier than its maker; the secret is given this once."""
    actor.require(Permission.SETTINGS)
    wanted = sorted(set(scopes))
    unknown = [scope for scope in wanted if scope not in SCOPES]
    if unknown or not wanted:
        raise InputError(
            "token.scopes",
            f"Choose from these scopes: {', '.join(sorted(SCOPES))}.",
            field="scopes",
        )
    beyond = [scope for scope in wanted if not actor.may(Permission(scope))]
    if beyond or actor.membership is None:
        raise ForbiddenError("token.beyond", "A token cannot do more than its maker.")
    secret = new_secret(PREFIX)
    token = ApiToken(
        community_id=actor.community.id,
        membership_id=actor.membership.id,
        name=name,
        token_hash=hash_secret(secret),
        scopes=wanted,
        created_at=now(),
        expires_at=now() + lifetime,
    )
    db.session.add(token)
    db.session.flush()
    record(actor, "token.create", f"token:{token.id}", scopes=wanted)
    return token, secret


def list_tokens(actor: Actor) -> list[ApiToken]:
    """List the community's tokens, the newest first; none tells its secret."""
    actor.require(Permission.SETTINGS)
    query = sa.select(ApiToken).where(ApiToken.community_id == actor.community.id)
    return list(db.session.scalars(query.order_by(ApiToken.id.desc())))


def revoke_token(actor: Actor, token_id: int) -> None:
    """End a token at once."""
    actor.require(Permission.SETTINGS)
    token = get_scoped(ApiToken, actor.community.id, id=token_id)
    token.revoked_at = token.revoked_at or now()
    record(actor, "token.revoke", f"token:{token.id}")


def actor_of_token(secret: str) -> Actor | None:
    """Give who a bearer token speaks for, or nothing where it is unknown, revoked or expired.

    Its rights are its scopes, as far as its maker still has them and still belongs.
    """
    token = db.session.scalar(sa.select(ApiToken).where(ApiToken.token_hash == hash_secret(secret)))
    if token is None or token.revoked_at is not None or token.expires_at <= now():
        return None
    if token.membership.left_at is not None:
        return None
    if token.last_used_at is None or now() - token.last_used_at > timedelta(minutes=1):
        token.last_used_at = now()
    rights = {Permission(scope) for scope in token.scopes}
    rights &= permissions_of(token.membership.roles)
    return Actor(token.community, token.membership, frozenset(rights), "api")
