"""A programme as a member sees it: this week, what is next, joining and leaving; in public."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from browser import Browser, started
from flask import Flask
from support import achievement, community, manager, member

from badges.accounts.access import Actor
from badges.database import db
from badges.models import Community, Membership
from badges.programmes.cohorts import WeekDraft, set_weeks
from badges.programmes.enrolling import add_members
from badges.programmes.meetings import SessionPlan, plan_sessions
from badges.programmes.pausing import PauseFacts, plan_pause
from tests.programmes.laid import programme

PAGE = "/me/demo/programmes/spring"


@pytest.fixture(autouse=True)
def app(tmp_path: Path, database: str) -> Iterator[Flask]:
    yield from started(tmp_path, database)


@pytest.fixture
def demo(app: Flask) -> Community:
    return community()


@pytest.fixture
def mona(demo: Community) -> Actor:
    return manager(demo)


@pytest.fixture
def ada(demo: Community) -> Membership:
    return member(demo)


def test_a_member_joins_sees_this_week_and_leaves(app: Flask, mona: Actor, ada: Membership) -> None:
    row = programme(mona, places=3)
    set_weeks(mona, row, [WeekDraft({"en": "Wood"}), WeekDraft({"en": "Saws"}, {"en": "Mind it"})])
    browser = Browser(app, ada)
    assert "What you can join Spring" in browser.read("/me")
    assert "3 places are free." in browser.read(PAGE)
    assert browser.post(f"{PAGE}/join").status_code == 303
    page = browser.read(PAGE)
    assert "This week Week 2 of 4" in page
    assert "Saws Mind it" in page
    assert "My programmes Spring Week 2 of 4: Saws" in browser.read("/me")
    browser.post(f"{PAGE}/leave")
    assert "What you can join Spring" in browser.read("/me")


def test_in_a_pause_nothing_is_expected(app: Flask, mona: Actor, ada: Membership) -> None:
    row = programme(mona)
    add_members(mona, row, [ada.id])
    plan_sessions(mona, row, SessionPlan("Evening", date(2026, 3, 12), "workshop"))
    plan_pause(mona, PauseFacts("", date(2026, 3, 9), date(2026, 3, 12)), row)
    page = Browser(app, ada).read(PAGE)
    assert "We pause. The next week begins afterwards" in page
    assert "Evening 12 March 2026, 00:00 in a pause" in page


def test_the_next_session_and_what_is_missing_for_the_badge_are_said(
    app: Flask, mona: Actor, ada: Membership
) -> None:
    rule = {"attended": {"times": 2, "tag": "spring"}}
    version = achievement(mona.community, "spring-badge", {"came": rule}, award_mode="manager")
    row = programme(mona, achievement=version.achievement)
    add_members(mona, row, [ada.id])
    plan_sessions(mona, row, SessionPlan("Evening", date(2026, 3, 12), "workshop"))
    page = Browser(app, ada).read(PAGE)
    assert "Next session: Evening, 12 March 2026" in page
    assert "0 of 2" in page
    assert "awarded to everybody together" in page


def test_who_comes_late_waits(app: Flask, mona: Actor, ada: Membership) -> None:
    row = programme(mona, places=1)
    add_members(mona, row, [member(mona.community, "Ben").id])
    browser = Browser(app, ada)
    assert "you would get the next one" in browser.read(PAGE)
    browser.post(f"{PAGE}/join")
    assert "You wait for the next one that is free" in browser.read(PAGE)
    assert "waits for a place" in browser.read("/me")
    assert "This week" not in browser.read(PAGE)


def test_a_link_opens_a_programme_that_is_not_open_to_all(
    app: Flask, mona: Actor, ada: Membership
) -> None:
    row = programme(mona, enrolment="link")
    browser = Browser(app, ada)
    assert browser.get(PAGE).status_code == 404
    assert "Spring" not in browser.read("/me")
    assert "Take part?" in browser.read(f"/join/{row.join_token}")
    assert browser.post(f"/join/{row.join_token}").status_code == 303
    assert "You want" not in browser.read(PAGE)
    assert browser.get("/join/nothing").status_code == 404
    stranger = Browser(app, member(community("elsewhere"), "Otto"))
    assert stranger.get(f"/join/{row.join_token}").status_code == 404


def test_drafts_are_nobodys_business_and_get_changes_nothing(
    app: Flask, mona: Actor, ada: Membership
) -> None:
    programme(mona, published_at=None)
    browser = Browser(app, ada)
    assert browser.get(PAGE).status_code == 404
    assert browser.post(f"{PAGE}/join").status_code == 404
    assert browser.get(f"{PAGE}/join").status_code == 405


def test_everybody_sees_a_public_programme_with_its_weeks_but_no_people(
    app: Flask, mona: Actor, ada: Membership
) -> None:
    row = programme(mona, public=True)
    set_weeks(mona, row, [WeekDraft({"de": "Holz"})])
    add_members(mona, row, [ada.id])
    db.session.commit()
    page = Browser(app).read("/programmes/demo/spring")
    assert "Week by week 1 Holz" in page
    assert "Sign in and take part" in page
    assert "Ada" not in page
    assert "Spring" in Browser(app).read("/issuers/demo")
    row.public = False
    db.session.commit()
    assert Browser(app).get("/programmes/demo/spring").status_code == 404
