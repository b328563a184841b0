"""Reminders are stopped by one click without signing in, and taken up again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Browser, started
from flask import Flask
from support import community

from badges import mailing
from badges.database import db
from badges.models import Community


@pytest.fixture(autouse=True)
def app(tmp_path: Path, database: str) -> Iterator[Flask]:
    yield from started(tmp_path, database)


@pytest.fixture
def demo(app: Flask) -> Community:
    return community()


@pytest.fixture
def path(demo: Community) -> str:
    made = mailing.stop_url(demo, "ada@example.org").removeprefix("http://localhost:8000")
    db.session.commit()
    return made


def stopped(demo: Community) -> list[str]:
    row = mailing.find_address(demo.id, "ada@example.org")
    assert row is not None
    return row.stopped


def test_opening_the_link_changes_nothing_and_tells_no_address(
    app: Flask, demo: Community, path: str
) -> None:
    response = Browser(app).get(path)
    assert "Reminders of offers" in response.text
    assert "ada@" not in response.text + path
    assert stopped(demo) == []
    assert "Set-Cookie" not in response.headers


def test_a_mail_programs_one_click_stops_all_reminders(
    app: Flask, demo: Community, path: str
) -> None:
    fields = {"List-Unsubscribe": "One-Click"}
    assert app.test_client().post(path, data=fields).status_code == 200
    assert stopped(demo) == ["expiry", "follow_up", "reminder", "together"]
    assert not mailing.wants(demo, "ada@example.org", "reminder")


def test_each_kind_is_stopped_and_resumed_by_itself(app: Flask, demo: Community, path: str) -> None:
    browser = Browser(app)
    browser.post(path, csrf=False, stop="expiry")
    assert stopped(demo) == ["expiry"]
    assert mailing.wants(demo, "ada@example.org", "reminder")
    browser.post(path, csrf=False, resume="expiry")
    browser.post(path, csrf=False, stop="offer")
    assert stopped(demo) == []
    browser.post(path, csrf=False, stop="all")
    assert "You get no more reminders." in browser.read(path)


@pytest.mark.parametrize("change", ["", "x", "9"])
def test_a_link_that_was_made_up_leads_nowhere(app: Flask, path: str, change: str) -> None:
    wrong = f"/mail/{change}" if change != "9" else path.replace("/mail/1", "/mail/9")
    assert Browser(app).get(wrong).status_code == 404
    assert app.test_client().post(wrong, data={"stop": "all"}).status_code in {404, 405}
