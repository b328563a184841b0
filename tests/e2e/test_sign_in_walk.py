"""Signing in: by a code in the browser that asked, by a passkey, and out again."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from conftest import Service, SignIn, address_of
from playwright.sync_api import BrowserContext, Page, expect
from visits import Visitors, german

pytestmark = pytest.mark.e2e

WHO = "passkey"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def authenticator_of(page: Page) -> tuple[Any, str]:
    """Put an authenticator into a browser, as a phone has one; gives the way to ask about it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return session, made["authenticatorId"]


def test_a_passkey_is_made_and_signs_in_without_a_mail(
    newcomers: None, sign_in: SignIn, visitors: Visitors, tmp_path: Path
) -> None:
    page = sign_in(address_of(WHO))
    session, authenticator = authenticator_of(page)
    page.goto("/me/settings")
    page.get_by_role("link", name=german("Sign-in and devices")).click()
    page.get_by_label(german("Name of the passkey")).fill("Mein Handy")
    page.get_by_role("button", name=german("Add a passkey")).click()
    said = german("The passkey is saved. Next time it signs you in.")
    expect(page.get_by_role("status").filter(has_text=said)).to_be_visible()
    page.screenshot(path=tmp_path / "passkeys.png", full_page=True)

    page.get_by_role("button", name=german("Sign out here")).click()
    page.goto("/sign-in?next=/me/sign-in")
    page.get_by_role("button", name=german("Sign in with a passkey")).click()
    expect(page.get_by_text("Mein Handy", exact=True)).to_be_visible()
    expect(page.get_by_text(german("by passkey"))).to_be_visible()
    found = session.send("WebAuthn.getCredentials", {"authenticatorId": authenticator})
    assert [each["isResidentCredential"] for each in found["credentials"]] == [True]

    page.get_by_role(
        "button", name=german("Remove the passkey %(name)s", name="Mein Handy")
    ).click()
    page.get_by_role("button", name=german("Sign out here")).click()
    page.goto("/sign-in")
    page.get_by_role("button", name=german("Sign in with a passkey")).click()
    expect(page.get_by_role("alert")).to_contain_text("Passkey")
    page.screenshot(path=tmp_path / "refused.png", full_page=True)


def test_without_an_authenticator_the_page_says_so_and_the_mail_stays(
    visitor: BrowserContext,
) -> None:
    page = visitor.new_page()
    session, authenticator = authenticator_of(page)
    session.send(
        "WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False}
    )
    page.goto("/sign-in")
    page.get_by_role("button", name=german("Sign in with a passkey")).click()
    said = german("That did not work. Try again, or have a mail sent.")
    expect(page.get_by_role("status").filter(has_text=said)).to_be_visible()
    expect(page.get_by_role("button", name=german("Send me a mail"))).to_be_visible()


def test_the_code_finishes_in_the_browser_that_asked(
    service: Service, newcomers: None, staff: Any, visitors: Visitors
) -> None:
    page = visitors.open().new_page()
    page.goto("/sign-in")
    page.get_by_label(german("Your e-mail address")).fill(address_of("code"))
    page.get_by_role("button", name=german("Send me a mail")).click()
    expect(page.get_by_label(german("Six digits from the mail"))).to_be_visible()
    code, link = mail_of(staff.page, "code")

    elsewhere = visitors.open().new_page()
    elsewhere.goto(link)
    expect(elsewhere.get_by_role("button", name=german("Sign me in"))).to_be_visible()
    page.get_by_label(german("Six digits from the mail")).fill(code)
    page.get_by_role("button", name=german("Sign me in")).click()
    expect(page.get_by_role("button", name=german("Sign out"))).to_be_visible()
    elsewhere.get_by_role("button", name=german("Sign me in")).click()
    expect(elsewhere.get_by_role("button", name=german("Send me a new link"))).to_be_visible()


def mail_of(page: Page, walk: str) -> tuple[str, str]:
    """Read the newest mail to somebody as a manager hands it over; gives its code and link."""
    for _ in range(20):
        page.goto("/manage/nordstern/outbox?lang=en")
        row = page.get_by_role("row").filter(has_text=address_of(walk)).first
        if row.count():
            row.get_by_role("link").first.click()
            text = page.locator("main").inner_text()
            code = re.search(r"^(\d{3} \d{3})$", text, re.MULTILINE)
            link = re.search(r"https?://\S+/sign-in/\S+", text)
            if code and link:
                return code[1], link[0]
        page.wait_for_timeout(500)
    pytest.fail("the mail did not come")
