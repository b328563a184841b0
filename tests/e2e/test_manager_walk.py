"""The manager's walk: a badge defined, people added, attendance ticked, work reviewed, an end."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import NEWCOMERS, Service, SignIn, address_of
from playwright.sync_api import BrowserContext, Page, expect
from visits import MANAGER, Staff, accept_by_claim

pytestmark = pytest.mark.e2e

BADGE = "werkschau-mutig"


@pytest.fixture
def badge(staff: Staff) -> str:
    """Define and publish a badge for whoever took part in one contribution; gives its slug."""
    page = staff.go(f"/badges/{BADGE}")
    if page.get_by_text("published, version 1").count() == 0:
        define(staff)
        page.get_by_role("button", name="Publish").click()
    return BADGE


def define(staff: Staff) -> None:
    """Fill the form, starting from the template for workshops, up to the dry run."""
    page = staff.go("/badges/new")
    page.get_by_role("link", name="Workshop basics").click()
    page.get_by_label("Name (German)").fill("Werkschau mutig")
    page.get_by_label("Name (English)").fill("Bold showing")
    page.get_by_label("How it is earned (English)").fill("Showed something once.")
    page.get_by_text("Choose one of ours, or upload your own").click()
    page.get_by_role("radio", name="A microphone").check()
    page.get_by_label("Title (English)").fill("Was at one showing")
    page.get_by_label("How often").fill("1")
    page.get_by_label("Kind of session").select_option("presentation")
    page.get_by_role("button", name="Save and go on to publishing").click()


def new_session(staff: Staff, title: str, kind: str) -> Page:
    """Make today's session; gives its page."""
    page = staff.go("/sessions/new")
    page.get_by_label("Title").fill(title)
    page.get_by_label("Begins at").fill(f"{datetime.now(UTC):%H}:00")
    page.get_by_label("Hours", exact=False).fill("1.5")
    page.get_by_label("Kind", exact=True).select_option(kind)
    page.get_by_role("button", name="Make the session").click()
    return page


def test_a_sign_in_link_outlives_a_mail_scanner_and_works_once(
    service: Service, visitor: BrowserContext
) -> None:
    link, page = service.sign_in_link(MANAGER), visitor.new_page()
    for _ in range(2):
        page.goto(link)
        expect(page.get_by_text(MANAGER)).to_be_visible()
    page.locator("main form button").click()
    expect(page).to_have_url(re.compile("/me$"))

    answer = page.goto(link)
    assert answer is not None
    assert answer.status in {404, 409, 410}


def test_a_badge_is_defined_from_a_template_and_tried_before_it_is_published(
    staff: Staff, tmp_path: Path
) -> None:
    define(staff)
    page = staff.page
    expect(page.get_by_role("heading", name="It would be offered to")).to_be_visible()
    expect(page.get_by_text("Leyla Yıldız")).to_be_visible()
    page.screenshot(path=tmp_path / "dry-run.png", full_page=True)

    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("published, version 1")).to_be_visible()
    expect(page.get_by_text("Nobody has been awarded it yet")).to_be_visible()
    page.screenshot(path=tmp_path / "published.png", full_page=True)


def test_pasted_rows_are_shown_with_their_fate_before_anybody_is_added(
    staff: Staff, tmp_path: Path
) -> None:
    page = staff.go("/members/add")
    rows = "Ida Imort; ida@walk.example\nOhne Adresse; keine\nI. Imort; ida@walk.example"
    page.get_by_label("Paste names and addresses").fill(rows)
    page.get_by_role("button", name="Look at the list").click()
    expect(page.get_by_role("row", name="Ohne Adresse")).to_contain_text("cannot be used")
    expect(page.get_by_text("same person as above")).to_be_visible()
    page.screenshot(path=tmp_path / "preview.png", full_page=True)

    page.get_by_role("button", name="Add one member").click()
    page.get_by_label("Search names and addresses").fill("walk.example")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("link", name="Ida Imort")).to_be_visible()
    expect(page.get_by_text("Ohne Adresse")).to_have_count(0)


