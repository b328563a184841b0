"""Achievements: listed, drafted, published, gone on from."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from badges.accounts.access import Actor, Permission
from badges.awarding import achievements as use_cases
from badges.awarding.back_awarding import dry_run
from badges.awarding.drafts import AchievementDraft, draft_of
from badges.awarding.hints import hints_of
from badges.database import get_scoped
from badges.errors import NotFoundError, Reason
from badges.milestones import Milestone, asking_from_json, rule_from_json
from badges.models import Achievement, AchievementVersion
from badges.web.api.frame import Resource
from badges.web.api.paging import Page, page_of
from badges.web.bearer import requires_scope
from badges.wording import wording
from schemas.api import (
    AchievementSchema,
    DraftSchema,
    NewAchievementSchema,
    PageQuerySchema,
    PublishSchema,
    VersionSchema,
    WouldAwardSchema,
    page_schema,
)

resource = Resource("achievements", "What can be earned: drafted, published in versions, awarded.")

VERSION_TEXTS = ("name", "description", "criteria", "picture_alt")
VERSION_VALUES = (
    "number",
    "picture",
    "achievement_type",
    "tags",
    "hours",
    "level",
    "alignment",
    "valid_days",
    "repeatable",
    "award_mode",
    "issue_at_once",
    "heading",
    "needed",
    "published_at",
)


@resource.get("/achievements")
@requires_scope(Permission.ACHIEVEMENTS_READ)
@resource.arguments(PageQuerySchema, location="query")
@resource.response(HTTPStatus.OK, page_schema(AchievementSchema))
def list_achievements(actor: Actor, asked: dict[str, Any]) -> Page:
    """List the community's achievements, archived ones and drafts included."""
    query = (
        sa.select(Achievement)
        .where(Achievement.community_id == actor.community.id)
        .options(selectinload(Achievement.versions).selectinload(AchievementVersion.milestones))
    )
    return page_of(query, Achievement.id, asked, achievement_body)


@resource.post("/achievements")
@requires_scope(Permission.ACHIEVEMENTS_WRITE)
@resource.arguments(NewAchievementSchema)
@resource.response(HTTPStatus.CREATED, AchievementSchema)
def create_achievement(actor: Actor, given: dict[str, Any]) -> dict[str, Any]:
    """Make an achievement as a draft."""
    draft = _changed(AchievementDraft(name={}), given)
    return achievement_body(use_cases.create_achievement(actor, draft).achievement)


@resource.get("/achievements/<slug>")
@requires_scope(Permission.ACHIEVEMENTS_READ)
@resource.response(HTTPStatus.OK, AchievementSchema)
def get_achievement(actor: Actor, slug: str) -> dict[str, Any]:
    """Get an achievement: the version that counts now and the draft of the next."""
    return achievement_body(find_achievement(actor, slug))


@resource.get("/achievements/<slug>/versions/<int:number>")
@requires_scope(Permission.ACHIEVEMENTS_READ)
@resource.response(HTTPStatus.OK, VersionSchema)
def get_achievement_version(actor: Actor, slug: str, number: int) -> dict[str, Any]:
    """Get one version, as everybody who earned it under these criteria keeps it."""
    achievement = find_achievement(actor, slug)
    version = get_scoped(
        AchievementVersion, actor.community.id, achievement_id=achievement.id, number=number
    )
    return version_body(version)


@resource.patch("/achievements/<slug>/draft")
@requires_scope(Permission.ACHIEVEMENTS_WRITE)
@resource.arguments(DraftSchema)
@resource.response(HTTPStatus.OK, AchievementSchema)
def edit_draft(actor: Actor, given: dict[str, Any], slug: str) -> dict[str, Any]:
    """Change the draft: parts that are sent replace those that are there."""
    draft = _draft(find_achievement(actor, slug))
    use_cases.edit_draft(actor, draft, _changed(draft_of(draft), given))
    return achievement_body(draft.achievement)


