"""The front door: landing, legal pages, a community's colours, and how errors look."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Browser, started
from flask import Flask
from lxml import html
from support import achievement, community

from badges.rendering.colours import contrast
from badges.web.colours import DARK_PAPER, on_dark

PAGE_BUDGET = 100_000


@pytest.fixture
def app(tmp_path: Path, database: str) -> Iterator[Flask]:
    yield from started(tmp_path, database)


@pytest.fixture
def visitor(app: Flask) -> Browser:
    achievement(community("werkstatt", name="Lernwerkstatt", stage="demo"))
    return Browser(app)


def test_the_landing_page_shows_the_only_community_and_its_badges(visitor: Browser) -> None:
    words = visitor.read("/")
    assert "Lernwerkstatt" in words
    assert "first-steps" in words


def test_several_communities_are_listed_without_what_is_theirs(visitor: Browser) -> None:
    community("zweite", name="Zweite Gemeinschaft")
    words = visitor.read("/")
    assert "Zweite Gemeinschaft" in words
    assert "first-steps" not in words


def test_every_page_of_a_demo_says_so(visitor: Browser) -> None:
    assert "they prove nothing" in visitor.get("/").text
    assert "sie beweisen nichts" in visitor.get("/", "de").text


@pytest.mark.parametrize("path", ["/", "/impressum", "/datenschutz", "/privacy", "/sign-in"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_pages_are_whole_and_small(visitor: Browser, path: str, language: str) -> None:
    response = visitor.get(path, language)
    page = html.document_fromstring(response.text)
    assert page.get("lang") == language
    assert len(page.xpath("//h1")) == len(page.xpath("//main")) == 1
    assert len(response.data) < PAGE_BUDGET


def test_public_pages_set_no_cookie(visitor: Browser) -> None:
    assert "Set-Cookie" not in visitor.get("/").headers
    assert "Set-Cookie" not in visitor.get("/sign-in").headers


def test_a_language_asked_for_stays_in_the_links(visitor: Browser) -> None:
    page = html.document_fromstring(visitor.get("/", "de").text)
    (target,) = page.xpath("//main//a[text()='Anmelden']/@href")
    assert target == "/sign-in?lang=de"


def test_nothing_at_an_address_is_said_in_the_readers_language(visitor: Browser) -> None:
    response = visitor.get("/nothing-here", "de")
    assert response.status_code == 404
    assert "Unter dieser Adresse gibt es nichts." in response.text


def test_the_colours_come_as_a_style_sheet(visitor: Browser) -> None:
    response = visitor.get("/communities/werkstatt/colours.css")
    assert response.content_type == "text/css"
    assert "--brand-ink:#1f5f5b" in response.text


@pytest.mark.parametrize("colour", ["#1f5f5b", "#ffd500", "#000000", "#ffffff", "#7a0019"])
def test_any_colour_can_be_read_in_the_dark(colour: str) -> None:
    assert contrast(on_dark(colour), DARK_PAPER) >= 4.5


def test_a_community_without_a_logo_has_none(visitor: Browser) -> None:
    assert visitor.get("/communities/werkstatt/logo").status_code == 404
