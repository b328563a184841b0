"""Signed-in browsers: begun anew at each sign-in, seen, listed and ended.

A browser holds a secret, we its hash. A session ends by itself after :data:`LIFETIME`, or after
:data:`IDLE` without a visit; ended, its secret is worth nothing, wherever it was copied to.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from badges.accounts.tokens import hash_secret, new_secret
from badges.database import MOST_ROW, db
from badges.errors import NotFoundError
from badges.models import LoginSession, Person
from badges.ports import now

LIFETIME = timedelta(days=30)
IDLE = timedelta(days=14)
FORGOTTEN = timedelta(days=30)
SEEN_EVERY = timedelta(hours=1)
"""How exactly it is known when somebody was last here; finer would be a trace of visits."""


def start(person: Person, *, method: str, device: str = "") -> tuple[LoginSession, str]:
    """Begin a session of this person's; gives it and the secret for the cookie.

    What ended long ago is forgotten by this.
    """
    ended = sa.func.coalesce(LoginSession.revoked_at, LoginSession.expires_at)
    db.session.execute(
        sa.delete(LoginSession).where(
            LoginSession.person_id == person.id, ended < now() - FORGOTTEN
        )
    )
    cookie = new_secret()
    session = LoginSession(
        person=person,
        token_hash=hash_secret(cookie),
        created_at=now(),
        expires_at=now() + LIFETIME,
        seen_at=now(),
        device=device[:80],
        method=method,
    )
    db.session.add(session)
    db.session.flush()
    return session, cookie


def find(cookie: str) -> LoginSession | None:
    """Give the session that a secret stands for, or nothing where it has ended."""
    session = db.session.scalar(
        sa.select(LoginSession).where(LoginSession.token_hash == hash_secret(cookie), *_open())
    )
    return None if session is None or session.person.erased_at else session


def is_due(session: LoginSession) -> bool:
    """Tell whether it is time to note that this session was used."""
    return now() - _seen(session) >= SEEN_EVERY


def note_visit(session_id: int) -> None:
    """Note that a session was used."""
    db.session.execute(
        sa.update(LoginSession).where(LoginSession.id == session_id).values(seen_at=now())
    )


def sessions_of(person: Person) -> list[LoginSession]:
    """List the person's open sessions, the one used last first."""
    query = sa.select(LoginSession).where(LoginSession.person_id == person.id, *_open())
    return sorted(db.session.scalars(query), key=_seen, reverse=True)


def end(cookie: str) -> None:
    """Sign out: the secret is worth nothing from now on, wherever it was copied to."""
    _end(LoginSession.token_hash == hash_secret(cookie))


def end_one(person: Person, session_id: int) -> None:
    """Sign another of the person's browsers out; raises ``NotFoundError`` for anybody else's."""
    own = sa.select(LoginSession.id).where(
        LoginSession.id == session_id, LoginSession.person_id == person.id
    )
    if session_id > MOST_ROW or db.session.scalar(own) is None:
        raise NotFoundError("not_found", "There is nothing at this address.")
    _end(LoginSession.id == session_id)


def end_all(person: Person) -> None:
    """Sign the person out everywhere."""
    _end(LoginSession.person_id == person.id)


def _end(which: sa.ColumnElement[bool]) -> None:
    db.session.execute(
        sa.update(LoginSession)
        .where(which, LoginSession.revoked_at.is_(None))
        .values(revoked_at=now())
    )


def _open() -> tuple[sa.ColumnElement[bool], ...]:
    seen = sa.func.coalesce(LoginSession.seen_at, LoginSession.created_at)
    return (
        LoginSession.revoked_at.is_(None),
        LoginSession.expires_at > now(),
        seen > now() - IDLE,
    )


def _seen(session: LoginSession) -> datetime:
    return session.seen_at or session.created_at
