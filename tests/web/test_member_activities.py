"""A member sees what they did and what it counted for, doubts it, and follows the sessions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import icalendar
import pytest
import sqlalchemy as sa
from browser import Browser, started, words_of
from flask import Flask
from lxml import html
from support import achievement, community, manager, member

from badges.accounts.access import Actor
from badges.awarding.evaluating import evaluate_member
from badges.database import db
from badges.intake.recording import ToldActivity, record_many
from badges.intake.sessions import create_session
from badges.models import Activity, Community, Membership
from badges.ports import now


@pytest.fixture
def app(tmp_path: Path, database: str) -> Iterator[Flask]:
    yield from started(tmp_path, database)


@pytest.fixture
def demo(app: Flask) -> Community:
    return community()


@pytest.fixture
def ada(demo: Community) -> Membership:
    achievement(demo)
    ada = member(demo, "Ada")
    record_many(Actor.operator(demo), [ToldActivity("workshop", now(), member=ada.id, hours=2)])
    evaluate_member(ada.id)
    db.session.commit()
    return ada


def test_each_says_what_it_counted_for(app: Flask, ada: Membership) -> None:
    page = Browser(app, ada).read("/me/demo/activities")
    assert "workshop" in page
    assert "Counted for: first-steps" in page
    assert "What I did" in Browser(app, ada).read("/me/together")


def test_this_was_not_me_is_kept_for_a_person(app: Flask, ada: Membership) -> None:
    browser = Browser(app, ada)
    (row,) = db.session.scalars(sa.select(Activity))
    assert "wrong name" in browser.read(f"/me/demo/activities/{row.id}/not-me")
    browser.post(f"/me/demo/activities/{row.id}/not-me", note="I was ill.")
    db.session.expire_all()
    assert (row.dispute_note, row.voided_at) == ("I was ill.", None)
    assert "you said: this was not me" in browser.read("/me/demo/activities")
    too_long = browser.post(f"/me/demo/activities/{row.id}/not-me", note="x" * 501)
    assert too_long.status_code == 422


def test_others_activities_are_not_there(app: Flask, ada: Membership, demo: Community) -> None:
    (row,) = db.session.scalars(sa.select(Activity))
    bo = Browser(app, member(demo, "Bo"))
    assert bo.get(f"/me/demo/activities/{row.id}/not-me").status_code == 404
    assert "Nothing yet" in bo.read("/me/demo/activities")


def test_sessions_are_followed_by_an_address_of_ones_own(
    app: Flask, ada: Membership, demo: Community
) -> None:
    create_session(manager(demo), title="Git, café", starts_at=now(), kind="talk", tags=["git"])
    db.session.commit()
    browser = Browser(app, ada)
    page = browser.post("/me/demo/calendar")
    (address,) = html.document_fromstring(page.text).xpath("//p[@class='secret']/text()")
    path = address.removeprefix("http://localhost:8000")
    answer = app.test_client().get(path)
    (event,) = icalendar.Calendar.from_ical(answer.data).walk("VEVENT")
    assert (event["SUMMARY"], answer.content_type) == ("Git, café", "text/calendar; charset=utf-8")
    assert "shown this once" in words_of(page)
    browser.post("/me/demo/calendar")
    assert app.test_client().get(path).status_code == 404


def test_an_address_ends_with_a_click_and_with_leaving(app: Flask, ada: Membership) -> None:
    browser = Browser(app, ada)
    page = browser.post("/me/demo/calendar")
    (address,) = html.document_fromstring(page.text).xpath("//p[@class='secret']/text()")
    path = address.removeprefix("http://localhost:8000")
    assert app.test_client().get(path).status_code == 200
    ada.left_at = now()
    db.session.commit()
    assert app.test_client().get(path).status_code == 404
    ada.left_at = None
    db.session.commit()
    browser.post("/me/demo/calendar", end="1")
    assert app.test_client().get(path).status_code == 404
