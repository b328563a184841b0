"""An organisation is asked for its word, answers by a link, and the badge's page shows it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from published import issuing_community
from support import achievement, member

from badges.database import db
from badges.models import AchievementVersion, BadgeEndorsement, Community, Membership, OutboxMail
from tests.peers.conftest import signing
from tests.verifying.endorsed import endorsement, keyed
from tests.web.browser import Browser, started, words_of

PAGE = "/manage/demo/badges/loops/endorsements"


@pytest.fixture
def app(tmp_path: Path, database: str) -> Iterator[Flask]:
    yield from started(tmp_path, database)


@pytest.fixture
def here(app: Flask) -> Community:
    return issuing_community(name="Lern Treff")


@pytest.fixture
def version(here: Community) -> AchievementVersion:
    made: AchievementVersion = achievement(here, "loops")
    return made


@pytest.fixture
def mona(app: Flask, here: Community, version: AchievementVersion) -> Browser:
    return Browser(app, member(here, "Mona", roles=("manager", "member")))


@pytest.fixture
def lea(app: Flask) -> Membership:
    row: Membership = member(signing("bib", "Stadtbibliothek"), "Lea", roles=("owner", "member"))
    return row


def ask(mona: Browser) -> str:
    mona.post(PAGE, organisation="Stadtbibliothek", address="lea@bib.example", message="Please!")
    link = db.session.scalars(
        sa.select(OutboxMail.link).where(OutboxMail.kind == "endorsement_request")
    ).one()
    return link.partition("8000")[2]


def row() -> BadgeEndorsement:
    return db.session.scalars(sa.select(BadgeEndorsement)).one()


def test_the_badge_leads_to_its_endorsements(mona: Browser) -> None:
    assert "Endorsements" in mona.read("/manage/demo/badges/loops")
    assert "Nobody was asked yet" in mona.read(PAGE)


def test_what_is_missing_is_said_and_nothing_is_lost(mona: Browser) -> None:
    answer = mona.post(PAGE, organisation="Stadtbibliothek", address="no address")
    assert (answer.status_code, "e-mail address" in words_of(answer)) == (422, True)
    assert 'value="Stadtbibliothek"' in answer.text


def test_the_link_shows_the_badge_and_the_ways_to_answer(app: Flask, mona: Browser) -> None:
    page = Browser(app).read(ask(mona))
    assert "Lern Treff asks Stadtbibliothek for a word on its badge." in page
    assert all(way in page for way in ("Sign in and endorse", "Check and send", "rather not"))


def test_an_organisation_signs_with_its_issuer_here(
    app: Flask, mona: Browser, lea: Membership, version: AchievementVersion
) -> None:
    token = ask(mona).rpartition("/")[2]
    browser = Browser(app, lea)
    assert "Stadtbibliothek" in browser.read(f"/me/endorse/{token}")
    answer = browser.post(f"/me/endorse/{token}", community="bib", comment="Well made.")
    assert "was checked and is with Lern Treff" in words_of(answer)
    assert "nobody sees it yet" in mona.read("/manage/demo/")
    assert "Well made." in mona.read(PAGE)
    assert mona.post(f"{PAGE}/{row().id}", shown="1").status_code == 303
    page = Browser(app).read("/achievements/demo/loops")
    assert "Who endorses it Well made. Stadtbibliothek localhost" in page
    document = Browser(app).get("/achievements/demo/loops/1.json").json
    address = document["endorsement"][0]["id"].partition("8000")[2]
    assert json.loads(Browser(app).get(address).text) == document["endorsement"][0]


def test_it_can_be_taken_back(app: Flask, mona: Browser, lea: Membership) -> None:
    token = ask(mona).rpartition("/")[2]
    browser = Browser(app, lea)
    browser.post(f"/me/endorse/{token}", community="bib", comment="Well made.")
    mona.post(f"{PAGE}/{row().id}", shown="1")
    assert "Well made." in browser.read("/manage/bib/words/given")
    assert mona.post(f"/manage/demo/words/given/{row().id}").status_code == 404
    assert browser.post(f"/manage/bib/words/given/{row().id}").status_code == 303
    assert "Who endorses it" not in Browser(app).read("/achievements/demo/loops")


def test_who_leads_no_other_community_is_told_so(app: Flask, mona: Browser) -> None:
    token = ask(mona).rpartition("/")[2]
    assert "You lead no other community here" in mona.read(f"/me/endorse/{token}")
    answer = mona.post(f"/me/endorse/{token}", community="demo", comment="Ours is best.")
    assert (answer.status_code, row().state) == (422, "asked")


def test_an_endorsement_from_elsewhere_is_pasted(
    app: Flask, mona: Browser, version: AchievementVersion
) -> None:
    friend = keyed("friend.example")
    document = endorsement(friend, version.iri, validFrom="2026-03-01T09:00:00Z")
    signed = json.dumps(friend.sign(document))
    path = ask(mona)
    forged = Browser(app).post(path, csrf=False, document=signed.replace("saw", "liked"))
    assert (forged.status_code, "could not be confirmed" in words_of(forged)) == (422, True)
    assert "I liked it." in forged.text
    answer = Browser(app).post(path, csrf=False, document=signed)
    assert (answer.status_code, row().name) == (200, "Friends of code")
    assert Browser(app).get(path).status_code == 404


@pytest.mark.parametrize("given", ["", "a holiday picture", '{"type": ["Endorsement"]}'])
def test_what_is_no_endorsement_is_refused(app: Flask, mona: Browser, given: str) -> None:
    answer = Browser(app).post(ask(mona), csrf=False, document=given)
    assert (answer.status_code, row().state) == (422, "asked")


def test_a_no_is_an_answer(app: Flask, mona: Browser) -> None:
    answer = Browser(app).post(ask(mona), csrf=False, do="decline", why="Not this year.")
    assert "Your answer has been passed on" in words_of(answer)
    assert "Not this year." in mona.read(PAGE)


def test_a_manager_adds_one_that_came_another_way(
    mona: Browser, version: AchievementVersion
) -> None:
    friend = keyed("friend.example")
    document = endorsement(friend, version.iri, validFrom="2026-03-01T09:00:00Z")
    answer = mona.post(PAGE, do="add", document=json.dumps(friend.sign(document)))
    assert (answer.status_code, row().state, row().shown) == (303, "given", False)
    assert mona.post(PAGE, do="add", document="nothing of use").status_code == 422
