"""A person's own addresses: several, each proved by a link; one is the main one.

The main address is where a community writes to; signing in works with every confirmed one. Only
who asked for a link can use it, signed in, so that nobody is talked into giving their record away::

    add_address(person, "new@example.org", moving=True)      # mails a link
    confirm(person, token)                                   # proved, main, records joined
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import sqlalchemy as sa

from badges import limits, mailing
from badges.accounts.merging import bring_together
from badges.accounts.tokens import hash_secret, new_secret
from badges.database import db
from badges.errors import ConflictError, ForbiddenError, GoneError, InputError
from badges.jobs import enqueue
from badges.models import AddressProof, Community, EmailAddress, Membership, Person
from badges.ports import now, settings
from badges.text import normalize_email

LIFETIME: Final = timedelta(hours=24)
MOST: Final = 10


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What a link did: the address, whether it is the main one now, whether records were joined."""

    address: str
    moved: bool
    joined: bool


def add_address(person: Person, typed: str, *, moving: bool = False) -> AddressProof:
    """Mail a link to a further address; ``moving`` makes it the main one once proved.

    Raises ``InputError`` for what is none or known already, ``ConflictError`` after ten,
    ``LimitError`` after five links a day.
    """
    address = normalize_email(typed)
    if any(row.address == address and row.verified_at for row in person.addresses):
        raise InputError("address.known", "You have this address already.", field="email")
    if len(person.addresses) >= MOST:
        raise ConflictError("address.many", "That is enough addresses; remove one first.")
    limits.count("address", str(person.id), limit=5, window=timedelta(days=1))
    secret = new_secret()
    proof = AddressProof(
        person=person,
        address=address,
        token_hash=hash_secret(secret),
        moving=moving,
        created_at=now(),
        expires_at=now() + LIFETIME,
    )
    db.session.add(proof)
    db.session.flush()
    community = _community_of(person)
    if community is not None:
        mailing.post(
            "address",
            address,
            community=community,
            language=person.language,
            link=f"{settings().base_url}/me/addresses/{secret}",
            hours=int(LIFETIME.total_seconds() // 3600),
        )
    return proof


def peek(person: Person, secret: str) -> AddressProof:
    """Look at a link without using it up.

    Raises ``GoneError`` where it is used or too old, ``ForbiddenError`` where somebody else asked.
    """
    proof = db.session.scalar(
        sa.select(AddressProof).where(AddressProof.token_hash == hash_secret(secret))
    )
    if proof is None or proof.used_at is not None or proof.expires_at <= now():
        raise GoneError("address.used", "This link has been used or is too old; ask for a new one.")
    if proof.person_id != person.id:
        raise ForbiddenError("address.others", "This link was asked for by somebody else.")
    return proof


def other_owner(proof: AddressProof) -> Person | None:
    """Give the other record that has proved this address, if there is one: they will be joined."""
    return db.session.scalar(
        sa.select(Person)
        .join(EmailAddress)
        .where(
            EmailAddress.address == proof.address,
            EmailAddress.verified_at.is_not(None),
            Person.id != proof.person_id,
        )
    )


def confirm(person: Person, secret: str) -> Confirmed:
    """Use a link up: the address is proved, and whoever else has proved it is the same person."""
    proof = peek(person, secret)
    proof.used_at = now()
    other = other_owner(proof)
    if other is not None:
        bring_together(person, other)
    row = db.session.scalar(
        sa.select(EmailAddress).where(
            EmailAddress.person_id == person.id, EmailAddress.address == proof.address
        )
    )
    if row is None:
        row = EmailAddress(person_id=person.id, address=proof.address, created_at=now())
        db.session.add(row)
    row.verified_at = row.verified_at or now()
    db.session.flush()
    db.session.expire(person, ["addresses", "memberships"])
    for unproved in _unproved_owners(person, proof.address):
        bring_together(person, unproved)
    if proof.moving:
        choose_main(person, proof.address)
    for membership in person.memberships:
        if membership.left_at is None:
            enqueue(
                "take_waiting", community_id=membership.community_id, membership_id=membership.id
            )
    return Confirmed(proof.address, moved=proof.moving, joined=other is not None)


def main_address(person: Person) -> str:
    """Give the address that communities write to: the one most of them have, else the first."""
    here = Counter(it.address for it in person.memberships if it.left_at is None and it.address)
    if here:
        return here.most_common(1)[0][0]
    return next((row.address for row in person.addresses if row.verified_at), "")


def choose_main(person: Person, address: str) -> None:
    """Let every community write to this confirmed address; the one before hears of it.

    Raises ``InputError`` for one that is not confirmed.
    """
    if not any(row.address == address and row.verified_at for row in person.addresses):
        raise InputError("address.main", "Choose one of your confirmed addresses.", field="email")
    before = main_address(person)
    for membership in person.memberships:
        membership.address = address
    community = _community_of(person)
    if before and before != address and community is not None:
        mailing.post(
            "address_changed",
            before,
            community=community,
            language=person.language,
            name=person.name,
            new=address,
        )


def remove_address(person: Person, address: str) -> None:
    """Forget an address; never the last confirmed one (``ConflictError``).

    Where it was the main one, another confirmed one takes its place.
    """
    row = next((it for it in person.addresses if it.address == address), None)
    if row is None:
        raise InputError("address.main", "Choose one of your confirmed addresses.", field="email")
    left = [it.address for it in person.addresses if it.verified_at and it is not row]
    if not left:
        raise ConflictError("address.last", "This is your last confirmed address.")
    for membership in person.memberships:
        if membership.address == address:
            membership.address = left[0]
    db.session.execute(sa.delete(EmailAddress).where(EmailAddress.id == row.id))
    db.session.execute(
        sa.delete(AddressProof).where(
            AddressProof.person_id == person.id, AddressProof.address == address
        )
    )
    db.session.expire(person, ["addresses"])


def _unproved_owners(person: Person, address: str) -> list[Person]:
    """List those whom communities wrote down under this address and who proved none themselves."""
    proved = sa.select(EmailAddress.person_id).where(EmailAddress.verified_at.is_not(None))
    return list(
        db.session.scalars(
            sa.select(Person)
            .join(EmailAddress)
            .where(
                EmailAddress.address == address,
                Person.id != person.id,
                Person.id.not_in(proved),
                Person.erased_at.is_(None),
            )
        )
    )


def _community_of(person: Person) -> Community | None:
    """Give the community in whose name a mail about the record itself is written."""
    membership = db.session.scalar(
        sa.select(Membership)
        .where(Membership.person_id == person.id, Membership.left_at.is_(None))
        .order_by(Membership.id)
        .limit(1)
    )
    return membership.community if membership is not None else None
