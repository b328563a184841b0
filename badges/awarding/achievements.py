"""Achievements: drafted, published, gone on from, archived.

Published criteria are never edited under those who earned them (decisions 3): a change is a new
version with an address of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, selectinload

from badges import audit
from badges.accounts.access import Actor, Permission
from badges.accounts.legal import require_details
from badges.awarding.drafts import AchievementDraft, clean_draft, draft_of, has_text
from badges.awarding.files import drop_file
from badges.database import db, get_scoped
from badges.errors import ConflictError, InputError, Reason
from badges.jobs import enqueue
from badges.milestones import (
    AtLeast,
    Rule,
    problems,
    rule_to_json,
    stored_rule,
    unheard,
    unreachable,
)
from badges.models import Achievement, AchievementVersion, BackAwarding, Membership, Milestone
from badges.ports import now
from badges.slugs import slug_of
from badges.uploads import find_file, has_picture
from badges.wording import wording

TEXTS = ("name", "description", "criteria", "picture_alt")
"""The texts by language that a published version needs in one of its community's."""


def create_achievement(actor: Actor, draft: AchievementDraft) -> AchievementVersion:
    """Make an achievement with its first version, a draft that only managers see."""
    actor.require(Permission.ACHIEVEMENTS_WRITE)
    cleaned = clean_draft(draft)
    achievement = Achievement(
        community_id=actor.community.id,
        community=actor.community,
        slug=_free_slug(actor, cleaned),
        created_at=now(),
    )
    db.session.add(achievement)
    version = _add_version(actor, achievement, 1, cleaned)
    audit.record(actor, "achievement.create", f"achievement:{achievement.id}")
    return version


def edit_draft(
    actor: Actor, version: AchievementVersion, draft: AchievementDraft, *, seen: int | None = None
) -> AchievementVersion:
    """Write a draft anew; ``seen`` is the revision that its author had before their eyes.

    Raises ``ConflictError`` once it is published, and where somebody saved it meanwhile.
    """
    actor.require(Permission.ACHIEVEMENTS_WRITE)
    row = get_scoped(AchievementVersion, actor.community.id, id=version.id)
    db.session.refresh(row, with_for_update=True)
    if row.published_at is not None:
        raise ConflictError(
            "achievement.published",
            "This version is published and stays as it is; make a new version to change it.",
            number=row.number,
        )
    if seen is not None and seen != row.revision:
        raise ConflictError(
            "achievement.changed",
            "Somebody else has changed this draft since you opened it.",
            revision=row.revision,
        )
    before = row.picture
    _write(row, clean_draft(draft))
    row.revision += 1
    _drop_picture(row.community_id, before)
    audit.record(actor, "achievement.edit", f"version:{row.id}")
    return row


def copy_achievement(
    actor: Actor, achievement: Achievement, name: Mapping[str, str]
) -> AchievementVersion:
    """Begin another badge with all that the newest version of this one says but its name."""
    actor.require(Permission.ACHIEVEMENTS_WRITE)
    row = get_scoped(Achievement, actor.community.id, id=achievement.id)
    copied = draft_of(newest_published(row) or row.versions[-1])
    return create_achievement(actor, replace(copied, name=name, slug=""))


def new_version(actor: Actor, achievement: Achievement) -> AchievementVersion:
    """Open a draft that goes on from the newest version; there is one draft at a time."""
    actor.require(Permission.ACHIEVEMENTS_WRITE)
    row = get_scoped(Achievement, actor.community.id, id=achievement.id)
    newest = row.versions[-1]
    if newest.published_at is None:
        raise ConflictError(
            "achievement.draft_open",
            "There is a draft already; edit or publish that one.",
            number=newest.number,
        )
    version = _add_version(actor, row, newest.number + 1, draft_of(newest))
    audit.record(actor, "achievement.new_version", f"version:{version.id}")
    return version


def publish(
    actor: Actor, version: AchievementVersion, *, award_existing: bool = False
) -> AchievementVersion:
    """Publish a draft; from then on it is what members work towards.

    With ``award_existing`` every member is looked at now; without, each one after what they do
    next. Raises ``InputError`` naming the first thing that is missing (see
    :func:`publishing_problems`).
    """
    actor.require(Permission.ACHIEVEMENTS_WRITE)
    row = get_scoped(AchievementVersion, actor.community.id, id=version.id)
    if row.published_at is not None:
        return row
    require_details(actor.community)
    found = publishing_problems(actor, row)
    if found:
        raise InputError(found[0], wording("en").sentence(found[0]))
    row.published_at = now()
    row.achievement.archived_at = None
    if award_existing:
        _look_at_everybody(actor, row)
    audit.record(actor, "achievement.publish", f"version:{row.id}", award_existing=award_existing)
    return row


def publishing_problems(actor: Actor, version: AchievementVersion) -> tuple[Reason, ...]:
    """Name everything that stands in the way of publishing, for the page that asks.

    A name, one criterion and a picture are needed. The criterion may be a text alone: such an
    achievement is awarded by hand only.
    """
    draft = draft_of(version)
    found = []
    if not has_text(draft.name, actor.community):
        found.append(Reason("achievement.text_missing", field="name"))
    if not draft.milestones and not has_text(draft.criteria, actor.community):
        found.append(Reason("achievement.text_missing", field="criteria"))
    if not has_picture(actor.community.id, draft.picture):
        found.append(Reason("achievement.picture_missing"))
    if draft.milestones:
        found += problems(draft.milestones, draft.needed, achievement=draft.slug)
        others = _asked_for(version)
        if Reason("earned.itself", achievement=draft.slug) not in found:
            found += unreachable(draft.slug, others)
        found += unheard((milestone.rule for milestone in draft.milestones), others)
    return tuple(found)


