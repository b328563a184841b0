"""The checker's walk, in English: no sign-in, no cookie, every way to hand something in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from conftest import NEWCOMERS, Service, address_of, signed_in_page
from playwright.sync_api import Browser, FilePayload, Page, expect
from visits import MANAGER, Staff, Visitors, accept_by_claim

from badges.baking import OpenBadgesVersion, bake

pytestmark = pytest.mark.e2e

MEDIA_TYPES = {"pdf": "application/pdf", "png": "image/png", "json": "application/json"}


@dataclass(frozen=True)
class Handed:
    """What a holder hands to a checker: an address, the code on paper, and files."""

    share: str
    files: dict[str, bytes]

    @property
    def text(self) -> str:
        """Give the signed credential as it could be pasted."""
        return self.files["json"].decode()

    @property
    def altered(self) -> str:
        """Give it with another name on it, as a forger would."""
        return self.text.replace(NEWCOMERS["checked"], "Frieda Fälscher")


@pytest.fixture(scope="module")
def handed(browser: Browser, service: Service, newcomers: None) -> Handed:
    """Award, accept and share a badge, and download what the checker is handed."""
    people = Visitors(browser, service.url)
    staff = Staff(signed_in_page(service, people, MANAGER, language="en"))
    holder = people.open()
    page = holder.new_page()
    link = staff.offer("vor-anderen", NEWCOMERS["checked"])
    accept_by_claim(page, link)
    page.locator("input[name=visibility][value=link]").check()
    page.locator("form[action*='/visibility'] button").last.click()
    share = page.locator("a[href*='/credentials/']").first.get_attribute("href") or ""
    files = {it: holder.request.get(f"{link}/download/{it}").body() for it in MEDIA_TYPES}
    people.close()
    return Handed(share, files)


@pytest.fixture
def page(visitors: Visitors) -> Iterator[Page]:
    """Give a checker's page; at the end it must hold no cookie."""
    context = visitors.open(language="en")
    yield context.new_page()
    assert context.cookies() == []


def check(page: Page, *, upload: FilePayload | None = None, **fields: str) -> None:
    """Fill the checker's form and send it."""
    page.goto("/verify")
    if "text" in fields:
        page.get_by_text("Or paste the text of a badge").click()
    if "recipient" in fields:
        page.locator("main").get_by_text("Check that it belongs to this person").click()
    for name, value in fields.items():
        page.locator(f"#field-{name}").fill(value)
    if upload is not None:
        page.get_by_label("A file").set_input_files(upload)
    page.get_by_role("button", name="Check", exact=True).click()


def as_file(data: bytes, kind: str) -> FilePayload:
    """Give bytes the look of a downloaded file."""
    return {"name": f"badge.{kind}", "mimeType": MEDIA_TYPES[kind], "buffer": data}


def test_the_share_page_answers_who_what_and_whether_it_holds(
    handed: Handed, page: Page, tmp_path: Path
) -> None:
    page.goto(handed.share)
    expect(page.get_by_role("heading", level=1)).to_have_text(NEWCOMERS["checked"])
    expect(page.get_by_role("heading", name="Valid", exact=True)).to_be_visible()
    expect(page.get_by_text("Shown to Others").first).to_be_visible()
    assert page.locator("link[rel=canonical]").get_attribute("href") == handed.share


@pytest.mark.parametrize("kind", ["pdf", "png", "json"])
def test_a_downloaded_file_is_verified(
    handed: Handed, page: Page, kind: str, tmp_path: Path
) -> None:
    check(page, upload=as_file(handed.files[kind], kind))
    expect(page.locator(".verdict.good")).to_contain_text("Verified")
    expect(page.locator(".signed-name")).to_have_text(NEWCOMERS["checked"])
    page.screenshot(path=tmp_path / "verified.png", full_page=True)


@pytest.mark.parametrize("kind", ["png", "json"])
def test_an_altered_file_is_refused_in_words(
    handed: Handed, page: Page, kind: str, tmp_path: Path
) -> None:
    data = handed.altered.encode()
    if kind == "png":
        data = bake(handed.files["png"], handed.altered, version=OpenBadgesVersion.OB3)
    check(page, upload=as_file(data, kind))
    expect(page.get_by_role("heading", level=1)).to_have_text("Not verified")
    expect(page.get_by_text("Do not rely on it")).to_be_visible()
    expect(page.locator(".checks .failed").filter(has_text="Signature")).to_have_count(1)
    expect(page.locator(".verdict.good")).to_have_count(0)
    page.screenshot(path=tmp_path / "altered.png", full_page=True)


def test_what_is_no_badge_is_said_beside_the_field(page: Page, tmp_path: Path) -> None:
    check(page, upload={"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n"})
    expect(page.locator("#error-upload")).to_be_visible()
    page.screenshot(path=tmp_path / "no-badge.png", full_page=True)
    check(page)
    expect(page.locator(".error").first).to_be_visible()


def test_the_printed_code_finds_the_badge(handed: Handed, page: Page) -> None:
    page.goto(handed.share)
    code = page.locator("dt", has_text="Credential ID").locator("+ dd").first.text_content()
    assert code
    check(page, line=code.lower())
    expect(page.locator(".verdict.good")).to_contain_text("Verified")
    expect(page.locator(".signed-name")).to_have_text(NEWCOMERS["checked"])


def test_pasted_text_and_a_share_address_are_verified(handed: Handed, page: Page) -> None:
    check(page, text=handed.text)
    expect(page.locator(".verdict.good")).to_contain_text("Verified")
    check(page, line=handed.share)
    expect(page.locator(".verdict.good")).to_contain_text("Verified")


@pytest.mark.parametrize(
    ("address", "kind"), [("somebody.else@walk.example", "wait"), (address_of("checked"), "good")]
)
def test_another_address_is_a_question_and_no_refusal(
    handed: Handed, page: Page, address: str, kind: str, tmp_path: Path
) -> None:
    check(page, upload=as_file(handed.files["json"], "json"), recipient=address)
    expect(page.locator(f".verdict.{kind}")).to_be_visible()
    page.screenshot(path=tmp_path / "recipient.png", full_page=True)
    page.goto(handed.share)
    page.get_by_label("E-mail address").fill(address)
    page.get_by_role("button", name="Compare").click()
    expect(page.locator(f".verdict.{kind}")).to_be_visible()
    expect(page.locator(".verdict.bad")).to_have_count(0)


def test_the_code_on_the_certificate_leads_to_the_share_page(handed: Handed, page: Page) -> None:
    with pypdfium2.PdfDocument(handed.files["pdf"]) as certificate:
        assert len(certificate) == 1
        drawn = certificate[0].render(scale=3).to_pil()
    found = [it.text for it in zxingcpp.read_barcodes(drawn)]
    assert found == [handed.share]
    page.goto(found[0])
    expect(page.get_by_role("heading", level=1)).to_have_text(NEWCOMERS["checked"])


def test_programs_get_the_signed_bytes_at_the_same_address(handed: Handed, page: Page) -> None:
    answer = page.request.get(handed.share, headers={"Accept": "application/vc+ld+json"})
    assert json.loads(answer.text()) == json.loads(handed.text)
