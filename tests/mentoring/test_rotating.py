"""Pairs drawn by a button: as shown, undone while nobody has met, fair over the rounds."""

from __future__ import annotations

from itertools import combinations

import pytest
import sqlalchemy as sa
from databases import on_postgresql
from support import NOON, member

from badges.accounts.access import Actor
from badges.database import db
from badges.errors import ConflictError, ForbiddenError
from badges.models import Circle, Community, Membership, Rotation
from badges.peers.matching import CardFacts, set_card
from badges.peers.meetings import MeetingFacts, log_meeting
from badges.peers.mentoring import circles_of, partner_ids
from badges.peers.rotating import may_undo, newest_rotation, propose, rotate, undo_rotation


def people(demo: Community, count: int) -> list[Membership]:
    """Give members who take part in drawings."""
    found = [member(demo, f"Person{number}") for number in range(count)]
    for each in found:
        set_card(each, CardFacts(pairs=True))
    return found


def drawn(actor: Actor) -> Rotation:
    return rotate(actor, propose(actor).fingerprint, "We meet once a week.")


def test_what_was_shown_is_made_and_may_begin_at_once(mona: Actor, demo: Community) -> None:
    one, other = people(demo, 2)
    shown = propose(mona)
    assert [{it.id for it in group} for group in shown.groups] == [{one.id, other.id}]
    rotation = rotate(mona, shown.fingerprint, "Weekly.")
    assert partner_ids(one) == {other.id}
    assert rotation.circles[0].agreement == "Weekly."


def test_over_the_rounds_everybody_meets_everybody(mona: Actor, demo: Community) -> None:
    found = people(demo, 6)
    pairs = set()
    for _ in range(5):
        assert propose(mona).again == 0
        pairs |= {frozenset(it.membership_id for it in c.members) for c in drawn(mona).circles}
    assert pairs == {frozenset((a.id, b.id)) for a, b in combinations(found, 2)}
    assert propose(mona).again == 3
    assert all(len(circles_of(each)) == 1 for each in found)


def test_with_an_odd_number_one_is_third_and_nobody_alone(mona: Actor, demo: Community) -> None:
    found = people(demo, 5)
    thirds = set()
    for _ in range(5):
        circles = drawn(mona).circles
        assert sorted(len(it.members) for it in circles) == [2, 3]
        thirds |= {it.membership_id for circle in circles for it in circle.members if it.third}
    assert thirds == {it.id for it in found}


def test_a_pair_made_by_hand_counts_as_having_met_and_stays(
    mona: Actor, demo: Community, pair: Circle, ada: Membership, bo: Membership
) -> None:
    for each in (ada, bo, *people(demo, 2)):
        set_card(each, CardFacts(pairs=True))
    assert not any({ada, bo} == set(group) for group in propose(mona).groups)
    drawn(mona)
    assert pair.ended_at is None


def test_it_is_undone_while_no_new_pair_has_met(mona: Actor, demo: Community) -> None:
    found = people(demo, 4)
    first = drawn(mona)
    before = {it.id: partner_ids(it) for it in found}
    second = drawn(mona)
    assert {it.id: partner_ids(it) for it in found} != before
    undo_rotation(mona, second)
    assert {it.id: partner_ids(it) for it in found} == before
    assert newest_rotation(mona) == first
    assert propose(mona).again == 0


def test_once_somebody_met_it_stays(mona: Actor, demo: Community) -> None:
    one, _ = people(demo, 2)
    rotation = drawn(mona)
    assert may_undo(rotation)
    log_meeting(one, rotation.circles[0], MeetingFacts(NOON.date()))
    assert not may_undo(rotation)
    with pytest.raises(ConflictError, match="too late"):
        undo_rotation(mona, rotation)


def test_only_the_newest_is_undone(mona: Actor, demo: Community) -> None:
    people(demo, 4)
    first, _ = drawn(mona), drawn(mona)
    with pytest.raises(ConflictError):
        undo_rotation(mona, first)


def test_when_somebody_joined_meanwhile_it_is_looked_at_again(mona: Actor, demo: Community) -> None:
    people(demo, 2)
    seen = propose(mona).fingerprint
    set_card(member(demo, "Newcomer"), CardFacts(pairs=True))
    with pytest.raises(ConflictError, match="look at the pairs"):
        rotate(mona, seen, "")


@on_postgresql
def test_two_who_draw_at_the_same_moment_come_one_after_the_other(
    mona: Actor, demo: Community
) -> None:
    people(demo, 2)
    db.session.commit()
    drawn(mona)
    with db.engine.connect() as elsewhere:
        free = elsewhere.scalars(
            sa.select(Community.id).with_for_update(skip_locked=True, key_share=True)
        )
        assert demo.id not in set(free)


def test_one_person_is_no_pair_and_a_member_draws_none(
    mona: Actor, demo: Community, ada: Membership
) -> None:
    people(demo, 1)
    with pytest.raises(ConflictError, match="two members"):
        rotate(mona, propose(mona).fingerprint, "")
    with pytest.raises(ForbiddenError):
        propose(Actor.member(ada))
