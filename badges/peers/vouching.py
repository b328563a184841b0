"""One member's word for another: given, taken back, shown or not in the badge.

::

    vouch(mira, ada, achievement, "She explained loops to me.", named=True)

What is said is told to the rules in the same transaction; the quorum awards. It is signed with
the badge itself (:mod:`badges.issuing.endorsing`).
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from badges import audit
from badges.accounts.access import Actor
from badges.awarding.judging import all_held_by
from badges.credentials.spoken import endorsements_for, revoke_endorsements
from badges.database import db, get_scoped
from badges.errors import ConflictError, InputError
from badges.jobs import enqueue
from badges.milestones import Signal
from badges.models import Achievement, Award, Credential, Endorsement, Membership, Vouch
from badges.peers.guards import require_may_vouch
from badges.ports import now
from badges.signals import tell
from badges.text import clean_line

SENTENCE_LIMIT: Final = 300
"""Characters of a word; it stands in a signed document and on a certificate."""


def vouch(
    voucher: Membership,
    member: Membership,
    achievement: Achievement,
    sentence: str,
    *,
    named: bool,
) -> Vouch:
    """Give one's word for a member; ``named`` is the consent to stand there by display name.

    Raises ``InputError`` without a sentence, and as
    :func:`badges.peers.guards.require_may_vouch` does.
    """
    row = get_scoped(Membership, voucher.community_id, id=member.id)
    standing = require_may_vouch(voucher, row, achievement)
    said = clean_line(sentence, field="sentence", limit=SENTENCE_LIMIT)
    if not said:
        raise InputError("vouch.empty", "Say in a sentence what you saw.", field="sentence")
    made = Vouch(
        community_id=voucher.community_id,
        member=row,
        achievement=achievement,
        voucher=voucher,
        sentence=said,
        name=voucher.name if named else "",
        capacity=standing.capacity,
        capacity_badge=standing.badge,
        roles=sorted(voucher.roles),
        held=sorted(all_held_by(voucher)),
        shown=True,
        created_at=now(),
    )
    db.session.add(made)
    db.session.flush()
    audit.record(Actor.member(voucher), "vouch.give", f"vouch:{made.id}", named=named)
    tell(row, Signal("vouch", achievement.slug))
    return made


def withdraw_vouch(voucher: Membership, given: Vouch) -> Vouch:
    """Take one's word back: what was signed of it is revoked, the record stays.

    An award that rested on it stands; its next issue leaves the word out.
    """
    row = get_scoped(Vouch, voucher.community_id, id=given.id, voucher_id=voucher.id)
    if row.withdrawn_at is not None:
        raise ConflictError("vouch.withdrawn", "You have taken this back already.")
    row.withdrawn_at = now()
    revoke_endorsements(*endorsements_for(row))
    audit.record(Actor.member(voucher), "vouch.withdraw", f"vouch:{row.id}")
    # A rule that asks for the absence of something may be met now.
    tell(row.member, Signal("vouch", row.achievement.slug))
    return row


def show_vouch(member: Membership, given: Vouch, *, shown: bool) -> Vouch:
    """Let a word stand in one's badge, or leave it out; a badge that has it is signed anew.

    So is one that carries a word which was taken back, where its holder leaves that out; it can
    stand in no badge any more (``ConflictError``).
    """
    row = get_scoped(Vouch, member.community_id, id=given.id, membership_id=member.id)
    if shown and row.withdrawn_at is not None:
        raise ConflictError("vouch.taken_back", "Whoever said this has taken it back.")
    row.shown = shown
    audit.record(Actor.member(member), "vouch.show", f"vouch:{row.id}", shown=shown)
    db.session.flush()
    award = award_for(row)
    if award is not None and (not is_in_badge(row) if shown else _is_carried(row)):
        if not shown:
            revoke_endorsements(*endorsements_for(row))
        enqueue("reissue", community_id=row.community_id, award_id=award.id, reason="vouch")
    return row


def award_for(given: Vouch) -> Award | None:
    """Give the newest accepted award that a word can stand in."""
    return db.session.scalar(
        sa.select(Award)
        .where(
            Award.membership_id == given.membership_id,
            Award.achievement_id == given.achievement_id,
            Award.state == "accepted",
        )
        .order_by(Award.id.desc())
        .limit(1)
    )


def is_in_badge(given: Vouch) -> bool:
    """Tell whether a word stands in a badge that is valid now."""
    found = _carried(given).where(Endorsement.revoked_at.is_(None))
    return db.session.scalar(found.limit(1)) is not None


def taken_back(member: Membership) -> list[Vouch]:
    """List the words that were taken back and that a valid badge of the member still carries."""
    carried = sa.exists(
        sa.select(Endorsement.id)
        .join(Credential)
        .where(Endorsement.vouch_id == Vouch.id, Credential.revoked_at.is_(None))
    )
    query = sa.select(Vouch).where(
        Vouch.membership_id == member.id, Vouch.withdrawn_at.is_not(None), carried
    )
    return list(db.session.scalars(query.order_by(Vouch.id.desc())))


def words_for(member: Membership, achievement: Achievement | None = None) -> list[Vouch]:
    """List what stands for a member, the newest first."""
    query = sa.select(Vouch).where(
        Vouch.membership_id == member.id,
        Vouch.withdrawn_at.is_(None),
        Vouch.voucher_id.is_not(None),
        Vouch.voucher_id != Vouch.membership_id,  # two records of one person came together
    )
    if achievement is not None:
        query = query.where(Vouch.achievement_id == achievement.id)
    return list(db.session.scalars(query.order_by(Vouch.id.desc())))


def words_by(voucher: Membership) -> list[Vouch]:
    """List what somebody said for others, the newest first, with what they took back."""
    query = sa.select(Vouch).where(Vouch.voucher_id == voucher.id)
    return list(db.session.scalars(query.order_by(Vouch.id.desc())))


def _carried(given: Vouch) -> sa.Select[int]:
    return (
        sa.select(Endorsement.id)
        .join(Credential)
        .where(Endorsement.vouch_id == given.id, Credential.revoked_at.is_(None))
    )


def _is_carried(given: Vouch) -> bool:
    return db.session.scalar(_carried(given).limit(1)) is not None
