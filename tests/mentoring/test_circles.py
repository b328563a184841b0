"""Pairs and groups begin with an agreement and end without blame."""

from __future__ import annotations

import pytest
from support import community, member

from badges.accounts.access import Actor
from badges.database import db
from badges.errors import ConflictError, ForbiddenError, InputError, LimitError, NotFoundError
from badges.models import AuditEntry, Circle, Community, Membership
from badges.peers.mentoring import (
    CircleDraft,
    Seat,
    agree,
    agreed,
    ask_for_pair,
    circle_for,
    circles_of,
    decline,
    end_circle,
    leave,
    make_circle,
    partner_ids,
    present,
    reopen_circle,
)


def test_a_pair_begins_when_both_have_signed_its_agreement(
    mona: Actor, ada: Membership, bo: Membership
) -> None:
    circle = make_circle(mona, CircleDraft([Seat(ada.id), Seat(bo.id)]))
    assert (circle.kind, agreed(circle), partner_ids(ada)) == ("pair", [], frozenset())
    first = agree(ada, circle).agreed_at
    assert partner_ids(ada) == frozenset()
    agree(bo, circle)
    assert agree(ada, circle).agreed_at == first
    assert partner_ids(ada) == {bo.id}


def test_more_than_two_are_a_group(trio: Circle) -> None:
    assert trio.kind == "group"
    assert len(agreed(trio)) == 3


@pytest.mark.parametrize("who", [["ada"], ["ada", "ada"], []])
def test_nobody_is_paired_with_nobody_or_themselves(
    who: list[str], mona: Actor, ada: Membership
) -> None:
    with pytest.raises(InputError) as raised:
        make_circle(mona, CircleDraft([Seat(ada.id) for _ in who]))
    assert raised.value.field == "members"


def test_two_are_one_pair_at_a_time(mona: Actor, pair: Circle) -> None:
    draft = CircleDraft([Seat(it.membership_id) for it in pair.members])
    with pytest.raises(ConflictError, match="a pair already"):
        make_circle(mona, draft)
    end_circle(mona, pair)
    assert make_circle(mona, draft).id != pair.id


def test_members_of_another_community_are_not_found(mona: Actor, ada: Membership) -> None:
    stranger = member(community("other"), "Eve")
    with pytest.raises(NotFoundError):
        make_circle(mona, CircleDraft([Seat(ada.id), Seat(stranger.id)]))
    with pytest.raises(ForbiddenError):
        make_circle(Actor.member(ada), CircleDraft([Seat(ada.id), Seat(stranger.id)]))


def test_a_member_asks_and_the_other_answers(ada: Membership, bo: Membership) -> None:
    circle = ask_for_pair(ada, bo, "receiver", "Would you show me soldering?")
    roles = {it.membership_id: it.role for it in circle.members}
    assert roles == {ada.id: "receiver", bo.id: "giver"}
    assert [it.membership_id for it in agreed(circle)] == [ada.id]
    agree(bo, circle)
    assert partner_ids(bo) == {ada.id}


def test_a_no_ends_it_and_needs_no_reason(ada: Membership, bo: Membership) -> None:
    circle = ask_for_pair(ada, bo, "both")
    decline(bo, circle)
    assert circle.ended_for == "declined"
    assert circles_of(ada) == circles_of(bo) == []
    with pytest.raises(ConflictError):
        agree(ada, circle)


def test_asking_many_at_once_is_held_up(demo: Community, ada: Membership) -> None:
    for number in range(5):
        ask_for_pair(ada, member(demo, f"Person{number}"), "both")
    with pytest.raises(LimitError):
        ask_for_pair(ada, member(demo, "Sixth"), "both")
    assert len(circles_of(ada)) == 5


def test_a_group_goes_on_without_who_left_and_a_pair_does_not(
    trio: Circle, pair: Circle, ada: Membership
) -> None:
    leave(ada, trio)
    leave(ada, pair)
    assert (trio.ended_at, pair.ended_for) == (None, "left")
    assert len(present(trio)) == 2
    with pytest.raises(NotFoundError):
        circle_for(ada, trio.id)


def test_who_left_the_community_is_in_no_pair_any_more(
    pair: Circle, ada: Membership, bo: Membership
) -> None:
    bo.left_at = bo.joined_at
    db.session.flush()
    assert (partner_ids(ada), circles_of(ada)) == (frozenset(), [])
    assert [it.membership_id for it in present(pair)] == [ada.id]


def test_what_managers_do_is_written_down_and_can_be_undone(mona: Actor, pair: Circle) -> None:
    end_circle(mona, pair)
    end_circle(mona, pair)
    reopen_circle(mona, pair)
    assert pair.ended_at is None
    actions = [row.action for row in db.session.query(AuditEntry)]
    assert actions == ["circle.create", "circle.end", "circle.reopen"]
