"""Members under 16: asked once, private until a guardian has agreed, hidden again on a "no"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from browser import Browser, started, words_of
from flask import Flask
from published import issuing_community
from support import achievement, manager, member

from badges.awarding.awards import award
from badges.database import db
from badges.models import Award, Community, GuardianConsent, Membership, OutboxMail


@pytest.fixture
def app(tmp_path: Path, database: str) -> Iterator[Flask]:
    yield from started(tmp_path, database)


@pytest.fixture
def young(app: Flask) -> Community:
    return issuing_community(minors=True)


@pytest.fixture
def link(young: Community) -> str:
    kim = member(young, "Kim Jung", verified=False)
    kim.subject_id = "urn:uuid:7d4f3a52-4a39-4f3e-8b4e-0d5d4b7c2a11"
    made = award(manager(young), achievement(young).achievement, kim, reason="Was there")
    db.session.commit()
    return f"/claim/{made.claim_token}"


@pytest.fixture
def visitor(app: Flask, link: str) -> Browser:
    return Browser(app)


@pytest.fixture
def asked(visitor: Browser, link: str) -> str:
    """Accept as somebody under 16 and ask a guardian; gives the guardian's link."""
    visitor.post(f"{link}/accept", csrf=False, name="Kim Jung", named="yes", of_age="no")
    visitor.post(f"{link}/guardian", csrf=False, guardian="eltern@example.org")
    mail = db.session.scalars(sa.select(OutboxMail).filter_by(kind="guardian")).one()
    found = re.search(r"/guardian/\S+", mail.text)
    assert found is not None
    return found[0]


def the_award() -> Award:
    db.session.expire_all()
    return db.session.scalars(sa.select(Award)).one()


def test_the_age_is_asked_once_and_must_be_said(visitor: Browser, link: str) -> None:
    assert "How old are you?" in visitor.read(link)
    silent = visitor.post(f"{link}/accept", csrf=False, name="Kim Jung", named="yes")
    assert silent.status_code == 422
    assert "Say whether you are 16 or older." in words_of(silent)
    assert 'value="Kim Jung"' in silent.text


def test_whoever_is_16_shares_without_being_asked_more(visitor: Browser, link: str) -> None:
    visitor.post(f"{link}/accept", csrf=False, name="Kim Jung", named="yes", of_age="yes")
    assert "Their e-mail address" not in visitor.read(link)
    assert visitor.post(f"{link}/linkedin", csrf=False).status_code == 303
    assert the_award().visibility == "link"


def test_nothing_is_shown_before_a_guardian_agreed(visitor: Browser, link: str, asked: str) -> None:
    page = visitor.read(link)
    assert "We wrote to eltern@example.org" in page
    assert "Add to LinkedIn" not in page
    assert visitor.post(f"{link}/visibility", csrf=False, visibility="public").status_code == 409
    assert visitor.post(f"{link}/linkedin", csrf=False).status_code == 409
    assert the_award().visibility == "private"


def test_a_guardian_agrees_and_takes_it_back(visitor: Browser, link: str, asked: str) -> None:
    assert "Kim Jung takes part in Demo" in visitor.read(asked)
    visitor.post(asked, csrf=False, answer="yes")
    visitor.post(f"{link}/visibility", csrf=False, visibility="link")
    assert the_award().visibility == "link"
    visitor.post(asked, csrf=False, answer="no")
    assert the_award().visibility == "private"
    assert "everything is private" in visitor.read(asked)


def test_ones_own_address_is_no_guardians(visitor: Browser, link: str, asked: str) -> None:
    own = db.session.scalars(sa.select(Membership).filter_by(name="Kim Jung")).one().address
    answer = visitor.post(f"{link}/guardian", csrf=False, guardian=own)
    assert answer.status_code == 422
    assert "not your own" in words_of(answer)


def test_an_award_made_public_from_the_start_stays_private(young: Community) -> None:
    lee = member(young, "Lee Kind")
    version = achievement(young, "public")
    made = award(manager(young), version.achievement, lee, reason="x", visibility="public")
    assert made.award.visibility == "private"


def test_another_link_tells_nothing(visitor: Browser, asked: str) -> None:
    assert visitor.get("/guardian/guessed").status_code == 404
    assert db.session.scalars(sa.select(GuardianConsent)).one().state == "asked"
