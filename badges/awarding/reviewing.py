"""People judge evidence: approve it, ask for changes, or say "not yet", with a sentence.

Nobody judges their own. Where a milestone asks for several people, a piece waits until all of
them have approved it; where it lets anyone approve, members are reviewers, too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from badges import audit, signals
from badges.accounts.access import Actor, Permission
from badges.awarding.judging import (
    NONE_HELD,
    all_held_by,
    asking_of,
    badges_heard,
    held_by,
    may_judge,
    role_of,
    wanted,
)
from badges.awarding.spreading import ask_the_next
from badges.awarding.telling import tell_review
from badges.database import db, get_scoped
from badges.errors import ConflictError, ForbiddenError, InputError
from badges.milestones import Reviewed, Signal, hears
from badges.models import Achievement, AchievementVersion, Evidence, Membership, Review
from badges.models.evidence import SUBMITTED
from badges.ports import now
from badges.text import clean_narrative

VERDICTS: Final = ("approved", "changes", "not_yet")
COMMENT_LIMIT: Final = 2_000
LINGERS: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of a piece: verdict, sentence, and the levels of the rubric reached.

    ``levels`` maps a criterion's place in the rubric to a level's, both from 0, as text: "0": "2".
    ``seen`` is the state that the reviewer had before their eyes.
    """

    verdict: str
    comment: str = ""
    levels: Mapping[str, str] = field(default_factory=dict)
    seen: str = "submitted"


def review(
    actor: Actor,
    evidence: Evidence,
    verdict: str,
    comment: str = "",
    *,
    levels: Mapping[str, str] | None = None,
    seen: str = "submitted",
    hold: bool = False,
) -> Review:
    """Judge a piece; ``levels`` and ``seen`` are those of :class:`Said`.

    ``hold`` lets what may be awarded because of it wait as long as the mail about it does: for the
    community's ``mail_hold_minutes``, in which the verdict can be taken back
    (:func:`badges.awarding.unreviewing.undo_review`).

    Raises ``ConflictError`` if somebody decided meanwhile, ``ForbiddenError`` for one's own
    piece. Anything but approval needs a comment that helps.
    """
    row = get_scoped(Evidence, actor.community.id, id=evidence.id)
    reviewer = _reviewer(actor, row)
    slugs = badges_heard(wanted(row), row.achievement.slug)
    held = held_by([reviewer.id], slugs).get(reviewer.id, NONE_HELD)
    made = Review(
        community_id=row.community_id,
        reviewer=reviewer,
        reviewer_role=role_of(reviewer, row, held),
        held=sorted(held),
    )
    said = Said(verdict, comment, levels or {}, seen)
    return decide(actor, row, made, said, hold=hold)


def decide(actor: Actor, row: Evidence, made: Review, said: Said, *, hold: bool) -> Review:
    """Let a verdict count: ``made`` says whose it is, a member's or a guest's."""
    words = clean_narrative(said.comment, field="comment", limit=COMMENT_LIMIT)
    _check(said.verdict, words)
    db.session.refresh(row, with_for_update=True)
    settled = row.state != "submitted" and not actor.may(Permission.REVIEW)
    if row.state != said.seen or row.state == "withdrawn" or settled:
        raise ConflictError(
            "review.decided",
            "This piece has changed since you opened it; look at it again.",
            state=row.state,
        )
    made.verdict, made.comment, made.created_at = said.verdict, words, now()
    made.levels = _levels(row, said.levels)
    row.verdicts.append(made)
    db.session.flush()
    row.state = _state_after(row, said.verdict)
    if row.state == "submitted":
        ask_the_next(row)
    mail = tell_review(row, made)
    made.mail_id = mail.id if mail else None
    audit.record(actor, "evidence.review", f"evidence:{row.id}", verdict=said.verdict)
    due = now() + held_for(row) if hold else None
    signals.tell(row.member, Signal("review", row.kind), due=due)
    return made


def held_for(piece: Evidence) -> timedelta:
    """Give how long a verdict can be taken back."""
    return timedelta(minutes=piece.member.community.mail_hold_minutes)


