"""Single people as the command line and the API name them: by their address."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import sqlalchemy as sa

from badges.accounts.access import Role
from badges.accounts.naming import places
from badges.database import db
from badges.models import Community, EmailAddress, Membership, Person
from badges.models.people import TEAM
from badges.ports import now, ports
from badges.text import clean_name, fold, normalize_email


def members_named(community: Community, wanted: str = "") -> sa.Select[Membership]:
    """Ask for the members by name; ``wanted`` is a part of name or address, in any spelling."""
    query = sa.select(Membership).where(
        Membership.community_id == community.id, Membership.left_at.is_(None)
    )
    if wanted:
        query = query.where(
            sa.or_(
                Membership.sort_name.contains(fold(wanted), autoescape=True),
                Membership.address.icontains(wanted, autoescape=True),
            )
        )
    return query.order_by(Membership.sort_name, Membership.id)


def team_of(community: Community) -> list[Membership]:
    """List by name who has a role besides being a member."""
    query = members_named(community).where(sa.text(TEAM))
    return list(db.session.scalars(query))


def has_members(community: Community, *, more_than: int) -> bool:
    """Tell whether a community has more members than so many, without counting them all."""
    here = sa.select(Membership.id).where(
        Membership.community_id == community.id, Membership.left_at.is_(None)
    )
    return db.session.scalar(here.offset(more_than).limit(1)) is not None


def member_at(community: Community, typed: str) -> Membership | None:
    """Find the member of a community who has this address."""
    address = normalize_email(typed)
    # From the address on, unordered: of a community's members there may be a million.
    here = sa.select(EmailAddress.person_id).where(EmailAddress.address == address)
    found = db.session.scalars(
        sa.select(Membership).where(
            Membership.community_id == community.id,
            Membership.person_id.in_(here),
            Membership.left_at.is_(None),
        )
    )
    return min(found, key=lambda member: member.id, default=None)


def ensure_member(
    community: Community,
    typed: str,
    *,
    name: str = "",
    roles: Sequence[Role] = (Role.MEMBER,),
) -> Membership:
    """Find the member with this address, or add one; the address still proves nothing.

    A known member keeps name and gains the roles. Raises ``InputError`` where it is no address.
    """
    found = member_at(community, typed)
    if found is not None:
        found.roles = sorted({*found.roles, *roles})
        return found
    address = normalize_email(typed)
    person = db.session.scalar(
        sa.select(Person)
        .join(EmailAddress)
        .where(EmailAddress.address == address, EmailAddress.verified_at.is_not(None))
    )
    shown = clean_name(name or address.partition("@")[0])
    if person is None:
        person = Person(name=shown, language=community.languages[0], created_at=now())
        person.addresses.append(EmailAddress(address=address, created_at=now()))
    membership = Membership(
        community=community,
        person=person,
        name=shown,
        address=address,
        roles=[str(role) for role in roles],
        subject_id=uuid.UUID(bytes=ports().token_bytes(16), version=4).urn,
        joined_at=now(),
        once_key=places(community.id, [address])[address],
    )
    db.session.add(membership)
    db.session.flush()
    return membership
