"""A member's home and uploads: what ends soon, what was kept, whether others are in a picture."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from browser import Browser, started, words_of
from flask import Flask
from lxml import html
from PIL import Image
from published import issued_award, issuing_community
from support import achievement, member

from badges.database import db
from badges.models import Award, Evidence, Membership

RULES = {"lamp": {"reviewed": {"times": 1}}}
LAMP = "/me/demo/achievements/lamp"


@pytest.fixture
def app(tmp_path: Path, database: str) -> Iterator[Flask]:
    yield from started(tmp_path, database)


@pytest.fixture
def ada(app: Flask) -> Membership:
    demo = issuing_community()
    achievement(demo, "lamp", RULES, name={"de": "Lampe", "en": "Lamp"})
    return member(demo, "Ada Beispiel", "ada@example.org")


@pytest.fixture
def browser(app: Flask, ada: Membership) -> Browser:
    return Browser(app, ada)


def held(ada: Membership, days: int) -> Award:
    """Give Ada a badge that is valid for so many days from the day it was awarded."""
    made = issued_award(ada.community, achievement={"valid_days": days, "name": {"en": "Torch"}})
    made.membership_id = ada.id
    db.session.commit()
    return made


def photo() -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "#2a7").save(out, "JPEG")
    return io.BytesIO(out.getvalue())


def the_piece() -> Evidence:
    db.session.expire_all()
    return db.session.scalars(sa.select(Evidence).order_by(Evidence.id.desc())).first()  # type: ignore[return-value]


@pytest.mark.parametrize(("days", "told"), [(30, True), (300, False)])
def test_what_ends_soon_waits_for_its_holder(
    browser: Browser, ada: Membership, days: int, *, told: bool
) -> None:
    held(ada, days)
    said = browser.read("/me")
    assert ("Torch is valid until" in said) is told
    assert ("Waiting for you" in said) is told


def test_a_picture_is_kept_and_asked_about_afterwards(browser: Browser) -> None:
    browser.post(f"{LAMP}/evidence", milestone="lamp", file=(photo(), "lamp.jpg"))
    said = browser.read(LAMP)
    assert said.count("Can others be recognised in it?") == 1
    assert "Show it in my badge" not in said
    browser.post(f"/me/demo/evidence/{the_piece().id}/others", answer="agreed")
    assert the_piece().others == "agreed"
    assert "Show it in my badge" in browser.read(LAMP)


def test_the_answer_is_remembered_for_the_next_picture(browser: Browser) -> None:
    browser.post(f"{LAMP}/evidence", milestone="lamp", file=(photo(), "lamp.jpg"), others="nobody")
    assert the_piece().others == "nobody"
    page = html.document_fromstring(browser.get(LAMP).text)
    assert page.xpath("//input[@name='others'][@checked]/@value") == ["nobody"]


def test_words_and_documents_are_not_asked_about(browser: Browser) -> None:
    browser.post(f"{LAMP}/evidence", milestone="lamp", text="It shines.", others="agreed")
    assert the_piece().others == ""
    assert "Can others be recognised in it?" not in browser.read(LAMP)


def test_another_answer_is_refused_and_another_members_piece_unknown(
    app: Flask, browser: Browser, ada: Membership
) -> None:
    browser.post(f"{LAMP}/evidence", milestone="lamp", file=(photo(), "lamp.jpg"))
    address = f"/me/demo/evidence/{the_piece().id}/others"
    assert browser.post(address, answer="perhaps").status_code == 422
    eve = Browser(app, member(ada.community, "Eve", "eve@example.org"))
    assert eve.post(address, answer="nobody").status_code == 404


def test_a_hidden_choice_is_refused_in_words(browser: Browser) -> None:
    browser.post(f"{LAMP}/evidence", milestone="lamp", file=(photo(), "lamp.jpg"))
    answer = browser.post(f"/me/demo/evidence/{the_piece().id}/choose", shown="1")
    assert answer.status_code == 409
    assert "Say first whether others can be recognised" in words_of(answer)
