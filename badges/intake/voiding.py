"""What did not happen, or was somebody else: it counts no more, and no badge is taken back.

::

    found = void_activity(actor, activity, "was not there")     # the awards it had counted for
    keep_award(actor, found[0])                                 # a person says: it stays

What a badge rested on may turn out wrong; whether the badge goes is a person's decision, asked for
once for each award and shown until it was taken. The member may say "this was not me", and a person
decides on that, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import sqlalchemy as sa

from badges import audit, signals
from badges.accounts.access import Actor, Permission
from badges.database import db, get_scoped
from badges.errors import ConflictError, InputError
from badges.milestones import AchievementProgress, Signal
from badges.models import Activity, Award, Membership, VoidedBasis
from badges.ports import now
from badges.text import clean_line

REASON_LIMIT: Final = 500
STANDING: Final = ("offered", "accepted", "suspended")
"""The states of awards that somebody may want to take back."""


def void_activity(actor: Actor, activity: Activity, reason: str) -> list[VoidedBasis]:
    """Let an activity count no more, with the reason; gives the awards that it had counted for.

    It is never deleted, and no award changes. Voiding twice changes nothing. Raises
    ``InputError`` without a reason.
    """
    actor.require(Permission.ACTIVITIES_WRITE)
    row = get_scoped(Activity, actor.community.id, id=activity.id)
    why = clean_line(reason, field="reason", limit=REASON_LIMIT)
    if not why:
        raise InputError("activity.reason", "Say why this does not count.", field="reason")
    if row.voided_at is None:
        row.voided_at, row.void_reason = now(), why
        settle(row)
        audit.record(actor, "activity.void", f"activity:{row.id}")
        # A rule that asks for the absence of something may be met now.
        signals.tell(row.member, Signal("activity", row.kind))
        asked = {each.award_id for each in _bases(row)}
        db.session.add_all(_basis(row, award) for award in led_to(row) if award.id not in asked)
        db.session.flush()
    return _bases(row)


def restore_activity(actor: Actor, activity: Activity) -> Activity:
    """Let an activity count again that was voided by mistake; what it counts for follows."""
    actor.require(Permission.ACTIVITIES_WRITE)
    row = get_scoped(Activity, actor.community.id, id=activity.id)
    if row.voided_at is not None:
        row.voided_at, row.void_reason = None, ""
        audit.record(actor, "activity.restore", f"activity:{row.id}")
        signals.tell(row.member, Signal("activity", row.kind), due=row.occurred_at)
    return row


def void_all(actor: Actor, activities: Iterable[Activity], reason: str) -> int:
    """Let many count no more for one reason; gives how many that were."""
    count = 0
    for row in activities:
        if row.voided_at is None:
            void_activity(actor, row, reason)
            count += 1
    return count


def led_to(activity: Activity) -> list[Award]:
    """List the standing awards for which it counted, as their traces say, the oldest first.

    A badge that asks for one of these badges rests on it as well, and so on.
    """
    awards = db.session.scalars(
        sa.select(Award)
        .where(Award.membership_id == activity.membership_id, Award.state.in_(STANDING))
        .order_by(Award.id)
    ).all()
    rests_on = {award: _counted(award) for award in awards}
    gone, found = {("activity", str(activity.id))}, dict[Award, None]()
    while more := [it for it in awards if it not in found and not gone.isdisjoint(rests_on[it])]:
        found |= dict.fromkeys(more)
        gone |= {("award", str(award.id)) for award in more}
    return sorted(found, key=lambda award: award.id)


def counted_in(award: Award) -> frozenset[str]:
    """Give the activities (their row ids) that counted for an award, as its trace says."""
    return frozenset(each for what, each in _counted(award) if what == "activity")


def _counted(award: Award) -> frozenset[tuple[str, str]]:
    """Give what counted for an award: its sort, and the id of its row."""
    if not award.trace.get("milestones"):
        return frozenset()
    found = AchievementProgress.from_json(award.trace)
    return frozenset(
        (each.what, each.id)
        for milestone in found.milestones
        for each in milestone.progress.counted
    )


def undecided(actor: Actor) -> list[VoidedBasis]:
    """List the awards that a voided activity had counted for, until somebody decides."""
    actor.require(Permission.AWARDS_READ)
    return list(db.session.scalars(_undecided(actor).order_by(VoidedBasis.id).limit(200)))


def count_undecided(actor: Actor) -> int:
    """Count what :func:`undecided` lists."""
    return (
        db.session.scalar(sa.select(sa.func.count()).select_from(_undecided(actor).subquery())) or 0
    )


def keep_award(actor: Actor, basis_id: int) -> VoidedBasis:
    """Say that an award stays although something it had rested on was voided."""
    actor.require(Permission.AWARDS_WRITE)
    row = get_scoped(VoidedBasis, actor.community.id, id=basis_id)
    if row.kept_at is None:
        row.kept_at, row.kept_by = now(), actor.membership_id
        audit.record(actor, "activity.keep_award", f"award:{row.award_id}")
    return row


def dispute(membership: Membership, activity_id: int, note: str) -> Activity:
    """Let a member say "this was not me"; a person decides, and until then it counts.

    Raises ``NotFoundError`` for anybody else's, ``ConflictError`` for what counts no more.
    """
    row = get_scoped(Activity, membership.community_id, id=activity_id, membership_id=membership.id)
    said = clean_line(note, field="note", limit=REASON_LIMIT)
    if row.voided_at is not None:
        raise ConflictError("activity.voided", "This counts no more already.")
    if not is_disputed(row):
        row.disputed_at, row.dispute_note, row.dispute_settled_at = now(), said, None
        audit.record(Actor.member(membership), "activity.dispute", f"activity:{row.id}")
    return row


def disputed(actor: Actor) -> list[Activity]:
    """List what members say was not them, oldest first."""
    actor.require(Permission.ACTIVITIES_WRITE)
    query = _disputed(actor).order_by(Activity.disputed_at, Activity.id).limit(200)
    return list(db.session.scalars(query))


def count_disputed(actor: Actor) -> int:
    """Count what :func:`disputed` lists."""
    return (
        db.session.scalar(sa.select(sa.func.count()).select_from(_disputed(actor).subquery())) or 0
    )


def uphold(actor: Actor, activity: Activity) -> Activity:
    """Decide that it was the member after all; it counts as before."""
    actor.require(Permission.ACTIVITIES_WRITE)
    row = get_scoped(Activity, actor.community.id, id=activity.id)
    if is_disputed(row):
        settle(row)
        audit.record(actor, "activity.uphold", f"activity:{row.id}")
    return row


def is_disputed(activity: Activity) -> bool:
    """Tell whether the member's "this was not me" waits for an answer."""
    return activity.disputed_at is not None and activity.dispute_settled_at is None


