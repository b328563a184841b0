"""Opening a community of one's own beside the demo: who may, and with what.

    opened = open_own(draft, details, owner=Owner("Mona", "mona@example.org"))

Who may (:func:`may_open`): whoever sits at the machine that the service runs on; everybody, while
no community here has an owner who proved their address (a new installation is being set up);
afterwards the owners of a community that is no demo. The owner signs in by a link that is sent to
the address they gave; only at the machine itself, with no mail set up, it is handed over at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from badges import audit
from badges.accounts.access import Actor, Role
from badges.accounts.communities import CommunityDraft, open_community
from badges.accounts.legal import LegalDetails, clean_details
from badges.accounts.people import ensure_member
from badges.accounts.settings import set_logo
from badges.database import db
from badges.errors import ForbiddenError
from badges.launching.address import clean_address
from badges.models import Community, EmailAddress, Membership, Person
from badges.text import clean_name, normalize_email


@dataclass(frozen=True, slots=True)
class Owner:
    """Who opens a community; ``address`` is theirs alone and never shown."""

    name: str
    address: str


def may_open(person: Person | None, *, at_machine: bool) -> bool:
    """Tell whether somebody may open a community here (see the module)."""
    if at_machine:
        return True
    owners = _owners()
    if not any(_has_proved(owner) for owner in owners):
        return True
    return person is not None and any(owner.person_id == person.id for owner in owners)


def open_own(
    draft: CommunityDraft,
    details: LegalDetails,
    *,
    owner: Owner,
    address: str = "",
    logo: bytes | None = None,
) -> Membership:
    """Open a community on trial and make its first owner; gives the membership.

    All is checked before the first row is written. Raises ``InputError`` naming the field,
    ``ConflictError`` where the name is taken.
    """
    shown = clean_name(owner.name, field="owner_name")
    mailbox = normalize_email(owner.address, field="owner_address")
    kept, public = clean_details(details), clean_address(address)
    with db.session.begin_nested():
        community = open_community(draft)
        community.legal, community.address = dict(kept), public
        membership = ensure_member(community, mailbox, name=shown, roles=(Role.OWNER, Role.MEMBER))
        actor = Actor.member(membership)
        if logo is not None:
            set_logo(actor, logo)
        audit.record(actor, "community.open", f"community:{community.id}")
    return membership


def require_may_open(person: Person | None, *, at_machine: bool) -> None:
    """Go on only if somebody may open a community here; raises ``ForbiddenError``."""
    if not may_open(person, at_machine=at_machine):
        raise ForbiddenError(
            "setup.forbidden",
            "Here only the owner of a community may open another; sign in as one.",
        )


def _owners() -> list[Membership]:
    """List the owners of the communities that are no demo."""
    rows = db.session.scalars(
        sa.select(Membership)
        .join(Community)
        .where(Community.stage != "demo", Membership.left_at.is_(None))
    )
    return [row for row in rows if Role.OWNER in row.roles]


def _has_proved(owner: Membership) -> bool:
    query = sa.select(EmailAddress.id).where(
        EmailAddress.person_id == owner.person_id, EmailAddress.verified_at.is_not(None)
    )
    return db.session.scalar(query.limit(1)) is not None
