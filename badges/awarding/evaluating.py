"""From a met rule to an offer: the job ``evaluate_member``, and what waits for a manager.

A rule never overrules a person: what was declined or withdrawn is not offered again by itself,
though a manager may award it anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

import sqlalchemy as sa

from badges.accounts.access import Actor, Permission
from badges.awarding.achievements import current_versions
from badges.awarding.awards import award
from badges.awarding.drafts import milestones_of
from badges.awarding.progress import (
    MemberProgress,
    awards_among,
    awards_by_member,
    check,
    counted,
    members_of,
    spent_by,
)
from badges.awarding.recording import records_for, records_of, without
from badges.awarding.states import has_expired
from badges.database import db
from badges.errors import ConflictError
from badges.jobs import enqueue_once
from badges.milestones import AchievementProgress, Record, Signal, day_of_lapse
from badges.milestones import signals as milestone_signals
from badges.milestones.progress import What
from badges.models import AchievementVersion, Award, Membership
from badges.ports import now


@dataclass(frozen=True, slots=True)
class Promise:
    """What one job asks: whose rules, after what, told when.

    ``signals`` narrows it to the rules that one of these events can move, ``achievement_ids`` to
    some achievements. ``told`` is when it counts from (ISO 8601): what was in force then decides,
    so that nobody loses by a new version that was published before the job came to them.
    """

    membership_id: int
    achievement_ids: Sequence[int] | None = None
    signals: Sequence[tuple[What, str | None]] | None = None
    told: str | None = None

    def concerns(self, version: AchievementVersion, in_force: InForce) -> bool:
        """Tell whether a version may be moved by what happened, and is offered by itself."""
        if version.award_mode != "offer":
            return False
        if self.achievement_ids is not None and version.achievement_id not in self.achievement_ids:
            return False
        return self.signals is None or _covers(in_force.waited_for(version), self.signals)


def evaluate_member(membership_id: int, **narrowed: Any) -> None:
    """Offer a member what they have earned (a job with the fields of :class:`Promise`).

    Run twice, it offers once.
    """
    evaluate_members([{"membership_id": membership_id, **narrowed}])


def evaluate_members(promised: Sequence[Mapping[str, Any]]) -> None:
    """Do many such jobs at once: what they need is loaded together."""
    promises = [Promise(**each) for each in promised]
    concerned: dict[Membership, dict[AchievementVersion, None]] = {}
    in_force = InForce()
    members = _locked({promise.membership_id for promise in promises})
    for promise in promises:
        member = members.get(promise.membership_id)
        if member is not None:
            versions = in_force.at(member.community_id, promise.told)
            found = concerned.setdefault(member, {})
            found.update(dict.fromkeys(it for it in versions if promise.concerns(it, in_force)))
    by_community: dict[int, dict[Membership, list[AchievementVersion]]] = defaultdict(dict)
    for member, found in concerned.items():
        if found:
            by_community[member.community_id][member] = list(found)
    for some in by_community.values():
        offer_met(some)


def is_waited_for(community_id: int, signal: Signal) -> bool:
    """Tell whether any rule in force, that offers by itself, can be moved by such an event."""
    told = [(signal.what, signal.kind)]
    return any(
        version.award_mode == "offer" and _covers(milestone_signals(milestones_of(version)), told)
        for version in current_versions(community_id)
    )


class InForce:
    """The versions that were in force at an instant, asked for once where they are the same."""

    def __init__(self) -> None:
        self._current: dict[int, tuple[datetime | None, list[AchievementVersion]]] = {}
        self._signals: dict[AchievementVersion, frozenset[Signal]] = {}

    def waited_for(self, version: AchievementVersion) -> frozenset[Signal]:
        """Give the events that may move a version's rules."""
        if version not in self._signals:
            self._signals[version] = milestone_signals(milestones_of(version))
        return self._signals[version]

    def at(self, community_id: int, told: str | None) -> list[AchievementVersion]:
        """Give what could be earned in a community when something was told."""
        if community_id not in self._current:
            newest = sa.select(sa.func.max(AchievementVersion.published_at)).where(
                AchievementVersion.community_id == community_id
            )
            published = db.session.scalar(newest)
            self._current[community_id] = published, current_versions(community_id)
        published, current = self._current[community_id]
        at = None if told is None else datetime.fromisoformat(told)
        if at is None or published is None or at >= published:
            return current
        return current_versions(community_id, at=at)