def _asked_for(version: AchievementVersion) -> dict[str, list[Rule]]:
    """Give what each badge asks for, by its newest wording."""
    query = (
        sa.select(Achievement)
        .where(Achievement.community_id == version.community_id)
        .options(selectinload(Achievement.versions).selectinload(AchievementVersion.milestones))
    )
    found: dict[str, list[Rule]] = {}
    for achievement in db.session.scalars(query):
        newest = version if achievement.id == version.achievement_id else achievement.versions[-1]
        needed = newest.needed or len(newest.milestones)
        rules = tuple(stored_rule(row.rule) for row in newest.milestones)
        found[achievement.slug] = [AtLeast(needed, rules)] if rules else []
    return found


def archive(actor: Actor, achievement: Achievement) -> Achievement:
    """Award it no more; what was earned stays, and its pages too."""
    actor.require(Permission.ACHIEVEMENTS_WRITE)
    row = get_scoped(Achievement, actor.community.id, id=achievement.id)
    if row.archived_at is None:
        row.archived_at = now()
        audit.record(actor, "achievement.archive", f"achievement:{row.id}")
    return row


def reopen(actor: Actor, achievement: Achievement) -> Achievement:
    """Award an archived achievement again."""
    actor.require(Permission.ACHIEVEMENTS_WRITE)
    row = get_scoped(Achievement, actor.community.id, id=achievement.id)
    if row.archived_at is not None:
        row.archived_at = None
        audit.record(actor, "achievement.reopen", f"achievement:{row.id}")
    return row


def newest_published(achievement: Achievement) -> AchievementVersion | None:
    """Give the version that counts now, if there is one."""
    published = [version for version in achievement.versions if version.published_at is not None]
    return published[-1] if published else None


def current_versions(community_id: int, *, at: datetime | None = None) -> list[AchievementVersion]:
    """List what can be earned: the newest published version of all that is not archived.

    ``at`` asks for the versions that were in force at an instant; archived ones are left out
    all the same, since they are awarded no more.
    """
    known = sa.true() if at is None else AchievementVersion.published_at <= at
    newest = (
        sa.select(
            AchievementVersion.achievement_id,
            sa.func.max(AchievementVersion.number).label("number"),
        )
        .where(
            AchievementVersion.community_id == community_id,
            AchievementVersion.published_at.is_not(None),
            known,
        )
        .group_by(AchievementVersion.achievement_id)
        .subquery()
    )
    return list(
        db.session.scalars(
            sa.select(AchievementVersion)
            .join(AchievementVersion.achievement)
            .join(
                newest,
                sa.and_(
                    AchievementVersion.achievement_id == newest.c.achievement_id,
                    AchievementVersion.number == newest.c.number,
                ),
            )
            .where(Achievement.archived_at.is_(None))
            .options(
                contains_eager(AchievementVersion.achievement),
                selectinload(AchievementVersion.milestones),
            )
            .order_by(Achievement.id)
        )
    )


def _free_slug(actor: Actor, draft: AchievementDraft) -> str:
    leading = next((draft.name[it] for it in actor.community.languages if it in draft.name), "")
    stem = draft.slug or slug_of(leading or draft.leading_name)
    taken = set(
        db.session.scalars(
            sa.select(Achievement.slug).where(Achievement.community_id == actor.community.id)
        )
    )
    if draft.slug and stem in taken:
        raise ConflictError(
            "achievement.slug", f"There is a badge called {stem} already.", slug=stem
        )
    number, slug = 1, stem
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug


def _add_version(
    actor: Actor, achievement: Achievement, number: int, draft: AchievementDraft
) -> AchievementVersion:
    base = actor.community.profile.base_url
    version = AchievementVersion(
        community_id=actor.community.id,
        number=number,
        iri=f"{base}/achievements/{actor.community.slug}/{achievement.slug}/{number}",
        created_at=now(),
    )
    achievement.versions.append(version)
    _write(version, draft)
    return version


def _write(version: AchievementVersion, draft: AchievementDraft) -> None:
    for name, value in _columns(draft).items():
        setattr(version, name, value)
    # The old ones leave first: a key may return under the unique constraint.
    version.milestones.clear()
    db.session.flush()
    version.milestones.extend(
        Milestone(
            community_id=version.community_id,
            key=milestone.key,
            position=position,
            title=dict(milestone.title),
            rule=rule_to_json(milestone.rule),
            asking=milestone.asking.to_json(),
        )
        for position, milestone in enumerate(draft.milestones)
    )
    db.session.flush()


def _columns(draft: AchievementDraft) -> dict[str, Any]:
    """Give the version's columns; they have the names of the draft's fields."""
    columns = {
        field.name: getattr(draft, field.name)
        for field in fields(draft)
        if field.name not in {"milestones", "slug"}
    }
    columns |= {name: dict(columns[name]) for name in TEXTS}
    columns["tags"] = list(draft.tags)
    columns["alignment"] = [dict(item) for item in draft.alignment]
    return columns


def _drop_picture(community_id: int, picture: str) -> None:
    """Let go of an uploaded picture that nothing names any more."""
    row = find_file(community_id, picture)
    if row is not None:
        drop_file(row)


def _look_at_everybody(actor: Actor, version: AchievementVersion) -> None:
    """Promise to look at every member; the jobs are :mod:`badges.awarding.back_awarding`'s."""
    members = sa.select(sa.func.count(Membership.id)).where(
        Membership.community_id == version.community_id, Membership.left_at.is_(None)
    )
    run = BackAwarding(
        community_id=version.community_id,
        version=version,
        asked_by=actor.membership_id,
        total=db.session.scalar(members) or 0,
        created_at=now(),
    )
    db.session.add(run)
    db.session.flush()
    enqueue("award_existing", community_id=version.community_id, run_id=run.id)
