"""Guests judge a few pieces by a link: no account, no sign-in, each piece once.

A guest sees the piece, its criteria and its rubric, and neither who handed it in nor anything else
of the community. The link is known to whoever has it; only its hash is kept. A guest's word counts
as that of whoever asked for it, in the role that they have, and with theirs as one: where two
people have to approve, nobody is both by way of a link. It ends with the right to review::

    invitation, token = invite_guest(actor, [piece.id], name="Dr. Lötfest")
    judge_as_guest(open_invitation(token), piece.id, Said("approved"))
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final

import sqlalchemy as sa

from badges import audit
from badges.accounts.access import Actor, Permission, permissions_of
from badges.awarding.judging import NONE_HELD, role_of, wanted
from badges.awarding.reviewing import Said, decide
from badges.codes import draw_token, hash_token
from badges.database import db, get_scoped
from badges.errors import ConflictError, GoneError, InputError, NotFoundError
from badges.models import Evidence, InvitedPiece, Membership, Review, ReviewInvitation
from badges.ports import now, ports
from badges.text import clean_name

LIFETIME: Final = timedelta(days=14)
MOST_PIECES: Final = 20
MOST_OPEN: Final = 50


def invite_guest(
    actor: Actor, piece_ids: Iterable[int], *, name: str
) -> tuple[ReviewInvitation, str]:
    """Make a link for a guest; gives the invitation and the token, which is not kept.

    Raises ``InputError`` where no piece is chosen or too many, ``ConflictError`` for a piece that
    waits for nobody's verdict, ``NotFoundError`` for another community's.
    """
    actor.require(Permission.REVIEW)
    chosen = sorted(set(piece_ids))
    if not chosen or len(chosen) > MOST_PIECES:
        sentence = f"Choose one piece or more, {MOST_PIECES} at most."
        raise InputError("guest.pieces", sentence, field="pieces", limit=MOST_PIECES)
    if actor.membership is None:
        raise NotFoundError("not_found", "There is nothing at this address.")
    called = clean_name(name, field="name")
    pieces = [get_scoped(Evidence, actor.community.id, id=number) for number in chosen]
    for piece in pieces:
        if piece.state != "submitted" or not wanted(piece):
            raise ConflictError("guest.settled", "One of these pieces waits for nobody any more.")
        if piece.membership_id == actor.membership_id:
            raise ConflictError("guest.own", "Somebody else has to ask a guest about your work.")
    if sum(is_open(each) for each in invitations_of(actor)) >= MOST_OPEN:
        raise ConflictError("guest.many", "There are many open links already; withdraw some first.")
    token = draw_token(ports().token_bytes)
    row = ReviewInvitation(
        community_id=actor.community.id,
        token_hash=hash_token(token),
        name=called,
        inviter=actor.membership,
        created_at=now(),
        expires_at=now() + LIFETIME,
        pieces=[InvitedPiece(community_id=actor.community.id, evidence=it) for it in pieces],
    )
    db.session.add(row)
    db.session.flush()
    audit.record(actor, "evidence.invite", f"community:{actor.community.id}", count=len(pieces))
    return row, token


def invitations_of(actor: Actor) -> Sequence[ReviewInvitation]:
    """List the community's links for guests, the newest first."""
    actor.require(Permission.REVIEW)
    query = (
        sa.select(ReviewInvitation)
        .where(ReviewInvitation.community_id == actor.community.id)
        .order_by(ReviewInvitation.id.desc())
    )
    return db.session.scalars(query).all()


def is_open(invitation: ReviewInvitation) -> bool:
    """Tell whether a link still leads somewhere."""
    if invitation.withdrawn_at is not None or invitation.expires_at <= now():
        return False
    if not _reviews(invitation.inviter):
        return False
    return any(waits(each) for each in invitation.pieces)


def waits(each: InvitedPiece) -> bool:
    """Tell whether a guest may still judge a piece."""
    return each.done_at is None and each.evidence.state == "submitted"


def withdraw_invitation(actor: Actor, invitation_id: int) -> ReviewInvitation:
    """Take a link back; what the guest said already stands."""
    actor.require(Permission.REVIEW)
    row = get_scoped(ReviewInvitation, actor.community.id, id=invitation_id)
    if row.withdrawn_at is None:
        row.withdrawn_at = now()
        audit.record(actor, "evidence.uninvite", f"community:{row.community_id}")
    return row


def open_invitation(token: str) -> ReviewInvitation:
    """Find an invitation by its link; raises ``NotFoundError``, or ``GoneError`` for an ended one.

    One whose pieces are all judged opens as long as it lasts, to say thanks.
    """
    row = db.session.scalar(
        sa.select(ReviewInvitation).where(ReviewInvitation.token_hash == hash_token(token))
    )
    if row is None:
        raise NotFoundError("guest.unknown", "There is no such link.")
    if row.withdrawn_at is not None or row.expires_at <= now() or not _reviews(row.inviter):
        raise GoneError("guest.over", "This link has ended; ask whoever sent it for a new one.")
    return row


def invited_piece(invitation: ReviewInvitation, evidence_id: int) -> Evidence:
    """Find one of an invitation's pieces that still waits; raises ``NotFoundError``.

    Raises ``GoneError`` for one that was judged or taken back: it is nobody's business any more.
    """
    for each in invitation.pieces:
        if each.evidence_id == evidence_id:
            if not waits(each):
                raise GoneError("guest.done", "This piece has been decided; thank you.")
            return each.evidence
    raise NotFoundError("not_found", "There is nothing at this address.")


def judge_as_guest(invitation: ReviewInvitation, evidence_id: int, said: Said) -> Review:
    """Judge one piece, once; of two who press at once the second is told."""
    piece = invited_piece(invitation, evidence_id)
    made = Review(
        community_id=piece.community_id,
        invitation=invitation,
        reviewer_role=role_of(invitation.inviter, piece, NONE_HELD),
        held=[],
    )
    doer = Actor(invitation.inviter.community, None, frozenset(), "guest")
    done = decide(doer, piece, made, said, hold=True)
    for each in invitation.pieces:
        if each.evidence_id == evidence_id:
            each.done_at = now()
    db.session.flush()
    return done


def _reviews(inviter: Membership) -> bool:
    return inviter.left_at is None and Permission.REVIEW in permissions_of(inviter.roles)
