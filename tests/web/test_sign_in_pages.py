"""Signing in by a link that only its button uses up; signing out for good."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from browser import Browser, started, words_of
from flask import Flask
from support import community, member

from badges import jobs
from badges.accounts import signin
from badges.database import db
from badges.models import Membership, OutboxMail
from badges.web.access import COOKIE
from badges.web.sign_in import inner_path


@pytest.fixture
def app(tmp_path: Path, database: str) -> Iterator[Flask]:
    yield from started(tmp_path, database)


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
    assert known.headers["Set-Cookie"][:13] == unknown.headers["Set-Cookie"][:13]
    jobs.run_due()
    assert len(db.session.scalars(sa.select(OutboxMail)).all()) == 1


def test_what_is_no_address_comes_back_as_it_was_typed(visitor: Browser) -> None:
    response = visitor.post("/sign-in", csrf=False, address="ada at home")
    assert response.status_code == 422
    assert "This is not an e-mail address" in words_of(response)
    assert 'value="ada at home"' in response.text


def test_asking_too_often_is_said_on_the_page_and_loses_nothing(visitor: Browser) -> None:
    address = "nobody@example.org"
    answers = [visitor.post("/sign-in", csrf=False, address=address) for _ in range(6)]
    assert [each.status_code for each in answers] == [303] * 5 + [429]
    assert "too often" in words_of(answers[5])
    assert f'value="{address}"' in answers[5].text


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
    again = visitor.post(link, csrf=False)
    assert again.status_code == 410
    assert "Send me a new link" in words_of(again)


def code_of_mail() -> str:
    """Let the queue write the mail; gives the six digits in it."""
    jobs.run_due()
    db.session.expire_all()
    mail = db.session.scalars(sa.select(OutboxMail).order_by(OutboxMail.id.desc())).first()
    found = re.search(r"^(\d{3} \d{3})$", mail.text, re.MULTILINE) if mail else None
    return found[1] if found else ""


def test_the_code_finishes_in_the_browser_that_asked(visitor: Browser, ada: Membership) -> None:
    sent = visitor.post("/sign-in", csrf=False, address=ada.address, next="/me/settings")
    assert sent.location == "/sign-in/sent?lang=en"
    assert "Six digits" in visitor.read("/sign-in/sent")
    answer = visitor.post("/sign-in/code", csrf=False, code=code_of_mail())
    assert (answer.status_code, answer.location) == (303, "/me/settings")
    assert visitor.get("/me").status_code == 200


def test_the_link_opened_elsewhere_says_where_the_code_goes(
    app: Flask, visitor: Browser, ada: Membership
) -> None:
    visitor.post("/sign-in", csrf=False, address=ada.address)
    code_of_mail()
    mail = db.session.scalars(sa.select(OutboxMail)).one()
    link = re.search(r"/sign-in/[\w-]+", mail.text)
    assert link is not None
    assert "another browser" not in visitor.read(link[0])
    assert "another browser" in Browser(app).read(link[0])


def test_the_code_is_refused_in_another_browser(
    app: Flask, visitor: Browser, ada: Membership
) -> None:
    visitor.post("/sign-in", csrf=False, address=ada.address)
    code, stranger = code_of_mail(), Browser(app)
    answer = stranger.post("/sign-in/code", csrf=False, code=code)
    assert answer.status_code == 410
    assert "Ask for a new code" in words_of(answer)
    assert stranger.get("/me").status_code == 303


@pytest.mark.parametrize("address", ["ada@demo.example.org", "nobody@example.org"])
def test_wrong_codes_count_and_end_the_request(visitor: Browser, address: str) -> None:
    visitor.post("/sign-in", csrf=False, address=address)
    code_of_mail()
    said = [words_of(visitor.post("/sign-in/code", csrf=False, code="x")) for _ in range(11)]
    assert "9 tries are left" in said[0]
    assert "0 tries are left" in said[9]
    assert "no longer valid" in said[10]


def test_a_link_that_is_over_brings_a_new_one_by_one_click(
    visitor: Browser, ada: Membership
) -> None:
    link = link_for(ada)
    visitor.post(link, csrf=False)
    Browser.post(visitor, f"{link}/again", csrf=False)
    jobs.run_due()
    assert db.session.scalars(sa.select(OutboxMail.address)).all() == [ada.address]
    assert visitor.post("/sign-in/made-up/again", csrf=False).status_code == 410


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 303),
        ({"Origin": "http://localhost:8000"}, 303),
        ({}, 303),
    ],
)
def test_no_other_site_signs_the_reader_in(
    app: Flask, ada: Membership, headers: dict[str, str], status: int
) -> None:
    answer = app.test_client().post(link_for(ada), headers=headers)
    assert answer.status_code == status
    assert ("Set-Cookie" in answer.headers) is (status == 303)


def test_pages_for_signing_in_are_kept_by_nobody(visitor: Browser, ada: Membership) -> None:
    for path in ("/sign-in", "/sign-in/sent", link_for(ada), "/sign-in/used"):
        headers = visitor.get(path).headers
        assert headers["Cache-Control"] == "private, no-store"
        assert headers["Referrer-Policy"] == "same-origin"


def test_the_session_cookie_is_for_us_alone(app: Flask, ada: Membership) -> None:
    first, second = (app.test_client().post(link_for(ada)) for _ in range(2))
    (cookie,) = [x for x in first.headers.getlist("Set-Cookie") if x.startswith(COOKIE)]
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert cookie.split(";")[0] not in second.headers["Set-Cookie"]


def test_signing_in_again_ends_what_this_browser_had(app: Flask, ada: Membership) -> None:
    browser = Browser(app, ada)
    before = browser.client.get_cookie(COOKIE)
    assert before is not None
    browser.post(link_for(ada), csrf=False)
    thief = Browser(app)
    thief.client.set_cookie(COOKIE, before.value)
    assert browser.get("/me").status_code == 200
    assert thief.get("/me").status_code == 303


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