def offer_met(concerned: Mapping[Membership, Sequence[AchievementVersion]]) -> list[Award]:
    """Offer members of one community those of the versions that are met; gives the offers."""
    moment = Record(now=now())
    ids = {version.achievement_id for versions in concerned.values() for version in versions}
    before = awards_among(concerned, ids)
    open_ones = {
        member: [
            version
            for version in versions
            if _is_open(before.get((member.id, version.achievement_id), ()), version, moment)
        ]
        for member, versions in concerned.items()
    }
    moved = [member for member, versions in open_ones.items() if versions]
    spent = {key for key, awards in before.items() if awards}
    asked = {
        member: {it: (member.id, it.achievement_id) in spent for it in open_ones[member]}
        for member in moved
    }
    records = records_for(asked, at=moment.now)
    made = []
    for member in moved:
        actor = Actor.operator(member.community, via="rule")
        for version in open_ones[member]:
            earlier = before.get((member.id, version.achievement_id), ())
            found = newly_met(records[member.id], version, earlier)
            if found is None:
                look_again(member, version, records[member.id], earlier)
            elif (given := offer(actor, member, version, found)) is not None:
                made.append(given)
    return made


def awaiting_manager(actor: Actor) -> list[MemberProgress]:
    """List who has met all of an achievement that a manager awards, and does not hold it yet."""
    actor.require(Permission.AWARDS_READ)
    versions = [
        version
        for version in current_versions(actor.community.id)
        if version.award_mode == "manager"
    ]
    if not versions:
        return []
    memberships = members_of(actor.community.id)
    records = records_of(memberships, at=now(), versions=versions)
    waiting = []
    for version in versions:
        awards = awards_by_member(version.achievement)
        for membership in memberships:
            found = newly_met(records[membership.id], version, awards[membership.id])
            if found is not None:
                waiting.append(MemberProgress(membership, version, found))
    return waiting


def newly_met(
    record: Record, version: AchievementVersion, awards: Sequence[Award]
) -> AchievementProgress | None:
    """Give the progress if it is met and there is something to award for it, else nothing."""
    if not _is_open(awards, version, record):
        return None
    found = check(record, version, spent_by(awards))
    if not found.met:
        return None
    # Held badges are never spent, so they alone must not earn the same one again and again.
    if awards and not any(each.what != "award" for each in counted(found)):
        return None
    return found


def look_again(
    member: Membership, version: AchievementVersion, record: Record, awards: Sequence[Award]
) -> None:
    """Promise a further look on the day on which time takes the last thing out of the way."""
    if version.award_mode != "offer" or not _is_open(awards, version, record):
        return
    steps = milestones_of(version)
    spent = spent_by(awards)
    day = day_of_lapse(steps, without(record, spent).for_achievement(version.achievement.slug))
    if day is None:
        return
    missing = check(record, version, spent).overall.reasons
    if missing and all(reason.code == "none_of.met" for reason in missing):
        enqueue_once(
            f"lapse:{member.id}:{version.id}:{day.isoformat()}",
            "evaluate_member",
            due=datetime.combine(day, time(), record.zone),
            community_id=member.community_id,
            membership_id=member.id,
            achievement_ids=[version.achievement_id],
        )


def _covers(waited_for: Collection[Signal], told: Sequence[tuple[What, str | None]]) -> bool:
    return any(each.covers(Signal(*event)) for each in waited_for for event in told)


def _locked(membership_ids: Collection[int]) -> dict[int, Membership]:
    """Find members and keep other evaluations of the same ones waiting until this is over."""
    rows = db.session.scalars(
        sa.select(Membership)
        .where(Membership.id.in_(sorted(membership_ids)), Membership.left_at.is_(None))
        .order_by(Membership.id)
        .with_for_update(key_share=True)
    )
    return {row.id: row for row in rows}


def _is_open(awards: Sequence[Award], version: AchievementVersion, record: Record) -> bool:
    """Tell whether a further award may follow on these."""
    if not awards:
        return True
    last = awards[-1]
    if last.state != "accepted":
        return False
    return version.repeatable or has_expired(last, record.now)


def offer(
    actor: Actor,
    membership: Membership,
    version: AchievementVersion,
    found: AchievementProgress,
) -> Award | None:
    """Offer what is met, with the trace of why; nothing where somebody awarded it meanwhile."""
    carrying = {each.id for each in counted(found) if each.what in {"evidence", "review"}}
    try:
        made = award(
            actor,
            version.achievement,
            membership,
            evidence_ids=sorted(map(int, carrying)),
            by_rule=True,
            trace=found.to_json(),
            version=version,
        )
    except ConflictError:
        # Somebody awarded it in the same moment: that is as good.
        return None
    return made.award
