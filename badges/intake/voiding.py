"""What did not happen, or was somebody else: it counts no more, and no badge is taken back.

::

    found = void_activity(actor, activity, "was not there")     # the awards it had counted for
    keep_award(actor, found[0])                                 # a person says: it stays

What a badge rested on may turn out wrong; whether the badge goes is a person's decision, asked for
once for each award and shown until it was taken. The member may say "this was not me", and a person
decides on that, too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

import sqlalchemy as sa

from badges import audit, signals
from badges.accounts.access import Actor, Permission
from badges.database import db, get_scoped
from badges.errors import ConflictError, InputError, NotFoundError
from badges.milestones import AchievementProgress, Signal
from badges.models import Activity, Award, Membership, VoidedBasis
from badges.ports import now
from badges.text import clean_line

REASON_LIMIT: Final = 500
STANDING: Final = ("offered", "accepted", "suspended")
"""The states of awards that somebody may want to take back."""

_Traces = dict[Award, frozenset[tuple[str, str]]]
"""Awards in their order, with the sorts and ids of what counted for each."""


def void_activity(actor: Actor, activity: Activity, reason: str) -> list[VoidedBasis]:
    """Let an activity count no more, with the reason; gives the awards that it had counted for.

    It is never deleted, and no award changes. Voiding twice changes nothing. Raises
    ``InputError`` without a reason.
    """
    actor.require(Permission.ACTIVITIES_WRITE)
    row = get_scoped(Activity, actor.community.id, id=activity.id)
    if _void(actor, [row], reason):
        audit.record(actor, "activity.void", f"activity:{row.id}")
    return _bases([row])


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
    """Let many count no more for one reason, as :func:`void_activity` does; gives how many."""
    actor.require(Permission.ACTIVITIES_WRITE)
    voided = _void(actor, activities, reason)
    audit.record_many(actor, "activity.void", [f"activity:{row.id}" for row in voided])
    return len(voided)


def led_to(activity: Activity) -> list[Award]:
    """List the standing awards for which it counted, as their traces say, the oldest first.

    A badge that asks for one of these badges rests on it as well, and so on.
    """
    return _resting_on(activity, _standing([activity.membership_id])[activity.membership_id])


def counted_in(award: Award) -> frozenset[str]:
    """Give the activities (their row ids) that counted for an award, as its trace says."""
    return frozenset(each for what, each in _counted(award) if what == "activity")


def _void(actor: Actor, activities: Iterable[Activity], reason: str) -> Sequence[Activity]:
    """Void those that are not yet, in as few questions as for one; gives them."""
    why = clean_line(reason, field="reason", limit=REASON_LIMIT)
    if not why:
        raise InputError("activity.reason", "Say why this does not count.", field="reason")
    rows = [row for row in dict.fromkeys(activities) if row.voided_at is None]
    if any(row.community_id != actor.community.id for row in rows):
        raise NotFoundError("not_found", "There is no such activity here.")
    for row in rows:
        row.voided_at, row.void_reason = now(), why
        settle(row)
    # A rule that asks for the absence of something may be met now.
    moved = ((row.membership_id, Signal("activity", row.kind), None) for row in rows)
    signals.tell_all(actor.community.id, moved)
    asked = {(each.activity_id, each.award_id) for each in _bases(rows)}
    standing = _standing({row.membership_id for row in rows})
    db.session.add_all(
        _basis(row, award)
        for row in rows
        for award in _resting_on(row, standing[row.membership_id])
        if (row.id, award.id) not in asked
    )
    db.session.flush()
    return rows


def _standing(members: Collection[int]) -> Mapping[int, _Traces]:
    """Give each member's standing awards, with what counted for each."""
    found: dict[int, _Traces] = {member: {} for member in members}
    awards = db.session.scalars(
        sa.select(Award)
        .where(Award.membership_id.in_(members), Award.state.in_(STANDING))
        .order_by(Award.id)
    )
    for award in awards:
        if award.membership_id is not None:
            found[award.membership_id][award] = _counted(award)
    return found


def _resting_on(activity: Activity, standing: _Traces) -> list[Award]:
    gone, found = {("activity", str(activity.id))}, dict[Award, None]()
    while more := [
        award
        for award, counted in standing.items()
        if award not in found and not gone.isdisjoint(counted)
    ]:
        found |= dict.fromkeys(more)
        gone |= {("award", str(award.id)) for award in more}
    return [award for award in standing if award in found]


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


def _bases(activities: Sequence[Activity]) -> list[VoidedBasis]:
    query = sa.select(VoidedBasis).where(
        VoidedBasis.activity_id.in_([activity.id for activity in activities])
    )
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