def milestone_title(piece: Evidence) -> Mapping[str, str]:
    """Name what a piece was handed in for, in the newest version that still has it."""
    found: Mapping[str, str] = {}
    for version in piece.achievement.versions:
        for milestone in version.milestones:
            if milestone.key == piece.milestone_key:
                found = milestone.title
    return found


def inbox(actor: Actor) -> list[Evidence]:
    """List the pieces that wait for this reviewer: those they were asked for first, then by age."""
    actor.require(Permission.BELONG)
    pieces = db.session.scalars(
        sa.select(Evidence)
        .where(Evidence.community_id == actor.community.id, Evidence.state == SUBMITTED)
        .options(
            joinedload(Evidence.member),
            selectinload(Evidence.verdicts),
            joinedload(Evidence.achievement)
            .selectinload(Achievement.versions)
            .selectinload(AchievementVersion.milestones),
        )
        .order_by(Evidence.id)
    )
    held = all_held_by(actor.membership) if actor.membership is not None else NONE_HELD
    waiting = [piece for piece in pieces if _waits_for(actor, piece, held)]
    return sorted(waiting, key=lambda it: (it.assigned_to != actor.membership_id, it.id))


def readable_evidence(actor: Actor, evidence_id: int) -> Evidence:
    """Find a piece that the actor may look into: its owner, whoever reviews here or judged it.

    Another member whose voice its rule hears sees it while it waits, and for a day after the last
    verdict, to be told that somebody was quicker; then it is nobody else's business any more.
    """
    row = get_scoped(Evidence, actor.community.id, id=evidence_id)
    if row.membership_id != actor.membership_id and not _is_shown_to(actor, row):
        actor.require(Permission.REVIEW)
    return row


def _is_shown_to(actor: Actor, piece: Evidence) -> bool:
    if any(it.reviewer_id == actor.membership_id for it in piece.reviews):
        return True
    lately = any(it.created_at > now() - LINGERS for it in piece.reviews)
    return (piece.state == "submitted" or lately) and may_judge(actor, piece)


def _waits_for(actor: Actor, piece: Evidence, held: frozenset[str]) -> bool:
    """Leave out one's own, what one has judged, and what no rule wants judged."""
    if piece.membership_id == actor.membership_id:
        return False
    if any(review.by == str(actor.membership_id) for review in piece.reviews):
        return False
    return bool(wanted(piece)) and may_judge(actor, piece, held=held)


def _reviewer(actor: Actor, piece: Evidence) -> Membership:
    if not may_judge(actor, piece):
        actor.require(Permission.REVIEW)
    if actor.membership is None:
        raise ForbiddenError("review.nobody", "A person must judge this; sign in to do so.")
    if actor.membership.id == piece.membership_id:
        raise ForbiddenError("review.own", "Nobody judges their own work; ask somebody else.")
    return actor.membership


def _check(verdict: str, comment: str) -> None:
    if verdict not in VERDICTS:
        raise InputError("review.verdict", "Choose approved, changes or not_yet.", field="verdict")
    if verdict != "approved" and not comment:
        raise InputError("review.comment", "Say in a sentence what would help.", field="comment")


def _levels(piece: Evidence, chosen: Mapping[str, str]) -> dict[str, int]:
    """Keep the levels that the piece's rubric has; what is chosen is a help and never refused."""
    rubric = asking_of(piece).rubric
    found = {}
    for place, criterion in enumerate(rubric):
        level = chosen.get(str(place), "")
        if level.isascii() and level.isdecimal() and int(level) < len(criterion.levels):
            found[str(place)] = int(level)
    return found


def _state_after(piece: Evidence, verdict: str) -> str:
    """Let a piece wait on while more people whom its rules hear have to approve it."""
    if verdict != "approved":
        return verdict
    newest = {review.by: review for review in piece.reviews}
    approvals = [review for review in newest.values() if review.verdict == "approved"]
    done = all(_suffices(rule, approvals, piece.achievement.slug) for rule in wanted(piece))
    return "approved" if done else "submitted"


def _suffices(rule: Reviewed, approvals: Sequence[Review], slug: str) -> bool:
    """Tell whether enough of those whom a rule hears have approved."""
    heard = [
        it
        for it in approvals
        if hears(rule.by, roles={it.reviewer_role}, held=it.held, achievement=slug)
    ]
    return len(heard) >= rule.approvals
