"""The legal pages: true to what is set up, a draft until somebody has read them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Browser, started
from flask import Flask
from lxml import html
from support import community, manager
from test_start_pages import elsewhere

from badges.accounts.access import Actor
from badges.accounts.legal import LegalDetails, mark_checked, set_own_page, update_details
from badges.database import db
from badges.models import Community

DETAILS = LegalDetails(
    body="Lerntreff Linden e. V.",
    represented_by="Mona Leitung",
    address="Lindenweg 1\n12345 Linden",
    authority="Landesbeauftragte für den Datenschutz",
    register="VR 123",
)


@pytest.fixture
def app(tmp_path: Path, database: str) -> Iterator[Flask]:
    yield from started(tmp_path, database)


@pytest.fixture
def linden(app: Flask) -> Community:
    return community("linden", name="Lerntreff Linden", contact_email="hallo@linden.example")


@pytest.fixture
def mona(linden: Community) -> Actor:
    actor = manager(linden)
    update_details(actor, DETAILS)
    return actor


@pytest.fixture
def visitor(app: Flask, mona: Actor) -> Browser:
    return Browser(app)


@pytest.mark.parametrize(
    "name",
    ["impressum", "legal-notice", "datenschutz", "privacy", "barrierefreiheit", "accessibility"],
)
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_page_of_a_community_leads_to_its_own(
    visitor: Browser, name: str, language: str
) -> None:
    page = html.document_fromstring(visitor.get("/issuers/linden", language).text)
    links = [link.partition("?")[0] for link in page.xpath("//footer//a/@href")]
    assert links[:2] == ["/issuers/linden/impressum", "/issuers/linden/datenschutz"]
    assert visitor.get(f"/issuers/linden/{name}", language).status_code == 200
    assert "hallo@linden.example" in visitor.read(f"/{name}", language)


def test_the_notice_says_who_answers(visitor: Browser) -> None:
    words = visitor.read("/impressum", "de")
    for said in ("Lerntreff Linden e. V.", "Lindenweg 1", "Mona Leitung", "VR 123"):
        assert said in words
    assert "Landesbeauftragte" in visitor.read("/datenschutz", "de")


def test_of_several_communities_the_reader_chooses(visitor: Browser) -> None:
    community("zweite", name="Zweite Gemeinschaft")
    page = html.document_fromstring(visitor.get("/privacy").text)
    links = page.xpath("//main//a/@href")
    assert len(links) == 2
    assert all("/privacy" in link for link in links)


def test_the_privacy_page_tells_what_is_set_up(app: Flask, visitor: Browser) -> None:
    assert "sends no mail" in visitor.read("/privacy")
    assert "without encryption" in visitor.read("/privacy")
    elsewhere(app, mail_url="smtp://x:25", base_url="https://b.example", oidc_issuer="https://i")
    words = visitor.read("/privacy")
    assert "goes out through the mail server" in words
    assert "account elsewhere" in words
    assert "is encrypted" in words


def test_a_page_is_a_draft_until_it_is_checked_and_again_after_a_change(
    visitor: Browser, mona: Actor
) -> None:
    assert "Draft" in visitor.read("/impressum")
    mark_checked(mona, "imprint")
    db.session.commit()
    words = visitor.read("/impressum")
    assert "Draft" not in words
    assert "Checked on 10 March 2026" in words
    set_own_page(mona, "imprint", {"en": "Ours."})
    db.session.commit()
    assert "Draft" in visitor.read("/impressum")


def test_own_words_stand_instead_of_ours_and_are_only_words(visitor: Browser, mona: Actor) -> None:
    set_own_page(mona, "privacy", {"en": "We keep <b>nothing</b>.\n\nReally\nnothing."})
    db.session.commit()
    answer = visitor.get("/privacy")
    assert "We keep &lt;b&gt;nothing&lt;/b&gt;." in answer.text
    assert "salted hash" not in answer.text
    assert "gesalzenen" in visitor.get("/privacy", "de").text
