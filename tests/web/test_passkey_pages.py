"""The pages around passkeys: made in settings, used at the door, refused with one sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import Browser, started, words_of
from flask import Flask
from support import community, member

from badges.database import db
from badges.models import Membership, Passkey
from tests.accounts.authenticator import Authenticator


@pytest.fixture
def app(tmp_path: Path, database: str) -> Iterator[Flask]:
    yield from started(tmp_path, database)


@pytest.fixture
def ada(app: Flask) -> Membership:
    return member(community(), "Ada Beispiel")


def options(browser: Browser, path: str, *, csrf: bool) -> dict[str, Any]:
    answer = browser.post(path, csrf=csrf)
    assert answer.status_code == 200
    found: dict[str, Any] = json.loads(answer.text)
    return found


@pytest.fixture
def device(app: Flask, ada: Membership) -> Authenticator:
    """Give an authenticator that Ada added in her settings."""
    browser, made = Browser(app, ada), Authenticator()
    asked = options(browser, "/me/sign-in/passkeys/options", csrf=True)
    fields = {"credential": made.create(asked), "name": "My phone"}
    assert browser.post("/me/sign-in/passkeys", **fields).status_code == 303
    return made


def test_the_page_lists_a_new_passkey_and_removes_it(
    app: Flask, ada: Membership, device: Authenticator
) -> None:
    browser = Browser(app, ada)
    assert "My phone" in browser.read("/me/sign-in")
    row = db.session.query(Passkey).one()
    assert browser.post(f"/me/sign-in/passkeys/{row.id}/remove").status_code == 303
    assert "My phone" not in browser.read("/me/sign-in")


def test_a_passkey_opens_the_door_and_leads_on(app: Flask, device: Authenticator) -> None:
    browser = Browser(app)
    asked = options(browser, "/sign-in/passkey/options", csrf=False)
    fields = {"credential": device.get(asked), "next": "/me/sign-in"}
    answer = browser.post("/sign-in/passkey", csrf=False, **fields)
    assert (answer.status_code, answer.location) == (303, "/me/sign-in")
    assert "by passkey" in browser.read("/me/sign-in")


def test_an_answer_from_another_browser_is_refused(app: Flask, device: Authenticator) -> None:
    asked = options(Browser(app), "/sign-in/passkey/options", csrf=False)
    answer = Browser(app).post("/sign-in/passkey", csrf=False, credential=device.get(asked))
    assert answer.status_code == 422
    assert "another browser" in words_of(answer)


def test_a_refused_answer_uses_its_challenge_up(app: Flask, device: Authenticator) -> None:
    browser = Browser(app)
    asked = options(browser, "/sign-in/passkey/options", csrf=False)
    refused = browser.post("/sign-in/passkey", csrf=False, credential="{}")
    assert "did not work here" in words_of(refused)
    again = browser.post("/sign-in/passkey", csrf=False, credential=device.get(asked))
    assert again.status_code == 422


def test_a_name_that_is_none_is_said_and_nothing_is_kept(app: Flask, ada: Membership) -> None:
    browser, made = Browser(app, ada), Authenticator()
    asked = options(browser, "/me/sign-in/passkeys/options", csrf=True)
    answer = browser.post("/me/sign-in/passkeys", credential=made.create(asked), name="")
    assert answer.status_code == 422
    assert "at least one letter" in words_of(answer)
    assert db.session.query(Passkey).count() == 0


def test_without_scripts_the_way_by_mail_stays(app: Flask, ada: Membership) -> None:
    page = Browser(app).get("/sign-in").text
    assert "Send me a mail" in page
    assert page.count("hidden") >= 1
    assert "<script>" not in page
