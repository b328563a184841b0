"""Members' pages of pairs, meetings, goals and what they presented, as they are clicked through."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from browser import Browser, started
from flask import Flask
from support import community, manager, member

from badges.accounts.access import Actor
from badges.database import db
from badges.intake.sessions import create_session, record_attendance
from badges.models import Circle, Community, Goal, Meeting, Membership, Presentation
from badges.peers.matching import CardFacts, set_card
from badges.peers.mentoring import CircleDraft, Seat, agree, make_circle
from badges.ports import now


@pytest.fixture(autouse=True)
def app(tmp_path: Path, database: str) -> Iterator[Flask]:
    yield from started(tmp_path, database)


@pytest.fixture
def demo(app: Flask) -> Community:
    return community()


@pytest.fixture
def mona(demo: Community) -> Actor:
    return manager(demo)


@pytest.fixture
def ada(demo: Community) -> Membership:
    return member(demo, "Ada Beispiel")


@pytest.fixture
def bo(demo: Community) -> Membership:
    return member(demo, "Bo Beispiel")


@pytest.fixture
def pair(mona: Actor, ada: Membership, bo: Membership) -> Circle:
    circle = make_circle(mona, CircleDraft([Seat(ada.id), Seat(bo.id)], agreement="Weekly."))
    for each in (ada, bo):
        agree(each, circle)
    return circle


def today() -> str:
    return now().date().isoformat()


def test_somebody_is_found_asked_and_says_yes(
    app: Flask, demo: Community, ada: Membership, bo: Membership
) -> None:
    card = set_card(bo, CardFacts(("Soldering",), sentence="Come by!", findable=True))
    hers, his = Browser(app, ada), Browser(app, bo)
    assert "Nobody regularly" not in hers.read("/me/together")
    hers.post("/me/demo/people", asks="soldering", findable="1")
    shown = hers.read("/me/demo/people")
    assert "Bo Beispiel Come by! Offers" in shown
    assert "fits your card" in shown
    path = f"/me/demo/people/{card.id}"
    assert "We meet once a week" in hers.get(path).text
    hers.post(path, role="receiver", sentence="Teach me?", agreement="Mondays.")
    assert "You are asked to meet: With Ada Beispiel." in his.read("/me")
    circle = db.session.query(Circle).one()
    place = f"/me/demo/mentoring/{circle.id}"
    shown = his.read(place)
    assert "Mondays." in shown
    assert "Teach me?" in shown
    his.post(f"{place}/agree")
    assert "We have met" in his.read(place)
    assert "not answered yet" not in hers.read(place)


def test_a_meeting_is_logged_and_confirmed(
    app: Flask, pair: Circle, ada: Membership, bo: Membership
) -> None:
    hers, his = Browser(app, ada), Browser(app, bo)
    place = f"/me/demo/mentoring/{pair.id}"
    hers.post(f"{place}/meetings", day=today(), hours="1,5", role="receiver", note="Solder joints")
    assert "Somebody logged a meeting with you.Look" in his.read("/me")
    assert "1 waits for you" in his.read("/me/together")
    shown = his.read("/me/demo/mentoring")
    assert "with Ada Beispiel · 1.5 hours · you gave Solder joints" in shown
    meeting = db.session.query(Meeting).one()
    his.post(f"/me/demo/meetings/{meeting.id}/confirm")
    assert "counts" in hers.read(place)
    assert "I received1 time, 1.5 hours" in hers.read("/me/demo/mentoring")
    assert "Somebody logged" not in his.read("/me")


def test_a_declined_meeting_comes_back_with_its_sentence(
    app: Flask, pair: Circle, ada: Membership, bo: Membership
) -> None:
    hers, his = Browser(app, ada), Browser(app, bo)
    place = f"/me/demo/mentoring/{pair.id}"
    hers.post(f"{place}/meetings", day=today())
    meeting = db.session.query(Meeting).one()
    his.post(f"/me/demo/meetings/{meeting.id}/decline", sentence="It was Monday.")
    assert "A meeting that you logged was different" in hers.read("/me")
    assert "It was Monday." in hers.read(place)
    hers.post(f"/me/demo/meetings/{meeting.id}/back")
    assert "None logged yet." in hers.read(place)


def test_a_form_that_cannot_be_used_comes_back_as_typed(
    app: Flask, pair: Circle, ada: Membership
) -> None:
    browser = Browser(app, ada)
    ahead = (now() + timedelta(days=3)).date().isoformat()
    answer = browser.post(
        f"/me/demo/mentoring/{pair.id}/meetings", day=ahead, hours="2", note="Kept"
    )
    assert answer.status_code == 422
    assert "This day lies in the future" in answer.text
    assert "Kept" in answer.text
    answer = browser.post("/me/demo/goals", title="", text="Still here")
    assert answer.status_code == 422
    assert "Still here" in answer.text


def test_leaving_ends_the_pair(app: Flask, pair: Circle, ada: Membership, bo: Membership) -> None:
    hers = Browser(app, ada)
    hers.post(f"/me/demo/mentoring/{pair.id}/leave")
    assert "You meet nobody regularly yet" in hers.read("/me/demo/mentoring")
    assert hers.get(f"/me/demo/mentoring/{pair.id}").status_code == 404
    assert "This has ended" in Browser(app, bo).read(f"/me/demo/mentoring/{pair.id}")


def test_a_goal_is_set_reached_and_confirmed(
    app: Flask, pair: Circle, ada: Membership, bo: Membership
) -> None:
    hers, his = Browser(app, ada), Browser(app, bo)
    hers.post("/me/demo/goals", title="Give a talk", text="Ten people listen.", shared="1")
    assert "Give a talk" in hers.read("/me/demo/goals")
    assert "You have one open goal." in hers.read("/me/together")
    goal = db.session.query(Goal).one()
    hers.post(f"/me/demo/goals/{goal.id}/reached")
    assert "Ada Beispiel has reached a goal: “Give a talk”." in his.read("/me")
    his.post(f"/me/demo/goals/{goal.id}/confirm", sentence="I clapped.")
    assert "Bo Beispiel confirms it. I clapped." in hers.read("/me/demo/goals")
    assert "its words stay as they are" in hers.read(f"/me/demo/goals/{goal.id}")


def test_a_goal_is_worded_anew_let_go_taken_up_and_deleted(app: Flask, ada: Membership) -> None:
    hers = Browser(app, ada)
    hers.post("/me/demo/goals", title="Run")
    goal = db.session.query(Goal).one()
    hers.post(f"/me/demo/goals/{goal.id}", title="Walk", due_on="2026-06-01")
    assert "Walk by 1 June 2026 only you" in hers.read("/me/demo/goals")
    hers.post(f"/me/demo/goals/{goal.id}/let-go")
    assert "One goal let go" in hers.read("/me/demo/goals")
    hers.post(f"/me/demo/goals/{goal.id}/reopen")
    hers.post(f"/me/demo/goals/{goal.id}/delete")
    assert "No open goal" in hers.read("/me/demo/goals")


def test_what_was_presented_is_said_and_taken_back(
    app: Flask, mona: Actor, ada: Membership
) -> None:
    row = create_session(
        mona, title="Show and tell", starts_at=now() - timedelta(days=1), kind="meetup"
    )
    record_attendance(mona, row, [ada.id])
    hers = Browser(app, ada)
    assert "Show and tell" in hers.get("/me/demo/presented").text
    hers.post("/me/demo/presented", title="My lamp", session=row.id)
    assert "My lampwaits for a yes" in hers.read("/me/demo/presented")
    kept = db.session.query(Presentation).one()
    hers.post(f"/me/demo/presented/{kept.id}/back")
    assert "My lamp" not in hers.read("/me/demo/presented")
    assert hers.post("/me/demo/presented", title="My lamp").status_code == 422


@pytest.mark.parametrize(
    "path",
    [
        "mentoring/{circle}",
        "goals/{goal}",
        "people/{card}",
    ],
)
def test_what_is_others_is_not_there(
    path: str, app: Flask, pair: Circle, ada: Membership, demo: Community
) -> None:
    card = set_card(ada, CardFacts(findable=False))
    Browser(app, ada).post("/me/demo/goals", title="Secret")
    goal = db.session.query(Goal).one()
    asked = "/me/demo/" + path.format(circle=pair.id, goal=goal.id, card=card.id)
    for other in (member(demo, "Cleo"), member(community("other"), "Eve")):
        assert Browser(app, other).get(asked).status_code == 404


def test_every_page_is_there_in_german(app: Flask, pair: Circle, ada: Membership) -> None:
    browser = Browser(app, ada)
    pages = ("together", "demo/mentoring", f"demo/mentoring/{pair.id}", "demo/people")
    for path in (*pages, "demo/goals", "demo/presented"):
        assert browser.get(f"/me/{path}", "de").status_code == 200


def test_who_was_not_there_can_answer_nothing(
    app: Flask, pair: Circle, ada: Membership, demo: Community
) -> None:
    Browser(app, ada).post(f"/me/demo/mentoring/{pair.id}/meetings", day=today())
    Browser(app, ada).post("/me/demo/goals", title="Secret", shared="1")
    meeting, goal = db.session.query(Meeting).one(), db.session.query(Goal).one()
    outsider = Browser(app, member(demo, "Cleo"))
    for path in (f"meetings/{meeting.id}/confirm", f"goals/{goal.id}/delete"):
        assert outsider.post(f"/me/demo/{path}").status_code == 404
    assert outsider.post(f"/me/demo/goals/{goal.id}/confirm").status_code == 404
