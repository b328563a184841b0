"""Collections: chosen, ordered, shared by a link that can be ended; never more than is shared."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from browser import Browser, started, words_of
from flask import Flask
from published import issued_award, issuing_community
from support import member

from badges.database import db
from badges.models import Award, Collection, Membership


@pytest.fixture
def app(tmp_path: Path, database: str) -> Iterator[Flask]:
    yield from started(tmp_path, database)


@pytest.fixture
def awards(app: Flask) -> list[Award]:
    demo = issuing_community()
    names = [{"de": "Lampe", "en": "Lamp"}, {"de": "Vortrag", "en": "Talk"}]
    return [issued_award(demo, achievement={"name": name}) for name in names]


@pytest.fixture
def ada(awards: list[Award]) -> Membership:
    assert awards[0].member is not None
    for award in awards[1:]:
        award.membership_id = awards[0].member.id
    db.session.commit()
    return awards[0].member


@pytest.fixture
def browser(app: Flask, ada: Membership) -> Browser:
    return Browser(app, ada)


def fields(awards: list[Award], **more: str) -> dict[str, object]:
    lamp, talk = (award.public_id for award in awards)
    places = {f"place-{lamp}": "2", f"place-{talk}": "1"}
    given = {"title": "For my <b>job</b>", "sentence": "What I did.", "visibility": "link"}
    return {"badge": [lamp, talk], **places, **given, **more}


@pytest.fixture
def made(browser: Browser, awards: list[Award]) -> Collection:
    browser.post("/me/collections/new", **fields(awards))
    return db.session.scalars(sa.select(Collection)).one()


def test_a_stranger_sees_it_in_its_order_without_a_cookie(app: Flask, made: Collection) -> None:
    answer = Browser(app).get(f"/collections/{made.public_id}")
    said = words_of(answer)
    assert said.index("Talk") < said.index("Lamp")
    assert "For my <b>job</b>" in said
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_what_is_private_itself_is_not_shown(
    app: Flask, made: Collection, awards: list[Award]
) -> None:
    awards[0].visibility = "private"
    db.session.commit()
    said = Browser(app).read(f"/collections/{made.public_id}")
    assert "Talk" in said
    assert "Lamp" not in said


@pytest.mark.parametrize("end", ["link", "delete", "private"])
def test_its_link_ends(
    app: Flask, browser: Browser, made: Collection, awards: list[Award], end: str
) -> None:
    before = f"/collections/{made.public_id}"
    address = f"/me/collections/{made.id}"
    if end == "private":
        browser.post(address, **fields(awards, visibility="private"))
    else:
        browser.post(f"{address}/{end}")
    answer = Browser(app).get(before)
    assert answer.status_code == 404
    assert "whoever made it has closed it" in words_of(answer)


def test_mistakes_lose_nothing(browser: Browser, awards: list[Award]) -> None:
    answer = browser.post("/me/collections/new", **fields(awards, title=" "))
    assert answer.status_code == 422
    assert "Give the collection a title." in words_of(answer)
    assert 'value="What I did."' in answer.text
    assert answer.text.count(" checked") >= 3
    none = browser.post("/me/collections/new", **fields(awards) | {"badge": []})
    assert "Choose one badge or more." in words_of(none)


def test_other_peoples_badges_and_collections_are_out_of_reach(
    app: Flask, made: Collection, awards: list[Award], ada: Membership
) -> None:
    eve = Browser(app, member(ada.community, "Eve", "eve@example.org"))
    assert eve.get(f"/me/collections/{made.id}").status_code == 404
    assert eve.post("/me/collections/new", **fields(awards)).status_code == 422
    assert eve.post(f"/me/collections/{made.id}/delete").status_code == 404


def test_the_list_starts_with_a_way_on(app: Flask, browser: Browser, awards: list[Award]) -> None:
    assert "No collection yet" in browser.read("/me/collections")
    browser.post("/me/collections/new", **fields(awards))
    assert "2 badges" in browser.read("/me/collections")
