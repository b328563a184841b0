"""The main steps for those without scripts, and for those without a mouse."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import NEWCOMERS, Service, address_of
from playwright.sync_api import Locator, Page, expect
from visits import WIDE, Staff, Visitors, accept_by_claim, german

pytestmark = pytest.mark.e2e

# A tile is drawn as focused in whole when its link is.
FOCUS = """() => [document.activeElement, document.activeElement.closest('.tile')].some(it => {
    const style = it && getComputedStyle(it);
    return style && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
})"""
MANY_TABS = 60


def go_to(page: Page, target: Locator) -> None:
    """Press the tab key until ``target`` has the focus, which must be seen at every stop."""
    for _ in range(MANY_TABS):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS), page.evaluate("document.activeElement.outerHTML")
        if target.evaluate("it => it === document.activeElement"):
            return
    pytest.fail(f"the tab key does not lead to {target}")


def test_without_scripts_an_offer_is_accepted_and_a_file_checked(
    staff: Staff, visitors: Visitors, tmp_path: Path
) -> None:
    context = visitors.open(language="en", java_script_enabled=False)
    page = context.new_page()
    accept_by_claim(page, staff.offer("vor-anderen", NEWCOMERS["scriptless"]))
    expect(page.get_by_text(f"It is yours, {NEWCOMERS['scriptless']}.")).to_be_visible()
    expect(page.get_by_role("button", name="Copy link")).to_have_count(0)
    page.screenshot(path=tmp_path / "claimed.png", full_page=True)
    with page.expect_download() as download:
        page.get_by_role("link", name="Save the badge").click()

    page.goto("/verify")
    page.get_by_label("A file").set_input_files(download.value.path())
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Verified")


def test_by_keyboard_somebody_signs_in_and_accepts_an_offer(
    service: Service, staff: Staff, visitors: Visitors, tmp_path: Path
) -> None:
    staff.offer("vor-anderen", NEWCOMERS["keyboard"])
    page = visitors.open(viewport=WIDE).new_page()
    page.goto(service.sign_in_link(address_of("keyboard")))
    go_to(page, page.get_by_role("button", name=german("Sign me in")))
    page.keyboard.press("Enter")
    page.wait_for_url("**/me")
    go_to(page, page.get_by_role("link", name="Vor anderen gezeigt"))
    page.screenshot(path=tmp_path / "focus-tile.png")
    page.keyboard.press("Enter")
    page.wait_for_url("**/me/badges/**")
    go_to(page, page.get_by_role("button", name=german("Accept the badge")))
    page.screenshot(path=tmp_path / "focus-button.png")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=german("What now?"))).to_be_visible()


def test_the_first_stop_skips_to_the_content(visitors: Visitors) -> None:
    page = visitors.open(language="en").new_page()
    page.goto("/")
    go_to(page, page.get_by_role("link", name="Skip to content"))
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
