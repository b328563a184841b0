"""Your first badge: the three steps of a new community, on its home page until they are done."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from badges.accounts.access import Actor, Permission
from badges.accounts.people import has_members
from badges.awarding.achievements import current_versions
from badges.database import db
from badges.models import Achievement, Award


@dataclass(frozen=True, slots=True)
class FirstBadge:
    """How far a community is: ``slug`` is the badge to go on with, published or a draft."""

    slug: str
    is_published: bool
    has_people: bool

    @property
    def step(self) -> int:
        """Give the step that comes next, 1 to 3."""
        if not self.is_published:
            return 1
        return 3 if self.has_people else 2


def first_badge_of(actor: Actor) -> FirstBadge | None:
    """Tell what is left to do; nothing once something was awarded, or for who may not award."""
    if not actor.may(Permission.ACHIEVEMENTS_WRITE) or _any_award(actor):
        return None
    published = current_versions(actor.community.id)
    if published:
        slug = published[0].achievement.slug
    else:
        query = sa.select(Achievement.slug).where(Achievement.community_id == actor.community.id)
        slug = db.session.scalar(query.order_by(Achievement.id.desc()).limit(1)) or ""
    return FirstBadge(
        slug=slug,
        is_published=bool(published),
        has_people=has_members(actor.community, more_than=1),
    )


def _any_award(actor: Actor) -> bool:
    here = sa.select(Award.id).where(Award.community_id == actor.community.id).limit(1)
    return db.session.scalar(here) is not None
