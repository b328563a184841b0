"""How far members are: milestones are checked against their record.

A repeatable achievement, or one that expired, is earned again by new doings: what an earlier
award was given for (its trace) is spent and counts for nothing the second time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from badges import milestones
from badges.accounts.access import Actor, Permission
from badges.awarding.drafts import milestones_of
from badges.awarding.recording import Spent, record_of, records_of, without
from badges.database import db, get_scoped
from badges.milestones import AchievementProgress, Record, check_milestones
from badges.models import Achievement, AchievementVersion, Award, Membership
from badges.ports import now


@dataclass(frozen=True, slots=True)
class MemberProgress:
    """How far one member is on one version."""

    membership: Membership
    version: AchievementVersion
    progress: AchievementProgress


def progress(membership: Membership, version: AchievementVersion) -> AchievementProgress:
    """Tell how far a member is on a version: the whole, and each milestone with its reasons."""
    record = record_of(membership, at=now(), versions=[version])
    return check(record, version, spent_by(earlier(membership, version)))


def check(record: Record, version: AchievementVersion, spent: Spent) -> AchievementProgress:
    """Check a version's milestones against a record, without what is spent."""
    narrowed = without(record, spent).for_achievement(version.achievement.slug)
    return check_milestones(milestones_of(version), version.needed, narrowed)


def who_is_how_far(actor: Actor, version: AchievementVersion) -> list[MemberProgress]:
    """Tell of every member how far they are, the furthest first; a draft may be tried so."""
    actor.require(Permission.MEMBERS_READ)
    row = get_scoped(AchievementVersion, actor.community.id, id=version.id)
    memberships = members_of(actor.community.id)
    records = records_of(memberships, at=now(), versions=[row])
    awards = awards_by_member(row.achievement)
    found = [
        MemberProgress(it, row, check(records[it.id], row, spent_by(awards[it.id])))
        for it in memberships
    ]
    return sorted(found, key=_distance)


def members_of(community_id: int) -> list[Membership]:
    """List who is a member now, by name."""
    query = (
        sa.select(Membership)
        .where(Membership.community_id == community_id, Membership.left_at.is_(None))
        .order_by(Membership.sort_name, Membership.id)
    )
    return list(db.session.scalars(query))


def earlier(membership: Membership, version: AchievementVersion) -> list[Award]:
    """List the awards of this achievement that the member ever got, oldest first."""
    return list(
        db.session.scalars(
            sa.select(Award)
            .where(
                Award.membership_id == membership.id,
                Award.achievement_id == version.achievement_id,
            )
            .order_by(Award.id)
        )
    )


def awards_of(membership: Membership, achievement_ids: Iterable[int]) -> Mapping[int, list[Award]]:
    """List the awards of these achievements that a member ever got, oldest first, by its id."""
    found: dict[int, list[Award]] = defaultdict(list)
    query = (
        sa.select(Award)
        .where(
            Award.membership_id == membership.id,
            Award.achievement_id.in_(sorted(set(achievement_ids))),
        )
        .order_by(Award.id)
    )
    for award in db.session.scalars(query):
        found[award.achievement_id].append(award)
    return found


def awards_among(
    members: Iterable[Membership], achievement_ids: Iterable[int]
) -> Mapping[tuple[int, int], list[Award]]:
    """List the awards that members ever got, oldest first, by the ids of both."""
    found: dict[tuple[int, int], list[Award]] = defaultdict(list)
    query = (
        sa.select(Award)
        .where(
            Award.membership_id.in_(sorted(member.id for member in members)),
            Award.achievement_id.in_(sorted(set(achievement_ids))),
        )
        .options(joinedload(Award.version))
        .order_by(Award.id)
    )
    for award in db.session.scalars(query):
        if award.membership_id is not None:
            found[award.membership_id, award.achievement_id].append(award)
    return found


def awards_by_member(achievement: Achievement) -> Mapping[int, list[Award]]:
    """List an achievement's awards for each member, oldest first."""
    return _by_member(
        sa.select(Award)
        .where(Award.achievement_id == achievement.id, Award.membership_id.is_not(None))
        .order_by(Award.id)
    )


def spent_by(awards: Iterable[Award]) -> Spent:
    """Give what these awards were given for, as their traces say."""
    spent = set()
    for award in awards:
        if award.trace:
            for each in counted(AchievementProgress.from_json(award.trace)):
                spent.add((each.what, each.id))
    return frozenset(spent)


def counted(found: AchievementProgress) -> list[milestones.Counted]:
    """List all that counted for any milestone."""
    return [each for milestone in found.milestones for each in milestone.progress.counted]


def _by_member(query: sa.Select[Any]) -> Mapping[int, list[Any]]:
    rows: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.scalars(query):
        rows[row.membership_id].append(row)
    return rows


def _distance(found: MemberProgress) -> tuple[int, int, str]:
    """Order by the milestones that are missing, then by the single steps within them."""
    whole = found.progress.overall
    steps = sum(max(0, it.progress.need - it.progress.have) for it in found.progress.milestones)
    return whole.need - whole.have, steps, found.membership.sort_name
