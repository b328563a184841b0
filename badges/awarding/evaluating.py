"""From a met rule to an offer: the job ``evaluate_member``, and what waits for a manager.

A rule never overrules a person: what was declined or withdrawn is not offered again by itself,
though a manager may award it anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from badges.accounts.access import Actor, Permission
from badges.awarding.achievements import current_versions
from badges.awarding.awards import award
from badges.awarding.drafts import milestones_of
from badges.awarding.progress import (
    MemberProgress,
    awards_by_member,
    awards_of,
    check,
    counted,
    members_of,
    spent_by,
)
from badges.awarding.recording import record_of, records_of
from badges.awarding.states import has_expired
from badges.database import db
from badges.errors import ConflictError
from badges.milestones import AchievementProgress, Record, Signal
from badges.milestones import signals as milestone_signals
from badges.milestones.progress import What
from badges.models import AchievementVersion, Award, Membership
from badges.ports import now


def evaluate_member(
    membership_id: int,
    achievement_ids: Sequence[int] | None = None,
    signals: Sequence[tuple[What, str | None]] | None = None,
    told: str | None = None,
) -> None:
    """Offer a member what they have earned (a job); run twice, it offers once.

    ``signals`` narrows it to the rules that one of these events can move: nothing else is loaded.
    ``told`` is when they happened to be told of (ISO 8601): what was in force then decides, so
    that nobody loses by a new version that was published before the job came to them.
    """
    membership = _locked(membership_id)
    if membership is None or membership.left_at is not None:
        return
    at = None if told is None else datetime.fromisoformat(told)
    concerned = [
        version
        for version in current_versions(membership.community_id, at=at)
        if version.award_mode == "offer"
        and (achievement_ids is None or version.achievement_id in achievement_ids)
        and (signals is None or _concerns(version, signals))
    ]
    if concerned:
        offer_met(membership, concerned)


def offer_met(membership: Membership, versions: Sequence[AchievementVersion]) -> list[Award]:
    """Offer a member those of these versions that are met and not held yet; gives the offers."""
    before = awards_of(membership, [version.achievement_id for version in versions])
    moment = Record(now=now())
    open_ones = [
        version
        for version in versions
        if _is_open(before.get(version.achievement_id, []), version, moment)
    ]
    if not open_ones:
        return []
    actor = Actor.operator(membership.community, via="rule")
    record = record_of(membership, at=moment.now, versions=open_ones)
    made = []
    for version in open_ones:
        found = newly_met(record, version, before.get(version.achievement_id, []))
        made_now = None if found is None else offer(actor, membership, version, found)
        if made_now is not None:
            made.append(made_now)
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


def _concerns(version: AchievementVersion, told: Sequence[tuple[What, str | None]]) -> bool:
    waited_for = milestone_signals(milestones_of(version))
    return any(each.covers(Signal(*event)) for each in waited_for for event in told)


def _locked(membership_id: int) -> Membership | None:
    """Find a member and keep a second evaluation of the same one waiting until this is over."""
    return db.session.scalar(
        sa.select(Membership).where(Membership.id == membership_id).with_for_update(key_share=True)
    )


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
