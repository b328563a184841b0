"""The member's walk, in German on a phone: claiming, downloading, sharing, going on."""

from __future__ import annotations

import io
import json
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from conftest import NEWCOMERS, Service, SignIn, address_of
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect
from visits import MEMBER, Staff, Visitors, accept_by_claim, german

from badges.baking import attached_documents, unbake

pytestmark = pytest.mark.e2e

CORRECTED = "Małgorzata Öztürk"
WAYS = "/me/nordstern/achievements"


@pytest.fixture
def shared(staff: Staff, visitor: BrowserContext) -> Page:
    """Claim a badge and share it by link; gives the claim page."""
    page = visitor.new_page()
    accept_by_claim(page, staff.offer("vor-anderen", NEWCOMERS["desk"]))
    page.get_by_label(german("By link"), exact=True).check()
    page.get_by_role("button", name=german("Save"), exact=True).click()
    return page


def picture() -> bytes:
    """Draw a small photo with a camera's name in it."""
    exif = Image.Exif()
    exif[0x0110] = "Verraterkamera 3000"
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "#2a7").save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_an_offer_is_accepted_under_a_name_spelt_right(
    staff: Staff, visitor: BrowserContext, tmp_path: Path
) -> None:
    page = visitor.new_page()
    page.goto(staff.offer("vor-anderen", NEWCOMERS["claim"], sentence="Klar und mutig."))
    expect(page.get_by_role("heading", name=german("Is your name spelt right?"))).to_be_visible()
    expect(page.get_by_text("Klar und mutig.")).to_be_visible()
    page.screenshot(path=tmp_path / "offer.png", full_page=True)

    name = page.get_by_label(german("Name on the badge"))
    expect(name).to_have_value(NEWCOMERS["claim"])
    name.fill(CORRECTED)
    page.get_by_role("button", name=german("Accept the badge")).click()
    with page.expect_download() as download:
        page.get_by_role("link", name=german("Download certificate")).click()
    page.screenshot(path=tmp_path / "claimed.png", full_page=True)

    certificate = download.value.path().read_bytes()
    assert certificate.startswith(b"%PDF-")
    assert len(attached_documents(certificate)) == 2
    signed = json.loads(unbake(certificate).text)
    assert CORRECTED in json.dumps(signed["credentialSubject"], ensure_ascii=False)


def test_a_badge_shared_by_link_opens_for_strangers(
    shared: Page, visitors: Visitors, tmp_path: Path
) -> None:
    address = shared.locator("a[href*='/credentials/']").first.get_attribute("href") or ""
    shared.screenshot(path=tmp_path / "sharing.png", full_page=True)
    stranger = visitors.open().new_page()
    stranger.goto(address)
    expect(stranger.get_by_role("heading", level=1)).to_have_text(NEWCOMERS["desk"])
    expect(stranger.get_by_role("heading", name=german("Valid"), exact=True)).to_be_visible()
    assert stranger.context.cookies() == []
    stranger.screenshot(path=tmp_path / "share.png", full_page=True)


def test_one_tap_leads_to_linkedins_form_with_every_field_and_shares_by_link(
    staff: Staff, visitors: Visitors
) -> None:
    page = visitors.open().new_page()
    accept_by_claim(page, staff.offer("reparaturbegleitung", NEWCOMERS["claim"]))
    page.route("https://www.linkedin.com/**", lambda route: route.fulfill(body="LinkedIn"))
    page.get_by_role("button", name=german("Add to LinkedIn")).click()
    page.wait_for_url("https://www.linkedin.com/**")
    (to,) = set(visitors.strangers)
    address = urlsplit(to)
    visitors.strangers.clear()  # this one request is what the tap is for
    page.go_back()
    share = page.locator("a[href*='/credentials/']").first.get_attribute("href") or ""
    today = datetime.now(ZoneInfo("Europe/Berlin"))
    given = {key: value for key, [value] in parse_qs(address.query).items()}
    code = given.pop("certId")
    assert len(code) == 12
    assert f"{address.scheme}://{address.netloc}{address.path}" == (
        "https://www.linkedin.com/profile/add"
    )
    assert given == {
        "startTask": "CERTIFICATION_NAME",
        "name": "Reparaturbegleitung",
        "organizationName": "Lernwerkstatt Nordstern",
        "issueYear": str(today.year),
        "issueMonth": str(today.month),
        "certUrl": share,
    }


def test_the_home_says_what_is_there_and_what_is_missing(sign_in: SignIn, tmp_path: Path) -> None:
    page = sign_in(MEMBER)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ada Beispiel")
    expect(page.get_by_role("link", name="Werkstatt-Grundlagen")).to_be_visible()
    expect(page.get_by_role("heading", name=german("What is next"))).to_be_visible()
    page.screenshot(path=tmp_path / "home.png", full_page=True)
    page.get_by_role("link", name=german("See all that is missing")).first.click()
    expect(page.locator(".milestones .next")).to_have_count(1)
    page.screenshot(path=tmp_path / "missing.png", full_page=True)


@pytest.mark.parametrize("given", ["text", "file"])
def test_evidence_is_handed_in(given: str, newcomers: None, sign_in: SignIn) -> None:
    page = sign_in(address_of("desk"))
    page.goto(f"{WAYS}/dreissig-tage")
    if given == "text":
        page.get_by_label(german("A few words of your own")).fill("Ein Regal, das steht.")
    else:
        photo = {"name": "regal.jpg", "mimeType": "image/jpeg", "buffer": picture()}
        page.get_by_label(german("A file"), exact=True).set_input_files(photo)
        page.get_by_label(german("Name of the piece")).fill("Foto vom Regal")
    page.get_by_role("button", name=german("Hand in"), exact=True).click()

    said = german("Handed in. Only you and those who review it can see it.")
    expect(page.get_by_role("status")).to_contain_text(said)
    mine = page.locator("#mine")
    expect(mine.get_by_text("Ein Regal" if given == "text" else "Foto vom Regal")).to_be_visible()


def test_a_question_reaches_a_person_and_its_answer_comes_back(
    staff: Staff, sign_in: SignIn, tmp_path: Path
) -> None:
    page = sign_in(address_of("desk"))
    page.goto(f"{WAYS}/mentoring")
    page.get_by_label(german("What is unclear, or seems wrong?")).fill("Zählt auch ein Anruf?")
    page.get_by_role("button", name=german("Ask"), exact=True).click()
    expect(page.get_by_text(german("waits for an answer"))).to_be_visible()

    desk = staff.go("/inbox")
    card = desk.get_by_role("article").filter(has_text="Zählt auch ein Anruf?")
    card.get_by_label("Your answer").fill("Ja, gern!")
    card.get_by_role("button", name="Answer").click()
    page.goto("/me")
    expect(page.get_by_text("Ja, gern!")).to_be_visible()
    page.screenshot(path=tmp_path / "answered.png", full_page=True)


def test_signing_out_ends_the_session(
    service: Service, newcomers: None, visitor: BrowserContext
) -> None:
    page = visitor.new_page()
    page.goto(service.sign_in_link(address_of("desk")))
    page.get_by_role("button", name=german("Sign me in")).click()
    kept = visitor.cookies()
    page.get_by_role("button", name=german("Sign out")).click()
    expect(page.get_by_role("link", name=german("Sign in")).first).to_be_visible()

    visitor.add_cookies(kept)  # type: ignore[arg-type]  # a copy is of no use
    page.goto("/me")
    expect(page.get_by_label(german("Your e-mail address"))).to_be_visible()