def test_ticking_who_was_there_offers_the_badge_by_itself(
    staff: Staff, badge: str, sign_in: SignIn, tmp_path: Path
) -> None:
    page = new_session(staff, "Kleine Werkschau", "presentation")
    page.get_by_label(NEWCOMERS["tick"]).check()
    page.get_by_role("button", name="Add the ticked").click()
    expect(page.get_by_text("One person was added.")).to_be_visible()
    page.screenshot(path=tmp_path / "session.png", full_page=True)

    home = sign_in(address_of("tick"))
    home.goto("/me?lang=en")
    offered = home.get_by_role("link", name="Bold showing")
    _reload_until(home, "Bold showing")
    offered.click()
    expect(home.get_by_role("heading", name="Is your name spelt right?")).to_be_visible()
    expect(staff.go(f"/badges/{badge}").get_by_text("offered").first).to_be_visible()


def test_evidence_is_reviewed_in_the_inbox(staff: Staff, sign_in: SignIn, tmp_path: Path) -> None:
    member = sign_in(address_of("evidence"), language="en")
    member.goto("/me/nordstern/achievements/reparaturbegleitung?lang=en")
    member.get_by_label("A few words of your own").fill("Ein Radio spielt wieder.")
    member.get_by_role("button", name="Hand in").click()

    page = staff.go("/inbox")
    page.get_by_role("link", name=NEWCOMERS["evidence"]).click()
    expect(page.get_by_text("Ein Radio spielt wieder.")).to_be_visible()
    page.screenshot(path=tmp_path / "evidence.png", full_page=True)
    page.get_by_label("A sentence for").fill("Schön gehört.")
    page.get_by_role("button", name="Approve").click()

    member.reload()
    expect(member.get_by_text("Schön gehört.")).to_be_visible()


def test_a_badge_awarded_by_hand_and_withdrawn_is_green_nowhere(
    staff: Staff, visitor: BrowserContext, tmp_path: Path
) -> None:
    link = staff.offer("vor-anderen", NEWCOMERS["withdrawn"], sentence="Klar und mutig.")
    holder = visitor.new_page()
    accept_by_claim(holder, link)
    sharing = holder.locator("form[action*='/visibility']", has=holder.get_by_role("radio"))
    sharing.locator("input[value='link']").check()
    sharing.get_by_role("button").click()
    share = str(holder.locator("a[href*='/credentials/']").first.get_attribute("href"))
    with holder.expect_download(timeout=60_000) as certificate:  # the first one that is drawn
        holder.locator("a[href*='/download/pdf']").click()

    withdraw(staff, NEWCOMERS["withdrawn"], "Wrong person, sorry.")
    staff.page.screenshot(path=tmp_path / "withdrawn.png", full_page=True)

    holder.goto(f"{share}?lang=en")
    expect(holder.get_by_role("heading", name="Withdrawn by the issuer")).to_be_visible()
    expect(holder.get_by_text("Wrong person, sorry.")).to_be_visible()
    holder.screenshot(path=tmp_path / "share.png", full_page=True)
    holder.goto("/verify?lang=en")
    holder.get_by_label("A file").set_input_files(certificate.value.path())
    holder.get_by_role("button", name="Check", exact=True).click()
    expect(holder.get_by_role("heading", name="Not verified")).to_be_visible()
    expect(holder.locator(".verdict.good")).to_have_count(0)


def withdraw(staff: Staff, name: str, reason: str) -> None:
    """Find somebody's award of the showing and withdraw it."""
    page = staff.go("/badges/vor-anderen")
    awards = page.get_by_role("region", name="Awards of this badge")
    awards.get_by_role("link", name=name).click()
    page.get_by_role("link", name="Withdraw …").click()
    page.get_by_label("Why").fill(reason)
    page.get_by_role("button", name="Withdraw", exact=True).click()
    expect(page.get_by_text(reason).first).to_be_visible()


def _reload_until(page: Page, text: str) -> None:
    """Look again until the queue has done its work; gives up with the last page."""
    for _ in range(20):
        page.reload()
        if page.get_by_text(text).count():
            return
        page.wait_for_timeout(250)
