"""Many people written down at once, who join by accepting a badge.

As :func:`badges.intake.people.invite` does it one by one, for those alone of whom nothing at all
is known: no member, no address that somebody proved, nothing that waits for them.

::

    strangers = unknown_among(community, addresses)
    members = invite_strangers(actor, [Newcomer("Zoë", "zoe@example.org"), …])
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from badges import audit
from badges.accounts.access import Actor, Permission, Role
from badges.accounts.naming import members_by_address
from badges.database import db, draw_ids, insert_many
from badges.intake import waiting
from badges.models import Community, EmailAddress, Membership, Person
from badges.ports import now, ports
from badges.text import fold


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody unknown: a clean name, a normalized address, the language they are written in."""

    name: str
    address: str
    language: str


@dataclass(frozen=True, slots=True)
class Invited:
    """A membership that was just written: its row, and what credentials call it."""

    membership_id: int
    subject_id: str


def unknown_among(community: Community, addresses: Collection[str]) -> set[str]:
    """Give those of some normalized addresses about which nothing is known here or elsewhere."""
    if not addresses:
        return set()
    proved = sa.select(EmailAddress.address).where(
        EmailAddress.address.in_(addresses), EmailAddress.verified_at.is_not(None)
    )
    known = {*members_by_address(community.id, addresses), *db.session.scalars(proved)}
    return {*addresses} - known - waiting.awaited(community.id, [*addresses])


def invite_strangers(actor: Actor, people: Sequence[Newcomer]) -> list[Invited]:
    """Write down people who are all unknown, each with another address; in their order."""
    actor.require(Permission.MEMBERS_WRITE)
    community, at = actor.community, now()
    persons = draw_ids(Person, len(people))
    members = draw_ids(Membership, len(people))
    invited = [
        Invited(member, uuid.UUID(bytes=ports().token_bytes(16), version=4).urn)
        for member in members
    ]
    insert_many(
        Person,
        [
            {"id": row, "name": each.name, "language": each.language, "created_at": at}
            for row, each in zip(persons, people, strict=True)
        ],
    )
    insert_many(
        EmailAddress,
        [
            {"person_id": row, "address": each.address, "created_at": at}
            for row, each in zip(persons, people, strict=True)
        ],
    )
    insert_many(
        Membership,
        [
            {
                "id": made.membership_id,
                "community_id": community.id,
                "person_id": row,
                "name": each.name,
                "sort_name": fold(each.name),
                "address": each.address,
                "roles": [Role.MEMBER.value],
                "subject_id": made.subject_id,
                "invited": True,
                "joined_at": at,
            }
            for row, each, made in zip(persons, people, invited, strict=True)
        ],
    )
    subjects = [f"membership:{made.membership_id}" for made in invited]
    audit.record_many(actor, "member.invite", subjects)
    return invited
