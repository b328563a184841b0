"""How far somebody is, in words: a rule's own trace put into sentences for a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from badges.accounts.access import Actor
from badges.accounts.people import has_members
from badges.awarding.achievements import current_versions, newest_published
from badges.awarding.progress import progress, who_is_how_far
from badges.awarding.states import OPEN
from badges.database import db
from badges.milestones import AchievementProgress
from badges.models import Achievement, AchievementVersion, Award, Membership
from badges.web.pages import language, words
from badges.wording import Localized, pick

MOST_COMPARED: Final = 2_000
"""How many members are looked at while somebody waits for a page; that takes about two seconds."""


@dataclass(frozen=True, slots=True)
class Step:
    """One milestone as the component ``layout.milestones`` draws it."""

    title: str
    lang: str
    met: bool
    have: int
    need: int
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class HowFar:
    """One member on one achievement; ``award`` is the open one, if there is any."""

    member: Membership
    version: AchievementVersion
    name: Localized
    met: bool
    have: int
    need: int
    steps: list[Step]
    award: Award | None

    @property
    def begun(self) -> bool:
        """Tell whether anything counts already."""
        return self.have > 0 or self.met or any(step.have for step in self.steps)


def table_of(actor: Actor, version: AchievementVersion) -> list[HowFar] | None:
    """List every member on a version, the furthest first; nothing where that would take too long.

    Who is the furthest is known only when all were looked at.
    """
    if has_members(actor.community, more_than=MOST_COMPARED):
        return None
    titles = titles_of(actor)
    awards = _open_awards(version.achievement_id)
    return [
        _how_far(actor, each.membership, version, each.progress, titles, awards)
        for each in who_is_how_far(actor, version)
    ]


def progress_of_member(actor: Actor, member: Membership) -> list[HowFar]:
    """List how far one member is on everything that can be earned now."""
    titles = titles_of(actor)
    return [
        _how_far(
            actor,
            member,
            version,
            progress(member, version),
            titles,
            _open_awards(version.achievement_id, member),
        )
        for version in current_versions(actor.community.id)
    ]


def titles_of(actor: Actor, spoken: str = "") -> Mapping[str, str]:
    """Give the achievements' names by their short names, for sentences that speak of them.

    ``spoken`` is the language of those sentences; without it they are in the reader's.
    """
    rows = db.session.scalars(
        sa.select(Achievement).where(Achievement.community_id == actor.community.id)
    )
    newest = {row.slug: newest_published(row) or row.versions[-1] for row in rows}
    wanted = spoken or language()
    return {slug: pick(version.name, wanted).text for slug, version in newest.items()}


def name_of(version: AchievementVersion) -> Localized:
    """Give a version's name in the reader's language, or marked with its own."""
    return pick(version.name, language())


def _how_far(
    actor: Actor,
    member: Membership,
    version: AchievementVersion,
    found: AchievementProgress,
    titles: Mapping[str, str],
    awards: Mapping[int | None, Award],
) -> HowFar:
    rows = {row.key: row for row in version.milestones}
    steps = []
    for each in found.milestones:
        title = pick(rows[each.key].title, language())
        reasons = words().sentences(
            each.progress.reasons, names=titles, zone=ZoneInfo(actor.community.zone)
        )
        steps.append(
            Step(
                title.text,
                title.language if title.language != language() else "",
                bool(each.progress),
                each.progress.have,
                each.progress.need,
                reasons,
            )
        )
    return HowFar(
        member,
        version,
        name_of(version),
        found.met,
        found.overall.have,
        found.overall.need,
        steps,
        awards.get(member.id),
    )


def _open_awards(achievement_id: int, member: Membership | None = None) -> dict[int | None, Award]:
    query = sa.select(Award).where(Award.achievement_id == achievement_id, Award.state.in_(OPEN))
    if member is not None:
        query = query.where(Award.membership_id == member.id)
    return {row.membership_id: row for row in db.session.scalars(query.order_by(Award.id))}
