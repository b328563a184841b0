"""Personal goals: set by a member for themselves, private or shared, reached, confirmed by peers.

A shared goal is seen by those whom the member has agreed to meet, in a pair or a group; they may
confirm that it was reached. Nobody else sees it, managers neither. A goal that is let go is no
failure: it can be taken up again, or deleted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from badges import standstill
from badges.awarding.pauses import pauses_of
from badges.database import db, get_scoped
from badges.errors import ConflictError, InputError, LimitError, NotFoundError
from badges.milestones import Signal
from badges.models import Goal, GoalConfirmation, Membership
from badges.peers.mentoring import partner_ids
from badges.ports import now
from badges.signals import tell
from badges.text import clean_line, clean_narrative
from badges.timestamps import local_day

TITLE_LIMIT: Final = 200
TEXT_LIMIT: Final = 2_000
SENTENCE_LIMIT: Final = 500
MOST_OPEN: Final = 20
YEARS_AHEAD: Final = 10


@dataclass(frozen=True, slots=True)
class GoalFacts:
    """What a member writes of a goal; ``due_on`` is a day in the community's zone."""

    title: str
    text: str = ""
    due_on: date | None = None
    shared: bool = False


def set_goal(member: Membership, facts: GoalFacts) -> Goal:
    """Keep a new goal; raises ``InputError`` naming the field, ``LimitError`` for too many."""
    open_ones = db.session.scalar(
        sa.select(sa.func.count(Goal.id)).where(
            Goal.membership_id == member.id, Goal.reached_at.is_(None), Goal.let_go_at.is_(None)
        )
    )
    if (open_ones or 0) >= MOST_OPEN:
        raise LimitError("goal.many", "That is a lot at once; reach or let go one of them first.")
    goal = Goal(
        community_id=member.community_id,
        member=member,
        membership_id=member.id,
        created_at=now(),
        title="",
    )
    _write(goal, facts)
    db.session.add(goal)
    db.session.flush()
    return goal


def change_goal(member: Membership, goal: Goal, facts: GoalFacts) -> Goal:
    """Word a goal anew; once it was reached only who may see it can change."""
    row = own_goal(member, goal.id)
    if row.reached_at is not None:
        row.shared = facts.shared
    else:
        _write(row, facts)
    return row


def reach(member: Membership, goal: Goal) -> Goal:
    """Say that it is reached; twice changes nothing."""
    row = own_goal(member, goal.id)
    if row.reached_at is None:
        row.reached_at, row.let_go_at = now(), None
        tell(row.member, Signal("goal"))
    return row


def reopen(member: Membership, goal: Goal) -> Goal:
    """Take back that it was reached or let go; what peers had confirmed is gone then."""
    row = own_goal(member, goal.id)
    row.reached_at = row.let_go_at = None
    row.confirmations.clear()
    return row


def let_go(member: Membership, goal: Goal) -> Goal:
    """Put a goal aside; raises ``ConflictError`` where it was reached."""
    row = own_goal(member, goal.id)
    if row.reached_at is not None:
        raise ConflictError("goal.reached", "This goal was reached.")
    row.let_go_at = row.let_go_at or now()
    return row


def delete_goal(member: Membership, goal: Goal) -> None:
    """Delete a goal with what was said of it; milestones that counted it keep their trace."""
    db.session.delete(own_goal(member, goal.id))
    db.session.flush()


def confirm_goal(peer: Membership, goal: Goal, sentence: str = "") -> GoalConfirmation:
    """Say of somebody's shared goal that it was reached; twice keeps the newer sentence."""
    row = shared_goal(peer, goal.id)
    if row.reached_at is None:
        raise ConflictError("goal.open", "This goal is not reached yet.")
    said = clean_line(sentence, field="sentence", limit=SENTENCE_LIMIT)
    mine = confirmation_by(peer, row)
    if mine is None:
        mine = GoalConfirmation(
            community_id=row.community_id,
            member=peer,
            membership_id=peer.id,
            created_at=now(),
        )
        row.confirmations.append(mine)
        tell(row.member, Signal("goal"))
    mine.sentence = said
    db.session.flush()
    return mine


def unconfirm_goal(peer: Membership, goal: Goal) -> None:
    """Take one's own yes back."""
    row = get_scoped(Goal, peer.community_id, id=goal.id)
    mine = confirmation_by(peer, row)
    if mine is not None:
        row.confirmations.remove(mine)
        db.session.flush()


def confirmation_by(peer: Membership, goal: Goal) -> GoalConfirmation | None:
    """Give what this peer has said of a goal, if anything."""
    return next((each for each in goal.confirmations if each.membership_id == peer.id), None)


def goals_of(member: Membership) -> list[Goal]:
    """List a member's own goals, open ones first, the nearest day foremost."""
    rows = db.session.scalars(
        sa.select(Goal)
        .where(Goal.membership_id == member.id)
        .options(selectinload(Goal.confirmations).joinedload(GoalConfirmation.member))
        .order_by(Goal.id.desc())
    ).all()
    return sorted(rows, key=lambda it: (_rank(it), it.due_on or date.max))


def shared_with(peer: Membership) -> list[Goal]:
    """List the goals that others share with this member and have not let go."""
    partners = partner_ids(peer)
    if not partners:
        return []
    query = (
        sa.select(Goal)
        .join(Membership, Membership.id == Goal.membership_id)
        .where(
            Goal.membership_id.in_(partners),
            Goal.shared.is_(True),
            Goal.let_go_at.is_(None),
            Membership.left_at.is_(None),
        )
        .options(selectinload(Goal.confirmations), selectinload(Goal.member))
        .order_by(Goal.id.desc())
    )
    return sorted(db.session.scalars(query), key=_rank)


def to_confirm(peer: Membership) -> list[Goal]:
    """List reached goals of others that this member could confirm and has not."""
    return [
        goal
        for goal in shared_with(peer)
        if goal.reached_at is not None and confirmation_by(peer, goal) is None
    ]


def due_day(goal: Goal) -> date | None:
    """Give the day by which it is to be reached, moved by the pauses that came since it was set."""
    if goal.due_on is None:
        return None
    member = goal.member
    since = local_day(goal.created_at, member.community.zone)
    return standstill.moved(goal.due_on, pauses_of(member), since=since)


def own_goal(member: Membership, goal_id: int) -> Goal:
    """Find a goal of one's own; raises ``NotFoundError``."""
    return get_scoped(Goal, member.community_id, id=goal_id, membership_id=member.id)


def shared_goal(peer: Membership, goal_id: int) -> Goal:
    """Find a goal that somebody shares with this member; raises ``NotFoundError``."""
    row = get_scoped(Goal, peer.community_id, id=goal_id)
    if row.membership_id not in partner_ids(peer) or not row.shared:
        raise NotFoundError("not_found", "There is nothing at this address.")
    return row


def _write(goal: Goal, facts: GoalFacts) -> None:
    title = clean_line(facts.title, field="title", limit=TITLE_LIMIT)
    if not title:
        raise InputError("goal.title", "Write what you want to reach.", field="title")
    far = date(now().year + YEARS_AHEAD, 12, 31)
    if facts.due_on is not None and not now().date().replace(month=1, day=1) <= facts.due_on <= far:
        raise InputError("goal.day", "Choose a day of this year or a later one.", field="due_on")
    goal.title = title
    goal.text = clean_narrative(facts.text, field="text", limit=TEXT_LIMIT)
    goal.due_on, goal.shared = facts.due_on, facts.shared


def _rank(goal: Goal) -> int:
    """Order by what is open, reached, let go."""
    return 2 if goal.let_go_at is not None else int(goal.reached_at is not None)
