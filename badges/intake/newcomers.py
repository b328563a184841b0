"""Many people written down at once, who join by accepting a badge.

As :func:`badges.intake.people.invite` does it one by one, for those alone of whom nothing at all
is known: no member, no address that somebody proved, nothing that waits for them.

::

    strangers = unknown_among(community, addresses)
    members = invite_strangers(actor, [Newcomer("Zoë", "zoe@example.org"), …])
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from badges import audit
from badges.accounts.access import Actor, Permission, Role
from badges.accounts.naming import members_by_address, places
from badges.database import db
from badges.intake import waiting
from badges.models import Community, EmailAddress, Membership, Person
from badges.ports import now, ports
from badges.rows import draw_ids, insert_many
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
    """Write down people who are all unknown, each with another address; in their order.

    Raises ``IntegrityError`` where somebody else wrote one of them down at the same moment; nothing
    of any is kept then.
    """
    actor.require(Permission.MEMBERS_WRITE)
    community, at = actor.community, now()
    persons = draw_ids(Person, len(people))
    members = draw_ids(Membership, len(people))
    draw = ports().token_bytes
    invited = [Invited(member, _subject_id(draw(16))) for member in members]
    insert_many(
        Person,
        [
            {"id": row, "name": each.name, "language": each.language}
            for row, each in zip(persons, people, strict=True)
        ],
        created_at=at,
    )
    insert_many(
        EmailAddress,
        [
            {"person_id": row, "address": each.address}
            for row, each in zip(persons, people, strict=True)
        ],
        created_at=at,
    )
    once = places(community.id, [each.address for each in people])
    rows = zip(persons, people, invited, strict=True)
    written = sorted(rows, key=lambda row: once[row[1].address] or 0)
    insert_many(
        Membership,
        # In the order of their keys: two who write down the same people wait for one another in
        # one direction only.
        [
            {
                "id": made.membership_id,
                "person_id": row,
                "name": each.name,
                "sort_name": fold(each.name),
                "address": each.address,
                "subject_id": made.subject_id,
                "once_key": once[each.address],
            }
            for row, each, made in written
        ],
        community_id=community.id,
        roles=[Role.MEMBER.value],
        invited=True,
        joined_at=at,
    )
    subjects = [f"membership:{made.membership_id}" for made in invited]
    audit.record_many(actor, "member.invite", subjects)
    return invited


def _subject_id(drawn: bytes) -> str:
    """Give the URN of a UUID that is random but for what RFC 9562 (5.4) sets in it."""
    version, variant = drawn[6] & 0x0F | 0x40, drawn[8] & 0x3F | 0x80
    text = (drawn[:6] + bytes((version, drawn[7], variant)) + drawn[9:]).hex()
    return f"urn:uuid:{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
