"""A checker with many applicants: one looked at by a one-time link, all of them as a batch."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import NEWCOMERS, Service, SignIn, address_of
from playwright.sync_api import Page, expect
from reading import violations
from visits import WIDE, Staff, Visitors, accept_by_claim

pytestmark = pytest.mark.e2e

HIRED = NEWCOMERS["hired"]
APPLICANT = NEWCOMERS["applicant"]

Holding = Callable[[str], Page]


@pytest.fixture
def holding(visitors: Visitors, staff: Staff, sign_in: SignIn) -> Holding:
    """Award a badge, let its holder accept it, and give the holder's page of it, still private."""

    def held_by(walk: str) -> Page:
        page = visitors.open(language="en").new_page()
        accept_by_claim(page, staff.offer("vor-anderen", NEWCOMERS[walk]))
        own = sign_in(address_of(walk), language="en", viewport=WIDE)
        own.goto("/me?lang=en")
        own.locator("a[href*='/me/badges/']").first.click()
        return own

    return held_by


def make_link(holder: Page, shows: str) -> str:
    """Make a one-time link by the holder's page."""
    holder.get_by_role("link", name="One-time link for a checker").click()
    holder.locator(f"input[value={shows}]").check()
    holder.get_by_label("Who is it for?").fill("Bäckerei Müller")
    holder.get_by_role("button", name="Make the link").click()
    return str(holder.locator(".secret").inner_text())


def packed(good: bytes) -> bytes:
    """Pack a good badge, a tampered one, and one that names an issuer elsewhere."""
    foreign = good.replace(b"http://localhost", b"https://elsewhere.example")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("good.json", good)
        archive.writestr("tampered.json", good.replace(APPLICANT.encode(), b"Frieda"))
        archive.writestr("foreign.json", foreign)
    return out.getvalue()


def test_a_private_badge_is_shown_once_to_one_checker(
    holding: Holding, visitors: Visitors, tmp_path: Path
) -> None:
    holder = holding("hired")
    link = make_link(holder, "badge")
    checker = visitors.open(language="en")
    page = checker.new_page()
    page.goto(link)
    assert violations(page) == []
    page.goto(link)
    page.get_by_role("button", name="Show the badge now").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(HIRED)
    expect(page.get_by_role("heading", name="Valid", exact=True)).to_be_visible()
    assert violations(page) == []
    page.screenshot(path=tmp_path / "shown-once.png", full_page=True)
    page.goto(link)
    expect(page.get_by_text("This link has been used")).to_be_visible()
    assert checker.cookies() == []
    holder.goto(holder.url)
    expect(holder.get_by_text("Bäckerei Müller · whole badge")).to_contain_text("used")


def test_a_batch_and_its_receipt(
    holding: Holding, visitors: Visitors, service: Service, tmp_path: Path
) -> None:
    holder = holding("applicant")
    address = holder.url.split("?")[0]
    good = holder.request.get(f"{address}/download/json").body()
    checker = visitors.open(language="en")
    page = checker.new_page()
    page.goto("/verify")
    page.get_by_role("link", name="Check many at once").click()
    page.get_by_label("A ZIP, a CSV, or several files").set_input_files(
        {"name": "all.zip", "mimeType": "application/zip", "buffer": packed(good)}
    )
    page.get_by_role("button", name="Check all").click()
    expect(page.locator(".tally")).to_contain_text("1 Verified", timeout=30_000)
    rows = page.locator("tbody tr")
    assert [it.strip() for it in rows.locator("th").all_inner_texts()][-1] == "good.json"
    assert violations(page) == []
    page.screenshot(path=tmp_path / "batch.png", full_page=True)
    receipt = tmp_path / "receipt.pdf"
    file = page.get_by_role("link", name="Download receipt (PDF)").get_attribute("href")
    receipt.write_bytes(checker.request.get(str(file)).body())
    assert "nothing in it was changed" in service.badges("verify", str(receipt))
    page.goto("/verify")
    page.get_by_label("A file").set_input_files(receipt)
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A genuine receipt")
    assert violations(page) == []
    assert checker.cookies() == []


def test_the_verdict_takes_the_focus_and_files_can_be_dropped(visitors: Visitors) -> None:
    page = visitors.open(language="en").new_page()
    page.goto("/verify")
    expect(page.get_by_text("or drop it here")).to_be_visible()
    page.locator("#field-line").fill("https://nowhere.example/")
    page.evaluate(
        """() => {
            const files = new DataTransfer();
            files.items.add(new File(['{"type": "Assertion"}'], 'a.json'));
            document.querySelector('[data-drop]').dispatchEvent(
                new DragEvent('drop', {dataTransfer: files, bubbles: true, cancelable: true}));
        }"""
    )
    assert page.locator("#field-upload").evaluate("it => it.files[0].name") == "a.json"
    page.locator("#field-line").fill("")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator(".verdict.bad")).to_be_focused()
