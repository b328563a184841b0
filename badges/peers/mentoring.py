"""Pairs and groups: made by managers or asked for by members, begun by an agreement, ended again.

::

    circle = make_circle(actor, CircleDraft([Seat(ada.id, "receiver"), Seat(bo.id, "giver")]))
    agree(ada, circle); agree(bo, circle)          # each one's signature under the agreement

Who has agreed may log meetings (:mod:`badges.peers.meetings`) with those who have, too. Whoever
says no or leaves need not say why; where fewer than two remain, the pair or group has ended.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from badges import audit
from badges.accounts.access import Actor, Permission
from badges.database import db, get_scoped
from badges.errors import ConflictError, InputError, LimitError, NotFoundError
from badges.models import Circle, CircleMember, Membership
from badges.ports import now
from badges.text import clean_line, clean_narrative

ROLES: Final = ("both", "giver", "receiver")
NAME_LIMIT: Final = 120
AGREEMENT_LIMIT: Final = 4_000
SENTENCE_LIMIT: Final = 500
PAIR: Final = 2
"""Two are a pair, and nobody meets alone."""
MOST_MEMBERS: Final = 12
MOST_ASKED: Final = 5
"""People that a member may have asked without an answer yet."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Who is to be in a pair or group, and as what: ``giver``, ``receiver`` or ``both``."""

    membership_id: int
    role: str = "both"


@dataclass(frozen=True, slots=True)
class CircleDraft:
    """What a pair or group begins with; its kind follows from how many they are."""

    seats: Sequence[Seat]
    name: str = ""
    agreement: str = ""


def make_circle(actor: Actor, draft: CircleDraft) -> Circle:
    """Bring people together; each of them is asked to agree.

    Raises ``InputError`` naming the field, and ``ConflictError`` for a pair that there is already.
    """
    actor.require(Permission.MEMBERS_WRITE)
    circle = _new(actor.community.id, draft, by=actor.membership_id)
    audit.record(actor, "circle.create", f"circle:{circle.id}")
    return circle


def ask_for_pair(
    member: Membership, other: Membership, role: str, sentence: str = "", agreement: str = ""
) -> Circle:
    """Ask somebody to meet; ``role`` is the asker's own: to give, to receive, or both.

    The other one reads the sentence and answers with :func:`agree` or :func:`decline`. Raises
    ``LimitError`` where several earlier ones have not answered.
    """
    waiting = db.session.scalar(
        sa.select(sa.func.count(sa.distinct(Circle.id)))
        .join(CircleMember)
        .where(
            Circle.created_by == member.id,
            Circle.ended_at.is_(None),
            CircleMember.agreed_at.is_(None),
            CircleMember.left_at.is_(None),
        )
    )
    if (waiting or 0) >= MOST_ASKED:
        raise LimitError(
            "circle.asked", "You have asked several people already; wait for their answers."
        )
    inverse = {"giver": "receiver", "receiver": "giver", "both": "both"}
    if role not in inverse:
        raise InputError("circle.role", "Choose what you would like.", field="role")
    seats = [Seat(member.id, role), Seat(other.id, inverse[role])]
    draft = CircleDraft(seats, agreement=agreement)
    circle = _new(member.community_id, draft, by=member.id)
    mine = next(each for each in circle.members if each.membership_id == member.id)
    mine.agreed_at = now()
    mine.sentence = clean_line(sentence, field="sentence", limit=SENTENCE_LIMIT)
    return circle


def agree(member: Membership, circle: Circle) -> CircleMember:
    """Sign the agreement; twice changes nothing. Raises ``ConflictError`` where it has ended."""
    seat = _open_seat(member, circle)
    seat.agreed_at = seat.agreed_at or now()
    return seat


def decline(member: Membership, circle: Circle, sentence: str = "") -> None:
    """Say no to what one was asked; the sentence is for whoever asked, and may be left out."""
    seat = _open_seat(member, circle)
    if seat.agreed_at is not None:
        raise ConflictError("circle.agreed", "You have agreed already; you can leave instead.")
    seat.sentence = clean_line(sentence, field="sentence", limit=SENTENCE_LIMIT)
    _let_go(circle, seat, "declined")


def leave(member: Membership, circle: Circle) -> None:
    """Leave a pair or group; meetings that were confirmed keep counting for everybody."""
    _let_go(circle, _open_seat(member, circle), "left")


def end_circle(actor: Actor, circle: Circle) -> None:
    """End a pair or group for all of them; what was confirmed keeps counting."""
    actor.require(Permission.MEMBERS_WRITE)
    row = get_scoped(Circle, actor.community.id, id=circle.id)
    if row.ended_at is None:
        row.ended_at, row.ended_for = now(), "manager"
        audit.record(actor, "circle.end", f"circle:{row.id}")


