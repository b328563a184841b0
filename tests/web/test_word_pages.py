"""Words for each other on the members' pages: asked for, given on one screen, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from published import issuing_community
from support import achievement, member

from badges.database import db
from badges.models import Achievement, Award, Community, Membership, Vouch, VouchRequest
from badges.peers.matching import CardFacts, set_card
from tests.peers.conftest import VOUCHED, held
from tests.web.browser import Browser, started, words_of

HERE = "/me/demo"


@pytest.fixture
def app(tmp_path: Path, database: str) -> Iterator[Flask]:
    yield from started(tmp_path, database)


@pytest.fixture
def here(app: Flask) -> Community:
    return issuing_community(name="Lern Treff")


@pytest.fixture
def loops(here: Community) -> Achievement:
    made: Achievement = achievement(
        here, "loops", {"seen": {**VOUCHED, "vouched": {"times": 1, "from": "holders"}}}
    ).achievement
    return made


@pytest.fixture
def ada(here: Community) -> Membership:
    row: Membership = member(here, "Ada Beispiel")
    row.subject_id = "urn:uuid:6f1a7c52-98a4-4b1e-9d0c-0f3f3c6d2a11"
    return row


@pytest.fixture
def mira(here: Community, loops: Achievement) -> Membership:
    row: Membership = member(here, "Mira Sommer")
    held(loops, row)
    return row


@pytest.fixture
def asked(app: Flask, ada: Membership, loops: Achievement) -> VouchRequest:
    browser = Browser(app, ada)
    browser.post(f"{HERE}/achievements/loops/words", asked="", message="The workshop in March")
    return db.session.scalars(sa.select(VouchRequest)).one()


def test_the_badge_leads_to_asking(app: Flask, ada: Membership, loops: Achievement) -> None:
    browser = Browser(app, ada)
    assert "Ask others to vouch for me" in browser.read(f"{HERE}/achievements/loops")
    page = browser.read(f"{HERE}/achievements/loops/words")
    assert "Everybody who may vouch for it" in page


def test_a_badge_without_such_a_milestone_says_so(
    app: Flask, ada: Membership, here: Community
) -> None:
    achievement(here, "plain")
    browser = Browser(app, ada)
    assert "Ask others to vouch" not in browser.read(f"{HERE}/achievements/plain")
    assert "Nobody vouches for this badge" in browser.read(f"{HERE}/achievements/plain/words")


def test_an_open_request_stands_there_with_its_link(
    app: Flask, ada: Membership, asked: VouchRequest
) -> None:
    page = Browser(app, ada).read(f"{HERE}/achievements/loops/words")
    assert f"/me/demo/vouch/{asked.public_id}" in page
    assert "The workshop in March" in page


def test_it_is_found_on_the_page_together_and_answered_on_one_screen(
    app: Flask, ada: Membership, mira: Membership, asked: VouchRequest
) -> None:
    browser = Browser(app, mira)
    assert "1 waits for you" in browser.read("/me/together")
    assert "Ada Beispiel" in browser.read(f"{HERE}/words")
    address = f"{HERE}/vouch/{asked.public_id}"
    assert "A holder of “loops”" in browser.read(address)
    answer = browser.post(address, sentence="She explained loops to me.", named="yes")
    assert answer.status_code == 303
    given = db.session.scalars(sa.select(Vouch)).one()
    assert (given.name, given.member.name) == ("Mira Sommer", "Ada Beispiel")
    award = db.session.scalars(sa.select(Award).where(Award.membership_id == ada.id)).one()
    assert award.state == "offered"


def test_a_sentence_that_is_missing_loses_nothing(
    app: Flask, mira: Membership, asked: VouchRequest
) -> None:
    answer = Browser(app, mira).post(f"{HERE}/vouch/{asked.public_id}", sentence=" ", named="no")
    assert answer.status_code == 422
    assert "Say in a sentence what you saw." in words_of(answer)
    assert 'value="no" checked' in answer.text


def test_what_stands_in_the_way_is_said_before_anything_is_typed(
    app: Flask, here: Community, asked: VouchRequest
) -> None:
    page = Browser(app, member(here, "Otto")).read(f"{HERE}/vouch/{asked.public_id}")
    assert "For this badge other people's word is asked for." in page
    assert "What did you see?" not in page


def test_ones_own_request_is_to_be_passed_on(
    app: Flask, ada: Membership, asked: VouchRequest
) -> None:
    page = Browser(app, ada).read(f"{HERE}/vouch/{asked.public_id}")
    assert "This is your own request." in page


def test_a_no_is_quiet(app: Flask, mira: Membership, asked: VouchRequest) -> None:
    answer = Browser(app, mira).post(f"{HERE}/vouch/{asked.public_id}/decline")
    assert answer.status_code == 303
    db.session.refresh(asked)
    assert asked.state == "open"


def test_a_request_is_closed(app: Flask, ada: Membership, asked: VouchRequest) -> None:
    browser = Browser(app, ada)
    browser.post(f"{HERE}/vouch/{asked.public_id}/close")
    assert "You have asked" not in browser.read(f"{HERE}/achievements/loops/words")
    assert "This request is closed" in browser.read(f"{HERE}/vouch/{asked.public_id}")


def test_a_word_is_taken_back(
    app: Flask, ada: Membership, mira: Membership, asked: VouchRequest
) -> None:
    browser = Browser(app, mira)
    browser.post(f"{HERE}/vouch/{asked.public_id}", sentence="Saw it.", named="yes")
    given = db.session.scalars(sa.select(Vouch)).one()
    assert "Zurücknehmen" in browser.read(f"{HERE}/words", "de")
    assert "Doch nicht ablehnen" not in browser.read(f"{HERE}/words", "de")
    assert "Take back" in browser.read(f"{HERE}/words")
    assert browser.post(f"{HERE}/words/{given.id}/withdraw").status_code == 303
    assert "taken back" in browser.read(f"{HERE}/words")
    assert "No words yet" in Browser(app, ada).read(f"{HERE}/words")
    assert Browser(app, ada).post(f"{HERE}/words/{given.id}/withdraw").status_code == 404


def test_a_member_leaves_a_word_out(
    app: Flask, ada: Membership, mira: Membership, asked: VouchRequest
) -> None:
    Browser(app, mira).post(f"{HERE}/vouch/{asked.public_id}", sentence="Saw it.", named="yes")
    given = db.session.scalars(sa.select(Vouch)).one()
    browser = Browser(app, ada)
    browser.post(f"{HERE}/words/{given.id}/show", shown="0")
    assert "not in your badge" in browser.read(f"{HERE}/words")
    assert Browser(app, mira).post(f"{HERE}/words/{given.id}/show", shown="1").status_code == 404


def test_a_person_who_is_asked_by_name_finds_it_at_home(
    app: Flask, ada: Membership, here: Community, loops: Achievement
) -> None:
    jonas = member(here, "Jonas Weber")
    held(loops, jonas, visibility="public")
    db.session.commit()
    Browser(app, ada).post(f"{HERE}/achievements/loops/words", asked=str(jonas.id), message="")
    assert "Ada Beispiel asks for your word." in Browser(app, jonas).read("/me")


def test_managers_see_who_vouched_for_whom_and_set_the_numbers(
    app: Flask, mira: Membership, here: Community, asked: VouchRequest
) -> None:
    Browser(app, mira).post(f"{HERE}/vouch/{asked.public_id}", sentence="Saw it.", named="no")
    browser = Browser(app, member(here, "Mona", roles=("manager", "member")))
    page = browser.read("/manage/demo/words")
    assert "Ada Beispiel Mira Sommer (without a name in the badge)" in page
    answer = browser.post("/manage/demo/words", swap_days="x", month_cap="3")
    assert (answer.status_code, "Write a number" in words_of(answer)) == (422, True)
    assert browser.post("/manage/demo/words", swap_days="30", month_cap="3").status_code == 303
    assert 'value="30"' in browser.get("/manage/demo/words").text


def test_who_did_not_ask_is_vouched_for_told_and_asked_before_it_is_signed(
    app: Flask, here: Community, ada: Membership, mira: Membership
) -> None:
    browser, address = Browser(app, mira), f"{HERE}/words/new"
    assert "There is nobody to choose yet" in browser.read(address)
    set_card(ada, CardFacts(findable=True))
    db.session.commit()
    assert "Vouch for somebody" in browser.read(f"{HERE}/words")
    assert "Ada Beispiel" in browser.read(address)
    typed = {"badge": "loops", "person": str(ada.id), "sentence": " ", "named": "no"}
    wrong = browser.post(address, **typed)
    assert (wrong.status_code, f'value="{ada.id}" selected' in wrong.text) == (422, True)
    typed["sentence"] = "She kept the whole group going."
    assert browser.post(address, **typed).status_code == 303
    adas = Browser(app, ada)
    told = "A holder of “loops” vouches for you: “She kept the whole group going.”"
    assert told in adas.read("/me")
    award = db.session.scalars(sa.select(Award).where(Award.membership_id == ada.id)).one()
    page = adas.read(f"/me/badges/{award.public_id}")
    assert "What others say for you Eine Person mit dem Badge" in page
    assert page.index("What others say for you") < page.index("Is your name spelt right?")
    assert "Mira" not in page
    again = browser.post(address, **typed)
    assert "You have vouched for this already." in words_of(again)


def test_who_is_heard_about_nothing_is_told_what_it_takes(app: Flask, ada: Membership) -> None:
    assert "No badge asks for your word yet" in Browser(app, ada).read(f"{HERE}/words/new")
