"""Who may give and take which roles, and why a community never loses its last owner.

* Only owners make, unmake, change or remove owners.
* Only who may do all that managers do makes and unmakes managers; a program's token may not.
* Nobody gives themselves more than they have.
* The last owner who has ever signed in stays one: neither roles, leaving, removal nor erasing
  takes them away, also where two owners go at the same instant.
"""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from badges.accounts.access import Actor, Permission, Role, permissions_of
from badges.database import db
from badges.errors import ConflictError, ForbiddenError
from badges.models import Community, EmailAddress, Membership
from badges.models.people import TEAM


def lock_roles(row: Membership) -> None:
    """Let one transaction after the other change roles of this community; reads the row anew."""
    db.session.flush()
    # SQLite has one writer at a time anyway and knows no FOR UPDATE.
    db.session.execute(
        sa.select(Community.id).where(Community.id == row.community_id).with_for_update()
    )
    db.session.refresh(row, ["roles", "left_at"])


def require_may_change(actor: Actor, row: Membership, wanted: Iterable[str]) -> None:
    """Go on only if the actor may turn this member's roles into those wanted.

    Raises :class:`ForbiddenError`; the command line may do everything.
    """
    actor.require(Permission.MEMBERS_WRITE)
    if actor.membership is None:
        return
    before, after = set(row.roles), set(wanted)
    if Role.OWNER in before | after and before != after:
        require_owner(actor)
    if Role.MANAGER in before ^ after and not actor.may(Permission.SETTINGS):
        raise ForbiddenError(
            "member.managers_only", "Only managers, on these pages, make and unmake managers."
        )
    gained = permissions_of(after) - permissions_of(before)
    if row.id == actor.membership.id and gained:
        raise ForbiddenError("member.self", "Nobody gives themselves more rights; ask somebody.")


def require_may_remove(actor: Actor, row: Membership) -> None:
    """Go on only if the actor may take leave of this member; everybody may leave themselves."""
    if actor.membership is None or row.id == actor.membership.id:
        return
    require_may_change(actor, row, [Role.MEMBER.value])


def require_owner(actor: Actor) -> None:
    """Go on only if the actor owns the community, or is the command line."""
    if actor.membership is not None and Role.OWNER not in actor.membership.roles:
        raise ForbiddenError(
            "member.owners_only", "Only an owner of the community may change who owns it."
        )


def keep_an_owner(row: Membership) -> None:
    """Go on only if the community has another owner, who has signed in at least once.

    To be called before an owner's roles end, whichever way; raises :class:`ConflictError`.
    """
    lock_roles(row)
    if Role.OWNER not in row.roles or row.left_at is not None:
        return
    verified = sa.select(EmailAddress.id).where(
        EmailAddress.person_id == Membership.person_id, EmailAddress.verified_at.is_not(None)
    )
    others = db.session.scalars(
        sa.select(Membership.roles).where(
            Membership.community_id == row.community_id,
            Membership.left_at.is_(None),
            Membership.id != row.id,
            sa.text(TEAM),
            verified.exists(),
            sa.cast(Membership.roles, sa.String).contains(f'"{Role.OWNER}"'),
        )
    )
    if not any(Role.OWNER in roles for roles in others):
        raise ConflictError(
            "member.last_owner",
            "This is the last owner of the community; first make somebody else an owner who "
            "has signed in before.",
            community=row.community.slug,
        )
