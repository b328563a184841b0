"""Awards for later: planned today, made at their hour, called off before it.

Until its hour nothing of a planned award exists: no offer, no link, no mail. Then a job makes it
as whoever planned it, if they still may; what stands in the way by then is kept as its problem.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from badges import audit
from badges.accounts.access import Actor, Permission
from badges.awarding.awards import award
from badges.database import db, get_as_it_is, get_scoped
from badges.errors import BadgesError, ConflictError, ForbiddenError, InputError
from badges.jobs import enqueue
from badges.models import Achievement, Membership, PlannedAward
from badges.ports import now

FURTHEST: Final = timedelta(days=731)


def schedule(
    actor: Actor,
    achievement: Achievement,
    membership: Membership,
    at: datetime,
    *,
    reason: str = "",
    narrative: str = "",
    evidence_ids: Iterable[int] = (),
    language: str | None = None,
    place: str | None = None,
) -> PlannedAward:
    """Plan an award for an instant; a time without a zone is the community's own.

    What would be refused now is refused now: raises whatever
    :func:`badges.awarding.awards.award` raises, ``InputError`` (field ``at``) for a time that has
    passed or lies more than two years ahead, ``ConflictError`` where the same is planned already.
    """
    actor.require(Permission.AWARDS_WRITE)
    row = get_scoped(Achievement, actor.community.id, id=achievement.id)
    member = get_scoped(Membership, actor.community.id, id=membership.id)
    due = _instant(actor, at)
    details: dict[str, Any] = {
        "reason": reason,
        "narrative": narrative,
        "evidence_ids": list(evidence_ids),
        "language": language,
        "place": place,
    }
    _try_out(actor, row, member, details)
    if _is_planned(row, member):
        raise ConflictError("award.planned", "This award is planned already.")
    made = PlannedAward(
        community_id=actor.community.id,
        achievement=row,
        member=member,
        planned_by=actor.membership_id,
        details=details,
        state="planned",
        due_at=due,
        created_at=now(),
    )
    db.session.add(made)
    db.session.flush()
    enqueue("award_planned", community_id=actor.community.id, due=due, planned_id=made.id)
    audit.record(actor, "award.plan", f"planned_award:{made.id}")
    return made


def cancel_planned(actor: Actor, planned_id: int) -> PlannedAward:
    """Call a planned award off; raises ``ConflictError`` where its hour has come."""
    actor.require(Permission.AWARDS_WRITE)
    row = get_scoped(PlannedAward, actor.community.id, id=planned_id)
    db.session.refresh(row, with_for_update=True)
    if row.state == "done":
        raise ConflictError("award.plan_done", "This badge has been awarded meanwhile.")
    row.state, row.details = "cancelled", {}
    audit.record(actor, "award.unplan", f"planned_award:{row.id}")
    db.session.flush()
    return row


def planned_awards(actor: Actor) -> list[PlannedAward]:
    """List what is still to come, the next first, and what could not be awarded."""
    actor.require(Permission.AWARDS_READ)
    return list(
        db.session.scalars(
            sa.select(PlannedAward)
            .where(
                PlannedAward.community_id == actor.community.id,
                PlannedAward.state.in_(("planned", "failed")),
            )
            .order_by(PlannedAward.due_at, PlannedAward.id)
        )
    )


def award_planned(planned_id: int) -> None:
    """Make a planned award (a job); done twice, it is made once."""
    row = get_as_it_is(PlannedAward, planned_id)
    if row is None or row.state != "planned" or row.due_at > now():
        return
    try:
        with db.session.begin_nested():
            award(_planner(row), row.achievement, row.member, hold=False, **row.details)
    except BadgesError as error:
        row.state, row.problem = "failed", error.reason.to_json()
    else:
        row.state, row.details = "done", {}


def _planner(row: PlannedAward) -> Actor:
    if row.planner is None:
        return Actor.operator(row.achievement.community, via="rule")
    if row.planner.left_at is not None:
        raise ForbiddenError("award.planner_left", "Whoever planned this has left the community.")
    return Actor.member(row.planner, via="rule")


def _try_out(
    actor: Actor, achievement: Achievement, member: Membership, details: dict[str, Any]
) -> None:
    """Award it and take everything back, so that what is wrong is said while planning."""
    trial = db.session.begin_nested()
    try:
        award(actor, achievement, member, **details)
    finally:
        trial.rollback()


def _is_planned(achievement: Achievement, member: Membership) -> bool:
    return (
        db.session.scalar(
            sa.select(PlannedAward.id).where(
                PlannedAward.achievement_id == achievement.id,
                PlannedAward.membership_id == member.id,
                PlannedAward.state == "planned",
            )
        )
        is not None
    )


def _instant(actor: Actor, at: datetime) -> datetime:
    local = at if at.tzinfo is not None else at.replace(tzinfo=ZoneInfo(actor.community.zone))
    due = local.astimezone(UTC)
    if due <= now():
        raise InputError("award.plan_past", "Give a time that lies ahead.", field="at")
    if due > now() + FURTHEST:
        raise InputError("award.plan_far", "Plan two years ahead at most.", field="at")
    return due
