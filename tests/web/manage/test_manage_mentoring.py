"""Managers bring people together, draw pairs, confirm what was presented; no more do they see."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from support import member

from badges.database import db
from badges.models import Activity, Circle, Community, Meeting, Membership
from badges.peers import presenting
from badges.peers.matching import CardFacts, set_card
from badges.peers.meetings import MeetingFacts, confirm, log_meeting
from badges.peers.mentoring import agree
from badges.ports import now

from .desk import Desk


@pytest.fixture
def bo(demo: Community) -> Membership:
    return member(demo, "Bo Beispiel")


@pytest.fixture
def pair(mona: Desk, ada: Membership, bo: Membership) -> Circle:
    """Give a pair that a manager made on the page."""
    db.session.commit()
    mona.post(
        "/mentoring/new",
        {"member": [str(ada.id), str(bo.id)], "giver": str(bo.id), "agreement": "Weekly."},
    )
    return db.session.query(Circle).one()


def test_two_are_brought_together_and_seen_to_agree(
    mona: Desk, pair: Circle, ada: Membership, bo: Membership
) -> None:
    assert {it.membership_id: it.role for it in pair.members} == {
        ada.id: "receiver",
        bo.id: "giver",
    }
    assert "Bo Beispiel and Ada Beispiel 0 of 2 0 not yet" in mona.text("/mentoring")
    agree(bo, pair)
    db.session.commit()
    shown = mona.text(f"/mentoring/{pair.id}")
    assert "Weekly." in shown
    assert "Bo Beispielagreed" in shown


def test_who_was_ticked_stays_ticked_when_something_is_wrong(mona: Desk, ada: Membership) -> None:
    db.session.commit()
    answer = mona.post("/mentoring/new", {"member": str(ada.id), "name": "Alone", "agreement": "x"})
    assert answer.status_code == 422
    assert "Choose two to 12 different people." in answer.text
    assert re.search(rf'id="member-{ada.id}"[^>]* checked', answer.text)
    again = mona.post("/mentoring/new", {"member": str(ada.id), "q": "Mona", "do": "look"})
    assert again.status_code == 200
    assert re.search(rf'id="member-{ada.id}"[^>]* checked', again.text)


def test_managers_see_when_they_met_and_not_what_they_said(
    mona: Desk, pair: Circle, ada: Membership, bo: Membership
) -> None:
    for each in (ada, bo):
        agree(each, pair)
    confirm(bo, log_meeting(ada, pair, MeetingFacts(now().date(), note="She cried.")))
    db.session.commit()
    shown = mona.text(f"/mentoring/{pair.id}")
    assert "counts" in shown
    assert "cried" not in shown
    meeting = db.session.query(Meeting).one()
    mona.post(f"/mentoring/meetings/{meeting.id}/void", {"reason": "By mistake."})
    assert "By mistake." in mona.text(f"/mentoring/{pair.id}")
    assert db.session.get_one(Meeting, meeting.id).closed_as == "voided"


def test_a_pair_is_ended_and_that_is_undone(mona: Desk, pair: Circle) -> None:
    mona.post(f"/mentoring/{pair.id}/end")
    assert "This has ended." in mona.text(f"/mentoring/{pair.id}")
    mona.post(f"/mentoring/{pair.id}/reopen")
    assert "This has ended." not in mona.text(f"/mentoring/{pair.id}")


def test_pairs_are_looked_at_made_and_undone(mona: Desk, demo: Community) -> None:
    assert "Fewer than two take part" in mona.text("/mentoring/draw")
    for name in ("Cleo", "Dana", "Emil"):
        set_card(member(demo, name), CardFacts(pairs=True))
    db.session.commit()
    page = mona.get("/mentoring/draw?lang=en").text
    assert "three, as the number is odd" in page
    fields = dict(re.findall(r'name="(fingerprint|turn)" value="([^"]*)"', page))
    mona.post("/mentoring/draw", fields | {"agreement": "Weekly."})
    assert "Pairs were last drawn" in mona.text("/mentoring")
    circle = db.session.query(Circle).one()
    assert all(it.agreed_at for it in circle.members)
    mona.post(f"/mentoring/draw/{circle.rotation_id}/undo")
    assert "Pairs were last drawn" not in mona.text("/mentoring")
    stale = mona.post("/mentoring/draw", {"fingerprint": "x", "turn": "0", "agreement": "Mine."})
    assert stale.status_code == 422
    assert "Mine." in stale.text


def test_who_could_help_whom_is_one_click_away(mona: Desk, ada: Membership, bo: Membership) -> None:
    set_card(ada, CardFacts(asks=("Sewing",), findable=True))
    set_card(bo, CardFacts(offers=("Sewing",), findable=True))
    db.session.commit()
    assert "Ada Beispiel would like to learn what Bo Beispiel can show: Sewing." in mona.text(
        "/mentoring"
    )
    page = mona.get(f"/mentoring/new?member={ada.id}&member={bo.id}&giver={bo.id}").text
    assert re.search(rf'value="{bo.id}" selected', page)


def test_what_was_presented_waits_on_the_home_page_and_is_confirmed(
    mona: Desk, ada: Membership
) -> None:
    for title in ("A lamp", "A chair"):
        presenting.propose(ada, title, day=now().date())
    db.session.commit()
    assert "2 times somebody says that they presented something." in mona.text("/")
    assert "A chair" in mona.text("/presented")
    first, second = presenting.presentations_of(ada)
    mona.post(f"/presented/{first.id}/confirm")
    mona.post(f"/presented/{second.id}/decline", {"sentence": "That was Bo."})
    assert "Nothing waits" in mona.text("/presented")
    assert db.session.query(Activity).one().fields == {"role": "presenter"}


def test_reviewers_and_other_communities_stay_outside(
    app: Flask, mona: Desk, rita: Desk, pair: Circle
) -> None:
    for path in ("/mentoring", "/mentoring/new", "/mentoring/draw", "/presented"):
        assert rita.get(path).status_code == 403
    assert mona.get("/mentoring/999").status_code == 404
