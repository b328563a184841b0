"""What the holder of an award does: see it, accept or decline it, correct a name, show it.

A holder comes by membership or by the claim link of one award; a link never signs anybody in and
never tells of other awards.
"""

from __future__ import annotations

import sqlalchemy as sa

from badges import audit
from badges.accounts.access import Actor
from badges.awarding.awards import REASON_LIMIT, accept_now, check_visibility
from badges.awarding.guardians import require_may_share, say_age
from badges.awarding.states import advance, note
from badges.codes import hash_token
from badges.database import db, get_scoped
from badges.errors import ConflictError, NotFoundError
from badges.jobs import enqueue
from badges.models import Award, Membership
from badges.ports import now
from badges.text import clean_line, clean_name


def award_for_claim(token: str) -> Award:
    """Find the one award that a claim link is for; raises ``NotFoundError``."""
    found = db.session.scalar(sa.select(Award).where(Award.claim_hash == hash_token(token)))
    if found is None:
        raise NotFoundError("claim.unknown", "This link is not valid any more; ask for a new one.")
    return found


def awards_of(membership: Membership) -> list[Award]:
    """List a member's awards, the newest first."""
    return list(
        db.session.scalars(
            sa.select(Award)
            .where(
                Award.community_id == membership.community_id,
                Award.membership_id == membership.id,
            )
            .order_by(Award.id.desc())
        )
    )


def award_of(membership: Membership, public_id: str) -> Award:
    """Find one award of a member; raises ``NotFoundError`` for anybody else's."""
    return get_scoped(
        Award, membership.community_id, public_id=public_id, membership_id=membership.id
    )


def accept(award: Award, *, name: str, named: bool = True, of_age: bool | None = None) -> Award:
    """Accept an offer under the name as the holder spells it; a job signs it.

    ``named`` false keeps the name out of the credential but for a salted hash (decisions 9).
    ``of_age`` is needed only where members may be under 16, and asked only once. Who was only
    invited joins by this.
    """
    spelt = clean_name(name)
    if award.member is not None:
        say_age(award.member, of_age=of_age)
    accept_now(award, actor_id=award.membership_id)
    award.recipient_name = spelt
    award.named = named
    if award.member is not None and award.member.invited:
        award.member.invited, award.member.joined_at = False, now()
        award.member.name = spelt
    audit.record(_holder(award), "award.accept", f"award:{award.id}")
    return award


def decline(award: Award, reason: str = "") -> Award:
    """Decline an offer, with or without a word why; no rule offers it again."""
    why = clean_line(reason, field="reason", limit=REASON_LIMIT)
    advance(award, "decline", actor_id=award.membership_id, reason=why)
    audit.record(_holder(award), "award.decline", f"award:{award.id}")
    return award


def reconsider(award: Award) -> Award:
    """Take a "no" back while nobody has awarded it anew: the offer stands again."""
    key = f"{award.achievement_id}:{award.membership_id}"
    if not award.version.repeatable:
        if db.session.scalar(sa.select(Award.id).where(Award.once_key == key)) is not None:
            raise ConflictError("award.anew", "This badge was offered anew; see the newer offer.")
        award.once_key = key
    advance(award, "reconsider", actor_id=award.membership_id)
    award.ended_at, award.end_reason = None, ""
    audit.record(_holder(award), "award.reconsider", f"award:{award.id}")
    return award


def share_by_link(holder: Membership, award: Award) -> Award:
    """Show a private award to whoever has its link; one that is shown already stays as it is."""
    row = award_of(holder, award.public_id)
    return set_visibility(holder, row, "link") if row.visibility == "private" else row


def set_visibility(holder: Membership, award: Award, visibility: str) -> Award:
    """Show an award to nobody, to whoever has its link, or to everybody (decisions 10).

    Raises ``ConflictError`` where a guardian has to agree first.
    """
    row = award_of(holder, award.public_id)
    wanted = check_visibility(visibility)
    if wanted != "private":
        require_may_share(holder)
    if row.visibility != wanted:
        row.visibility = wanted
        note(row, f"visibility:{wanted}", actor_id=holder.id)
        audit.record(Actor.member(holder), "award.visibility", f"award:{row.id}", visibility=wanted)
    return row


def correct_name(
    holder: Membership, award: Award, *, name: str, named: bool | None = None
) -> Award:
    """Correct one's own name, before or after signing: same share address, a new issue."""
    row = award_of(holder, award.public_id)
    spelt = clean_name(name)
    advance(row, "correct", actor_id=holder.id)
    row.recipient_name = spelt
    row.named = row.named if named is None else named
    if row.state == "accepted":
        enqueue("reissue", community_id=row.community_id, award_id=row.id, reason="corrected")
    audit.record(Actor.member(holder), "award.correct", f"award:{row.id}")
    return row


def _holder(award: Award) -> Actor:
    if award.member is None:
        return Actor(award.community, None, frozenset(), "claim")
    return Actor.member(award.member)
