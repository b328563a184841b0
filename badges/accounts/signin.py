"""Signing in by a one-time link that a mail scanner's visit does not use up.

A link is asked for (``request_link``), opened (``peek``: changes nothing) and used by the button
on that page (``use_link``: starts a session and proves the address). Whether an address is known
is told by mail only, never by the page.
"""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from badges import mailing
from badges.accounts.tokens import hash_secret, new_secret
from badges.database import db
from badges.errors import GoneError, NotFoundError
from badges.limits import count
from badges.models import EmailAddress, LoginSession, Membership, Person, SignInToken
from badges.ports import now, settings
from badges.text import normalize_email

LINK_LIFETIME = timedelta(minutes=30)
SESSION_LIFETIME = timedelta(days=30)


def request_link(typed: str, *, next_path: str = "") -> None:
    """Mail a sign-in link if the address belongs to somebody; says nothing either way.

    Raises ``InputError`` where it is no address and ``LimitError`` after five in a quarter hour.
    """
    address = normalize_email(typed)
    count("sign-in", address, limit=5, window=timedelta(minutes=15))
    membership = _membership_at(address)
    if membership is None:
        return
    secret = create_link(address, next_path=next_path)
    mailing.post(
        "sign_in",
        address,
        community=membership.community,
        language=membership.person.language,
        link=f"{settings().base_url}/sign-in/{secret}",
        minutes=int(LINK_LIFETIME.total_seconds() // 60),
    )


def create_link(address: str, *, next_path: str = "") -> str:
    """Make a sign-in link's secret for a known address; raises ``NotFoundError``."""
    address = normalize_email(address)
    if _membership_at(address) is None:
        raise NotFoundError("sign_in.unknown", f"Nobody here has the address {address}.")
    secret = new_secret()
    db.session.add(
        SignInToken(
            address=address,
            token_hash=hash_secret(secret),
            next_path=next_path if next_path.startswith("/") else "",
            created_at=now(),
            expires_at=now() + LINK_LIFETIME,
        )
    )
    return secret


def peek(secret: str) -> SignInToken:
    """Look at a link without using it up; raises ``GoneError`` where it is used or too old."""
    token = db.session.scalar(
        sa.select(SignInToken).where(SignInToken.token_hash == hash_secret(secret))
    )
    if token is None or token.used_at is not None or token.expires_at <= now():
        raise GoneError(
            "sign_in.used", "This sign-in link has been used or is too old; ask for a new one."
        )
    return token


def use_link(secret: str) -> tuple[LoginSession, str, str]:
    """Use a link up: gives the session, its secret for the cookie, and where to go next."""
    token = peek(secret)
    token.used_at = now()
    person = _prove(token.address)
    cookie = new_secret()
    session = LoginSession(
        person=person,
        token_hash=hash_secret(cookie),
        created_at=now(),
        expires_at=now() + SESSION_LIFETIME,
    )
    db.session.add(session)
    db.session.flush()
    return session, cookie, token.next_path


def person_of_session(cookie: str) -> Person | None:
    """Give who a session's secret stands for, or nothing where it has ended."""
    session = db.session.scalar(
        sa.select(LoginSession).where(LoginSession.token_hash == hash_secret(cookie))
    )
    if session is None or session.revoked_at is not None or session.expires_at <= now():
        return None
    return None if session.person.erased_at else session.person


def end_session(cookie: str) -> None:
    """Sign out: the secret is worth nothing from now on, wherever it was copied to."""
    db.session.execute(
        sa.update(LoginSession)
        .where(LoginSession.token_hash == hash_secret(cookie))
        .values(revoked_at=now())
    )


def _membership_at(address: str) -> Membership | None:
    """Find a membership that this address may sign in to."""
    return db.session.scalar(
        sa.select(Membership)
        .join(Person, Membership.person_id == Person.id)
        .join(EmailAddress, EmailAddress.person_id == Person.id)
        .where(
            EmailAddress.address == address,
            Membership.left_at.is_(None),
            Person.erased_at.is_(None),
        )
        .order_by(EmailAddress.verified_at.is_(None), Membership.id)
        .limit(1)
    )


def _prove(address: str) -> Person:
    """Mark the address as its person's own, and bring together what was added under it.

    Until an address is proved, each community may have written down a person of its own for it;
    whoever reads the mailbox is all of them.
    """
    rows = db.session.scalars(
        sa.select(EmailAddress)
        .join(Person)
        .where(EmailAddress.address == address, Person.erased_at.is_(None))
        .order_by(EmailAddress.verified_at.is_(None), EmailAddress.id)
    ).all()
    if not rows:
        raise GoneError("sign_in.used", "This sign-in link is too old; ask for a new one.")
    first = rows[0]
    if first.verified_at is None:
        first.verified_at = now()
    for other in rows[1:]:
        _take_over(first.person, other.person)
    return first.person


def _take_over(person: Person, other: Person) -> None:
    """Move another person's memberships over where both are not in the same community."""
    own = {membership.community_id for membership in person.memberships}
    for membership in list(other.memberships):
        if membership.community_id not in own:
            membership.person_id = person.id
