"""A community of hundreds: pages stay light, and everybody can be found on them."""

from __future__ import annotations

import pytest
from support import achievement, member

from badges.accounts.access import Actor
from badges.awarding.awards import award
from badges.database import db
from badges.models import Achievement, Activity, Community, LearningSession, Membership

from .desk import Desk
from .test_manage_sessions import GOOD

MANY = 230
LIGHT = 100_000


@pytest.fixture
def crowd(demo: Community) -> Community:
    for number in range(MANY):
        member(demo, f"Person {number:03} von der sehr langen Straße", f"p{number}@x.example")
    achievement(demo, "workshop", name={"en": "Workshop", "de": "Werkstatt"})
    db.session.commit()
    return demo


def test_the_award_form_shows_some_and_finds_the_others(mona: Desk, crowd: Community) -> None:
    page = mona.get("/badges/workshop/award").text
    assert len(page.encode()) < LIGHT
    assert "Darunter stehen die ersten 200." in page
    assert "Person 229" not in page
    assert "Person 229" in mona.text("/badges/workshop/award?q=person+229")
    assert "Person 228" not in mona.text("/badges/workshop/award?q=p229@")


def test_whoever_was_chosen_before_stays_chosen(mona: Desk, crowd: Community) -> None:
    last = member(crowd, "Zora Zuletzt")
    db.session.commit()
    assert (
        f'value="{last.id}" selected' in mona.get(f"/badges/workshop/award?member={last.id}").text
    )
    wrong = mona.post("/badges/workshop/award", {"member": str(last.id), "reason": ""})
    assert f'value="{last.id}" selected' in wrong.text


def test_a_session_shows_some_to_tick_and_finds_the_others(mona: Desk, crowd: Community) -> None:
    mona.post("/sessions/new", GOOD)
    session = db.session.query(LearningSession).one()
    page = mona.get(f"/sessions/{session.id}").text
    assert len(page.encode()) < LIGHT
    assert "Darunter stehen die ersten 200." in page
    found = mona.get(f"/sessions/{session.id}?q=Person+229").text
    assert ("Person 229" in found, "Person 228" in found) == (True, False)
    assert db.session.query(Activity).count() == 0


def test_a_badges_awards_come_page_by_page(mona: Desk, crowd: Community) -> None:
    actor, badge = Actor.operator(crowd), db.session.query(Achievement).one()
    people = db.session.query(Membership).filter(Membership.name.startswith("Person")).limit(60)
    for person in people.all():
        award(actor, badge, person, reason="Was there")
    db.session.commit()
    first, second = mona.get("/badges/workshop").text, mona.get("/badges/workshop?page=2").text
    assert len(first.encode()) < LIGHT
    assert (first.count("/awards/"), second.count("/awards/")) == (50, 10)
