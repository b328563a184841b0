"""Badges: from a template to published, its milestones edited, versions, files, awards."""

from __future__ import annotations

import io
from typing import Any

import pytest
from support import achievement

from badges.awarding.achievements import newest_published
from badges.database import db
from badges.models import Achievement, Award, Community, Job, Membership, Milestone

from .desk import Desk, typed_in, words_of

FORM: dict[str, Any] = {
    "name_de": "Löten",
    "name_en": "Soldering",
    "picture": "gallery:workshop",
    "award_mode": "offer",
    "milestones": "1",
    "m0_title_de": "War da",
    "m0p0_rule": "attended",
    "m0p0_times": "2",
    "m0p0_kind": "workshop",
    "m0p0_window": "days",
    "m0p0_days": "90",
    "do": "preview",
}


@pytest.fixture
def draft(mona: Desk) -> Achievement:
    assert mona.post("/badges/new/empty", FORM).status_code == 303
    return db.session.query(Achievement).one()


def rule() -> dict[str, Any]:
    return db.session.query(Milestone).one().rule


def test_name_criterion_and_picture_are_enough_to_publish(mona: Desk, draft: Achievement) -> None:
    assert "Nobody has met" in mona.text(f"/badges/{draft.slug}/publish")
    assert mona.post(f"/badges/{draft.slug}/publish").status_code == 303
    version = newest_published(draft)
    assert version is not None
    assert version.picture_alt["en"].startswith("A hammer")


