"""From the mail to goodbye: claim, LinkedIn, a collection, everything taken along, erased."""

from __future__ import annotations

import zipfile
from collections.abc import Callable

import pytest
from conftest import NEWCOMERS, SignIn, address_of
from playwright.sync_api import Page, expect
from visits import NARROW, WIDE, Staff, Visitors

from badges.wording import wording

pytestmark = pytest.mark.e2e

Say = Callable[[str], str]
LOOKS = {"wanderer": ("de", NARROW), "walker": ("en", WIDE)}


@pytest.mark.parametrize("who", LOOKS)
def test_a_badge_from_the_mail_to_goodbye(
    who: str, staff: Staff, visitors: Visitors, sign_in: SignIn
) -> None:
    language, size = LOOKS[who]
    say = wording(language).gettext
    page = visitors.open(language=language, viewport=size).new_page()
    page.goto(staff.offer("vor-anderen", NEWCOMERS[who]))
    expect(page.get_by_role("heading", name=say("Is your name spelt right?"))).to_be_visible()
    page.get_by_role("button", name=say("Accept the badge")).click()
    page.route("https://www.linkedin.com/**", lambda route: route.fulfill(body="LinkedIn"))
    page.get_by_role("button", name=say("Add to LinkedIn")).click()
    page.wait_for_url("https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME&*")
    visitors.strangers.clear()  # this one request is what the tap is for

    mine = sign_in(address_of(who), language=language, viewport=size)
    mine.goto(f"/me?lang={language}")
    shared = gather(mine, say)
    stranger = visitors.open(language=language, viewport=size).new_page()
    stranger.goto(shared)
    expect(stranger.get_by_text(NEWCOMERS[who])).to_be_visible()
    assert stranger.context.cookies() == []

    take_along(mine, say)
    mine.goto(f"/me/erase?lang={language}")
    mine.get_by_role("button", name=say("Erase everything for good")).click()
    expect(mine.get_by_role("heading", level=1)).to_have_text(say("Everything is erased"))
    gone = stranger.goto(shared)
    assert gone is not None
    assert gone.status == 404


def gather(page: Page, say: Say) -> str:
    """Put the one badge into a collection; gives its address."""
    page.get_by_role("link", name=say("My collections")).click()
    page.get_by_role("link", name=say("New collection")).click()
    page.get_by_label(say("Title"), exact=True).fill("Für meine Bewerbung")
    page.locator("input[name=badge]").check()
    page.get_by_role("button", name=say("Save"), exact=True).click()
    address = page.locator(".break a").get_attribute("href")
    assert address is not None
    return address


def take_along(page: Page, say: Say) -> None:
    """Download the ZIP and look whether it is whole."""
    page.get_by_role("link", name=say("My badges")).first.click()
    page.get_by_role("link", name=say("Settings"), exact=True).click()
    page.get_by_role("link", name=say("Take everything along (ZIP)")).click()
    with page.expect_download() as download:
        page.get_by_role("link", name=say("Download the ZIP")).click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
    assert "README.txt" in names
    assert any(name.endswith("certificate.pdf") for name in names)