@resource.post("/achievements/<slug>/draft")
@requires_scope(Permission.ACHIEVEMENTS_WRITE)
@resource.response(HTTPStatus.CREATED, AchievementSchema)
def open_draft(actor: Actor, slug: str) -> dict[str, Any]:
    """Open a draft that goes on from the published version."""
    achievement = find_achievement(actor, slug)
    use_cases.new_version(actor, achievement)
    return achievement_body(achievement)


@resource.post("/achievements/<slug>/publish")
@requires_scope(Permission.ACHIEVEMENTS_WRITE)
@resource.arguments(PublishSchema)
@resource.response(HTTPStatus.OK, AchievementSchema)
def publish_draft(actor: Actor, given: dict[str, Any], slug: str) -> dict[str, Any]:
    """Publish the draft; from then on its criteria stay as they are."""
    draft = _draft(find_achievement(actor, slug))
    use_cases.publish(actor, draft, award_existing=given["award_existing"])
    return achievement_body(draft.achievement)


@resource.get("/achievements/<slug>/draft/would-award")
@requires_scope(Permission.ACHIEVEMENTS_READ)
@resource.response(HTTPStatus.OK, WouldAwardSchema)
def try_draft(actor: Actor, slug: str) -> dict[str, Any]:
    """Tell whom the draft would be offered now; nothing is changed by asking."""
    draft = _draft(find_achievement(actor, slug))
    trial = dry_run(actor, draft)
    named = trial.members
    return {
        "count": trial.count,
        "members": None
        if named is None
        else [{"id": each.membership.id, "name": each.membership.name} for each in named],
        "problems": [_said(each) for each in use_cases.publishing_problems(actor, draft)],
        "hints": [_said(each) for each in hints_of(draft)],
    }


def _said(reason: Reason) -> dict[str, Any]:
    detail = wording("en").sentence(reason)
    return {"code": reason.code, "params": dict(reason.params), "detail": detail}


def find_achievement(actor: Actor, slug: str) -> Achievement:
    """Find one of the community's achievements; raises ``NotFoundError``."""
    return get_scoped(Achievement, actor.community.id, slug=slug)


def achievement_body(row: Achievement) -> dict[str, Any]:
    """Give an achievement as :class:`schemas.api.AchievementSchema` has it."""
    published = use_cases.newest_published(row)
    draft = next((version for version in row.versions if version.published_at is None), None)
    return {
        "slug": row.slug,
        "created_at": row.created_at,
        "archived_at": row.archived_at,
        "published": version_body(published) if published else None,
        "draft": version_body(draft) if draft else None,
    }


def version_body(row: AchievementVersion) -> dict[str, Any]:
    """Give a version as :class:`schemas.api.VersionSchema` has it."""
    return {
        "id": row.iri,
        **{name: getattr(row, name) for name in (*VERSION_TEXTS, *VERSION_VALUES)},
        "milestones": [
            {
                "key": it.key,
                "title": it.title,
                "rule": it.rule,
                **({"evidence": it.asking} if it.asking else {}),
            }
            for it in row.milestones
        ],
    }


def _draft(achievement: Achievement) -> AchievementVersion:
    newest = achievement.versions[-1]
    if newest.published_at is not None:
        raise NotFoundError(
            "achievement.no_draft", "There is no draft; open one with POST on this address."
        )
    return newest


def _changed(draft: AchievementDraft, given: dict[str, Any]) -> AchievementDraft:
    """Put what was sent in the place of what was there."""
    changes = dict(given)
    if "milestones" in changes:
        changes["milestones"] = tuple(
            Milestone(
                each["key"],
                each["title"],
                rule_from_json(each["rule"]),
                asking_from_json(each["evidence"]),
            )
            for each in changes["milestones"]
        )
    if "tags" in changes:
        changes["tags"] = tuple(changes["tags"])
    if "alignment" in changes:
        changes["alignment"] = tuple(changes["alignment"])
    return replace(draft, **changes)
