"""A list awarded from paste to accept, one of it undone; a session where people check in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import NEWCOMERS, SignIn, address_of
from playwright.sync_api import BrowserContext, Page, expect
from visits import COMMUNITY, MANAGER, WIDE, german

pytestmark = pytest.mark.e2e

PEOPLE = f"""\
{NEWCOMERS["listed"]}; {address_of("listed")}
Nadja Neu; nadja@walk.example
Ohne Adresse; keine"""


def button(page: Page, text: str) -> None:
    """Press the button of that English name on a German page."""
    page.get_by_role("button", name=german(text), exact=True).click()


@pytest.fixture
def desk(sign_in: SignIn, newcomers: None) -> Page:
    """Give the manager's page, in German."""
    return sign_in(MANAGER, language="de", viewport=WIDE)


def test_three_are_pasted_two_awarded_one_undone_one_accepted(
    desk: Page, visitor: BrowserContext, tmp_path: Path
) -> None:
    desk.goto(f"{COMMUNITY}/badges/vor-anderen")
    desk.get_by_role("link", name=german("Award a list")).click()
    desk.get_by_label(german("People")).fill(PEOPLE)
    desk.get_by_label(german("Why"), exact=True).fill("Werkschau im Mai")
    button(desk, "Look at the list")
    expect(desk.get_by_role("row", name="Ohne Adresse")).to_contain_text(german("cannot be used"))
    expect(desk.get_by_role("row", name="Nadja")).to_contain_text(german("new, is invited"))
    desk.screenshot(path=tmp_path / "verdicts.png", full_page=True)

    desk.get_by_role("row", name="Nadja").get_by_role("link").click()
    expect(desk.get_by_text("nadja@walk.example").first).to_be_visible()
    for picture in desk.locator("img.thumbnail").all():
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", value=True, timeout=60_000)
    desk.screenshot(path=tmp_path / "preview.png", full_page=True)
    desk.get_by_role("link", name=german("Back to the list")).first.click()

    desk.get_by_role("button", name="An 2 Personen vergeben").click()
    address = desk.url
    expect(desk.get_by_role("heading", name="an 2 Personen vergeben")).to_be_visible()
    desk.go_back()
    desk.goto(address)
    expect(desk.get_by_role("heading", name="an 2 Personen vergeben")).to_be_visible()
    with desk.expect_download() as sheet:
        button(desk, "Print QR sheet")
    assert sheet.value.path().read_bytes().startswith(b"%PDF")

    desk.get_by_role("row", name="Nadja").get_by_role("link").click()
    button(desk, "Undo")
    expect(desk.get_by_role("status")).to_contain_text(
        german("The award is undone; nobody was told of it.")
    )
    desk.goto(address)
    desk.get_by_role("row", name=NEWCOMERS["listed"]).get_by_role("link").click()
    button(desk, "New claim link")
    link = desk.locator(".secret").inner_text()
    holder = visitor.new_page()
    holder.goto(link)
    holder.locator("form[action*='/accept'] button").click()
    holder.locator("a[href*='/download/pdf']").wait_for()
    desk.goto(f"{COMMUNITY}/badges/vor-anderen/answers")
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Wer geantwortet hat")
    desk.screenshot(path=tmp_path / "answers.png", full_page=True)


def test_a_session_fills_while_its_code_is_on_the_wall(
    desk: Page, visitor: BrowserContext, tmp_path: Path
) -> None:
    desk.goto(f"{COMMUNITY}/sessions/new")
    desk.get_by_label(german("Title")).fill("Offene Werkstatt")
    button(desk, "Make the session")
    desk.get_by_label(german("People who are no members yet may check in, too")).check()
    button(desk, "Open check-in")
    desk.get_by_role("link", name=german("Show the QR code")).click()
    path = re.sub(r"^https?://[^/]+", "", desk.locator(".address").inner_text().strip())
    desk.screenshot(path=tmp_path / "projector.png")

    guest = visitor.new_page()
    guest.goto(path)
    guest.get_by_label(german("Name"), exact=True).fill("Gerda Gast")
    guest.get_by_label(german("Your e-mail address")).fill("gerda@walk.example")
    button(guest, "I am here")
    expect(guest.get_by_role("heading", name=german("You are on the list"))).to_be_visible()
    expect(desk.locator("#count")).to_contain_text(german("One person is here"), timeout=20_000)
    expect(desk.get_by_text("Gerda")).to_have_count(0)

    desk.get_by_role("link", name=german("Back to the session")).click()
    expect(desk.get_by_role("link", name="Gerda Gast", exact=True)).to_be_visible()
    button(desk, "Close check-in")
    desk.screenshot(path=tmp_path / "session.png", full_page=True)
