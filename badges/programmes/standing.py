"""Members on the paths of their community: from rows to walks, in a few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from badges.accounts.access import Actor, Permission
from badges.awarding.states import has_expired
from badges.database import db
from badges.models import Achievement, Award, Membership, Path, PathLevel, PathStep
from badges.ports import now
from badges.programmes.walking import LevelPlan, Walk, walk_of


@dataclass(frozen=True, slots=True)
class OnPath:
    """One member on one path."""

    path: Path
    membership: Membership
    walk: Walk


def paths_of(community_id: int, *, only_open: bool = True) -> list[Path]:
    """List a community's paths with their levels; ``only_open`` leaves out what is not shown."""
    query = (
        sa.select(Path)
        .where(Path.community_id == community_id)
        .options(
            selectinload(Path.levels)
            .selectinload(PathLevel.steps)
            .selectinload(PathStep.achievement)
            .selectinload(Achievement.versions)
        )
        .order_by(Path.id)
    )
    if only_open:
        query = query.where(Path.published_at.is_not(None), Path.archived_at.is_(None))
    return list(db.session.scalars(query))


def walks_of(membership: Membership) -> list[OnPath]:
    """Tell of each path that members see how far this one is."""
    paths = paths_of(membership.community_id)
    if not paths:
        return []
    standing = _standing(Award.membership_id == membership.id)[membership.id]
    return [OnPath(path, membership, _walk(path, standing)) for path in paths]


def walk_on(membership: Membership, path: Path) -> OnPath:
    """Tell how far a member is on one path."""
    standing = _standing(Award.membership_id == membership.id)[membership.id]
    return OnPath(path, membership, _walk(path, standing))


def next_on_paths(walks: Sequence[OnPath]) -> dict[int, Path]:
    """Give for each achievement that is the next step somewhere the path where it is."""
    found: dict[int, Path] = {}
    for each in walks:
        if each.walk.next is not None:
            found.setdefault(each.walk.next, each.path)
    return found


def members_on(actor: Actor, path: Path) -> list[OnPath]:
    """List who holds a badge of a path and is a member now, by name."""
    actor.require(Permission.MEMBERS_READ)
    badges = [step.achievement_id for level in path.levels for step in level.steps]
    members = db.session.scalars(
        sa.select(Membership)
        .where(
            Membership.community_id == actor.community.id,
            Membership.left_at.is_(None),
            Membership.id.in_(
                sa.select(Award.membership_id).where(
                    Award.achievement_id.in_(badges), Award.state == "accepted"
                )
            ),
        )
        .order_by(Membership.sort_name, Membership.id)
    ).all()
    standing = _standing(Award.achievement_id.in_(badges))
    return [OnPath(path, it, _walk(path, standing[it.id])) for it in members]


@dataclass(frozen=True, slots=True)
class _Standing:
    """The achievements that a member holds now, and those offered to them."""

    held: frozenset[int] = frozenset()
    offered: frozenset[int] = frozenset()


def _standing(which: sa.ColumnElement[bool]) -> Mapping[int, _Standing]:
    """Read who holds what, as rules see it: what has run out counts no more."""
    held: dict[int, set[int]] = defaultdict(set)
    offered: dict[int, set[int]] = defaultdict(set)
    awards = db.session.scalars(
        sa.select(Award)
        .where(which, Award.state.in_(("accepted", "offered")), Award.membership_id.is_not(None))
        .options(selectinload(Award.version))
    )
    at = now()
    for award in awards:
        if award.membership_id is not None and not has_expired(award, at):
            into = held if award.state == "accepted" else offered
            into[award.membership_id].add(award.achievement_id)
    found: dict[int, _Standing] = defaultdict(_Standing)
    for each in {*held, *offered}:
        found[each] = _Standing(frozenset(held[each]), frozenset(offered[each] - held[each]))
    return found


def _walk(path: Path, standing: _Standing) -> Walk:
    plans = tuple(
        LevelPlan(
            tuple(step.achievement_id for step in level.steps),
            len(level.steps) if level.needed is None else level.needed,
            level.follows,
        )
        for level in path.levels
    )
    return walk_of(plans, standing.held, standing.offered)
