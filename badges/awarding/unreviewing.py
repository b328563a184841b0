"""Second thoughts about evidence: a verdict taken back in time, and who looks at what just now."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import sqlalchemy as sa

from badges import audit, signals
from badges.accounts.access import Actor
from badges.awarding.reviewing import held_for, readable_evidence
from badges.database import db, get_scoped
from badges.errors import ConflictError, ForbiddenError
from badges.mailing import cancel
from badges.milestones import Signal
from badges.models import Award, AwardEvidence, Evidence, Membership, OutboxMail, Review
from badges.ports import now

ENDED: Final = ("declined", "lapsed", "withdrawn", "erased")
LOOKING_FOR: Final = timedelta(minutes=15)
"""How long somebody counts as looking at a piece after they opened it."""


def can_undo(actor: Actor, review: Review) -> bool:
    """Tell whether the actor can still take this verdict back."""
    return _obstacle(actor, review) is None


def undo_review(actor: Actor, review: Review) -> Evidence:
    """Take a verdict back before its mail went out; the piece waits again, the history keeps both.

    Raises ``ForbiddenError`` for another one's verdict and ``ConflictError`` where it is too late.
    """
    row = get_scoped(Review, actor.community.id, id=review.id)
    piece = row.evidence
    db.session.refresh(piece, with_for_update=True)
    if row.undone_at is not None:
        return piece
    obstacle = _obstacle(actor, row)
    if obstacle is not None:
        raise obstacle
    mail = db.session.get(OutboxMail, row.mail_id) if row.mail_id else None
    if mail is not None:
        cancel(mail)
    row.undone_at = now()
    piece.state = "submitted"
    db.session.flush()
    audit.record(actor, "evidence.unreview", f"evidence:{piece.id}", review=row.id)
    signals.tell(piece.member, Signal("review", piece.kind))
    return piece


def look(actor: Actor, evidence_id: int) -> Evidence:
    """Note that somebody is looking at a piece, so that two do not judge it at once."""
    piece = readable_evidence(actor, evidence_id)
    if piece.membership_id != actor.membership_id:
        piece.looked_by, piece.looked_at = actor.membership_id, now()
        db.session.flush()
    return piece


def looker_of(actor: Actor, piece: Evidence) -> Membership | None:
    """Give who else is looking at a piece just now."""
    if piece.looked_at is None or piece.looked_by in (None, actor.membership_id):
        return None
    return piece.looker if now() - piece.looked_at < LOOKING_FOR else None


def _obstacle(actor: Actor, review: Review) -> ConflictError | ForbiddenError | None:
    piece = review.evidence
    invited = review.invitation.created_by if review.invitation is not None else None
    if actor.membership_id not in {review.reviewer_id, invited} - {None}:
        sentence = "Only the person who gave a verdict can take it back."
        return ForbiddenError("review.not_yours", sentence)
    if piece.state == "withdrawn" or piece.verdicts[-1].id != review.id:
        sentence = "The member has changed this piece since; judge the new one."
        return ConflictError("review.overtaken", sentence)
    mail = db.session.get(OutboxMail, review.mail_id) if review.mail_id else None
    is_gone = mail is not None and (mail.state == "sent" or mail.begun_at is not None)
    if review.undone_at is not None or is_gone or now() >= review.created_at + held_for(piece):
        sentence = "The mail about this verdict has gone out; it can no longer be undone."
        return ConflictError("review.sent", sentence)
    if _carries_an_award(piece):
        sentence = "A badge was awarded because of this; withdraw that badge instead."
        return ConflictError("review.built_on", sentence)
    return None


def _carries_an_award(piece: Evidence) -> bool:
    query = (
        sa.select(Award.id)
        .join(AwardEvidence, AwardEvidence.award_id == Award.id)
        .where(AwardEvidence.evidence_id == piece.id, Award.state.not_in(ENDED))
    )
    return db.session.scalar(query.limit(1)) is not None
