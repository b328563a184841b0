"""Members under 16: nothing of theirs is shown before a guardian has agreed.

Only communities that say so ask for it. A member says once whether they are 16; whoever is not
names a guardian's address, and the link that goes there shows what it is about::

    token = ask_guardian(membership, "parent@example.org")
    answer_guardian(token, agreed=True)
    require_may_share(membership)              # raises ConflictError until then
"""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from badges import audit, limits, mailing
from badges.accounts.access import Actor
from badges.codes import draw_token, hash_token
from badges.database import db
from badges.errors import ConflictError, InputError, NotFoundError
from badges.models import Award, EmailAddress, GuardianConsent, Membership
from badges.ports import now, ports
from badges.text import normalize_email


def say_age(membership: Membership, *, of_age: bool | None) -> None:
    """Keep what a member says about being 16, once; raises ``InputError`` where it is missing."""
    if not membership.community.minors or membership.of_age is not None:
        return
    if of_age is None:
        raise InputError("member.age", "Say whether you are 16 or older.", field="of_age")
    membership.of_age = of_age


def asks_age(membership: Membership | None) -> bool:
    """Tell whether a form should ask for the age."""
    return membership is not None and membership.community.minors and membership.of_age is None


def may_share(membership: Membership) -> bool:
    """Tell whether a member may show badges to others."""
    if not membership.community.minors or membership.of_age:
        return True
    found = consent_of(membership)
    return found is not None and found.state == "given"


def require_may_share(membership: Membership) -> None:
    """Go on only if the member may show badges; raises ``ConflictError`` otherwise."""
    if not may_share(membership):
        raise ConflictError("award.guardian", "A parent or guardian has to agree first.")


def consent_of(membership: Membership) -> GuardianConsent | None:
    """Give what was asked of a guardian, if anything was."""
    return db.session.scalar(
        sa.select(GuardianConsent).where(GuardianConsent.membership_id == membership.id)
    )


def ask_guardian(membership: Membership, typed: str) -> GuardianConsent:
    """Mail a guardian what it is about and a link to answer; asking again replaces the link.

    Raises ``InputError`` for no address or the member's own, ``ConflictError`` once it was given,
    ``LimitError`` after three in a day.
    """
    address = normalize_email(typed, field="guardian")
    own = {row.address for row in _addresses(membership)} | {membership.address}
    if address in own:
        raise InputError(
            "guardian.own", "Give the address of a parent or guardian.", field="guardian"
        )
    row = consent_of(membership)
    if row is not None and row.state == "given":
        raise ConflictError("guardian.given", "Your guardian has agreed already.")
    limits.count("guardian", str(membership.id), limit=3, window=timedelta(days=1))
    token = draw_token(ports().token_bytes)
    if row is None:
        row = GuardianConsent(community=membership.community, member=membership)
        db.session.add(row)
    row.address, row.token_hash = address, hash_token(token)
    row.state, row.asked_at, row.answered_at = "asked", now(), None
    db.session.flush()
    mailing.post(
        "guardian",
        address,
        community=membership.community,
        language=membership.person.language,
        name=membership.name,
        link=f"{membership.community.profile.base_url}/guardian/{token}",
    )
    audit.record(Actor.member(membership), "guardian.ask", f"membership:{membership.id}")
    return row


def guardian_link(token: str) -> GuardianConsent:
    """Find what a guardian's link is about; raises ``NotFoundError``."""
    found = db.session.scalar(
        sa.select(GuardianConsent).where(GuardianConsent.token_hash == hash_token(token))
    )
    if found is None or found.member.left_at is not None:
        raise NotFoundError("guardian.unknown", "This link is not valid any more.")
    return found


def answer_guardian(token: str, *, agreed: bool) -> GuardianConsent:
    """Keep a guardian's word, which may be changed later; "no" hides all that was shown."""
    row = guardian_link(token)
    row.state, row.answered_at = ("given" if agreed else "refused"), now()
    if not agreed:
        db.session.execute(
            sa.update(Award)
            .where(Award.membership_id == row.membership_id)
            .values(visibility="private")
        )
        db.session.expire_all()
    actor = Actor(row.community, None, frozenset(), "guardian")
    audit.record(actor, "guardian.answer", f"membership:{row.membership_id}", state=row.state)
    db.session.flush()
    return row


def _addresses(membership: Membership) -> list[EmailAddress]:
    return list(membership.person.addresses)
