"""From a fresh service with the demo to the first badge of one's own community, without a shell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Service, served
from databases import Postgres
from playwright.sync_api import Browser, Page, expect
from reading import violations
from test_plain_browsers import go_to
from visits import Visitors, german

pytestmark = pytest.mark.e2e


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)]
)
def fresh(
    request: pytest.FixtureRequest, postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """Serve a demo of its own: a second community changes what the first page shows."""
    url = postgres.fresh(tables=False) if request.param == "postgresql" else ""
    with served(tmp_path_factory, url) as running:
        yield running


@pytest.fixture
def strangers(browser: Browser, fresh: Service) -> Iterator[Visitors]:
    visitors = Visitors(browser, fresh.url)
    yield visitors
    visitors.close()
    assert visitors.strangers == []
    assert visitors.complaints == []


def press(page: Page, role: str, name: str) -> None:
    """Go to a link or a button by the tab key and press it."""
    go_to(page, page.get_by_role(role, name=german(name)).first)  # type: ignore[arg-type]
    with page.expect_navigation():
        page.keyboard.press("Enter")


def set_up_by_keyboard(page: Page, name: str) -> None:
    """Open a community from a page of the demo; ends on its home page."""
    page.goto("/")
    press(page, "link", "Start my own community")
    go_to(page, page.locator("#field-name"))
    page.keyboard.type(name)
    go_to(page, page.locator("#field-owner_name"))
    page.keyboard.type("Mona Muster")
    go_to(page, page.locator("#field-owner_address"))
    page.keyboard.type("mona@linden.example")
    press(page, "button", "Open the community")
    press(page, "button", "Sign me in")
    page.wait_for_url("**/manage/**")


def test_a_community_is_opened_and_gives_its_first_badge(
    strangers: Visitors, tmp_path: Path
) -> None:
    page = strangers.open().new_page()
    set_up_by_keyboard(page, "Lerntreff Linden")
    expect(page.get_by_role("heading", name=german("Your first badge"))).to_be_visible()
    assert violations(page) == []
    page.screenshot(path=tmp_path / "home.png", full_page=True)

    press(page, "link", "Choose a template")
    page.get_by_role("link", name="Werkstatt-Grundlagen").click()
    page.get_by_role("button", name=german("Save and go on to publishing")).click()
    page.get_by_role("button", name=german("Publish"), exact=True).click()

    page.goto("/manage/lerntreff-linden/badges/werkstatt-grundlagen/award")
    to = page.get_by_label(german("To"), exact=True)
    to.select_option(to.get_by_role("option", name="Mona Muster").get_attribute("value"))
    page.get_by_label(german("Why")).fill("Hat alles vorbereitet.")
    page.get_by_role("button", name=german("Award"), exact=True).click()
    link = page.locator(".secret").first.inner_text()

    holder = strangers.open().new_page()
    holder.goto(link)
    holder.locator("form[action*='/accept'] button").first.click()
    holder.locator("a[href*='/download/pdf']").wait_for()
    expect(holder.locator("aside.demo-strip")).to_contain_text(german("Trial"))
    holder.screenshot(path=tmp_path / "accepted.png", full_page=True)

    page.goto("/manage/lerntreff-linden/")
    expect(page.get_by_role("heading", name=german("Your first badge"))).to_have_count(0)
    page.goto("/manage/lerntreff-linden/going-live?public_address=badges.linden.example")
    expect(
        page.get_by_text("did:web:badges.linden.example:issuers:lerntreff-linden")
    ).to_be_visible()
    expect(page.get_by_text("Ein Badge aus der Probe fällt weg")).to_be_visible()
    assert violations(page) == []
    page.screenshot(path=tmp_path / "going-live.png", full_page=True)
    page.get_by_role("button", name=german("Go live"), exact=True).click()
    expect(page.get_by_text("BADGES_BASE_URL=https://badges.linden.example")).to_be_visible()

    page.goto("/")
    for name in ("Lerntreff Linden", "Lernwerkstatt Nordstern"):
        expect(page.get_by_role("link", name=name)).to_be_visible()
