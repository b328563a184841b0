"""Why a badge was awarded: the rule's own account (the trace), with the things it names.

The trace was written when the badge was awarded and is never written anew; what has happened to a
thing since (struck out, taken back, ended) is said beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from badges.awarding.recording.meetings import NOT_COUNTED
from badges.database import db
from badges.milestones import AchievementProgress, Counted
from badges.milestones.progress import What
from badges.models import (
    Activity,
    Award,
    Evidence,
    Goal,
    GoalConfirmation,
    Meeting,
    MeetingMember,
    MilestoneDecision,
    Vouch,
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that counted: what it was, when, and what is known of it.

    ``kind`` is the activity's, the evidence's or the meeting's; ``name`` its title in the words of
    whoever recorded it, or the badge's slug; ``by`` are the names of those who confirmed it;
    ``gone`` says that it counts no more today.
    """

    what: What
    id: str
    at: datetime
    kind: str = ""
    name: str = ""
    by: tuple[str, ...] = ()
    hours: float | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Because:
    """One milestone of an award: whether it was met, how far, and by which facts."""

    key: str
    title: Mapping[str, str]
    met: bool
    have: int
    need: int
    facts: tuple[Fact, ...]


Known = Mapping[str, Fact]
Finder = Callable[[Award, Mapping[str, Fact]], Known]


def because(award: Award) -> tuple[Because, ...]:
    """Say of each milestone what it was met by; nothing where the award has no trace.

    Only rows of the award's own member are read, whatever a trace names.
    """
    if not award.trace:
        return ()
    found = AchievementProgress.from_json(award.trace)
    titles = {row.key: row.title for row in award.version.milestones}
    known = _known(award, [it for each in found.milestones for it in each.progress.counted])
    return tuple(
        Because(
            each.key,
            titles.get(each.key, {}),
            bool(each.progress),
            each.progress.have,
            each.progress.need,
            tuple(known[it.what, it.id] for it in each.progress.counted),
        )
        for each in found.milestones
    )


def _known(award: Award, counted: Collection[Counted]) -> Mapping[tuple[What, str], Fact]:
    sorts: dict[What, dict[str, Fact]] = defaultdict(dict)
    for each in counted:
        sorts[each.what][each.id] = Fact(each.what, each.id, each.at, gone=True)
    return {
        (what, key): fact
        for what, facts in sorts.items()
        for key, fact in (facts | dict(FINDERS[what](award, facts))).items()
    }


def _activities(award: Award, facts: Mapping[str, Fact]) -> Known:
    rows = db.session.scalars(
        sa.select(Activity)
        .where(Activity.id.in_(_ids(facts)), Activity.membership_id == award.membership_id)
        .options(joinedload(Activity.session))
    )
    return {
        str(row.id): replace(
            facts[str(row.id)],
            kind=row.kind,
            name=row.session.title if row.session is not None else "",
            hours=row.hours,
            gone=row.voided_at is not None,
        )
        for row in rows
    }


def _evidence(award: Award, facts: Mapping[str, Fact]) -> Known:
    rows = db.session.scalars(
        sa.select(Evidence)
        .where(Evidence.id.in_(_ids(facts)), Evidence.membership_id == award.membership_id)
        .options(selectinload(Evidence.verdicts))
    )
    return {
        str(row.id): replace(
            facts[str(row.id)],
            kind=row.kind,
            name=row.name,
            by=_approvers(row),
            gone=row.state == "withdrawn",
        )
        for row in rows
    }


def _approvers(row: Evidence) -> tuple[str, ...]:
    approvals = [
        review
        for review in {review.by: review for review in row.reviews}.values()
        if review.verdict == "approved"
    ]
    people = (review.reviewer or review.invitation for review in approvals)
    return tuple(person.name for person in people if person is not None and person.name)


def _awards(award: Award, facts: Mapping[str, Fact]) -> Known:
    rows = db.session.scalars(
        sa.select(Award)
        .where(Award.id.in_(_ids(facts)), Award.membership_id == award.membership_id)
        .options(joinedload(Award.achievement))
    )
    return {
        str(row.id): replace(
            facts[str(row.id)], name=row.achievement.slug, gone=row.state != "accepted"
        )
        for row in rows
    }


def _decisions(award: Award, facts: Mapping[str, Fact]) -> Known:
    rows = db.session.scalars(
        sa.select(MilestoneDecision)
        .where(
            MilestoneDecision.id.in_(_ids(facts)),
            MilestoneDecision.membership_id == award.membership_id,
        )
        .options(joinedload(MilestoneDecision.decider))
    )
    return {
        str(row.id): replace(
            facts[str(row.id)], by=(row.decider.name,), gone=row.undone_at is not None
        )
        for row in rows
    }


def _vouches(award: Award, facts: Mapping[str, Fact]) -> Known:
    rows = db.session.scalars(
        sa.select(Vouch)
        .where(Vouch.id.in_(_ids(facts)), Vouch.membership_id == award.membership_id)
        .options(joinedload(Vouch.voucher))
    )
    return {
        str(row.id): replace(
            facts[str(row.id)],
            by=(row.voucher.name,) if row.voucher is not None and row.voucher.name else (),
            gone=row.withdrawn_at is not None,
        )
        for row in rows
    }


def _meetings(award: Award, facts: Mapping[str, Fact]) -> Known:
    rows = db.session.scalars(
        sa.select(Meeting)
        .join(Meeting.members)
        .where(Meeting.id.in_(_ids(facts)), MeetingMember.membership_id == award.membership_id)
        .options(selectinload(Meeting.members).joinedload(MeetingMember.member))
    )
    return {
        str(row.id): replace(
            facts[str(row.id)],
            kind=row.kind,
            by=tuple(
                each.member.name
                for each in row.members
                if each.membership_id != award.membership_id and each.answer == "confirmed"
            ),
            hours=row.hours,
            gone=row.closed_as in NOT_COUNTED,
        )
        for row in rows
    }


def _goals(award: Award, facts: Mapping[str, Fact]) -> Known:
    """Give goals; what a member keeps to themselves is named to nobody."""
    rows = db.session.scalars(
        sa.select(Goal)
        .where(Goal.id.in_(_ids(facts)), Goal.membership_id == award.membership_id)
        .options(selectinload(Goal.confirmations).joinedload(GoalConfirmation.member))
    )
    return {
        str(row.id): replace(
            facts[str(row.id)],
            name=row.title if row.shared else "",
            by=tuple(each.member.name for each in row.confirmations),
            gone=row.reached_at is None,
        )
        for row in rows
    }


def _ids(facts: Mapping[str, Fact]) -> list[int]:
    return sorted(int(each) for each in facts if each.isdecimal())


FINDERS: Final[Mapping[What, Finder]] = {
    "activity": _activities,
    "evidence": _evidence,
    "review": _evidence,
    "award": _awards,
    "decision": _decisions,
    "vouch": _vouches,
    "meeting": _meetings,
    "goal": _goals,
}
"""What is known of each sort of thing that rules count."""
