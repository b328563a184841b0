"""An achievement version as our YAML: to keep, to hand to another community, to edit in a file.

What is written here is read back by :mod:`badges.awarding.importing` as the same draft.
"""

from __future__ import annotations

import base64
from typing import Any, Final

import yaml

from badges.accounts.access import Actor, Permission
from badges.awarding.drafts import AchievementDraft, draft_of
from badges.database import get_scoped
from badges.milestones import rule_to_json
from badges.models import AchievementVersion
from badges.pictures import sniff
from badges.uploads import GALLERY, picture_data

KEYS: Final = {
    "slug": "slug",
    "name": "name",
    "description": "description",
    "criteria": "criteria",
    "picture": "picture",
    "picture_alt": "picture_alt",
    "type": "achievement_type",
    "tags": "tags",
    "hours": "hours",
    "level": "level",
    "alignment": "alignment",
    "valid_days": "valid_days",
    "repeatable": "repeatable",
    "award": "award_mode",
    "issue_at_once": "issue_at_once",
    "heading": "heading",
    "needed": "needed",
}
"""The file's key for each field of a draft, in the order in which they are written."""


def export_achievement(actor: Actor, version: AchievementVersion) -> str:
    """Write a version as YAML; an uploaded picture stands in it as a ``data:`` address."""
    actor.require(Permission.ACHIEVEMENTS_READ)
    row = get_scoped(AchievementVersion, actor.community.id, id=version.id)
    draft = draft_of(row)
    picture = draft.picture
    if picture and not picture.startswith(GALLERY):
        picture = data_address(picture_data(row.community_id, picture)[0])
    return write_draft(draft, picture)


def write_draft(draft: AchievementDraft, picture: str) -> str:
    """Write a draft as YAML; what is empty is left out."""
    written: dict[str, Any] = {}
    for key, name in KEYS.items():
        value = picture if name == "picture" else getattr(draft, name)
        if value not in (None, "", (), {}, False):
            written[key] = _plain(value)
    written["milestones"] = [
        {
            "key": each.key,
            "title": dict(each.title),
            "rule": rule_to_json(each.rule),
            **({"evidence": each.asking.to_json()} if each.asking else {}),
        }
        for each in draft.milestones
    ]
    return yaml.safe_dump(written, allow_unicode=True, sort_keys=False, width=100)


def data_address(data: bytes) -> str:
    """Give bytes as a ``data:`` address (RFC 2397)."""
    return f"data:{sniff(data)};base64,{base64.b64encode(data).decode('ascii')}"


def _plain(value: Any) -> Any:
    """Make lists and dicts of what YAML's safe writer does not know."""
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return dict(value) if hasattr(value, "items") else value
