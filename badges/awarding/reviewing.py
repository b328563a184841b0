"""People judge evidence: approve it, ask for changes, or say "not yet", with a sentence.

Nobody judges their own. Where a milestone asks for several people, a piece waits until all of
them have approved it; where it lets anyone approve, members are reviewers, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

import sqlalchemy as sa

from badges import audit, signals
from badges.accounts.access import Actor, Permission, Role
from badges.awarding.achievements import newest_published
from badges.awarding.telling import tell_review
from badges.database import db, get_scoped
from badges.errors import ConflictError, ForbiddenError, InputError
from badges.milestones import Reviewed, Signal, leaves_of, stored_rule
from badges.models import Evidence, Membership, Review
from badges.ports import now
from badges.text import clean_narrative

VERDICTS: Final = ("approved", "changes", "not_yet")
COMMENT_LIMIT: Final = 2_000


def review(
    actor: Actor,
    evidence: Evidence,
    verdict: str,
    comment: str = "",
    *,
    seen: str = "submitted",
    hold: bool = False,
) -> Review:
    """Judge a piece; ``seen`` is the state that the reviewer had before their eyes.

    ``hold`` lets what may be awarded because of it wait as long as the mail about it does: for the
    community's ``mail_hold_minutes``, in which the verdict can be taken back
    (:func:`badges.awarding.unreviewing.undo_review`).

    Raises ``ConflictError`` if somebody decided meanwhile, ``ForbiddenError`` for one's own
    piece. Anything but approval needs a comment that helps.
    """
    row = get_scoped(Evidence, actor.community.id, id=evidence.id)
    reviewer = _reviewer(actor, row)
    words = clean_narrative(comment, field="comment", limit=COMMENT_LIMIT)
    _check(verdict, words)
    db.session.refresh(row, with_for_update=True)
    if row.state != seen or row.state == "withdrawn":
        raise ConflictError(
            "review.decided",
            "This piece has changed since you opened it; look at it again.",
            state=row.state,
        )
    made = Review(
        community_id=row.community_id,
        reviewer=reviewer,
        reviewer_role=_role(actor, reviewer),
        verdict=verdict,
        comment=words,
        created_at=now(),
    )
    row.verdicts.append(made)
    db.session.flush()
    row.state = _state_after(row, verdict)
    mail = tell_review(row, made)
    made.mail_id = mail.id if mail else None
    audit.record(actor, "evidence.review", f"evidence:{row.id}", verdict=verdict)
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
    """List the pieces that wait for this reviewer, the oldest first."""
    actor.require(Permission.BELONG)
    pieces = db.session.scalars(
        sa.select(Evidence)
        .where(Evidence.community_id == actor.community.id, Evidence.state == "submitted")
        .order_by(Evidence.id)
    )
    return [piece for piece in pieces if _waits_for(actor, piece)]


def readable_evidence(actor: Actor, evidence_id: int) -> Evidence:
    """Find a piece that the actor may look into: its owner, or whoever may judge it."""
    row = get_scoped(Evidence, actor.community.id, id=evidence_id)
    if row.membership_id != actor.membership_id and not _may_judge(actor, row):
        actor.require(Permission.REVIEW)
    return row


def _waits_for(actor: Actor, piece: Evidence) -> bool:
    """Leave out one's own, what one has judged, and what no rule wants judged."""
    if piece.membership_id == actor.membership_id:
        return False
    if any(review.reviewer_id == actor.membership_id for review in piece.reviews):
        return False
    return bool(_wanted(piece)) and _may_judge(actor, piece)


def _may_judge(actor: Actor, piece: Evidence) -> bool:
    return actor.may(Permission.REVIEW) or any(rule.by == "anyone" for rule in _wanted(piece))


def _reviewer(actor: Actor, piece: Evidence) -> Membership:
    if not _may_judge(actor, piece):
        actor.require(Permission.REVIEW)
    if actor.membership is None:
        raise ForbiddenError("review.nobody", "A person must judge this; sign in to do so.")
    if actor.membership.id == piece.membership_id:
        raise ForbiddenError("review.own", "Nobody judges their own work; ask somebody else.")
    return actor.membership


def _role(actor: Actor, reviewer: Membership) -> str:
    """Name the role that the verdict was given in, as rules count it."""
    for role in (Role.OWNER, Role.MANAGER):
        if role in reviewer.roles:
            return role.value
    return (Role.REVIEWER if actor.may(Permission.REVIEW) else Role.MEMBER).value


def _check(verdict: str, comment: str) -> None:
    if verdict not in VERDICTS:
        raise InputError("review.verdict", "Choose approved, changes or not_yet.", field="verdict")
    if verdict != "approved" and not comment:
        raise InputError("review.comment", "Say in a sentence what would help.", field="comment")


def _state_after(piece: Evidence, verdict: str) -> str:
    """Let a piece wait on while more people have to approve it."""
    if verdict != "approved":
        return verdict
    newest = {review.reviewer_id: review.verdict for review in piece.reviews}
    needed = max((rule.approvals for rule in _wanted(piece)), default=1)
    approvals = sum(found == "approved" for found in newest.values())
    return "approved" if approvals >= needed else "submitted"


def _wanted(piece: Evidence) -> list[Reviewed]:
    """List the rules of the piece's milestone that ask for a review."""
    version = newest_published(piece.achievement)
    for milestone in version.milestones if version is not None else ():
        if milestone.key == piece.milestone_key:
            leaves = leaves_of(stored_rule(milestone.rule), asked=True)
            return [rule for rule in leaves if isinstance(rule, Reviewed)]
    return []
