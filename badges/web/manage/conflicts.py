"""What a manager is told whose draft somebody else saved meanwhile, and what there is to choose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from badges.awarding.drafts import AchievementDraft
from badges.database import db
from badges.models import AchievementVersion, AuditEntry, Membership
from badges.web.manage.draft_merge import Change, changes
from badges.web.pages import language, words
from badges.wording import pick


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that differs, in words: what the other one has, what I have, what is proposed."""

    facet: str
    label: str
    theirs: str
    mine: str
    proposed: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Who saved meanwhile and when, and what there is to choose."""

    who: str
    at: datetime
    choices: list[Choice]


def conflict_of(
    version: AchievementVersion, base: str, theirs: AchievementDraft, mine: AchievementDraft
) -> Conflict:
    """Tell what somebody else saved since my form was opened."""
    entry = db.session.scalar(
        sa.select(AuditEntry)
        .where(
            AuditEntry.community_id == version.community_id,
            AuditEntry.action == "achievement.edit",
            AuditEntry.subject == f"version:{version.id}",
        )
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    member = db.session.get(Membership, entry.actor_id) if entry and entry.actor_id else None
    return Conflict(
        member.name if member else words().gettext("Somebody else"),
        entry.at if entry else version.created_at,
        [_choice(change) for change in changes(base, theirs, mine)],
    )


def _choice(change: Change) -> Choice:
    return Choice(
        change.facet,
        _label(change.facet),
        _text(change.facet, change.theirs),
        _text(change.facet, change.mine),
        "mine" if change.clashes else "theirs",
    )


def _label(facet: str) -> str:
    name, _, tongue = facet.rpartition("_")
    gettext = words().gettext
    names = _names()
    if name in names and tongue in {"de", "en"}:
        return f"{names[name]} ({gettext('German') if tongue == 'de' else gettext('English')})"
    return names.get(facet, facet)


def _names() -> Mapping[str, str]:
    gettext = words().gettext
    return {
        "name": gettext("Name"),
        "description": gettext("Description"),
        "criteria": gettext("How it is earned"),
        "picture": gettext("Picture"),
        "picture_alt": gettext("Description of the picture"),
        "achievement_type": gettext("Kind of achievement (Open Badges 3.0)"),
        "tags": gettext("Topics"),
        "hours": gettext("Hours of work"),
        "level": gettext("Level"),
        "alignment": gettext("Entries of frameworks such as ESCO"),
        "valid_days": gettext("Valid for how many days"),
        "repeatable": gettext("It can be earned more than once"),
        "award_mode": gettext("Who decides"),
        "issue_at_once": gettext("Sign it at once, without asking the member first"),
        "heading": gettext("Heading of the certificate"),
        "needed": gettext("How many of them are needed"),
        "milestones": gettext("Milestones"),
    }


def _text(facet: str, value: Any) -> str:
    """Put a state into words short enough for a table."""
    gettext = words().gettext
    if value in (None, "", [], {}):
        return gettext("(empty)")
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, list):
        return words().list_of(_item(each) for each in value)
    if facet == "award_mode":
        return gettext("offered by itself") if value == "offer" else gettext("waits for a manager")
    return gettext("another picture") if facet == "picture" else str(value)


def _item(each: Any) -> str:
    """Name a milestone by its title, a framework's entry by its name, a topic by itself."""
    if isinstance(each, dict):
        return str(each.get("targetName", ""))
    return pick(each[1], language()).text if isinstance(each, list) else str(each)
