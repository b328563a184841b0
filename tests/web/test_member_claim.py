"""The claim link: one badge, no account, nothing used up by looking."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from browser import Browser, started, words_of
from flask import Flask
from published import issuing_community
from support import achievement, manager, member

from badges import jobs
from badges.awarding.awards import Awarded, award
from badges.awarding.withdrawing import withdraw
from badges.database import db
from badges.models import Award, Job, SigningKey


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    yield from started(tmp_path)


@pytest.fixture
def made(app: Flask) -> Awarded:
    demo = issuing_community()
    ada = member(demo, "Ada Beispiel", verified=False)
    ada.subject_id = "urn:uuid:7d4f3a52-4a39-4f3e-8b4e-0d5d4b7c2a11"
    given = award(manager(demo), achievement(demo).achievement, ada, reason="Was there")
    db.session.commit()
    return given


@pytest.fixture
def visitor(app: Flask, made: Awarded) -> Browser:
    return Browser(app)


@pytest.fixture
def link(made: Awarded) -> str:
    return f"/claim/{made.claim_token}"


def test_looking_changes_nothing_and_sets_no_cookie(
    visitor: Browser, link: str, made: Awarded
) -> None:
    for _ in range(3):
        response = visitor.get(link)
        assert "Is your name spelt right?" in words_of(response)
    assert "Set-Cookie" not in response.headers
    assert db.session.get_one(Award, made.award.id).state == "offered"


def test_accepting_needs_no_account_and_gives_the_files(visitor: Browser, link: str) -> None:
    response = visitor.post(f"{link}/accept", csrf=False, name="Ada B.", named="yes")
    assert response.status_code == 303
    assert "It is yours, Ada B." in visitor.read(link)
    assert "Ada B." in visitor.get(f"{link}/download/json").text
    assert visitor.get("/me").status_code == 303


def test_without_my_name_the_document_does_not_say_it(visitor: Browser, link: str) -> None:
    visitor.post(f"{link}/accept", csrf=False, name="Ada Beispiel", named="no")
    assert "Ada Beispiel" not in visitor.get(f"{link}/download/json").text


def test_accepting_twice_is_refused_in_words(visitor: Browser, link: str) -> None:
    visitor.post(f"{link}/accept", csrf=False, name="Ada", named="yes")
    again = visitor.post(f"{link}/accept", csrf=False, name="Eve", named="yes")
    assert again.status_code == 409
    assert "has been accepted already" in words_of(again)
    assert "Ada" in visitor.read(link)


def test_a_signature_that_fails_is_told_instead_of_waited_for(
    visitor: Browser, link: str, made: Awarded
) -> None:
    db.session.execute(sa.delete(SigningKey))
    db.session.commit()
    visitor.post(f"{link}/accept", csrf=False, name="Ada", named="yes")
    page = visitor.get(link)
    assert "signing it did not work" in words_of(page)
    assert "data-reload" not in page.text


def test_accepting_leaves_other_jobs_to_the_worker(
    app: Flask, visitor: Browser, link: str, made: Awarded
) -> None:
    jobs.enqueue("send_mail", mail_id=4711)
    db.session.commit()
    visitor.post(f"{link}/accept", csrf=False, name="Ada", named="yes")
    (mail,) = db.session.scalars(
        sa.select(Job).where(Job.name == "send_mail", Job.arguments["mail_id"].as_integer() == 4711)
    )
    assert (mail.attempts, mail.finished_at) == (0, None)


def test_declining_may_say_why(visitor: Browser, link: str, made: Awarded) -> None:
    visitor.post(f"{link}/decline", csrf=False, reason="Not me")
    assert "You declined this badge" in visitor.read(link)
    assert db.session.get_one(Award, made.award.id).state == "declined"


def test_visibility_is_chosen_without_an_account(
    visitor: Browser, link: str, made: Awarded
) -> None:
    visitor.post(f"{link}/accept", csrf=False, name="Ada", named="yes")
    visitor.post(f"{link}/visibility", csrf=False, visibility="public")
    assert db.session.get_one(Award, made.award.id).visibility == "public"
    assert visitor.post(f"{link}/visibility", csrf=False, visibility="loud").status_code == 422


def test_a_withdrawn_badge_says_why(visitor: Browser, link: str, made: Awarded) -> None:
    withdraw(manager(made.award.community, "Nora Leitung"), made.award, "Given by mistake")
    db.session.commit()
    assert "Given by mistake" in visitor.read(link)


def test_another_link_tells_nothing(visitor: Browser) -> None:
    response = visitor.get("/claim/guessed")
    assert response.status_code == 404
    assert "ask for a new one" in words_of(response)
