"""The members' pages: search and paging among thousands, roles, invitations."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from support import member

from badges.database import db
from badges.models import Community, Membership, Person
from badges.ports import now

from .desk import Desk, words_of


@pytest.fixture
def crowd(demo: Community) -> None:
    """Let five thousand people belong to the community."""
    people = [
        Person(id=1000 + n, name=f"Person {n:04}", language="de", created_at=now())
        for n in range(5000)
    ]
    db.session.add_all(people)
    db.session.flush()
    db.session.add_all(
        Membership(
            community_id=demo.id,
            person_id=each.id,
            name=each.name,
            address=f"p{each.id}@example.org",
            roles=["member"],
            subject_id=f"urn:test:{each.id}",
            joined_at=now(),
        )
        for each in people
    )
    db.session.commit()


def test_five_thousand_members_are_paged_and_searched_at_once(mona: Desk, crowd: None) -> None:
    asked: list[str] = []
    sa.event.listen(db.engine, "before_cursor_execute", lambda *about: asked.append(about[2]))
    first = mona.get("/members")
    assert len(asked) < 20
    assert "page=2" in first.text
    assert len(first.data) < 100_000
    assert "Person 4321" in mona.text("/members?q=4321")
    assert "Person 4321" in mona.text("/members?q=p5321@example")


def test_names_are_sorted_and_found_as_people_write_them(mona: Desk, demo: Community) -> None:
    for name in ("Zoë Z", "Änne A", "Otto Weiß", "bert b"):
        member(demo, name, f"{ord(name[0])}@example.org")
    db.session.commit()
    page = mona.text("/members")
    places = [page.index(name) for name in ("Änne A", "bert b", "Otto Weiß", "Zoë Z")]
    assert places == sorted(places)
    assert "Otto Weiß" in mona.text("/members?q=WEISS")
    assert "Änne A" in mona.text("/members?q=anne")


def test_the_list_shows_who_helps(mona: Desk, rita: Desk, ada: Membership) -> None:
    page = mona.text("/members?role=reviewer")
    assert "Rita Review" in page
    assert "Ada Beispiel" not in page
    assert "the last owner stays" in page


def test_a_manager_is_not_offered_what_they_may_not_do(app: Flask, mona: Desk) -> None:
    owner = db.session.query(Membership).filter_by(name="Mona Leitung").one()
    paul = member(owner.community, "Paul Plan", roles=("manager", "member"))
    desk = Desk(app, paul)
    page = desk.get(f"/members/{owner.id}?lang=en").text
    assert "Only another owner may change" in page
    assert f"/members/{owner.id}/remove" not in page
    assert 'value="owner"' not in desk.get("/members/invite").text


def test_what_a_manager_may_not_do_is_refused_with_a_sentence(app: Flask, mona: Desk) -> None:
    owner = db.session.query(Membership).filter_by(name="Mona Leitung").one()
    desk = Desk(app, member(owner.community, "Paul Plan", roles=("manager", "member")))
    answer = desk.post(f"/members/{owner.id}/roles", {"role": "reviewer"})
    assert answer.status_code == 303
    assert "Only an owner" in desk.text(f"/members/{owner.id}")
    assert "owner" in db.session.get_one(Membership, owner.id).roles


def test_an_invitation_shows_its_link_once(mona: Desk) -> None:
    fields = {"name": "Nora Neu", "address": "nora@example.org", "role": "manager"}
    page = mona.post("/members/invite", fields)
    assert "/sign-in/" in words_of(page)
    nora = db.session.query(Membership).filter_by(name="Nora Neu").one()
    assert nora.roles == ["manager", "member"]


def test_a_bad_invitation_comes_back_as_it_was_typed(mona: Desk) -> None:
    page = mona.post("/members/invite", {"name": "Nora Neu", "address": "nowhere", "role": "owner"})
    assert page.status_code == 422
    assert 'value="Nora Neu"' in page.text
    assert "This is not an e-mail address" in words_of(page)
