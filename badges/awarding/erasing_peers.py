"""Erasing what a member left in pairs, groups, meetings and goals.

What others did stays theirs: a meeting that they confirmed and a goal that somebody said they had
reached keep counting, beside a membership without a name. Words go.
"""

from __future__ import annotations

import sqlalchemy as sa

from badges.database import db
from badges.models import (
    Circle,
    CircleMember,
    Goal,
    GoalConfirmation,
    Meeting,
    MeetingMember,
    MentoringCard,
    Presentation,
)
from badges.ports import now


def erase_peer(membership_id: int) -> None:
    """Delete a member's card, goals and claims; empty what they wrote to others; end their places.

    Run twice, it changes nothing.
    """
    own_goals = sa.select(Goal.id).where(Goal.membership_id == membership_id)
    db.session.execute(sa.delete(GoalConfirmation).where(GoalConfirmation.goal_id.in_(own_goals)))
    for model in (Goal, MentoringCard, Presentation):
        db.session.execute(sa.delete(model).where(model.membership_id == membership_id))
    db.session.execute(
        sa.update(GoalConfirmation)
        .where(GoalConfirmation.membership_id == membership_id)
        .values(sentence="")
    )
    db.session.execute(
        sa.update(MeetingMember)
        .where(MeetingMember.membership_id == membership_id)
        .values(sentence="")
    )
    db.session.execute(sa.update(Meeting).where(Meeting.logged_by == membership_id).values(note=""))
    _end_places(membership_id)
    db.session.flush()


def _end_places(membership_id: int) -> None:
    """Take the member out of every pair and group; a name that was given to a pair goes, too."""
    mine = sa.select(CircleMember.circle_id).where(CircleMember.membership_id == membership_id)
    db.session.execute(
        sa.update(Circle).where(Circle.id.in_(mine), Circle.kind == "pair").values(name="")
    )
    db.session.execute(
        sa.update(Circle)
        .where(Circle.id.in_(mine), Circle.kind == "pair", Circle.ended_at.is_(None))
        .values(ended_at=now(), ended_for="left")
    )
    db.session.execute(
        sa.update(CircleMember)
        .where(CircleMember.membership_id == membership_id)
        .values(sentence="", left_at=sa.func.coalesce(CircleMember.left_at, now()))
    )
