"""Who may vouch for whom: the voices that a badge's rules listen to, and what people speak as.

::

    standing = standing_of(mira, achievement)        # Standing("holder", "workshop"), or nothing

A voice is heard by what somebody is and holds when they speak (:func:`badges.milestones.hears`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from badges.awarding.achievements import newest_published
from badges.awarding.drafts import milestones_of
from badges.awarding.judging import all_held_by
from badges.database import db
from badges.milestones import HoldersOf, Voice, Vouched, hears, leaves_of
from badges.models import Achievement, AchievementVersion, Award, Membership
from badges.models.awards import PUBLIC
from badges.models.people import TEAM

MOST_LOOKED_AT: Final = 2_000
"""Badges that are shown to everybody, the newest: their holders may be named."""

MOST_NAMED: Final = 50
"""People to choose from; everybody else can be given the link."""

_ROLES: Final = (
    ("mentor", "mentor"),
    ("reviewer", "reviewer"),
    ("owner", "manager"),
    ("manager", "manager"),
)
"""What a role is called when its holder vouches, the nearest to the member first."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody speaks as, a holder of the badge with the slug ``badge``."""

    capacity: str
    badge: str = ""


def voices_of(achievement: Achievement) -> tuple[Voice, ...]:
    """Give whose word the rules of an achievement count; none where nobody vouches for it."""
    version = newest_published(achievement)
    return () if version is None else voices_in(version)


def voices_in(version: AchievementVersion) -> tuple[Voice, ...]:
    """Give whose word the rules of a version count."""
    found = (
        leaf.by
        for milestone in milestones_of(version)
        for leaf in leaves_of(milestone.rule, asked=True)
        if isinstance(leaf, Vouched)
    )
    return tuple(dict.fromkeys(found))


def standing_of(
    membership: Membership,
    achievement: Achievement,
    *,
    voices: Collection[Voice] | None = None,
    held: frozenset[str] | None = None,
) -> Standing | None:
    """Tell what a member speaks as where an achievement is vouched for; nothing: not heard."""
    asked = voices_of(achievement) if voices is None else voices
    if not asked or membership.left_at is not None or membership.invited:
        return None
    has = all_held_by(membership) if held is None else held
    for voice in asked:
        if hears(voice, roles=membership.roles, held=has, achievement=achievement.slug):
            return _standing(voice, membership, has, achievement.slug)
    return None


def nameable(member: Membership, achievement: Achievement) -> list[Membership]:
    """List whom a member may ask by name: known by a role, or by a badge that they show to all.

    Who else holds a badge is their own business; they are reached by a request to everybody.
    """
    voices = voices_of(achievement)
    others = sa.select(Membership).where(
        Membership.community_id == member.community_id,
        Membership.left_at.is_(None),
        Membership.invited.is_(False),
        Membership.id != member.id,
    )
    public = _public_holders(member.community_id, set(_badges_of(voices, achievement.slug)))
    known = {
        *db.session.scalars(others.where(sa.text(TEAM))),
        *db.session.scalars(others.where(Membership.id.in_(public))),
    }
    found = [
        each
        for each in sorted(known, key=lambda each: (each.sort_name, each.id))
        if any(
            hears(
                voice,
                roles=each.roles,
                held=public.get(each.id, frozenset()),
                achievement=achievement.slug,
            )
            for voice in voices
            if voice != "anyone"
        )
    ]
    return found[:MOST_NAMED]


def _standing(
    voice: Voice, membership: Membership, held: Collection[str], achievement: str
) -> Standing:
    if isinstance(voice, HoldersOf):
        return Standing("holder", voice.achievement)
    if voice == "holders" or (voice == "anyone" and achievement in held):
        return Standing("holder", achievement)
    roles = set(membership.roles)
    return Standing(next((name for role, name in _ROLES if role in roles), "member"))


def _badges_of(voices: Collection[Voice], achievement: str) -> Iterator[str]:
    for voice in voices:
        if isinstance(voice, HoldersOf):
            yield voice.achievement
        elif voice == "holders":
            yield achievement


def _public_holders(community_id: int, slugs: set[str]) -> dict[int, frozenset[str]]:
    """Give what members hold of some badges and show to everybody."""
    found: dict[int, set[str]] = {}
    rows = db.session.execute(
        sa.select(Award.membership_id, Achievement.slug)
        .join(Achievement, Award.achievement_id == Achievement.id)
        .where(
            Achievement.community_id == community_id,
            Achievement.slug.in_(slugs),
            Award.state == "accepted",
            Award.visibility == PUBLIC,
            Award.membership_id.is_not(None),
        )
        .order_by(Award.id.desc())
        .limit(MOST_LOOKED_AT)
    )
    for member, slug in rows:
        if member is not None:
            found.setdefault(member, set()).add(slug)
    return {member: frozenset(held) for member, held in found.items()}
