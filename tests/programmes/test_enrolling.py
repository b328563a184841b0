"""Who takes part: enrolling, places, the waiting list, leaving, erasing."""

from __future__ import annotations

import pytest
from support import Clock, community, member

from badges.accounts.access import Actor
from badges.awarding.erasing import erase_person
from badges.awarding.leaving import leave as leave_community
from badges.database import db
from badges.errors import ConflictError, ForbiddenError, NotFoundError
from badges.models import Enrolment, Membership
from badges.programmes.enrolling import (
    add_members,
    enrol,
    enrolment_of,
    give_place,
    is_open,
    join,
    leave,
    people_in,
    remove,
    taking_part,
    tend_programmes,
)
from badges.programmes.taking_part import programmes_for
from badges.publishing.taking import about

from .laid import programme


def names(rows: list[Enrolment]) -> list[str]:
    return [row.member.name for row in rows]


def test_who_comes_when_all_places_are_taken_gets_the_next_one(
    mona: Actor, ada: Membership, clock: Clock
) -> None:
    row = programme(mona, places=1)
    ben, eve = member(mona.community, "Ben"), member(mona.community, "Eve")
    states = [enrol(each, row).state for each in (ada, eve, ben)]
    assert states == ["enrolled", "waiting", "waiting"]
    assert enrol(ada, row).state == "enrolled"
    assert (taking_part(row).free, names(people_in(row, "waiting"))) == (0, ["Eve", "Ben"])
    leave(ada, row)
    assert names(people_in(row)) == ["Eve"]
    clock.move(hours=1)
    assert enrol(ada, row).state == "waiting"
    assert names(people_in(row, "waiting")) == ["Ben", "Ada Beispiel"]


def test_a_manager_gives_a_place_beyond_the_limit_and_takes_people_out(
    mona: Actor, ada: Membership
) -> None:
    row = programme(mona, places=1, enrolment="manager")
    ben = member(mona.community, "Ben")
    assert [it.state for it in add_members(mona, row, [ada.id, ben.id, ada.id])] == [
        "enrolled",
        "waiting",
    ]
    waiting = enrolment_of(ben, row)
    assert waiting is not None
    give_place(mona, waiting)
    assert taking_part(row).enrolled == 2
    remove(mona, waiting)
    assert (waiting.state, taking_part(row).enrolled) == ("left", 1)


@pytest.mark.parametrize("how", ["link", "manager"])
def test_not_every_programme_is_open_to_all(mona: Actor, ada: Membership, how: str) -> None:
    row = programme(mona, enrolment=how)
    with pytest.raises(ConflictError):
        enrol(ada, row)
    if how == "link":
        assert join(ada, row.join_token).state == "enrolled"
    else:
        with pytest.raises(NotFoundError):
            join(ada, row.join_token)


def test_a_link_leads_nobody_into_another_community(mona: Actor) -> None:
    row = programme(mona)
    with pytest.raises(NotFoundError):
        join(member(community("elsewhere"), "Otto"), row.join_token)
    with pytest.raises(NotFoundError):
        enrol(member(community("faraway"), "Ulf"), row)


def test_nobody_comes_once_it_is_over_unless_a_pause_moved_the_end(
    mona: Actor, ada: Membership, clock: Clock
) -> None:
    row = programme(mona)
    assert is_open(row)
    clock.move(days=21)
    with pytest.raises(ConflictError):
        enrol(ada, row)
    with pytest.raises(ConflictError):
        enrol(ada, programme(mona, "draft", published_at=None))


def test_a_place_becomes_free_when_somebody_leaves_the_community(
    mona: Actor, ada: Membership
) -> None:
    row = programme(mona, places=1)
    ben = member(mona.community, "Ben")
    enrol(ada, row)
    enrol(ben, row)
    leave_community(ada)
    tend_programmes()
    assert names(people_in(row)) == ["Ben"]
    assert people_in(row, "waiting") == []


def test_members_see_their_own_first_then_what_is_open_and_nothing_that_is_over(
    mona: Actor, ada: Membership, clock: Clock
) -> None:
    mine = programme(mona, "mine", enrolment="manager")
    add_members(mona, mine, [ada.id])
    programme(mona, "open")
    programme(mona, "hidden", enrolment="link")
    programme(mona, "draft", published_at=None)
    found = programmes_for(ada)
    assert [(it.programme.slug, it.takes_part) for it in found] == [("mine", True), ("open", False)]
    assert found[0].week is not None
    assert found[0].week.number == 2
    clock.move(days=30)
    assert programmes_for(ada) == []


def test_only_managers_add_and_remove(mona: Actor, ada: Membership) -> None:
    row = programme(mona)
    with pytest.raises(ForbiddenError):
        add_members(Actor.member(ada), row, [ada.id])
    with pytest.raises(NotFoundError):
        add_members(mona, row, [member(community("elsewhere"), "Otto").id])


def test_enrolments_are_in_the_export_and_go_with_the_person(mona: Actor, ada: Membership) -> None:
    enrol(ada, programme(mona))
    told = about(ada.person)["programmes"]
    assert [(it["name"], it["state"]) for it in told] == [({"en": "Spring"}, "enrolled")]
    erase_person(ada.person)
    assert db.session.query(Enrolment).count() == 0
