"""Who would earn a badge now, tried out before it is published; and awarding it to them on a yes.

A dry run changes nothing. The yes at publishing leaves a job that looks at every member, a few in
each transaction: one that is cut short goes on where it was, and looks at nobody twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from badges import audit
from badges.accounts.access import Actor, Permission
from badges.awarding.achievements import current_versions
from badges.awarding.evaluating import look_again, newly_met, offer
from badges.awarding.progress import MemberProgress, awards_among
from badges.awarding.recording import records_of
from badges.database import db, get_as_it_is, get_scoped
from badges.jobs import enqueue, for_a_while
from badges.models import Achievement, AchievementVersion, Award, BackAwarding, Membership
from badges.ports import now

AT_A_TIME: Final = 500
"""Members whose records are held in memory together in a dry run."""

AT_ONCE: Final = 100
"""Members that one transaction looks at, at most: a slow machine ends it sooner."""


@dataclass(frozen=True, slots=True)
class DryRun:
    """How many would be awarded it now; ``members`` names them for those who may see names."""

    count: int
    members: tuple[MemberProgress, ...] | None


def dry_run(actor: Actor, version: AchievementVersion) -> DryRun:
    """Tell whom a version, published or not, would award now; nothing is changed by asking."""
    actor.require(Permission.ACHIEVEMENTS_READ)
    row = get_scoped(AchievementVersion, actor.community.id, id=version.id)
    found = []
    for members in _in_chunks(row.community_id):
        records = records_of(members, at=now(), versions=[row])
        awards = awards_among(members, [row.achievement_id])
        for member in members:
            before = awards.get((member.id, row.achievement_id), ())
            progress = newly_met(records[member.id], row, before)
            if progress is not None:
                found.append(MemberProgress(member, row, progress))
    found.sort(key=lambda each: (each.membership.sort_name, each.membership.id))
    named = tuple(found) if actor.may(Permission.MEMBERS_READ) else None
    return DryRun(len(found), named)


def award_existing(run_id: int) -> None:
    """Look at the next members (a job); run twice, it goes on where it was.

    What is archived, or replaced by a newer version, is awarded to nobody further.
    """
    run = get_as_it_is(BackAwarding, run_id)
    if run is None or run.state != "running":
        return
    version = run.version
    if version not in current_versions(run.community_id):
        _end(run, "stopped")
        return
    members = _next_of(run)
    records = records_of(members, at=now(), versions=[version])
    awards = awards_among(members, [version.achievement_id])
    actor = Actor.operator(version.achievement.community, via="rule")
    for member in for_a_while(members):
        before = awards.get((member.id, version.achievement_id), ())
        found = newly_met(records[member.id], version, before)
        if found is None:
            look_again(member, version, records[member.id], before)
        elif version.award_mode == "offer":
            run.awarded += offer(actor, member, version, found) is not None
        run.last_id, run.looked_at = member.id, run.looked_at + 1
    if members and (run.last_id < members[-1].id or len(members) == AT_ONCE):
        enqueue("award_existing", community_id=run.community_id, run_id=run.id)
    else:
        _end(run, "done")


def stop(actor: Actor, run_id: int) -> BackAwarding:
    """Look at no more members; what was offered until now stays."""
    actor.require(Permission.ACHIEVEMENTS_WRITE)
    run = get_scoped(BackAwarding, actor.community.id, id=run_id)
    db.session.refresh(run, with_for_update=True)
    if run.state == "running":
        _end(run, "stopped")
        audit.record(actor, "achievement.stop", f"version:{run.version_id}", awarded=run.awarded)
    return run


def newest_run(version: AchievementVersion) -> BackAwarding | None:
    """Give how far the looking at everybody is, if somebody asked for it."""
    return db.session.scalar(
        sa.select(BackAwarding)
        .where(BackAwarding.version_id == version.id)
        .order_by(BackAwarding.id.desc())
        .limit(1)
    )


def last_fired(actor: Actor, achievement_ids: Sequence[int]) -> dict[int, datetime]:
    """Give when milestones last awarded each of these achievements (ids), where they ever did."""
    actor.require(Permission.ACHIEVEMENTS_READ)
    # The newest of each is the end of an index; of all of them together it would be looked for.
    newest = (
        sa.select(sa.func.max(Award.awarded_at))
        .where(Award.achievement_id == Achievement.id, Award.by_rule)
        .scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(Achievement.id, newest).where(
            Achievement.community_id == actor.community.id,
            Achievement.id.in_(sorted(set(achievement_ids))),
        )
    )
    return {row[0]: row[1] for row in rows if row[1] is not None}


def _end(run: BackAwarding, state: str) -> None:
    run.state, run.finished_at = state, now()
    db.session.flush()


def _next_of(run: BackAwarding) -> Sequence[Membership]:
    """Take the next members; their rows are held, so that no other evaluation is at them."""
    return db.session.scalars(
        sa.select(Membership)
        .where(
            Membership.community_id == run.community_id,
            Membership.left_at.is_(None),
            Membership.id > run.last_id,
        )
        .order_by(Membership.id)
        .limit(AT_ONCE)
        .with_for_update(key_share=True)
    ).all()


def _in_chunks(community_id: int) -> Iterator[Sequence[Membership]]:
    last = 0
    while True:
        members = db.session.scalars(
            sa.select(Membership)
            .where(
                Membership.community_id == community_id,
                Membership.left_at.is_(None),
                Membership.id > last,
            )
            .order_by(Membership.id)
            .limit(AT_A_TIME)
        ).all()
        if members:
            yield members
            last = members[-1].id
        if len(members) < AT_A_TIME:
            return
