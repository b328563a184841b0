"""Pairs drawn anew by a button: looked at first, made with one click, undone with another.

Those take part who said so on their card. What is shown before the click is what is made: the
proposal follows from who met whom, and its fingerprint comes back with the click. The pairs of the
drawing before end with it; pairs and groups that were made otherwise stay.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from badges import audit
from badges.accounts.access import Actor, Permission
from badges.database import db, get_scoped
from badges.errors import ConflictError
from badges.models import (
    Circle,
    CircleMember,
    Community,
    Meeting,
    Membership,
    MentoringCard,
    Rotation,
)
from badges.peers import pairing
from badges.ports import now

UNDONE: Final = "undone"


@dataclass(frozen=True, slots=True)
class Proposal:
    """Pairs to be made; ``again`` counts those who have been a pair before.

    In a pair with a third, the third stands last. ``turn`` is which of several equally good
    drawings this is.
    """

    groups: tuple[tuple[Membership, ...], ...]
    again: int
    turn: int
    fingerprint: str


def propose(actor: Actor, *, turn: int = 0) -> Proposal:
    """Draw pairs among those who take part, without keeping anything."""
    actor.require(Permission.MEMBERS_WRITE)
    people = {member.id: member for member in _taking_part(actor.community.id)}
    met, thirds = _history(actor.community.id)
    groups = pairing.pair_up(list(people), met, thirds, turn=turn)
    return Proposal(
        groups=tuple(tuple(people[number] for number in group) for group in groups),
        again=pairing.repeats(groups, met),
        turn=turn,
        fingerprint=_fingerprint(groups),
    )


def rotate(actor: Actor, fingerprint: str, agreement: str, *, turn: int = 0) -> Rotation:
    """Make the pairs that were looked at; raises ``ConflictError`` where they changed since.

    Who takes part in drawings has agreed to meet: these pairs begin at once, under
    ``agreement``. Of two who press at once the second is told that they changed.
    """
    here = sa.select(Community.id).where(Community.id == actor.community.id)
    db.session.execute(here.with_for_update(key_share=True))
    proposal = propose(actor, turn=turn)
    if not proposal.groups:
        raise ConflictError("rotation.few", "At least two members have to take part.")
    if proposal.fingerprint != fingerprint:
        raise ConflictError(
            "rotation.changed", "Somebody came, left or met meanwhile; look at the pairs again."
        )
    rotation = Rotation(
        community_id=actor.community.id, created_at=now(), created_by=actor.membership_id
    )
    db.session.add(rotation)
    db.session.flush()
    for circle in _drawn_and_open(actor.community.id):
        circle.ended_at, circle.ended_for = now(), "rotated"
        circle.ended_by_rotation = rotation.id
    for group in proposal.groups:
        rotation.circles.append(_circle(rotation, group, agreement))
    db.session.flush()
    audit.record(actor, "rotation.make", f"rotation:{rotation.id}")
    return rotation


def undo_rotation(actor: Actor, rotation: Rotation) -> None:
    """Take the newest drawing back: its pairs end, those before go on.

    Raises ``ConflictError`` where a newer one exists, or a new pair has met already.
    """
    actor.require(Permission.MEMBERS_WRITE)
    row = get_scoped(Rotation, actor.community.id, id=rotation.id)
    newest = newest_rotation(actor)
    if newest is None or newest.id != row.id or _has_met(row):
        raise ConflictError("rotation.late", "It is too late to undo this; some have met already.")
    row.undone_at = now()
    for circle in row.circles:
        circle.ended_at, circle.ended_for = circle.ended_at or now(), UNDONE
    for circle in db.session.scalars(sa.select(Circle).where(Circle.ended_by_rotation == row.id)):
        circle.ended_at, circle.ended_for, circle.ended_by_rotation = None, "", None
    audit.record(actor, "rotation.undo", f"rotation:{row.id}")


def newest_rotation(actor: Actor) -> Rotation | None:
    """Give the last drawing that stands, if there was one."""
    return db.session.scalar(
        sa.select(Rotation)
        .where(Rotation.community_id == actor.community.id, Rotation.undone_at.is_(None))
        .order_by(Rotation.id.desc())
        .limit(1)
    )


def may_undo(rotation: Rotation) -> bool:
    """Tell whether no pair of this drawing has met yet."""
    return rotation.undone_at is None and not _has_met(rotation)


def _taking_part(community_id: int) -> list[Membership]:
    query = (
        sa.select(Membership)
        .join(MentoringCard, MentoringCard.membership_id == Membership.id)
        .where(
            MentoringCard.community_id == community_id,
            Membership.left_at.is_(None),
            MentoringCard.pairs.is_(True),
        )
    )
    return sorted(db.session.scalars(query), key=lambda member: member.id)


def _history(community_id: int) -> tuple[Counter[frozenset[int]], Counter[int]]:
    """Count how often two were a pair, and how often somebody was the third of one."""
    circles = db.session.scalars(
        sa.select(Circle)
        .where(
            Circle.community_id == community_id,
            Circle.ended_for != UNDONE,
            sa.or_(Circle.kind == "pair", Circle.rotation_id.is_not(None)),
        )
        .options(selectinload(Circle.members))
    )
    met: Counter[frozenset[int]] = Counter()
    thirds: Counter[int] = Counter()
    for circle in circles:
        met[frozenset(it.membership_id for it in circle.members if not it.third)] += 1
        thirds.update(it.membership_id for it in circle.members if it.third)
    return met, thirds


def _drawn_and_open(community_id: int) -> list[Circle]:
    query = sa.select(Circle).where(
        Circle.community_id == community_id,
        Circle.rotation_id.is_not(None),
        Circle.ended_at.is_(None),
    )
    return list(db.session.scalars(query))


def _circle(rotation: Rotation, group: tuple[Membership, ...], agreement: str) -> Circle:
    pair = len(group) == pairing.AT_LEAST
    return Circle(
        community_id=rotation.community_id,
        kind="pair" if pair else "group",
        agreement=agreement,
        created_at=now(),
        created_by=rotation.created_by,
        members=[
            CircleMember(
                community_id=rotation.community_id,
                membership_id=member.id,
                third=not pair and place == len(group) - 1,
                asked_at=now(),
                agreed_at=now(),
            )
            for place, member in enumerate(group)
        ],
    )


def _has_met(rotation: Rotation) -> bool:
    here = sa.select(Circle.id).where(Circle.rotation_id == rotation.id)
    logged = sa.select(Meeting.id).where(
        Meeting.circle_id.in_(here), Meeting.closed_as != "withdrawn"
    )
    return db.session.scalar(logged.limit(1)) is not None


def _fingerprint(groups: Iterable[Iterable[int]]) -> str:
    text = ";".join(",".join(map(str, group)) for group in groups)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
