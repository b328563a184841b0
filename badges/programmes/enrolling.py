"""Who takes part in a programme: enrolled by themselves, by its link or by a manager, or waiting.

Who comes when all places are taken waits, and gets the next one that is free, in the order of
coming. The programme's row is locked meanwhile, so that two people never get the last place.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from badges import audit
from badges.accounts.access import Actor, Permission
from badges.database import db, get_scoped
from badges.errors import ConflictError, NotFoundError
from badges.models import Enrolment, Membership, Programme
from badges.ports import now
from badges.programmes.cohorts import programme_days, today_of


@dataclass(frozen=True, slots=True)
class Taking:
    """How many take part, wait, and how many places there are (nothing: no limit)."""

    enrolled: int
    waiting: int
    places: int | None

    @property
    def free(self) -> int | None:
        """Count the places that are free; nothing where there is no limit."""
        return None if self.places is None else max(0, self.places - self.enrolled)


def enrol(member: Membership, programme: Programme) -> Enrolment:
    """Let a member enrol in a programme that is open to all members.

    Raises ``ConflictError`` where it is not, or is over.
    """
    row = get_scoped(Programme, member.community_id, id=programme.id)
    if row.enrolment != "open":
        raise ConflictError("enrolment.not_open", "A manager enrols people in this programme.")
    return _come(member, row)


def join(member: Membership, token: str) -> Enrolment:
    """Let a member enrol with the programme's link; raises as :func:`enrol` does."""
    return _come(member, programme_by_link(member, token))


def programme_by_link(member: Membership, token: str) -> Programme:
    """Find the programme of a link within the member's community, or ``NotFoundError``."""
    row = db.session.scalar(
        sa.select(Programme).where(
            Programme.join_token == token,
            Programme.community_id == member.community_id,
            Programme.enrolment.in_(("open", "link")),
        )
    )
    if row is None:
        raise NotFoundError(
            "enrolment.link",
            "This link leads to no programme that you can join; ask who gave it to you.",
        )
    return row


def add_members(actor: Actor, programme: Programme, ids: Iterable[int]) -> list[Enrolment]:
    """Enrol members by hand, those for whom there is no place among the waiting."""
    actor.require(Permission.ACHIEVEMENTS_WRITE)
    row = _locked(actor.community.id, programme)
    found = [
        _place(row, get_scoped(Membership, actor.community.id, id=number))
        for number in dict.fromkeys(ids)
    ]
    audit.record(actor, "enrolment.add", f"programme:{row.id}", count=len(found))
    return found


def leave(member: Membership, programme: Programme) -> None:
    """Let a member leave a programme; who waits longest gets the place."""
    found = enrolment_of(member, programme)
    if found is not None and found.state != "left":
        audit.record(Actor.member(member), "enrolment.leave", f"programme:{programme.id}")
        _end(found)


def remove(actor: Actor, enrolment: Enrolment) -> None:
    """Take somebody out of a programme; what they did in it stays and counts."""
    actor.require(Permission.ACHIEVEMENTS_WRITE)
    row = get_scoped(Enrolment, actor.community.id, id=enrolment.id)
    if row.state != "left":
        audit.record(actor, "enrolment.remove", f"programme:{row.programme_id}")
        _end(row)


def give_place(actor: Actor, enrolment: Enrolment) -> Enrolment:
    """Give somebody a place, also beyond the limit: a person decided so."""
    actor.require(Permission.ACHIEVEMENTS_WRITE)
    row = get_scoped(Enrolment, actor.community.id, id=enrolment.id)
    if row.state != "enrolled":
        row.state, row.left_at = "enrolled", None
        audit.record(actor, "enrolment.place", f"programme:{row.programme_id}")
    return row


def enrolment_of(member: Membership, programme: Programme) -> Enrolment | None:
    """Give a member's enrolment, whatever its state."""
    return db.session.scalar(
        sa.select(Enrolment).where(
            Enrolment.programme_id == programme.id, Enrolment.membership_id == member.id
        )
    )


def people_in(programme: Programme, state: str = "enrolled") -> list[Enrolment]:
    """List who takes part by name, or who waits in the order of coming; members of today only."""
    order = (
        (Enrolment.asked_at, Enrolment.id)
        if state == "waiting"
        else (Membership.sort_name, Enrolment.id)
    )
    return list(
        db.session.scalars(
            sa.select(Enrolment)
            .join(Enrolment.member)
            .where(
                Enrolment.programme_id == programme.id,
                Enrolment.state == state,
                Membership.left_at.is_(None),
            )
            .options(sa.orm.contains_eager(Enrolment.member))
            .order_by(*order)
        )
    )


def taking_part(programme: Programme) -> Taking:
    """Count who takes part and who waits."""
    rows = db.session.execute(
        sa.select(Enrolment.state, sa.func.count())
        .join(Enrolment.member)
        .where(Enrolment.programme_id == programme.id, Membership.left_at.is_(None))
        .group_by(Enrolment.state)
    )
    counts = {state: count for state, count in rows}  # noqa: C416 - rows are no pairs for the checker
    return Taking(counts.get("enrolled", 0), counts.get("waiting", 0), programme.places)


def fill_places(programme: Programme) -> list[Enrolment]:
    """Give free places to who waits, first come first; gives who got one."""
    free = taking_part(programme).free
    waiting = people_in(programme, "waiting")
    placed = waiting if free is None else waiting[:free]
    for row in placed:
        row.state = "enrolled"
    db.session.flush()
    return placed


def tend_programmes() -> None:
    """Give places that became free because members left the community (daily)."""
    waiting = sa.select(Enrolment.programme_id).where(Enrolment.state == "waiting")
    for row in db.session.scalars(sa.select(Programme).where(Programme.id.in_(waiting))).all():
        if programme_days(row).state_on(today_of(row)) != "over":
            fill_places(_locked(row.community_id, row))
        db.session.commit()


def is_open(programme: Programme) -> bool:
    """Tell whether anybody can still come: shown to members, and not over."""
    if programme.published_at is None or programme.archived_at is not None:
        return False
    return programme_days(programme).state_on(today_of(programme)) != "over"


def _come(member: Membership, programme: Programme) -> Enrolment:
    if not is_open(programme):
        raise ConflictError("enrolment.closed", "Nobody can enrol in this programme any more.")
    row = _locked(member.community_id, programme)
    found = enrolment_of(member, row)
    if found is not None and found.state != "left":
        return found
    audit.record(Actor.member(member), "enrolment.come", f"programme:{row.id}")
    return _place(row, member)


def _place(programme: Programme, member: Membership) -> Enrolment:
    """Enrol a member, or let them wait behind the others; who is in it stays where they are."""
    found = enrolment_of(member, programme)
    if found is not None and found.state != "left":
        return found
    counted = taking_part(programme)
    state = "waiting" if counted.free == 0 or counted.waiting else "enrolled"
    if found is None:
        found = Enrolment(community_id=programme.community_id, programme=programme, member=member)
        db.session.add(found)
    found.state, found.asked_at, found.left_at = state, now(), None
    db.session.flush()
    return found


def _end(row: Enrolment) -> None:
    programme = _locked(row.community_id, row.programme)
    row.state, row.left_at = "left", now()
    db.session.flush()
    fill_places(programme)


def _locked(community_id: int, programme: Programme) -> Programme:
    row = get_scoped(Programme, community_id, id=programme.id)
    db.session.refresh(row, with_for_update=True)
    return row
