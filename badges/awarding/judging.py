"""Who may judge a piece of evidence: whoever reviews here, and whose voice its rule hears.

::

    rules = wanted(piece)                 # the rules of its milestone that ask for a review
    may_judge(actor, piece)
    eligible(piece)                       # all who could be asked, never the member

Voices are those of :mod:`badges.milestones.voices`; a guest who was invited speaks as a reviewer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from badges.accounts.access import Actor, Permission, Role, permissions_of
from badges.awarding.achievements import newest_published
from badges.awarding.drafts import milestones_of
from badges.awarding.states import has_expired
from badges.database import db
from badges.milestones import (
    Asking,
    HoldersOf,
    Reviewed,
    hears,
    leaves_of,
    stored_asking,
    stored_rule,
)
from badges.milestones import Milestone as AskedFor
from badges.models import Achievement, AchievementVersion, Award, Evidence, Membership
from badges.models.people import TEAM
from badges.ports import now

IN_ORDER: Final = (Role.OWNER, Role.MANAGER, Role.REVIEWER, Role.MENTOR, Role.MEMBER)
"""The roles in which somebody may speak, the weightiest first."""

MOST_HEARD: Final = 1_000
"""Of those who hold a badge, the newest so many can be asked, beside everybody with a role."""

NONE_HELD: Final[frozenset[str]] = frozenset()


def milestone_of(piece: Evidence) -> AskedFor | None:
    """Give the milestone that a piece was handed in for, in the version that counts now."""
    version = newest_published(piece.achievement)
    for row in version.milestones if version is not None else ():
        if row.key == piece.milestone_key:
            rule, asking = stored_rule(row.rule), stored_asking(row.asking)
            return AskedFor(row.key, row.title, rule, asking)
    return None


def asking_of(piece: Evidence) -> Asking:
    """Give the kinds and the rubric of a piece's milestone."""
    found = milestone_of(piece)
    return found.asking if found is not None else Asking()


def wanted(piece: Evidence) -> list[Reviewed]:
    """List the rules of the piece's milestone that ask for a review."""
    found = milestone_of(piece)
    return _reviews(found) if found is not None else []


def reviews_in(version: AchievementVersion) -> list[Reviewed]:
    """List the rules of a version that ask for a review, whichever milestone they are of."""
    return [rule for milestone in milestones_of(version) for rule in _reviews(milestone)]


def badges_heard(rules: Iterable[Reviewed], slug: str) -> frozenset[str]:
    """Give the badges (slugs) whose holders the rules hear; ``slug`` is the one to be earned."""
    found = set()
    for rule in rules:
        if isinstance(rule.by, HoldersOf):
            found.add(rule.by.achievement)
        elif rule.by == "holders":
            found.add(slug)
    return frozenset(found)


def held_by(members: Collection[int], slugs: Collection[str]) -> Mapping[int, frozenset[str]]:
    """Tell which of these badges each member holds now."""
    found: dict[int, set[str]] = defaultdict(set)
    if members and slugs:
        query = (
            sa.select(Award)
            .join(Achievement)
            .where(
                Award.membership_id.in_(members),
                Award.state == "accepted",
                Achievement.slug.in_(sorted(slugs)),
                Achievement.community_id == Award.community_id,
            )
            .options(joinedload(Award.achievement))
        )
        for award in db.session.scalars(query):
            if award.membership_id is not None and not has_expired(award, now()):
                found[award.membership_id].add(award.achievement.slug)
    return {member: frozenset(slugs) for member, slugs in found.items()}


def may_judge(actor: Actor, piece: Evidence, *, held: frozenset[str] | None = None) -> bool:
    """Tell whether the actor may judge a piece, were it not their own.

    ``held`` are all badges (slugs) that they hold, where somebody looked already
    (:func:`all_held_by`).
    """
    if actor.may(Permission.REVIEW):
        return True
    member = actor.membership
    return member is not None and _is_heard(member, wanted(piece), piece.achievement.slug, held)


def all_held_by(member: Membership) -> frozenset[str]:
    """Give all badges (slugs) that a member holds now."""
    query = (
        sa.select(Award)
        .where(Award.membership_id == member.id, Award.state == "accepted")
        .options(joinedload(Award.achievement), joinedload(Award.version))
    )
    at = now()
    return frozenset(
        it.achievement.slug for it in db.session.scalars(query) if not has_expired(it, at)
    )


def role_of(member: Membership, piece: Evidence, held: frozenset[str]) -> str:
    """Name the role that a verdict is given in, as the piece's rules hear it."""
    slug = piece.achievement.slug
    own = [role for role in IN_ORDER if role in member.roles]
    for role in own:
        for rule in wanted(piece):
            if hears(rule.by, roles={role.value}, held=held, achievement=slug):
                return role.value
    reviews = Permission.REVIEW in permissions_of(member.roles)
    return (own[0] if own[:1] and own[0] in IN_ORDER[:2] else _plain(reviews=reviews)).value


def eligible(piece: Evidence) -> list[Membership]:
    """List who could be asked to judge a piece: members who are there, never its own."""
    rules, slug = wanted(piece), piece.achievement.slug
    if not rules:
        return []
    members = _who_may_be_heard(piece, rules, slug)
    held = held_by([member.id for member in members], badges_heard(rules, slug))
    return [
        member for member in members if _heard(member, rules, slug, held.get(member.id, NONE_HELD))
    ]


def _who_may_be_heard(piece: Evidence, rules: list[Reviewed], slug: str) -> list[Membership]:
    """Find those who have a role, hold what the rules hear, or are anyone where anyone is heard."""
    others = sa.select(Membership).where(
        Membership.community_id == piece.community_id,
        Membership.left_at.is_(None),
        Membership.id != piece.membership_id,
    )
    holders = (
        sa.select(Award.membership_id)
        .join(Achievement)
        .where(
            Achievement.community_id == piece.community_id,
            Achievement.slug.in_(badges_heard(rules, slug)),
            Award.state == "accepted",
        )
        .order_by(Award.awarded_at.desc())
        .limit(MOST_HEARD)
    )
    found = [*db.session.scalars(others.where(sa.text(TEAM)))]
    found += db.session.scalars(others.where(Membership.id.in_(holders)))
    if any(rule.by == "anyone" for rule in rules):
        found += db.session.scalars(others.order_by(Membership.id).limit(MOST_HEARD))
    return sorted(set(found), key=lambda member: member.id)


def _reviews(milestone: AskedFor) -> list[Reviewed]:
    leaves = leaves_of(milestone.rule, asked=True)
    return [rule for rule in leaves if isinstance(rule, Reviewed)]


def _is_heard(
    member: Membership, rules: list[Reviewed], slug: str, held: frozenset[str] | None
) -> bool:
    if not rules:
        return False
    if held is None:
        held = held_by([member.id], badges_heard(rules, slug)).get(member.id, NONE_HELD)
    return _heard(member, rules, slug, held)


def _heard(member: Membership, rules: list[Reviewed], slug: str, held: frozenset[str]) -> bool:
    roles = frozenset(member.roles)
    if Permission.REVIEW in permissions_of(roles):
        roles |= {Role.REVIEWER.value}
    return any(hears(rule.by, roles=roles, held=held, achievement=slug) for rule in rules)


def _plain(*, reviews: bool) -> Role:
    return Role.REVIEWER if reviews else Role.MEMBER
