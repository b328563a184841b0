"""Signing in by a link that only its button uses up; signing out for good."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from browser import Browser, started, words_of
from flask import Flask
from support import community, member

from badges.accounts import signin
from badges.database import db
from badges.models import Membership, OutboxMail
from badges.web.access import COOKIE
from badges.web.sign_in import inner_path


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    yield from started(tmp_path)


@pytest.fixture
def ada(app: Flask) -> Membership:
    return member(community(), "Ada Beispiel")


@pytest.fixture
def visitor(app: Flask, ada: Membership) -> Browser:
    return Browser(app)


def link_for(member: Membership, next_path: str = "") -> str:
    secret = signin.create_link(member.address, next_path=next_path)
    db.session.commit()
    return f"/sign-in/{secret}"


def test_known_and_unknown_addresses_get_the_same_answer(visitor: Browser, ada: Membership) -> None:
    known = visitor.post("/sign-in", csrf=False, address=ada.address)
    unknown = visitor.post("/sign-in", csrf=False, address="nobody@example.org")
    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    assert len(db.session.scalars(sa.select(OutboxMail)).all()) == 1


def test_what_is_no_address_comes_back_as_it_was_typed(visitor: Browser) -> None:
    response = visitor.post("/sign-in", csrf=False, address="ada at home")
    assert response.status_code == 422
    assert "This is not an e-mail address" in words_of(response)
    assert 'value="ada at home"' in response.text


def test_opening_the_link_does_not_use_it_up(visitor: Browser, ada: Membership) -> None:
    link = link_for(ada)
    for _ in range(3):
        assert ada.address in visitor.read(link)
    assert visitor.post(link, csrf=False).location == "/me?lang=en"


def test_the_button_signs_in_once(visitor: Browser, ada: Membership) -> None:
    link = link_for(ada, "/me/settings")
    first = visitor.post(link, csrf=False)
    assert first.location == "/me/settings"
    assert "HttpOnly" in first.headers["Set-Cookie"]
    assert visitor.post(link, csrf=False).status_code == 410


def test_signing_out_ends_the_session_wherever_its_cookie_went(app: Flask, ada: Membership) -> None:
    browser, thief = Browser(app, ada), Browser(app)
    cookie = browser.client.get_cookie(COOKIE)
    assert cookie is not None
    thief.client.set_cookie(COOKIE, cookie.value)
    assert thief.get("/me").status_code == 200
    assert browser.post("/sign-out").status_code == 303
    assert thief.get("/me").status_code == 303


def test_a_signed_in_form_without_its_token_is_refused(app: Flask, ada: Membership) -> None:
    response = Browser(app, ada).post("/sign-out", csrf=False)
    assert response.status_code == 400
    assert "load the page again" in words_of(response)


def test_without_mail_the_page_says_where_the_link_is(visitor: Browser) -> None:
    assert "outbox of your community" in visitor.read("/sign-in/sent")


@pytest.mark.parametrize(
    "given",
    ["", "//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", "me"],
)
def test_nobody_is_led_to_another_site(app: Flask, given: str) -> None:
    with app.test_request_context():
        assert inner_path(given) == "/me"
