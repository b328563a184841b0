"""Whose an address is: who may sign in by it, and what reading its mailbox proves (decisions 8).

An address counts as a person's once it is verified. Before that, communities may have written it
down for people of their own making; whoever reads the mailbox is all of them. What somebody with
a verified address merely *claims* as a further one signs nobody in: it would hand the mailbox's
owner, with every role, to whoever typed it.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from badges.accounts.merging import bring_together
from badges.database import db
from badges.errors import GoneError
from badges.models import EmailAddress, Membership, Person
from badges.ports import now


def membership_at(address: str) -> Membership | None:
    """Find a membership that a normalized address may sign in to, or nothing."""
    return db.session.scalar(
        sa.select(Membership)
        .join(Person, Membership.person_id == Person.id)
        .join(EmailAddress, EmailAddress.person_id == Person.id)
        .where(
            EmailAddress.address == address,
            Membership.left_at.is_(None),
            Person.erased_at.is_(None),
            _counts(),
        )
        .order_by(EmailAddress.verified_at.is_(None), Membership.id)
        .limit(1)
    )


def prove(address: str) -> Person:
    """Mark the address as its person's own, and bring together what was added under it.

    Raises ``GoneError`` where nobody has it any more.
    """
    rows = db.session.scalars(
        sa.select(EmailAddress)
        .join(Person)
        .where(EmailAddress.address == address, Person.erased_at.is_(None), _counts())
        .order_by(EmailAddress.verified_at.is_(None), EmailAddress.id)
    ).all()
    if not rows:
        raise GoneError("sign_in.used", "This sign-in link is too old; ask for a new one.")
    first = rows[0]
    if first.verified_at is None:
        first.verified_at = now()
    for other in rows[1:]:
        bring_together(first.person, other.person)
    return first.person


def _counts() -> sa.ColumnElement[bool]:
    """Hold for a verified address, and for one of a person who has verified none."""
    theirs = aliased(EmailAddress)
    verified = sa.select(theirs.id).where(
        theirs.person_id == EmailAddress.person_id, theirs.verified_at.is_not(None)
    )
    return sa.or_(EmailAddress.verified_at.is_not(None), ~verified.exists())
