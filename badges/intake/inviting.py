"""Inviting somebody to help: a role, and a mail or a link that signs them in once.

The link lasts a week and is used up by a button. It goes by mail alone where mail is set up; else
the page shows it once to who invites, and only if it opens nothing that was there before: a
person who has signed in anywhere comes in as always.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from badges import mailing
from badges.accounts import signin
from badges.accounts.access import Actor, Permission, Role
from badges.database import db
from badges.errors import InputError
from badges.intake.lists import PersonRow
from badges.intake.people import add_members, find_by_address, set_roles
from badges.models import EmailAddress, Membership
from badges.ports import settings
from badges.text import clean_name, normalize_email

LIFETIME = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Invited:
    """Who was invited; ``link`` is empty where it went by mail or none is needed."""

    membership: Membership
    link: str
    mailed: bool


def invite(actor: Actor, *, name: str, address: str, role: str) -> Invited:
    """Give somebody a role, making them a member if they are none, and let them know.

    Raises ``InputError`` naming the field, and what :func:`badges.intake.people.set_roles` does.
    """
    actor.require(Permission.MEMBERS_WRITE)
    address = normalize_email(address, field="address")
    name = clean_name(name)
    if role not in set(Role) - {Role.MEMBER}:
        raise InputError("invite.role", "Choose what the person shall do.", field="role")
    row = _member(actor, name, address)
    set_roles(actor, row, {*row.roles, role})
    db.session.flush()
    if settings().mail_url is None:
        link = "" if _was_here_before(row) else signin.link_to(_secret(actor, address))
        return Invited(row, link, mailed=False)
    mailing.post(
        "invitation",
        address,
        community=actor.community,
        language=row.person.language,
        link=signin.link_to(_secret(actor, address)),
        role=role,
        name=row.name,
        days=LIFETIME.days,
    )
    return Invited(row, "", mailed=True)


def _member(actor: Actor, name: str, address: str) -> Membership:
    known = find_by_address(actor.community, address)
    if known is not None and known.left_at is None:
        return known
    added = add_members(actor, [PersonRow(1, name, address)])[0].membership
    if added is None:
        raise InputError("invite.role", "This person cannot be added.", field="address")
    return added


def _secret(actor: Actor, address: str) -> str:
    return signin.create_link(
        address, next_path=f"/manage/{actor.community.slug}/", lifetime=LIFETIME
    )


def _was_here_before(row: Membership) -> bool:
    """Tell whether a link would open more than what this invitation gives."""
    proved = sa.select(EmailAddress.id).where(
        EmailAddress.address == row.address, EmailAddress.verified_at.is_not(None)
    )
    elsewhere = (
        sa.select(Membership.id)
        .join(EmailAddress, EmailAddress.person_id == Membership.person_id)
        .where(EmailAddress.address == row.address, Membership.id != row.id)
    )
    return any(db.session.scalar(each.limit(1)) is not None for each in (proved, elsewhere))
