"""The editor's walk: a picture designed, a rule written as a sentence, an inbox without a mouse."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import NEWCOMERS, SignIn, address_of
from playwright.sync_api import Page, expect
from visits import Staff, Visitors

pytestmark = pytest.mark.e2e

PATIENCE = 20_000
THREE = "Take part 3 more times: workshop. Only the last 365 days count."
EITHER = "One of these is enough: Hand in one more piece of evidence. Or: Take part 3 more times"
PIECES = ("Ein Toaster geht wieder.", "Eine Lampe leuchtet wieder.")


def test_a_picture_is_designed_and_a_rule_written_as_a_sentence(
    staff: Staff, tmp_path: Path
) -> None:
    page = staff.go("/badges/new/empty")
    page.get_by_label("Name (German)").fill("Gartenhilfe")
    page.get_by_label("Name (English)").fill("Garden helper")
    page.get_by_role("button", name="Design a picture").click()

    page.get_by_role("radio", name="Shield", exact=True).check()
    page.get_by_role("radio", name="Green").check()
    page.get_by_role("radio", name="Leaf").check(force=True)
    page.get_by_label("On the ribbon").fill("2026")
    words = "Leaf on a shield, with a ribbon that says “2026”"
    expect(page.get_by_text(f"People who cannot see it hear: “{words}”")).to_be_visible(
        timeout=PATIENCE
    )
    page.screenshot(path=tmp_path / "designer.png", full_page=True)
    page.get_by_role("button", name="Use this picture").click()
    expect(page.get_by_role("button", name="Change the design")).to_be_visible()

    write_rule(page)
    page.screenshot(path=tmp_path / "rule.png", full_page=True)
    page.get_by_role("button", name="Save and go on to publishing").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("published, version 1")).to_be_visible()


def write_rule(page: Page) -> None:
    """Say: taken part in three workshops within a year, or handed in a piece of evidence."""
    if page.get_by_label("Title (English)").count() == 0:
        page.get_by_role("button", name="Add a milestone").click()
    page.get_by_label("Title (German)").fill("War dabei oder zeigt etwas")
    page.get_by_label("Title (English)").fill("Came along or shows something")
    page.get_by_label("How often").fill("3")
    page.get_by_label("Kind of session").select_option("workshop")
    page.get_by_label("When it counts").select_option("365")
    says = page.locator("#says-0")
    expect(says).to_contain_text(THREE, timeout=PATIENCE)
    page.get_by_role("button", name="and, or: something more").click()
    page.get_by_label("How many of the parts", exact=True).select_option("any")
    page.get_by_label("What counts").nth(1).select_option("submitted")
    expect(says).to_contain_text(EITHER, timeout=PATIENCE)
    expect(page.locator("#preview")).to_contain_text(
        "Reiche noch einen Nachweis ein.", timeout=PATIENCE
    )


def hand_in(sign_in: SignIn) -> Page:
    """Let a member hand in two pieces that somebody has to look at."""
    member = sign_in(address_of("undone"), language="en")
    for text in PIECES:
        member.goto("/me/nordstern/achievements/reparaturbegleitung?lang=en")
        member.get_by_label("A few words of your own").fill(text)
        member.get_by_role("button", name="Hand in").click()
    return member


def test_by_keyboard_two_pieces_are_decided_and_one_is_undone(
    staff: Staff, sign_in: SignIn, tmp_path: Path
) -> None:
    hand_in(sign_in)
    page = staff.go("/inbox?badge=reparaturbegleitung")
    page.get_by_role("link", name=NEWCOMERS["undone"]).first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text(PIECES[0])).to_be_visible()
    page.screenshot(path=tmp_path / "piece.png", full_page=True)

    page.keyboard.press("f")
    expect(page.get_by_label("A sentence for")).to_be_focused()
    page.keyboard.type("A photo would help, and a date.")  # "a" and "d" are letters here
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text(PIECES[1])).to_be_visible()

    page.keyboard.press("a")
    expect(page.get_by_role("status")).to_contain_text("Approved.")
    page.keyboard.press("u")
    expect(page.get_by_text("Taken back. The member has heard nothing of it.")).to_be_visible()
    expect(page.get_by_text(PIECES[1])).to_be_visible()
    page.screenshot(path=tmp_path / "undone.png", full_page=True)


def test_the_keys_can_be_switched_off(staff: Staff, sign_in: SignIn) -> None:
    hand_in(sign_in)
    page = staff.go("/inbox?badge=reparaturbegleitung")
    page.get_by_role("link", name=NEWCOMERS["undone"]).first.click()
    switch = page.get_by_role("button", name="Use these keys")
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "false")
    address = page.url
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("a")
    expect(page).to_have_url(address)
    expect(page.get_by_role("button", name="Approve")).to_be_visible()


def test_without_scripts_a_rule_is_built_and_a_design_looked_at(
    staff: Staff, visitors: Visitors
) -> None:
    state = staff.page.context.storage_state()
    page = visitors.open(storage_state=state, language="en", java_script_enabled=False).new_page()
    page.goto("/manage/nordstern/badges/new/mentor?lang=en")
    page.get_by_role("button", name="Add a milestone").click()
    expect(page.get_by_role("group", name="Milestone 3")).to_be_visible()
    page.get_by_role("button", name="Move up").last.click()
    page.get_by_role("button", name="Remove milestone 3").click()
    page.get_by_role("button", name="Design a picture").click()
    page.get_by_role("radio", name="Shield", exact=True).check()
    page.get_by_role("button", name="Only look at it").click()
    expect(page.locator("#preview")).to_contain_text("Star on a shield")
