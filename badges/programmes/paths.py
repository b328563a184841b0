"""Paths: laid, changed, shown to members, put away.

A path orders badges that exist; it never decides about one. So it may be changed while people are
on it: what they earned stays theirs and counts wherever it stands now, and the badge for finishing
it keeps its rule until a person publishes a new version of it (:mod:`~.path_badges`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import sqlalchemy as sa

from badges import audit
from badges.accounts.access import Actor, Permission
from badges.awarding.achievements import newest_published
from badges.awarding.drafts import DESCRIPTION_LIMIT
from badges.database import db, get_scoped
from badges.errors import InputError, Reason
from badges.models import Achievement, Path, PathLevel, PathStep
from badges.ports import now
from badges.programmes.texts import clean_texts, free_slug, required
from badges.text import clean_name, clean_narrative
from badges.wording import wording

MOST_LEVELS: Final = 12
MOST_STEPS: Final = 30
"""Badges on one level, at most."""


@dataclass(frozen=True, slots=True)
class LevelDraft:
    """One level: its ``badges`` by slug, and how many of them are ``needed`` (nothing: all)."""

    name: Mapping[str, str]
    badges: tuple[str, ...]
    needed: int | None = None
    follows: bool = True


@dataclass(frozen=True, slots=True)
class PathDraft:
    """All that a path says; texts are by language (``{"de": …}``)."""

    name: Mapping[str, str]
    description: Mapping[str, str] = field(default_factory=dict)
    levels: tuple[LevelDraft, ...] = ()
    public: bool = False


def create_path(actor: Actor, draft: PathDraft) -> Path:
    """Lay a path that only managers see until it is published."""
    actor.require(Permission.ACHIEVEMENTS_WRITE)
    name = required(clean_texts(draft.name, "name", clean_name), "name")
    taken = db.session.scalars(
        sa.select(Path.slug).where(Path.community_id == actor.community.id)
    ).all()
    path = Path(
        community_id=actor.community.id,
        community=actor.community,
        slug=free_slug(name, actor.community, taken),
        created_at=now(),
    )
    _write(actor, path, draft, name)
    audit.record(actor, "path.create", f"path:{path.id}")
    return path


def edit_path(actor: Actor, path: Path, draft: PathDraft) -> Path:
    """Lay a path anew; one that members see has to stay one that can be walked.

    Raises ``InputError`` naming the field.
    """
    actor.require(Permission.ACHIEVEMENTS_WRITE)
    row = get_scoped(Path, actor.community.id, id=path.id)
    _write(actor, row, draft, required(clean_texts(draft.name, "name", clean_name), "name"))
    if row.published_at is not None:
        _require_whole(row)
    audit.record(actor, "path.edit", f"path:{row.id}")
    return row


def publish_path(actor: Actor, path: Path) -> Path:
    """Show a path to the members; raises ``InputError`` naming the first thing that is missing."""
    actor.require(Permission.ACHIEVEMENTS_WRITE)
    row = get_scoped(Path, actor.community.id, id=path.id)
    _require_whole(row)
    row.published_at, row.archived_at = row.published_at or now(), None
    audit.record(actor, "path.publish", f"path:{row.id}")
    return row


def archive_path(actor: Actor, path: Path) -> Path:
    """Show a path no more; its badges and what was earned on it stay."""
    actor.require(Permission.ACHIEVEMENTS_WRITE)
    row = get_scoped(Path, actor.community.id, id=path.id)
    if row.archived_at is None:
        row.archived_at = now()
        audit.record(actor, "path.archive", f"path:{row.id}")
    return row


def path_problems(path: Path) -> tuple[Reason, ...]:
    """Name what keeps a path from being walked to its end."""
    found = [] if path.levels else [Reason("path.empty")]
    for number, level in enumerate(path.levels, start=1):
        if not level.steps:
            found.append(Reason("path.level_empty", number=number))
        elif level.needed is not None and level.needed > len(level.steps):
            found.append(Reason("path.needed", number=number, all=len(level.steps)))
        found += [
            Reason("path.badge_unpublished", achievement=step.achievement.slug)
            for step in level.steps
            if not _can_be_earned(step.achievement)
        ]
    return tuple(found)


def path_draft(path: Path) -> PathDraft:
    """Give a path as a draft, to edit it."""
    levels = tuple(
        LevelDraft(
            dict(level.name),
            tuple(step.achievement.slug for step in level.steps),
            level.needed,
            level.follows,
        )
        for level in path.levels
    )
    return PathDraft(dict(path.name), dict(path.description), levels, path.public)


def level_name(level: PathLevel) -> dict[str, str]:
    """Give a level's name by language; one without is called by its number."""
    if level.name:
        return dict(level.name)
    number = level.position + 1
    return {code: wording(code).gettext("Level %(number)s", number=number) for code in ("de", "en")}


def _write(actor: Actor, path: Path, draft: PathDraft, name: dict[str, str]) -> None:
    """Put what a draft says into the row; all is checked before anything is touched."""
    narrative = partial(clean_narrative, limit=DESCRIPTION_LIMIT)
    description = clean_texts(draft.description, "description", narrative)
    levels = _levels(actor, path, draft)
    path.name, path.description, path.public = name, description, draft.public
    # The old ones leave first: a badge may stand on another level under the unique key.
    path.levels.clear()
    db.session.add(path)
    db.session.flush()
    for level in levels:
        for step in level.steps:
            step.path_id = path.id
    path.levels.extend(levels)
    db.session.flush()


def _levels(actor: Actor, path: Path, draft: PathDraft) -> list[PathLevel]:
    if len(draft.levels) > MOST_LEVELS:
        raise InputError(Reason("path.many_levels", limit=MOST_LEVELS), field="levels")
    seen: set[int] = set()
    found = []
    for number, each in enumerate(draft.levels):
        level = PathLevel(
            community_id=actor.community.id,
            position=number,
            name=clean_texts(each.name, f"level-{number}-name", clean_name),
            needed=_needed(each, number),
            follows=each.follows and number > 0,
        )
        for position, slug in enumerate(each.badges):
            achievement = get_scoped(Achievement, actor.community.id, slug=slug)
            _require_new(path, achievement, seen, number)
            seen.add(achievement.id)
            level.steps.append(
                PathStep(
                    community_id=actor.community.id,
                    achievement_id=achievement.id,
                    achievement=achievement,
                    position=position,
                )
            )
        found.append(level)
    return found


def _needed(level: LevelDraft, number: int) -> int | None:
    """Check how many of a level's badges are asked for; all of them is kept as nothing."""
    there, field_name = len(level.badges), f"level-{number}-needed"
    if there > MOST_STEPS:
        raise InputError(Reason("path.many_steps", limit=MOST_STEPS), field=f"level-{number}-name")
    if level.needed is None or level.needed == there:
        return None
    if level.needed < 1 or level.needed > there:
        raise InputError(Reason("path.needed", number=number + 1, all=there), field=field_name)
    return level.needed


def _require_new(path: Path, achievement: Achievement, seen: set[int], number: int) -> None:
    where = f"level-{number}-name"
    if achievement.id in seen:
        raise InputError(Reason("path.badge_twice", achievement=achievement.slug), field=where)
    if achievement.id == path.achievement_id:
        raise InputError(Reason("path.badge_itself", achievement=achievement.slug), field=where)


def _require_whole(path: Path) -> None:
    found = path_problems(path)
    if found:
        raise InputError(found[0], field="levels")


def _can_be_earned(achievement: Achievement) -> bool:
    return achievement.archived_at is None and newest_published(achievement) is not None
