"""A member's paths: on the home page, as a page of their own, and in public."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from support import community, manager, member

from badges.accounts.access import Actor
from badges.awarding.achievements import publish
from badges.database import db
from badges.models import Community, Membership
from badges.programmes.path_badges import write_badge
from badges.programmes.paths import PathDraft, edit_path, path_draft
from tests.programmes.laid import holds, laid, level
from tests.web.browser import Browser, started


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


def test_home_names_the_next_step_and_leads_to_the_path(
    app: Flask, mona: Actor, ada: Membership
) -> None:
    laid(mona, level("solder"), level("drill"))
    holds(ada, "solder")
    browser = Browser(app, ada)
    home = browser.read("/me")
    assert "On the path “Repairing”" in home
    assert "1 of 2 levels" in home
    page = browser.read("/me/demo/paths/repairing")
    assert "Next drill See what is missing" in page
    assert "solder yours" in page


def test_the_page_says_what_is_later_what_is_spare_and_that_it_is_done(
    app: Flask, mona: Actor, ada: Membership
) -> None:
    path = laid(mona, level("a", "b", needed=1), level("c"))
    publish(mona, write_badge(mona, path))
    browser = Browser(app, ada)
    assert "opens after the level before it" in browser.read("/me/demo/paths/repairing")
    holds(ada, "a")
    db.session.commit()
    assert "b not needed any more" in browser.read("/me/demo/paths/repairing")
    holds(ada, "c")
    db.session.commit()
    assert "You have walked this path to its end." in browser.read("/me/demo/paths/repairing")
    german = browser.read("/me/demo/paths/repairing", "de")
    assert "Du bist diesen Pfad bis zum Ende gegangen." in german


def test_a_draft_is_nobodys_business(app: Flask, mona: Actor, ada: Membership) -> None:
    laid(mona, level("a"), shown=False)
    browser = Browser(app, ada)
    assert browser.get("/me/demo/paths/repairing").status_code == 404
    assert "My paths" not in browser.read("/me")


def test_everybody_sees_a_public_path_and_nobody_another(
    app: Flask, mona: Actor, ada: Membership
) -> None:
    path = laid(mona, level("a", name="Beginner"))
    db.session.commit()
    stranger = Browser(app)
    assert stranger.get("/paths/demo/repairing").status_code == 404
    draft = path_draft(path)
    edit_path(mona, path, PathDraft(draft.name, {"en": "Mend things"}, draft.levels, public=True))
    db.session.commit()
    page = stranger.read("/paths/demo/repairing")
    assert "Mend things" in page
    assert "Beginner" in page
    assert "Repairing" in stranger.read("/issuers/demo")
    assert stranger.get("/paths/elsewhere/repairing").status_code == 404
