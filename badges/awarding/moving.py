"""What a new address or a new name means for badges: signed anew at the same share address.

A signed document holds a fingerprint of the address it was issued to, so that moving to another
address changes no document by itself; the holder decides whether they are renewed.
"""

from __future__ import annotations

import sqlalchemy as sa

from badges.accounts.addresses import main_address
from badges.awarding.holding import correct_name
from badges.awarding.states import advance, has_expired
from badges.database import db
from badges.jobs import enqueue
from badges.models import Award, Membership, Person
from badges.ports import now
from badges.text import clean_name


def with_other_address(person: Person) -> list[Award]:
    """List the badges held whose fingerprint is of another address than the main one."""
    main = main_address(person)
    return [
        award
        for award in _held(person)
        if main and award.recipient_address not in {"", main} and not has_expired(award, now())
    ]


def renew_address(person: Person) -> int:
    """Put the main address into every badge held; gives how many are signed anew by jobs."""
    main, touched = main_address(person), with_other_address(person)
    for award in touched:
        advance(award, "correct", actor_id=award.membership_id)
        award.recipient_address = main
        enqueue("reissue", community_id=award.community_id, award_id=award.id, reason="address")
    for award in _of(person, "offered"):
        award.recipient_address = main or award.recipient_address
    return len(touched)


def rename(person: Person, typed: str, *, badges: bool) -> int:
    """Correct a person's name, on wish in every badge held; gives how many are signed anew."""
    name = clean_name(typed)
    person.name = name
    for membership in person.memberships:
        if membership.left_at is None:
            membership.name = name
    if not badges:
        return 0
    touched = [
        award
        for award in _held(person)
        if award.recipient_name != name and not has_expired(award, now())
    ]
    for award in touched:
        if award.member is not None:
            correct_name(award.member, award, name=name)
    return len(touched)


def _held(person: Person) -> list[Award]:
    return _of(person, "accepted")


def _of(person: Person, state: str) -> list[Award]:
    return list(
        db.session.scalars(
            sa.select(Award)
            .join(Membership, Award.membership_id == Membership.id)
            .where(Membership.person_id == person.id, Award.state == state)
            .order_by(Award.id)
        )
    )