def settle(activity: Activity) -> None:
    """Note that somebody decided on what the member said, where they said something."""
    if is_disputed(activity):
        activity.dispute_settled_at = now()


def _bases(activity: Activity) -> list[VoidedBasis]:
    query = sa.select(VoidedBasis).where(VoidedBasis.activity_id == activity.id)
    return list(db.session.scalars(query.order_by(VoidedBasis.id)))


def _basis(activity: Activity, award: Award) -> VoidedBasis:
    return VoidedBasis(
        community_id=activity.community_id,
        activity_id=activity.id,
        award_id=award.id,
        found_at=now(),
    )


def _undecided(actor: Actor) -> sa.Select[VoidedBasis]:
    return (
        sa.select(VoidedBasis)
        .join(Award, Award.id == VoidedBasis.award_id)
        .join(Activity, Activity.id == VoidedBasis.activity_id)
        .where(
            VoidedBasis.community_id == actor.community.id,
            VoidedBasis.kept_at.is_(None),
            Award.state.in_(STANDING),
            Activity.voided_at.is_not(None),
        )
    )


def _disputed(actor: Actor) -> sa.Select[Activity]:
    # The conditions of the index ix_activity_disputed, word for word.
    return sa.select(Activity).where(
        Activity.community_id == actor.community.id,
        Activity.disputed_at.is_not(None),
        Activity.dispute_settled_at.is_(None),
    )
