"""How far members are: rows become a record, milestones are checked against it.

A repeatable achievement, or one that expired, is earned again by new doings: what an earlier
award was given for (its trace) is spent and counts for nothing the second time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from badges import milestones
from badges.accounts.access import Actor, Permission
from badges.awarding.drafts import milestones_of
from badges.awarding.states import expires_at
from badges.database import db, get_scoped
from badges.milestones import AchievementProgress, Approval, HeldAward, Record, check_milestones
from badges.models import Achievement, AchievementVersion, Activity, Award, Evidence, Membership
from badges.ports import now

Spent = frozenset[tuple[str, str]]
"""What carried earlier awards, as ``(sort, id)``."""

TURNED_DOWN: Final = frozenset({"changes", "not_yet"})


@dataclass(frozen=True, slots=True)
class MemberProgress:
    """How far one member is on one version."""

    membership: Membership
    version: AchievementVersion
    progress: AchievementProgress


def record_of(membership: Membership, *, at: datetime) -> Record:
    """Give what a member did, handed in and holds, as rules see it at an instant."""
    return records_of([membership], at=at)[membership.id]


def records_of(memberships: Sequence[Membership], *, at: datetime) -> dict[int, Record]:
    """Give the records of several members of one community, in three queries however many."""
    ids = [membership.id for membership in memberships]
    activities = _by_member(
        sa.select(Activity)
        .where(Activity.membership_id.in_(ids), Activity.voided_at.is_(None))
        .order_by(Activity.id)
    )
    evidence = _by_member(
        sa.select(Evidence)
        .where(Evidence.membership_id.in_(ids), Evidence.state != "withdrawn")
        .options(selectinload(Evidence.verdicts), selectinload(Evidence.achievement))
        .order_by(Evidence.id)
    )
    awards = _by_member(
        sa.select(Award)
        .where(Award.membership_id.in_(ids), Award.state == "accepted")
        .options(selectinload(Award.achievement), selectinload(Award.version))
        .order_by(Award.id)
    )
    return {
        membership.id: Record(
            now=at,
            zone=ZoneInfo(membership.community.zone),
            activities=tuple(map(_activity, activities[membership.id])),
            evidence=tuple(map(_evidence, evidence[membership.id])),
            awards=tuple(map(_held, awards[membership.id])),
            member=str(membership.id),
        )
        for membership in memberships
    }


def progress(membership: Membership, version: AchievementVersion) -> AchievementProgress:
    """Tell how far a member is on a version: the whole, and each milestone with its reasons."""
    return check(record_of(membership, at=now()), version, spent_by(earlier(membership, version)))


def check(record: Record, version: AchievementVersion, spent: Spent) -> AchievementProgress:
    """Check a version's milestones against a record, without what is spent."""
    kept = replace(
        record,
        activities=tuple(it for it in record.activities if ("activity", it.id) not in spent),
        evidence=tuple(it for it in record.evidence if ("evidence", it.id) not in spent),
    )
    narrowed = kept.for_achievement(version.achievement.slug)
    return check_milestones(milestones_of(version), version.needed, narrowed)


def who_is_how_far(actor: Actor, version: AchievementVersion) -> list[MemberProgress]:
    """Tell of every member how far they are, the furthest first; a draft may be tried so."""
    actor.require(Permission.MEMBERS_READ)
    row = get_scoped(AchievementVersion, actor.community.id, id=version.id)
    memberships = members_of(actor.community.id)
    records = records_of(memberships, at=now())
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
                # a review names its piece of evidence
                sort = "evidence" if each.what == "review" else each.what
                spent.add((sort, each.id))
    return frozenset(spent)


def counted(found: AchievementProgress) -> list[milestones.Counted]:
    """List all that counted for any milestone."""
    return [each for milestone in found.milestones for each in milestone.progress.counted]


def _by_member(query: sa.Select[Any]) -> Mapping[int, list[Any]]:
    rows: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.scalars(query):
        rows[row.membership_id].append(row)
    return rows


def _activity(row: Activity) -> milestones.Activity:
    return milestones.Activity(
        str(row.id),
        row.kind,
        row.occurred_at,
        frozenset(row.tags),
        row.hours or 0.0,
        dict(row.fields),
    )


def _evidence(row: Evidence) -> milestones.Evidence:
    """Give a piece as rules see it; each reviewer's newest verdict is the one that counts."""
    verdicts = {review.reviewer_id: review for review in row.reviews}
    approvals = tuple(
        Approval(str(review.reviewer_id), review.reviewer_role)
        for review in verdicts.values()
        if review.verdict == "approved"
    )
    return milestones.Evidence(
        str(row.id),
        row.milestone_key,
        row.kind,
        row.submitted_at,
        approvals,
        turned_down=row.state in TURNED_DOWN,
        achievement=row.achievement.slug,
    )


def _held(row: Award) -> HeldAward:
    return HeldAward(str(row.id), row.achievement.slug, row.awarded_at, expires_at(row))


def _distance(found: MemberProgress) -> tuple[int, int, str]:
    """Order by the milestones that are missing, then by the single steps within them."""
    whole = found.progress.overall
    steps = sum(max(0, it.progress.need - it.progress.have) for it in found.progress.milestones)
    return whole.need - whole.have, steps, found.membership.sort_name
