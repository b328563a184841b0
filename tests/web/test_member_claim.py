"""The claim link: one badge, no account, nothing used up by looking."""

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

from badges import jobs
from badges.awarding.awards import Awarded, award
from badges.awarding.withdrawing import withdraw
from badges.database import db
from badges.models import Award, Job, OutboxMail, Person, SigningKey


@pytest.fixture
def app(tmp_path: Path, database: str) -> Iterator[Flask]:
    yield from started(tmp_path, database)


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


def test_one_tap_after_accepting_leads_to_linkedins_form(
    visitor: Browser, link: str, made: Awarded
) -> None:
    visitor.post(f"{link}/accept", csrf=False, name="Ada", named="yes")
    page = visitor.get(link)
    assert "form-action 'self' https://www.linkedin.com;" in page.headers["Content-Security-Policy"]
    answer = visitor.post(f"{link}/linkedin", csrf=False)
    assert answer.location.startswith("https://www.linkedin.com/profile/add?startTask=")
    assert db.session.get_one(Award, made.award.id).visibility == "link"


def test_what_is_public_stays_so_on_the_way_to_linkedin(
    visitor: Browser, link: str, made: Awarded
) -> None:
    visitor.post(f"{link}/accept", csrf=False, name="Ada", named="yes")
    visitor.post(f"{link}/visibility", csrf=False, visibility="public")
    visitor.post(f"{link}/linkedin", csrf=False)
    assert db.session.get_one(Award, made.award.id).visibility == "public"


def test_declining_may_say_why_and_be_taken_back(
    visitor: Browser, link: str, made: Awarded
) -> None:
    visitor.post(f"{link}/decline", csrf=False, reason="Not me")
    assert "You declined this badge" in visitor.read(link)
    assert db.session.get_one(Award, made.award.id).state == "declined"
    visitor.post(f"{link}/reconsider", csrf=False)
    assert "Is your name spelt right?" in visitor.read(link)
    again = db.session.get_one(Award, made.award.id)
    assert (again.state, again.end_reason, again.ended_at) == ("offered", "", None)
    assert again.once_key is not None


def test_a_no_is_not_taken_back_once_it_was_offered_anew(
    visitor: Browser, link: str, made: Awarded
) -> None:
    visitor.post(f"{link}/decline", csrf=False)
    first = db.session.get_one(Award, made.award.id)
    assert first.member is not None
    award(manager(first.community, "Nora"), first.achievement, first.member, reason="Again")
    db.session.commit()
    answer = visitor.post(f"{link}/reconsider", csrf=False)
    assert answer.status_code == 409
    assert "see the newer offer" in words_of(answer)


def test_declining_and_deleting_leaves_nothing_of_who_is_here_by_the_offer_alone(
    visitor: Browser, link: str, made: Awarded
) -> None:
    visitor.post(f"{link}/decline", csrf=False)
    said = words_of(visitor.post(f"{link}/forget", csrf=False))
    assert "so are your name and your address" in said
    assert db.session.scalars(sa.select(Person).where(Person.name == "Ada Beispiel")).all() == []
    assert visitor.get(link).status_code == 404


def test_whoever_has_more_here_loses_the_offer_only(
    visitor: Browser, link: str, made: Awarded
) -> None:
    row = db.session.get_one(Award, made.award.id)
    other = achievement(row.community, "talk").achievement
    assert row.member is not None
    award(manager(row.community, "Nora"), other, row.member, reason="Talk")
    db.session.commit()
    visitor.post(f"{link}/decline", csrf=False)
    assert "There is more about you here" in words_of(visitor.post(f"{link}/forget", csrf=False))
    assert db.session.scalars(sa.select(Person).where(Person.name == "Ada Beispiel")).one()


def test_only_what_was_declined_is_deleted_by_a_link(visitor: Browser, link: str) -> None:
    assert visitor.post(f"{link}/forget", csrf=False).status_code == 409
    assert "Is your name spelt right?" in visitor.read(link)


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
    assert "Send a new link" in words_of(response)


def test_a_lost_link_is_sent_anew_to_the_address_and_the_old_one_ends(
    visitor: Browser, link: str, made: Awarded
) -> None:
    said = words_of(visitor.post("/claim", csrf=False, email=made.award.recipient_address))
    assert said == words_of(visitor.post("/claim", csrf=False, email="nobody@example.org"))
    offers = sa.select(OutboxMail).filter_by(kind="offer")
    assert len(db.session.scalars(offers).all()) == 1  # the page took no longer for who is known
    jobs.run_due()
    mails = db.session.scalars(offers).all()
    assert len(mails) == 2
    found = re.search(r"/claim/\S+", mails[-1].text)
    assert found is not None
    assert "Is your name spelt right?" in visitor.read(found[0])
    assert visitor.get(link).status_code == 404


def test_asking_for_links_again_and_again_is_stopped(visitor: Browser) -> None:
    answers = [visitor.post("/claim", csrf=False, email="a@example.org") for _ in range(4)]
    assert [it.status_code for it in answers] == [200, 200, 200, 429]
    assert visitor.post("/claim", csrf=False, email="no address").status_code == 422
