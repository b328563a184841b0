"""A member's page for thanks: opened, passed on, written on by guests and members, shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from support import community, member

from badges.database import db
from badges.models import Activity, Membership, Thanks, ThanksPage
from tests.web.browser import Browser, started, words_of

MINE = "/me/demo/thanks"


@pytest.fixture
def app(tmp_path: Path, database: str) -> Iterator[Flask]:
    yield from started(tmp_path, database)


@pytest.fixture
def ada(app: Flask) -> Membership:
    row: Membership = member(community(), "Ada Beispiel")
    return row


@pytest.fixture
def link(app: Flask, ada: Membership) -> str:
    Browser(app, ada).post(MINE, open="1")
    return f"/thanks/{db.session.scalars(sa.select(ThanksPage.public_id)).one()}"


def test_the_page_is_closed_at_first_and_gives_a_link(app: Flask, ada: Membership) -> None:
    browser = Browser(app, ada)
    assert "Your page is closed" in browser.read(MINE)
    browser.post(MINE, open="1")
    assert "http://localhost:8000/thanks/" in browser.read(MINE)
    browser.post(MINE, open="0")
    assert "Your page is closed" in browser.read(MINE)


def test_a_guest_leaves_a_word_that_nobody_else_reads(
    app: Flask, ada: Membership, link: str
) -> None:
    guest = Browser(app)
    answer = guest.post(link, csrf=False, name="Gerda", sentence="For the lift home.")
    assert answer.status_code == 303
    page = guest.get(link)
    assert "For the lift home." not in page.text
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert "For the lift home." in Browser(app, ada).read(MINE)


def test_its_member_is_told_of_it_at_home(app: Flask, ada: Membership, link: str) -> None:
    adas = Browser(app, ada)
    assert "left for you lately" not in adas.read("/me")
    Browser(app).post(link, csrf=False, name="Otto", sentence="Danke für den Lötkolben.")
    assert "One word of thanks was left for you lately." in adas.read("/me")


def test_what_its_member_shows_everybody_reads(app: Flask, ada: Membership, link: str) -> None:
    guest = Browser(app)
    guest.post(link, csrf=False, name="Gerda <b>", sentence="For <i>you</i>.")
    made = db.session.scalars(sa.select(Thanks)).one()
    browser = Browser(app, ada)
    browser.post(f"{MINE}/{made.id}", do="show")
    assert "For &lt;i&gt;you&lt;/i&gt;." in guest.get(link).text
    browser.post(f"{MINE}/{made.id}", do="hide")
    assert "For &lt;i&gt;" not in guest.get(link).text
    browser.post(f"{MINE}/{made.id}", do="remove")
    assert db.session.scalars(sa.select(Thanks)).all() == []


def test_programs_that_fill_in_everything_leave_nothing(app: Flask, link: str) -> None:
    answer = Browser(app).post(link, csrf=False, name="X", sentence="Buy!", website="http://x")
    assert answer.status_code == 303
    assert db.session.scalars(sa.select(Thanks)).all() == []


def test_what_is_missing_is_said_and_the_rest_stays(app: Flask, link: str) -> None:
    answer = Browser(app).post(link, csrf=False, name="", sentence="For the lift home.")
    assert (answer.status_code, "For the lift home." in answer.text) == (422, True)


def test_a_member_thanks_by_their_own_name_and_it_counts(
    app: Flask, ada: Membership, link: str
) -> None:
    mira = member(ada.community, "Mira Sommer")
    browser = Browser(app, mira)
    address = f"/me/demo/thank/{link.rpartition('/')[2]}"
    assert "It comes with your name." in browser.read(address)
    assert browser.post(address, sentence="For your patience.").status_code == 303
    assert browser.post(address, sentence="").status_code == 422
    assert db.session.scalars(sa.select(Activity.kind)).all() == ["thanks"]
    assert "Mira Sommer" in Browser(app, ada).read(MINE)
    done = Browser(app, ada).read("/me/demo/activities", "de")
    assert (done.count("Dank "), "thanks" in done) == (1, False)


def test_nobody_else_changes_what_was_left(app: Flask, ada: Membership, link: str) -> None:
    Browser(app).post(link, csrf=False, name="Gerda", sentence="Thanks!")
    made = db.session.scalars(sa.select(Thanks)).one()
    other = Browser(app, member(ada.community, "Mira Sommer"))
    assert other.post(f"{MINE}/{made.id}", do="show").status_code == 404
    stranger = Browser(app, member(community("elsewhere"), "Else"))
    assert stranger.get(f"/me/elsewhere/thank/{link.rpartition('/')[2]}").status_code == 404


def test_a_closed_page_says_so(app: Flask, ada: Membership, link: str) -> None:
    Browser(app, ada).post(MINE, open="0")
    assert Browser(app).get(link).status_code == 404
    assert words_of(Browser(app).get(link))
