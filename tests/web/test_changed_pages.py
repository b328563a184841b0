from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from browser import Browser, started
from flask import Flask
from support import achievement, community, member

from badges.database import db
from badges.models import Award, FollowUp, Membership
from badges.ports import now


@pytest.fixture(autouse=True)
def app(tmp_path: Path, database: str) -> Iterator[Flask]:
    yield from started(tmp_path, database)


@pytest.fixture
def ada(app: Flask) -> Membership:
    return member(community(), "Ada Beispiel")


@pytest.fixture
def row(ada: Membership) -> FollowUp:
    version = achievement(ada.community, "lamp")
    award = Award(
        community_id=ada.community_id,
        public_id="x" * 32,
        code="ABCDEFGHJKLM",
        achievement=version.achievement,
        version=version,
        member=ada,
        state="accepted",
        awarded_at=now() - timedelta(days=31),
        accepted_at=now() - timedelta(days=30),
    )
    made = FollowUp(community_id=ada.community_id, member=ada, award=award, days=30, asked_at=now())
    db.session.add(made)
    db.session.commit()
    return made


@pytest.fixture
def browser(app: Flask, ada: Membership, row: FollowUp) -> Browser:
    return Browser(app, ada)


def here(row: FollowUp, do: str = "") -> str:
    return f"/me/demo/changed/{row.id}{do}"


def test_the_question_waits_at_home_and_is_answered_in_one_form(
    browser: Browser, row: FollowUp
) -> None:
    assert "What changed since “lamp”?" in browser.read("/me")
    assert "Only I" in browser.read(here(row))
    browser.post(here(row), changed="work", story="A new job.", consent="managers")
    assert "What changed since" not in browser.read("/me")
    said = browser.read("/me/demo/changed")
    assert "New work, or a new task A new job." in said
    assert "managers" in said


def test_a_form_without_a_choice_keeps_what_was_typed(browser: Browser, row: FollowUp) -> None:
    answer = browser.post(here(row), story="A new job.", consent="public")
    assert answer.status_code == 422
    assert "A new job." in answer.text
    assert "Choose what changed most" in answer.text
    assert db.session.scalars(sa.select(FollowUp.answered_at)).all() == [None]


def test_it_can_be_left_and_deleted(browser: Browser, row: FollowUp) -> None:
    browser.post(here(row, "/pass"))
    assert "What changed since" not in browser.read("/me")
    browser.post(here(row), changed="nothing", consent="me")
    browser.post(here(row, "/delete"))
    db.session.expire_all()
    assert db.session.get_one(FollowUp, row.id).changed == ""
    assert "asked on" in browser.read("/me/demo/changed")


def test_nobody_else_opens_it_and_a_get_changes_nothing(
    app: Flask, browser: Browser, ada: Membership, row: FollowUp
) -> None:
    other = Browser(app, member(ada.community, "Bo Beispiel"))
    assert other.get(here(row)).status_code == 404
    assert browser.get(here(row, "/pass")).status_code == 405
    assert browser.post(here(row, "/pass"), csrf=False).status_code == 400


def test_the_page_speaks_german_both_ways(browser: Browser, ada: Membership, row: FollowUp) -> None:
    assert (
        "Was hat sich für dich seitdem am meisten verändert?" in browser.get(here(row), "de").text
    )
    ada.community.formal = True
    db.session.commit()
    assert "Was hat sich für Sie seitdem am meisten verändert?" in browser.get(here(row), "de").text