def reopen_circle(actor: Actor, circle: Circle) -> None:
    """Undo that a manager ended it; raises ``ConflictError`` where it ended otherwise."""
    actor.require(Permission.MEMBERS_WRITE)
    row = get_scoped(Circle, actor.community.id, id=circle.id)
    if row.ended_for != "manager":
        raise ConflictError("circle.ended", "This pair or group has ended.")
    row.ended_at, row.ended_for = None, ""
    audit.record(actor, "circle.reopen", f"circle:{row.id}")


def circles_of(member: Membership) -> list[Circle]:
    """List the pairs and groups that a member is in or was asked into, the newest first.

    One that everybody else has left, with the community, is none any more.
    """
    query = (
        sa.select(Circle)
        .join(CircleMember)
        .where(
            CircleMember.membership_id == member.id,
            CircleMember.left_at.is_(None),
            Circle.ended_at.is_(None),
        )
        .options(selectinload(Circle.members).selectinload(CircleMember.member))
        .order_by(Circle.id.desc())
    )
    return [circle for circle in db.session.scalars(query) if len(present(circle)) >= PAIR]


def circle_for(member: Membership, circle_id: int) -> Circle:
    """Find a pair or group that the member is in, ended ones too; raises ``NotFoundError``."""
    circle = get_scoped(Circle, member.community_id, id=circle_id)
    if seat_of(member, circle) is None:
        raise NotFoundError("not_found", "There is nothing at this address.")
    return circle


def seat_of(member: Membership, circle: Circle) -> CircleMember | None:
    """Give a member's own place, unless they are gone."""
    return next((seat for seat in present(circle) if seat.membership_id == member.id), None)


def present(circle: Circle) -> list[CircleMember]:
    """List who is in it or asked into it, without those who left it or the community."""
    return [seat for seat in circle.members if seat.left_at is None and seat.member.left_at is None]


def agreed(circle: Circle) -> list[CircleMember]:
    """List who signed the agreement and is still there."""
    return [seat for seat in present(circle) if seat.agreed_at is not None]


def partner_ids(member: Membership) -> frozenset[int]:
    """Give the members with whom this one has agreed to meet, in whichever pair or group."""
    return frozenset(
        seat.membership_id
        for circle in circles_of(member)
        if any(seat.membership_id == member.id for seat in agreed(circle))
        for seat in agreed(circle)
        if seat.membership_id != member.id
    )


def paired_with(member: Membership) -> frozenset[int]:
    """Give the members with whom this one is in an open pair, agreed or not."""
    return frozenset(
        seat.membership_id
        for circle in circles_of(member)
        if circle.kind == "pair"
        for seat in present(circle)
        if seat.membership_id != member.id
    )


def _new(community_id: int, draft: CircleDraft, *, by: int | None) -> Circle:
    ids = [seat.membership_id for seat in draft.seats]
    if len(set(ids)) != len(ids) or not PAIR <= len(ids) <= MOST_MEMBERS:
        raise InputError(
            "circle.members",
            f"Choose two to {MOST_MEMBERS} different people.",
            field="members",
            limit=MOST_MEMBERS,
        )
    members = [get_scoped(Membership, community_id, id=number) for number in ids]
    if any(each.left_at is not None for each in members):
        raise InputError("circle.gone", "One of them has left the community.", field="members")
    kind = "pair" if len(ids) == PAIR else "group"
    if kind == "pair" and ids[1] in paired_with(members[0]):
        raise ConflictError("circle.paired", "These two are a pair already.")
    circle = Circle(
        community_id=community_id,
        kind=kind,
        name=clean_line(draft.name, field="name", limit=NAME_LIMIT),
        agreement=clean_narrative(draft.agreement, field="agreement", limit=AGREEMENT_LIMIT),
        created_at=now(),
        created_by=by,
    )
    circle.members = [
        CircleMember(
            community_id=community_id,
            member=member,
            membership_id=member.id,
            role=seat.role if seat.role in ROLES else "both",
            asked_at=now(),
        )
        for seat, member in zip(draft.seats, members, strict=True)
    ]
    db.session.add(circle)
    db.session.flush()
    return circle


def _open_seat(member: Membership, circle: Circle) -> CircleMember:
    seat = seat_of(member, circle_for(member, circle.id))
    if circle.ended_at is not None or seat is None:
        raise ConflictError("circle.ended", "This pair or group has ended.")
    return seat


def _let_go(circle: Circle, seat: CircleMember, why: str) -> None:
    seat.left_at = now()
    if len(present(circle)) < PAIR:
        circle.ended_at, circle.ended_for = now(), why
