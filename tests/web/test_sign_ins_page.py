"""Somebody sees where they are signed in, and ends what they do not know."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from browser import Browser, started
from flask import Flask
from support import Clock, community, member

from badges.accounts import signin
from badges.database import db
from badges.models import LoginSession, Membership
from badges.ports import ports

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def app(tmp_path: Path, database: str) -> Iterator[Flask]:
    yield from started(tmp_path, database)


@pytest.fixture
def ada(app: Flask) -> Membership:
    return member(community(), "Ada Beispiel")


def test_the_page_names_each_browser_and_this_one(app: Flask, ada: Membership) -> None:
    here, _ = Browser(app, ada), Browser(app, ada)
    page = here.read("/me/sign-in")
    assert page.count("Unknown browser") == 2
    assert page.count("this browser") == 1
    assert "by mail" in page


def test_settings_lead_there(app: Flask, ada: Membership) -> None:
    assert "/me/sign-in" in Browser(app, ada).get("/me/settings").text


def test_another_browser_is_signed_out_from_here(app: Flask, ada: Membership) -> None:
    here, lost = Browser(app, ada), Browser(app, ada)
    ids = db.session.scalars(sa.select(LoginSession.id).order_by(LoginSession.id)).all()
    assert here.post(f"/me/sign-in/{ids[1]}/end").status_code == 303
    assert here.get("/me").status_code == 200
    assert lost.get("/me").status_code == 303


def test_signing_out_here_leaves_the_others(app: Flask, ada: Membership) -> None:
    here, other = Browser(app, ada), Browser(app, ada)
    ids = db.session.scalars(sa.select(LoginSession.id).order_by(LoginSession.id)).all()
    answer = here.post(f"/me/sign-in/{ids[0]}/end")
    assert re.match("/(\\?|$)", answer.location)
    assert here.get("/me").status_code == 303
    assert other.get("/me").status_code == 200


def test_everywhere_means_here_too(app: Flask, ada: Membership) -> None:
    here, other = Browser(app, ada), Browser(app, ada)
    here.post("/me/sign-in/end")
    assert {here.get("/me").status_code, other.get("/me").status_code} == {303}


def test_nobody_elses_session_is_there(app: Flask, ada: Membership) -> None:
    stranger = Browser(app, member(ada.community, "Bo"))
    ada_session = Browser(app, ada)
    newest = db.session.scalars(sa.select(sa.func.max(LoginSession.id))).one()
    assert stranger.post(f"/me/sign-in/{newest}/end").status_code == 404
    assert ada_session.get("/me").status_code == 200


def test_a_visit_is_noted_by_the_hour_although_the_page_only_reads(
    app: Flask, ada: Membership
) -> None:
    browser = Browser(app, ada)
    clock = ports().clock
    assert isinstance(clock, Clock)
    first = db.session.scalars(sa.select(LoginSession.seen_at)).one()
    clock.move(minutes=61)
    assert browser.get("/me").status_code == 200
    db.session.rollback()
    assert db.session.scalars(sa.select(LoginSession.seen_at)).one() != first


def test_the_browser_is_named_shortly_and_no_address_is_kept(app: Flask, ada: Membership) -> None:
    link = f"/sign-in/{signin.create_link(ada.address)}"
    db.session.commit()
    answer = app.test_client().post(link, headers={"User-Agent": FIREFOX})
    assert answer.status_code == 303
    row = db.session.scalars(sa.select(LoginSession)).one()
    assert row.device == "Firefox, Linux"
    assert "127.0.0.1" not in str(row.__dict__)