@pytest.mark.parametrize("start", ["workshop", "mentor", "challenge", "path"])
def test_each_template_fills_the_form(mona: Desk, start: str) -> None:
    page = mona.get(f"/badges/new/{start}")
    assert page.status_code == 200
    assert typed_in(page, "name_de")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, {"attended": {"times": 2, "kind": "workshop", "within": {"days": 90}}}),
        (
            {
                "m0p0_rule": "reviewed",
                "m0p0_by": "managers",
                "m0p0_approvals": "2",
                "m0p0_window": "",
            },
            {"reviewed": {"times": 2, "by": "managers", "approvals": 2}},
        ),
        (
            {"m0_join": "written", "m0_written": "any_of: [{earned: {achievement: mentor}}]"},
            {"any_of": [{"earned": {"achievement": "mentor"}}]},
        ),
    ],
)
def test_a_row_becomes_its_rule(mona: Desk, fields: dict[str, str], expected: object) -> None:
    assert mona.post("/badges/new/empty", FORM | fields).status_code == 303
    assert rule() == expected


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"name_de": "", "name_en": ""}, "name_de", "name"),
        ({"m0p0_times": "often"}, "m0p0_times", "Write a number"),
        ({"m0_title_de": ""}, "name_de", "title"),
        ({"m0_join": "written", "m0_written": "any_of: ["}, "m0_written", "YAML or JSON"),
        ({"m0_join": "written", "m0_written": "[" * 9000}, "m0_written", "YAML or JSON"),
        ({"m0_join": "written", "m0_written": "eaten: {}"}, "m0_written", "eaten"),
        ({"hours": "1e999"}, "hours", "Write a number"),
        ({"valid_days": "-3"}, "valid_days", "days"),
        ({"name_de": "a\x07b"}, "name_en", "control"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_kept(
    mona: Desk, wrong: dict[str, str], field: str, sentence: str
) -> None:
    response = mona.post("/badges/new/empty", FORM | wrong)
    assert response.status_code == 422
    assert sentence in words_of(response)
    assert typed_in(response, field) == (FORM | wrong)[field]
    assert db.session.query(Achievement).count() == 0


def test_rows_come_and_go_and_nothing_typed_is_lost(mona: Desk) -> None:
    more = mona.post("/badges/new/empty", FORM | {"do": "add"})
    assert (more.status_code, typed_in(more, "milestones")) == (200, "2")
    assert typed_in(more, "m0_title_de") == "War da"
    fewer = mona.post("/badges/new/empty", FORM | {"do": "remove:0"})
    assert typed_in(fewer, "milestones") == "0"


def test_an_uploaded_picture_is_cleaned_and_shown(mona: Desk) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>x()</script><path d="M0 0"/></svg>'
    mona.post("/badges/new/empty", FORM | {"upload": (io.BytesIO(svg), "mine.svg")})
    picture = db.session.query(Achievement).one().versions[0].picture
    response = mona.get(f"/pictures/{picture}")
    assert b"script" not in response.data
    assert response.headers["Content-Security-Policy"].startswith("sandbox")


def test_a_demos_pictures_say_so_to_managers_too(mona: Desk, demo: Community) -> None:
    demo.stage = "live"
    db.session.commit()
    plain = mona.get("/pictures/gallery:workshop").data
    demo.stage = "demo"
    db.session.commit()
    marked = mona.get("/pictures/gallery:workshop").data
    assert marked.count(b"<path") == plain.count(b"<path") + len("DEMO")


def test_what_claims_to_be_a_picture_is_refused(mona: Desk) -> None:
    fields = FORM | {"upload": (io.BytesIO(b"GIF89a"), "mine.png")}
    assert mona.post("/badges/new/empty", fields).status_code == 422
    assert db.session.query(Achievement).count() == 0


def test_publishing_tells_who_would_be_offered_it(mona: Desk, demo: Community) -> None:
    version = achievement(demo, "first", published=False)
    version.milestones[0].rule = {"attended": {"times": 1}}
    db.session.commit()
    mona.post("/sessions/new", {"title": "A", "date": "2026-03-01", "kind": "workshop"})
    member_id = db.session.query(Membership).filter_by(name="Mona Leitung").one().id
    mona.post("/sessions/1/attendance", {"member": str(member_id)})
    assert "offered to one member now Mona Leitung" in mona.text("/badges/first/publish")
    mona.post("/badges/first/publish", {"award_existing": "1"})
    assert [job.name for job in db.session.query(Job).filter_by(name="award_existing")]


def test_a_published_badge_goes_on_in_a_new_version(mona: Desk, demo: Community) -> None:
    achievement(demo, "first")
    db.session.commit()
    assert mona.get("/badges/first/edit").status_code == 303
    assert mona.post("/badges/first/versions").status_code == 303
    assert typed_in(mona.get("/badges/first/edit"), "name_de") == "first"
    assert len(db.session.query(Achievement).one().versions) == 2


def test_archived_and_brought_back(mona: Desk, demo: Community) -> None:
    achievement(demo, "first")
    db.session.commit()
    mona.post("/badges/first/archive")
    assert "archived" in mona.text("/badges")
    mona.post("/badges/first/reopen")
    assert "archived" not in mona.text("/badges")


def test_what_is_exported_can_be_imported(mona: Desk, draft: Achievement) -> None:
    exported = mona.get(f"/badges/{draft.slug}/export")
    assert "attachment" in exported.headers["Content-Disposition"]
    body = exported.data.replace(b"slug: loeten", b"slug: loeten-2")
    answer = mona.post("/badges/import", {"file": (io.BytesIO(body), "badge.yaml")})
    assert answer.status_code == 303
    assert db.session.query(Achievement).count() == 2


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe", b"{" * 20_000, b"- a list", b"\x89PNG\r\n\x1a\n"]
)
def test_a_file_that_is_no_badge_is_refused_in_a_sentence(mona: Desk, body: bytes) -> None:
    answer = mona.post("/badges/import", {"file": (io.BytesIO(body), "x.yaml")})
    assert answer.status_code == 422


def test_awarding_by_hand_needs_a_reason_and_shows_the_link_once(
    mona: Desk, demo: Community, ada: Membership
) -> None:
    achievement(demo, "first")
    db.session.commit()
    fields = {"member": str(ada.id), "narrative": "Well done", "place": "Leipzig"}
    assert mona.post("/badges/first/award", fields).status_code == 422
    given = mona.post("/badges/first/award", fields | {"reason": "Led it"})
    assert "/claim/" in given.text
    made = db.session.query(Award).one()
    assert "/claim/" not in mona.get(f"/awards/{made.public_id}").text
    again = mona.post("/badges/first/award", fields | {"reason": "Led it"})
    assert f"/awards/{made.public_id}" in again.text


def test_an_offer_is_corrected_gets_a_new_link_and_is_withdrawn(
    mona: Desk, demo: Community, ada: Membership
) -> None:
    achievement(demo, "first")
    db.session.commit()
    mona.post("/badges/first/award", {"member": str(ada.id), "reason": "Led it"})
    made = db.session.query(Award).one()
    root, before = f"/awards/{made.public_id}", made.claim_hash
    mona.post(f"{root}/correct", {"name": "Ada B.", "narrative": "", "place": ""})
    assert made.recipient_name == "Ada B."
    assert "/claim/" in mona.post(f"{root}/link").text
    assert made.claim_hash != before
    assert mona.post(f"{root}/withdraw", {"reason": ""}).status_code == 422
    mona.post(f"{root}/withdraw", {"reason": "By mistake"})
    assert "withdrawn" in mona.text(root)
