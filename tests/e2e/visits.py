"""Visits to the service: browsers that talk to it alone, and what its staff does for a walk."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pypdfium2
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from badges.wording import wording

MANAGER = "mona.leitung@demo.example"
MEMBER = "ada.beispiel@demo.example"
REVIEWER = "tomasz@demo.example"

COMMUNITY = "/manage/nordstern"
NARROW = {"width": 390, "height": 844}
WIDE = {"width": 1280, "height": 900}

german = wording("de").gettext
"""Gives what a German page says for an English sentence of the templates."""


@dataclass
class Visitors:
    """Opens browsers, each with cookies of its own, and watches what their pages do.

    ``strangers`` are requests that went elsewhere, ``complaints`` what the browser had to say:
    a script that failed, something that the content security policy refused.
    """

    browser: Browser
    url: str
    strangers: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    opened: list[BrowserContext] = field(default_factory=list)

    def open(self, *, language: str = "de", **options: Any) -> BrowserContext:
        """Open a browser that nobody has used, as wide as a phone unless told otherwise."""
        context = self.browser.new_context(
            base_url=self.url,
            locale={"de": "de-DE", "en": "en-GB"}[language],
            **({"viewport": NARROW} | options),
        )
        context.set_default_timeout(15_000)
        context.on("request", self._note_request)
        context.on("console", self._note_message)
        context.on("weberror", lambda it: self.complaints.append(str(it.error)))
        self.opened.append(context)
        return context

    def close(self) -> None:
        """Close every browser that was opened."""
        for context in self.opened:
            context.close()

    def _note_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https"} and address.netloc != urlsplit(self.url).netloc:
            self.strangers.append(request.url)

    def _note_message(self, message: ConsoleMessage) -> None:
        # An answer such as 422 is what the walk asked for, and the page says why.
        is_status = re.search(r"status of 4\d\d", message.text)
        if message.type in {"error", "warning"} and not is_status:
            self.complaints.append(message.text)


@dataclass(frozen=True)
class Staff:
    """A manager at work, in English: prepares what a walk of somebody else begins with."""

    page: Page

    def go(self, path: str) -> Page:
        """Open one of the managers' pages."""
        self.page.goto(f"{COMMUNITY}{path}{'&' if '?' in path else '?'}lang=en")
        return self.page

    def add(self, people: Sequence[str]) -> None:
        """Paste people, one a row, and confirm."""
        page = self.go("/members/add")
        page.get_by_label("Paste names and addresses").fill("\n".join(people))
        page.get_by_role("button", name="Look at the list").click()
        page.get_by_role("button", name=re.compile("^Add ")).click()

    def offer(self, slug: str, name: str, *, sentence: str = "") -> str:
        """Award by hand; gives the claim link."""
        page = self.go(f"/badges/{slug}/award")
        to = page.get_by_label("To", exact=True)
        to.select_option(to.get_by_role("option", name=name).get_attribute("value"))
        page.get_by_label("Why").fill("Was seen doing it.")
        page.get_by_label("A personal sentence").fill(sentence)
        page.get_by_role("button", name="Award", exact=True).click()
        return str(page.locator(".secret").inner_text())

    def hand_in(self, slug: str, people: Sequence[str]) -> str:
        """Hand a list in without awarding it; gives its path."""
        page = self.go(f"/badges/{slug}/list")
        page.get_by_label("People", exact=True).fill("\n".join(people))
        page.get_by_label("Why").fill("Was there.")
        page.get_by_role("button", name="Look at the list").click()
        return urlsplit(page.url).path

    def print_cards(self, slug: str, folder: Path) -> str:
        """Print claim cards; gives the path that one of them leads to."""
        page = self.go(f"/badges/{slug}/cards")
        page.get_by_label("Occasion").fill("Open day")
        with page.expect_download() as sheet:
            page.get_by_role("button", name="Make the sheet").click()
        sheet.value.save_as(folder / "cards.pdf")
        document = pypdfium2.PdfDocument(folder / "cards.pdf")
        text = document[0].get_textpage().get_text_range()
        document.close()
        found = re.search(r"\b(?:[0-9A-Z]{4} ){2}[0-9A-Z]{4}\b", text)
        assert found is not None
        return f"/card/{found[0].replace(' ', '')}"

    def draft(self) -> str:
        """Save a badge from a template without publishing it; gives its path."""
        self.go("/badges/new/mentor").get_by_role("button", name="Save and preview").click()
        return urlsplit(self.page.url).path.removesuffix("/preview")

    def token(self) -> str:
        """Make a token; gives the path of the page that asks whether to revoke it."""
        page = self.go("/tokens")
        page.locator("#field-name").fill("Website")
        page.locator("input[name=scope]").first.check()
        page.get_by_role("button", name="Make a token").click()
        self.go("/tokens")
        revoke = page.locator("main a[href*='/revoke']").first.get_attribute("href")
        return urlsplit(revoke or "").path

    def check_in(self) -> str:
        """Give the path that the QR code of the open session leads to."""
        page = self.go("/sessions")
        page.get_by_role("row", name="check-in open").get_by_role("link").click()
        page.get_by_role("link", name="Show the QR code").click()
        return urlsplit(page.locator(".secret").inner_text().strip()).path


def accept_by_claim(page: Page, link: str) -> None:
    """Open a claim link and accept the badge, in whatever language the page is."""
    page.goto(link)
    page.locator("form[action*='/accept'] button").click()
    page.locator("a[href*='/download/pdf']").wait_for()


def check_many(page: Page, lines: Sequence[str]) -> str:
    """Hand in links or codes to be checked together; gives the path of the results."""
    page.goto("/verify/batch")
    page.locator("#field-text").fill("\n".join(lines))
    page.locator("main form button").first.click()
    page.wait_for_url(re.compile(r"/verify/batch/.+"))
    return urlsplit(page.url).path


def one_time_link(page: Page, path: str) -> str:
    """Make a link for one checker on a holder's page; gives its path."""
    page.goto(path)
    page.locator("input[name=shows][value=badge]").check()
    page.locator("form.card button").click()
    return urlsplit(page.locator(".secret").inner_text().strip()).path


def report_page(page: Page, path: str, text: str) -> str:
    """Report a public page, in English, without a word about oneself; gives the receipt's path."""
    page.goto(f"{path}?lang=en")
    page.get_by_role("link", name="Report this page").click()
    page.get_by_label("Something on it is not true").check()
    page.get_by_label("Say it in a sentence or two").fill(text)
    page.get_by_role("button", name="Send the report").click()
    page.get_by_text("Your report has arrived.").wait_for()
    return urlsplit(page.url).path
