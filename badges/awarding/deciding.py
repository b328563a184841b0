"""Milestones that people confirm by hand: who has said yes, and taking that back.

A milestone may ask for the word of one person or of several (``manual`` with its quorum). Nobody
confirms their own; whoever said yes may take it back until a badge was given for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from badges import audit, signals
from badges.accounts.access import Actor, Permission, Role
from badges.awarding.achievements import newest_published
from badges.awarding.drafts import milestones_of
from badges.awarding.progress import awards_of, spent_by
from badges.database import db, get_scoped
from badges.errors import ConflictError, ForbiddenError
from badges.milestones import Manual, Signal, leaves_of
from badges.models import Achievement, AchievementVersion, Award, Membership, MilestoneDecision
from badges.ports import now

STRONGEST_FIRST: Final = (Role.OWNER, Role.MANAGER, Role.AWARDER, Role.REVIEWER)


@dataclass(frozen=True, slots=True)
class ByHand:
    """A milestone that is confirmed by hand: its key, its title by language, how many it takes."""

    key: str
    title: Mapping[str, str]
    quorum: int


def by_hand(version: AchievementVersion) -> tuple[ByHand, ...]:
    """List a version's milestones that ask for confirmations by hand."""
    found = []
    for milestone in milestones_of(version):
        asked = [rule.quorum for rule in leaves_of(milestone.rule) if isinstance(rule, Manual)]
        if asked:
            found.append(ByHand(milestone.key, milestone.title, max(asked)))
    return tuple(found)


def confirm(
    actor: Actor, achievement: Achievement, membership: Membership, key: str
) -> MilestoneDecision:
    """Say yes to a member's milestone; said twice, it is said once.

    Raises ``ForbiddenError`` for one's own and for whoever is no person, ``ConflictError`` where
    the published badge asks for no such word.
    """
    actor.require(Permission.REVIEW)
    row = get_scoped(Achievement, actor.community.id, id=achievement.id)
    member = get_scoped(Membership, actor.community.id, id=membership.id, left_at=None)
    person = _person(actor)
    if person.id == member.id:
        raise ForbiddenError(
            "decision.own", "Nobody confirms their own milestone; ask somebody else."
        )
    version = newest_published(row)
    if version is None or row.archived_at or key not in {it.key for it in by_hand(version)}:
        raise ConflictError("decision.not_asked", "This milestone asks for no confirmation now.")
    # Two clicks at once must not make two: the member's row is held until this is kept.
    db.session.refresh(member, with_for_update={"key_share": True})
    before = confirmations(row, [member.id]).get((member.id, key), [])
    standing = next((each for each in before if each.decided_by == person.id), None)
    if standing is not None:
        return standing
    made = MilestoneDecision(
        community_id=actor.community.id,
        member=member,
        achievement=row,
        milestone_key=key,
        decider=person,
        role=_role(person),
        created_at=now(),
    )
    db.session.add(made)
    db.session.flush()
    audit.record(actor, "milestone.confirm", f"decision:{made.id}")
    signals.tell(member, Signal("decision", row.slug))
    return made


def take_back(actor: Actor, decision_id: int) -> MilestoneDecision:
    """Take one's own yes back; done twice, it is done once.

    Raises ``ForbiddenError`` for another one's, and ``ConflictError`` where a badge was given
    for it: that is withdrawn instead, by those who may.
    """
    actor.require(Permission.REVIEW)
    row = get_scoped(MilestoneDecision, actor.community.id, id=decision_id)
    if row.decided_by != actor.membership_id:
        raise ForbiddenError("decision.other", "Only whoever confirmed it can take that back.")
    if row.undone_at is not None:
        return row
    given = awards_of(row.member, [row.achievement_id]).get(row.achievement_id, [])
    standing = [award for award in given if award.state in {"offered", "accepted", "suspended"}]
    if ("decision", str(row.id)) in spent_by(standing):
        raise ConflictError(
            "decision.awarded", "A badge was given for it; withdraw that badge instead."
        )
    row.undone_at = now()
    db.session.flush()
    audit.record(actor, "milestone.unconfirm", f"decision:{row.id}")
    signals.tell(row.member, Signal("decision", row.achievement.slug))
    return row


def confirmations(
    achievement: Achievement, members: Collection[int]
) -> Mapping[tuple[int, str], list[MilestoneDecision]]:
    """List the confirmations that stand, by member (its id) and milestone (its key).

    Of a badge that can be earned again those are left out that carried an earlier award.
    """
    used = _used(achievement, members) if _is_repeatable(achievement) else frozenset()
    found: dict[tuple[int, str], list[MilestoneDecision]] = defaultdict(list)
    query = (
        sa.select(MilestoneDecision)
        .where(
            MilestoneDecision.achievement_id == achievement.id,
            MilestoneDecision.membership_id.in_(sorted(set(members))),
            MilestoneDecision.undone_at.is_(None),
        )
        .options(joinedload(MilestoneDecision.decider))
        .order_by(MilestoneDecision.id)
    )
    for row in db.session.scalars(query):
        if row.id not in used:
            found[row.membership_id, row.milestone_key].append(row)
    return found


def _person(actor: Actor) -> Membership:
    if actor.membership is None:
        raise ForbiddenError("decision.nobody", "A person must confirm this; sign in to do so.")
    return actor.membership


def _role(person: Membership) -> str:
    return next((role.value for role in STRONGEST_FIRST if role in person.roles), "member")


def _is_repeatable(achievement: Achievement) -> bool:
    version = newest_published(achievement)
    return version is not None and version.repeatable


def _used(achievement: Achievement, members: Collection[int]) -> frozenset[int]:
    """Give the ids of those that members' awards of this achievement were given for."""
    awards = db.session.scalars(
        sa.select(Award).where(
            Award.achievement_id == achievement.id, Award.membership_id.in_(sorted(set(members)))
        )
    )
    return frozenset(int(each) for what, each in spent_by(awards) if what == "decision")
