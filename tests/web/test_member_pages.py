"""A member's pages: what I have, what is missing, handing in, accepting, sharing, erasing."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from browser import Browser, started, words_of
from flask import Flask
from lxml import html
from published import issuing_community
from support import achievement, manager, member

from badges.awarding.awards import award
from badges.awarding.evidence import evidence_of, submit_evidence
from badges.awarding.reviewing import review
from badges.database import db, get_scoped
from badges.intake.sessions import create_session, open_checkin, record_attendance
from badges.models import Achievement, Activity, Award, Community, Membership
from badges.ports import now

RULES = {
    "came": {"attended": {"times": 2, "kind": "workshop"}},
    "lamp": {"reviewed": {"times": 1}},
}
LAMP = "/me/demo/achievements/lamp"


@pytest.fixture
def app(tmp_path: Path, database: str) -> Iterator[Flask]:
    yield from started(tmp_path, database)


@pytest.fixture
def demo(app: Flask) -> Community:
    return issuing_community()


@pytest.fixture
def ada(demo: Community) -> Membership:
    row = member(demo, "Ada Beispiel")
    row.subject_id = "urn:uuid:7d4f3a52-4a39-4f3e-8b4e-0d5d4b7c2a11"
    return row


@pytest.fixture
def browser(app: Flask, ada: Membership) -> Browser:
    achievement(ada.community, "lamp", RULES, name={"de": "Lampe", "en": "Lamp"})
    return Browser(app, ada)


@pytest.fixture
def offered(browser: Browser, ada: Membership) -> Award:
    version = achievement(ada.community, "talk")
    made = award(manager(ada.community), version.achievement, ada, reason="Gave a talk")
    db.session.commit()
    return made.award


def test_a_new_member_sees_what_can_be_begun(browser: Browser) -> None:
    words = browser.read("/me")
    assert "No badge yet" in words
    assert "Lamp" in words


def test_home_gives_the_next_step_in_words(browser: Browser, ada: Membership) -> None:
    lead = manager(ada.community)
    session = create_session(lead, title="Evening", starts_at=now(), kind="workshop")
    record_attendance(lead, session, [ada.id])
    db.session.commit()
    assert "Take part once more: workshop." in browser.read("/me")
    assert "Nimm noch einmal teil: Workshop." in browser.read("/me", "de")


def test_an_offer_waits_at_home(browser: Browser, offered: Award) -> None:
    assert "Waiting for you talk accept it?" in browser.read("/me")


def test_accepting_signs_at_once_under_the_name_as_spelt(browser: Browser, offered: Award) -> None:
    address = f"/me/badges/{offered.public_id}"
    browser.post(f"{address}/accept", name="Ada  Żółć", named="yes")
    assert "Download certificate" in browser.read(address)
    signed = browser.get(f"{address}/download/json")
    assert "Ada Żółć" in signed.text
    assert signed.headers["Content-Disposition"].startswith("attachment")


def test_a_name_that_cannot_be_signed_stays_typed(browser: Browser, offered: Award) -> None:
    response = browser.post(f"/me/badges/{offered.public_id}/accept", name="Ada\u202e", named="no")
    assert response.status_code == 422
    assert "turn the direction of the text" in words_of(response)
    assert db.session.get_one(Award, offered.id).state == "offered"


def test_sharing_by_link_offers_linkedin(browser: Browser, offered: Award) -> None:
    address = f"/me/badges/{offered.public_id}"
    browser.post(f"{address}/accept", name="Ada", named="yes")
    assert "linkedin.com" not in browser.get(address).text
    browser.post(f"{address}/visibility", visibility="link")
    assert "linkedin.com/profile/add?startTask=CERTIFICATION_NAME" in browser.get(address).text


def test_a_copy_shows_what_was_ticked_and_is_verified(browser: Browser, offered: Award) -> None:
    address = f"/me/badges/{offered.public_id}"
    assert browser.post(f"{address}/part").status_code == 404
    browser.post(f"{address}/accept", name="Ada Beispiel", named="yes")
    page = html.document_fromstring(browser.get(address).text)
    offers = {box.get("value"): box for box in page.xpath("//input[@name='show']")}
    assert set(offers) == {"identity-0", "identity-1"}
    copy = browser.post(f"{address}/part", show=["identity-0", "evidence-7"])
    assert copy.headers["Content-Disposition"] == "attachment; filename=talk-part.json"
    assert copy.headers["Cache-Control"] == "private, no-store"
    assert "Ada Beispiel" not in copy.text
    assert "✔ Verified" in words_of(browser.post("/verify", csrf=False, text=copy.text))


def test_a_copy_is_for_its_holder_only(app: Flask, browser: Browser, offered: Award) -> None:
    address = f"/me/badges/{offered.public_id}"
    browser.post(f"{address}/accept", name="Ada", named="no")
    stranger = Browser(app, member(offered.community, "Eve"))
    assert stranger.post(f"{address}/part").status_code == 404
    assert Browser(app).client.post(f"{address}/part").status_code in {303, 400, 401, 403}
    assert browser.post(f"{address}/part", csrf=False).status_code in {400, 403}


def test_a_declined_badge_is_not_signed(browser: Browser, offered: Award) -> None:
    address = f"/me/badges/{offered.public_id}"
    browser.post(f"{address}/decline", reason="Not mine")
    assert "You declined this badge" in browser.read(address)
    assert browser.get(f"{address}/download/json").status_code == 404


def test_erasing_tells_first_and_then_erases(browser: Browser, offered: Award) -> None:
    address = f"/me/badges/{offered.public_id}"
    assert "We cannot take those back" in browser.read(f"{address}/erase")
    assert browser.post(f"{address}/erase").status_code == 303
    assert browser.get(address).status_code == 404


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"text": "I found the broken wire."}, "text"),
        ({"url": "https://example.org/lamp"}, "link"),
        ({"file": "Notes, with a plan."}, "file"),
    ],
)
def test_each_kind_of_evidence_is_taken(
    browser: Browser, ada: Membership, fields: dict[str, str], kind: str
) -> None:
    given = {name: (BytesIO(text.encode()), "notes.md") for name, text in fields.items()}
    handed = given if kind == "file" else fields
    response = browser.post(f"{LAMP}/evidence", milestone="lamp", **handed)
    assert response.status_code == 303
    (piece,) = evidence_of(ada, _lamp(ada))
    assert (piece.kind, piece.state) == (kind, "submitted")


def test_what_cannot_be_taken_is_said_beside_the_field(browser: Browser) -> None:
    nothing = browser.post(f"{LAMP}/evidence", milestone="lamp")
    fake = (BytesIO(b"<html>"), "me.jpg")
    wrong = browser.post(f"{LAMP}/evidence", milestone="lamp", name="My lamp", file=fake)
    assert nothing.status_code == wrong.status_code == 422
    assert "is called a picture but is none" in words_of(wrong)
    assert 'value="My lamp"' in wrong.text


def test_asked_for_changes_it_is_handed_in_again(browser: Browser, ada: Membership) -> None:
    piece = submit_evidence(ada, _lamp(ada), "lamp", text="First try")
    review(manager(ada.community), piece, "changes", "Say why, please.")
    db.session.commit()
    assert "Say why, please." in browser.read("/me")
    browser.post(f"{LAMP}/evidence", milestone="lamp", text="Because", replaces=str(piece.id))
    assert "Say why, please." not in browser.read("/me")


def test_a_members_file_comes_back_as_a_download(browser: Browser, ada: Membership) -> None:
    piece = submit_evidence(ada, _lamp(ada), "lamp", file=(b'{"type": "Assertion"}', "a.txt"))
    db.session.commit()
    response = browser.get(f"/me/demo/evidence/{piece.id}/file")
    assert response.content_type == "application/octet-stream"
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_a_question_reaches_the_community(browser: Browser) -> None:
    assert browser.post(f"{LAMP}/ask", text="Does a torch count?").status_code == 303
    assert "Does a torch count? waits for an answer" in browser.read(LAMP)
    assert browser.post(f"{LAMP}/ask", text="  ").status_code == 422


def test_checking_in_needs_the_button(browser: Browser, ada: Membership) -> None:
    lead = manager(ada.community)
    session = create_session(lead, title="Evening", starts_at=now(), kind="workshop")
    open_checkin(lead, session, until=now().replace(hour=23))
    db.session.commit()
    address = f"/check-in/{session.checkin_token}/me"
    location = browser.get(f"/check-in/{session.checkin_token}").location
    assert location.partition("?")[0] == address
    assert "You check in as Ada Beispiel" in browser.read(address)
    assert db.session.scalar(sa.select(Activity)) is None
    browser.post(address)
    assert db.session.scalar(sa.select(Activity)) is not None


def test_the_language_is_kept_with_the_person(browser: Browser, ada: Membership) -> None:
    browser.post("/me/settings", language="en")
    db.session.expire_all()
    assert ada.person.language == "en"


def test_erasing_everything_signs_out(browser: Browser, ada: Membership) -> None:
    assert browser.post("/me/erase").status_code == 303
    db.session.expire_all()
    assert ada.name == ""
    assert browser.get("/me").status_code == 303


def _lamp(ada: Membership) -> Achievement:
    return get_scoped(Achievement, ada.community_id, slug="lamp")
