"""Who is asked to look first, so that the work is spread; and by when an answer is expected.

A suggestion, never a lock: whoever else may judge a piece may still take it. Whoever asked for
changes sees the next try first; otherwise who has least to do. Two people who would judge each
other's work within a month are kept apart where anybody else is there. Where several have to
approve, the next one is asked as soon as the one before has. Days on which the community pauses
do not count towards the day that was promised, those planned afterwards neither.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from badges import audit, standstill
from badges.accounts.access import Actor, Permission
from badges.awarding.judging import eligible, may_judge
from badges.awarding.pauses import pauses_of_community
from badges.database import db, get_scoped
from badges.errors import ConflictError
from badges.models import Community, Evidence, Membership, Review, ReviewInvitation
from badges.models.evidence import SUBMITTED
from badges.ports import now
from badges.standstill import Span

SWAP_DAYS: Final = 30
"""Within so many days two people do not judge each other's work, if others can."""


def ask_somebody(piece: Evidence, *, before: Evidence | None = None) -> Membership | None:
    """Suggest who looks at a piece first, and note by when the member may expect an answer.

    Nothing is noted for a piece that no rule wants judged.
    """
    candidates = eligible(piece)
    if not candidates:
        return None
    community = piece.member.community
    spans = pauses_of_community(community.id)
    days = timedelta(days=community.answer_days)
    piece.answer_by = standstill.after(now(), days, spans, ZoneInfo(community.zone))
    piece.asked = _who_knows_it(before, candidates) or _least_busy(piece, candidates)
    db.session.flush()
    return piece.asked


def ask_the_next(piece: Evidence) -> Membership | None:
    """Ask somebody else where a piece still waits and whoever was asked has judged it."""
    if str(piece.assigned_to) not in _voices(piece):
        return piece.asked
    others = _yet_to_judge(piece)
    piece.asked = _least_busy(piece, others) if others else None
    db.session.flush()
    return piece.asked


def move_promises(community: Community, before: Sequence[Span]) -> None:
    """Count the days until an answer anew, after the pauses were others (``before``)."""
    after, zone = pauses_of_community(community.id), ZoneInfo(community.zone)
    waiting = sa.select(Evidence).where(
        Evidence.community_id == community.id,
        Evidence.state == SUBMITTED,
        Evidence.answer_by.is_not(None),
    )
    for piece in db.session.scalars(waiting):
        since, until = piece.submitted_at, piece.answer_by
        if until is not None:
            lasting = standstill.gone_by(since, until, before, zone)
            piece.answer_by = standstill.after(since, lasting, after, zone)
    db.session.flush()


def pass_on(actor: Actor, piece: Evidence) -> Membership:
    """Ask the next one instead; raises ``ConflictError`` where there is nobody else."""
    row = get_scoped(Evidence, actor.community.id, id=piece.id)
    if row.state != "submitted":
        raise ConflictError("review.decided", "This piece has been decided already.")
    if not may_judge(actor, row):
        actor.require(Permission.REVIEW)
    others = [it for it in _yet_to_judge(row) if it.id != row.assigned_to]
    if not others:
        raise ConflictError("review.nobody_else", "There is nobody else who may judge this.")
    row.asked = _least_busy(row, others)
    db.session.flush()
    audit.record(actor, "evidence.pass_on", f"evidence:{row.id}")
    return row.asked


def ask_again_without(membership: Membership) -> None:
    """Let others be asked instead of somebody who goes, and take back their links for guests."""
    pieces = db.session.scalars(
        sa.select(Evidence).where(Evidence.assigned_to == membership.id)
    ).all()
    for piece in pieces:
        others = [it for it in eligible(piece) if it.id != membership.id]
        waiting = piece.state == "submitted" and others
        piece.asked = _least_busy(piece, others) if waiting else None
    db.session.execute(
        sa.update(ReviewInvitation)
        .where(
            ReviewInvitation.created_by == membership.id,
            ReviewInvitation.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=now())
    )
    db.session.flush()


def late(community_id: int) -> list[Evidence]:
    """List the pieces whose answer was promised for a day that has passed, the oldest first."""
    query = (
        sa.select(Evidence)
        .where(
            Evidence.community_id == community_id,
            Evidence.state == SUBMITTED,
            Evidence.answer_by < now(),
        )
        .order_by(Evidence.answer_by, Evidence.id)
    )
    return list(db.session.scalars(query))


def _voices(piece: Evidence) -> set[str]:
    """Give who has spoken about a piece, guests as whoever invited them."""
    return {review.by for review in piece.reviews}


def _yet_to_judge(piece: Evidence) -> list[Membership]:
    spoken = _voices(piece)
    return [member for member in eligible(piece) if str(member.id) not in spoken]


def _who_knows_it(before: Evidence | None, candidates: list[Membership]) -> Membership | None:
    if before is None or not before.reviews:
        return None
    last = before.reviews[-1].reviewer_id
    return next((member for member in candidates if member.id == last), None)


def _least_busy(piece: Evidence, candidates: list[Membership]) -> Membership:
    """Choose who has fewest pieces open, then who judged fewest lately, then who came first."""
    apart = _judged_by(piece.membership_id, piece.community_id)
    open_now = _counts(
        Evidence.assigned_to, Evidence.state == SUBMITTED, Evidence.id != piece.id, piece=piece
    )
    lately = _counts(
        Review.reviewer_id, Review.created_at > now() - timedelta(days=SWAP_DAYS), piece=piece
    )
    return min(
        candidates,
        key=lambda it: (it.id in apart, open_now[it.id], lately[it.id], it.id),
    )


def _counts(
    column: sa.orm.InstrumentedAttribute[int | None],
    *conditions: sa.ColumnElement[bool],
    piece: Evidence,
) -> Counter[int]:
    here = column.class_.community_id == piece.community_id
    query = sa.select(column, sa.func.count()).where(here, column.is_not(None), *conditions)
    rows = db.session.execute(query.group_by(column)).all()
    return Counter({row[0]: row[1] for row in rows if row[0] is not None})


def _judged_by(member_id: int, community_id: int) -> set[int]:
    """Give whose work this member judged lately: they should not judge in return."""
    query = (
        sa.select(Evidence.membership_id)
        .join(Review, Review.evidence_id == Evidence.id)
        .where(
            Review.community_id == community_id,
            Review.reviewer_id == member_id,
            Review.undone_at.is_(None),
            Review.created_at > now() - timedelta(days=SWAP_DAYS),
        )
    )
    return set(db.session.scalars(query))
