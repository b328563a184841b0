"""Members: added from a list, given roles, taken leave of."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from badges import audit
from badges.accounts.access import Actor, Permission, Role
from badges.accounts.naming import places
from badges.accounts.roles import keep_an_owner, lock_roles, require_may_change, require_may_remove
from badges.database import db, get_scoped
from badges.errors import ConflictError, InputError, Reason
from badges.intake import waiting
from badges.intake.lists import PersonRow
from badges.models import Community, EmailAddress, Membership, Person
from badges.ports import now, ports

Outcome = Literal["added", "known", "double", "invalid"]


@dataclass(frozen=True, slots=True)
class AddedMember:
    """What became of one row; ``membership`` is nothing where the row could not be used."""

    line: int
    outcome: Outcome
    membership: Membership | None
    problem: Reason | None = None


def add_members(actor: Actor, rows: Iterable[PersonRow]) -> tuple[AddedMember, ...]:
    """Make members of the good rows; who is one already stays as they are.

    Nobody is signed in by this, and an address proves nothing before its link was used
    (decisions 8).
    """
    actor.require(Permission.MEMBERS_WRITE)
    results = tuple(_add(actor.community, row) for row in rows)
    added = sum(result.outcome == "added" for result in results)
    audit.record(actor, "members.add", f"community:{actor.community.id}", added=added)
    return results


def invite(actor: Actor, row: PersonRow) -> Membership:
    """Write somebody down who joins by accepting a badge; who belongs already stays as they are.

    Raises ``InputError`` for a row that is not good.
    """
    actor.require(Permission.MEMBERS_WRITE)
    result = _add(actor.community, row)
    if result.membership is None:
        raise InputError(row.problem or Reason("people.no_address"), field="address")
    if result.outcome == "added":
        result.membership.invited = True
        audit.record(actor, "member.invite", f"membership:{result.membership.id}")
    return result.membership


def set_roles(actor: Actor, membership: Membership, roles: Iterable[str]) -> Membership:
    """Give somebody these roles and no others; everybody stays a member.

    Who may change what: :mod:`badges.accounts.roles`. Raises ``InputError`` where there is no
    such role, ``ForbiddenError``, and ``ConflictError`` for the last owner and for who has left.
    """
    actor.require(Permission.MEMBERS_WRITE)
    row = get_scoped(Membership, actor.community.id, id=membership.id)
    wanted = _roles(roles)
    lock_roles(row)
    if row.left_at is not None:
        raise ConflictError("member.left", "This person has left the community; add them again.")
    require_may_change(actor, row, wanted)
    if Role.OWNER not in wanted:
        keep_an_owner(row)
    row.roles = wanted
    audit.record(actor, "member.roles", f"membership:{row.id}", roles=wanted)
    return row


def remove_member(actor: Actor, membership: Membership) -> Membership:
    """Take leave of a member: no more access, what was earned stays theirs.

    A member may leave on their own. Raises ``ForbiddenError``, and ``ConflictError`` for the last
    owner.
    """
    row = get_scoped(Membership, actor.community.id, id=membership.id)
    lock_roles(row)
    require_may_remove(actor, row)
    keep_an_owner(row)
    if row.left_at is None:
        row.left_at = now()
        row.roles = [Role.MEMBER.value]
        audit.record(actor, "member.remove", f"membership:{row.id}")
    return row


def find_by_address(community: Community, address: str) -> Membership | None:
    """Find the member who is reached at a normalized address, who left included."""
    return db.session.scalar(
        sa.select(Membership)
        .outerjoin(
            EmailAddress,
            sa.and_(
                EmailAddress.person_id == Membership.person_id,
                EmailAddress.address == address,
            ),
        )
        .where(
            Membership.community_id == community.id,
            sa.or_(Membership.address == address, EmailAddress.id.is_not(None)),
        )
        .order_by(Membership.left_at.is_not(None), Membership.id)
        .limit(1)
    )


def _add(community: Community, row: PersonRow) -> AddedMember:
    if row.verdict != "good":
        return AddedMember(row.line, row.verdict, None, row.problem)
    known = find_by_address(community, row.address)
    if known is not None and known.left_at is None:
        return AddedMember(row.line, "known", known)
    if known is not None:
        known.left_at = None
        waiting.take(known)
        return AddedMember(row.line, "added", known)
    person = _person_of(row.address) or _new_person(community, row)
    membership = Membership(
        community_id=community.id,
        community=community,
        person=person,
        name=row.name,
        address=row.address,
        roles=[Role.MEMBER.value],
        subject_id=uuid.UUID(bytes=ports().token_bytes(16), version=4).urn,
        joined_at=now(),
        once_key=places(community.id, [row.address])[row.address],
    )
    db.session.add(membership)
    db.session.flush()
    waiting.take(membership)
    return AddedMember(row.line, "added", membership)


def _person_of(address: str) -> Person | None:
    """Find who proved that the address is theirs, in whichever community."""
    return db.session.scalar(
        sa.select(Person)
        .join(EmailAddress)
        .where(EmailAddress.address == address, EmailAddress.verified_at.is_not(None))
    )


def _new_person(community: Community, row: PersonRow) -> Person:
    person = Person(name=row.name, language=community.languages[0], created_at=now())
    person.addresses.append(EmailAddress(address=row.address, created_at=now()))
    db.session.add(person)
    return person


def _roles(roles: Iterable[str]) -> list[str]:
    """Give known roles in their order, ``member`` always among them."""
    given = {*roles, Role.MEMBER.value}
    unknown = given - {role.value for role in Role}
    if unknown:
        raise InputError(
            "member.role",
            f"There is no role {min(unknown)!r}; choose among {', '.join(Role)}.",
            field="roles",
        )
    return [role.value for role in Role if role.value in given]
