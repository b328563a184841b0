"""The badge that finishing a path earns: its rule is written from the levels.

There is one language of rules and one trace: each level becomes a milestone of an ordinary
achievement (``earned`` badges, all or so many of them), which is published like any other. So who
had everything before the path existed is among those whom the dry run names, and gets the badge on
a person's yes. A path that is changed later leaves the published version as it is; a person
brings the badge up to date by publishing the next one, and nobody loses what they hold.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from badges import gallery
from badges.accounts.access import Actor, Permission
from badges.awarding.achievements import create_achievement, edit_draft, new_version
from badges.awarding.drafts import LANGUAGES, AchievementDraft, draft_of, milestones_of
from badges.database import get_scoped
from badges.errors import InputError
from badges.milestones import AllOf, AtLeast, Earned, Milestone, Rule
from badges.models import AchievementVersion, Path, PathLevel
from badges.programmes.paths import level_name, path_problems
from badges.wording import pick, wording

BadgeState = Literal["none", "draft", "current", "behind"]
"""No badge yet; one whose draft waits to be published; its rule is the path's; it is not."""

PICTURE = "path"


def rule_of(level: PathLevel) -> Rule:
    """Say what completing a level means as a rule; a level without badges is never met."""
    earned = tuple(Earned(step.achievement.slug) for step in level.steps)
    if level.needed is not None and level.needed < len(earned):
        return AtLeast(level.needed, earned)
    return earned[0] if len(earned) == 1 else AllOf(earned)


def path_milestones(path: Path) -> tuple[Milestone, ...]:
    """Write a path as the milestones of its badge, one for each level."""
    return tuple(
        Milestone(f"level-{level.position + 1}", level_name(level), rule_of(level))
        for level in path.levels
    )


def badge_state(path: Path) -> BadgeState:
    """Tell whether a path's badge is there and asks for what the path is now."""
    if path.achievement is None:
        return "none"
    newest = path.achievement.versions[-1]
    if not asks_for(newest, path):
        return "behind"
    return "current" if newest.published_at is not None else "draft"


def asks_for(version: AchievementVersion, path: Path) -> bool:
    """Tell whether a version's milestones are what the path's levels say now."""
    kept = milestones_of(version)
    wanted = path_milestones(path)
    return version.needed is None and [(it.key, dict(it.title), it.rule) for it in kept] == [
        (it.key, dict(it.title), it.rule) for it in wanted
    ]


def write_badge(actor: Actor, path: Path) -> AchievementVersion:
    """Give the version that asks for what the path is now, as a draft unless it was published.

    Made where there is no badge yet, written into the draft that is open, or begun as the next
    version. Raises ``InputError`` where the path cannot be walked.
    """
    actor.require(Permission.ACHIEVEMENTS_WRITE)
    row = get_scoped(Path, actor.community.id, id=path.id)
    problems = path_problems(row)
    if problems:
        raise InputError(problems[0], field="levels")
    if row.achievement is None:
        version = create_achievement(actor, _draft(row))
        row.achievement = version.achievement
        return version
    newest = row.achievement.versions[-1]
    if asks_for(newest, row):
        return newest
    if newest.published_at is not None:
        newest = new_version(actor, row.achievement)
    draft = replace(draft_of(newest), milestones=path_milestones(row), needed=None)
    return edit_draft(actor, newest, draft)


def _draft(path: Path) -> AchievementDraft:
    return AchievementDraft(
        name=dict(path.name),
        description=dict(path.description),
        criteria={code: _criteria(path, code) for code in LANGUAGES},
        picture=f"gallery:{PICTURE}",
        picture_alt=gallery.picture(PICTURE).alt,
        achievement_type="LearningProgram",
        milestones=path_milestones(path),
    )


def _criteria(path: Path, code: str) -> str:
    """Say in a sentence what finishing the path means."""
    words = wording(code)
    levels = [pick(level_name(level), code).text for level in path.levels]
    return words.ngettext(
        "Completed the path “%(path)s”: %(levels)s.",
        "Completed all levels of the path “%(path)s”: %(levels)s.",
        len(levels),
        path=pick(path.name, code).text,
        levels=words.list_of(levels),
    )
