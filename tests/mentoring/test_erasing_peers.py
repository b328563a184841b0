"""A member's own words go, or are taken along; what they did with others stays for those others."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa
from support import NOON, manager, member

from badges.accounts.access import Actor
from badges.awarding.erasing import erase_person
from badges.awarding.recording import record_of
from badges.database import Base, db
from badges.models import Circle, Membership
from badges.peers import goals, presenting
from badges.peers.matching import CardFacts, set_card
from badges.peers.meetings import MeetingFacts, confirm, decline, log_meeting
from badges.peers.mentoring import CircleDraft, Seat, agree, make_circle
from badges.publishing.taking import about

SECRET = "Zzyzx"


@pytest.fixture
def zoe(mona: Actor, pair: Circle, ada: Membership, bo: Membership) -> Membership:
    """Give a member who has written something everywhere."""
    row = member(mona.community, f"{SECRET} Person")
    circle = make_circle(mona, CircleDraft([Seat(row.id), Seat(bo.id)], name=f"{SECRET} and Bo"))
    for each in (row, bo):
        agree(each, circle)
    confirm(bo, log_meeting(row, circle, MeetingFacts(NOON.date(), note=f"{SECRET} cried.")))
    group = make_circle(mona, CircleDraft([Seat(it.id) for it in (row, ada, bo)]))
    for each in (row, ada, bo):
        agree(each, group)
    decline(row, log_meeting(ada, group, MeetingFacts(NOON.date())), f"{SECRET} was ill.")
    set_card(row, CardFacts((SECRET,), (SECRET,), f"Ask {SECRET}", findable=True))
    mine = goals.set_goal(row, goals.GoalFacts(f"{SECRET} swims", SECRET, shared=True))
    goals.confirm_goal(bo, goals.reach(row, mine), "Yes.")
    theirs = goals.set_goal(bo, goals.GoalFacts("Bo runs", shared=True))
    goals.confirm_goal(row, goals.reach(bo, theirs), f"{SECRET} saw it.")
    presenting.propose(row, f"{SECRET} talks", day=NOON.date())
    return row


def everything() -> str:
    """Give all that stands in the database, as text."""
    rows = [
        str(row)
        for table in Base.metadata.sorted_tables
        for row in db.session.execute(sa.select(table))
    ]
    return "\n".join(rows)


def test_nothing_is_left_that_tells_of_the_person(
    mona: Actor, zoe: Membership, bo: Membership
) -> None:
    db.session.flush()
    assert SECRET in everything()
    for _ in range(2):
        erase_person(zoe.person)
    assert SECRET not in everything()
    assert manager(mona.community, "Other").membership_id


def test_what_others_confirmed_with_them_still_counts(zoe: Membership, bo: Membership) -> None:
    before = record_of(bo, at=NOON)
    erase_person(zoe.person)
    after = record_of(bo, at=NOON)
    assert after.meetings == before.meetings
    assert after.goals == before.goals
    assert len(after.goals[0].confirmed_by) == 1


def test_all_of_it_is_taken_along_and_nothing_of_others(zoe: Membership) -> None:
    found = about(zoe.person)["peers"]
    assert found["cards"][0]["offers"] == [SECRET]
    assert [it["note"] for it in found["meetings"]] == [f"{SECRET} cried.", None]
    assert found["goals"][0]["confirmedBy"] == 1
    assert found["goalsConfirmed"][0]["sentence"] == f"{SECRET} saw it."
    assert found["presented"][0]["title"] == f"{SECRET} talks"
    assert "Bo Beispiel" not in json.dumps(found)
