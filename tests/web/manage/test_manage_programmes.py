"""The managers' pages of programmes, from a template to the badge for the whole group."""

from __future__ import annotations

import io
import zipfile

import sqlalchemy as sa
from support import manager, member

from badges.awarding.achievements import publish
from badges.database import db
from badges.models import AwardBatch, Community, LearningSession, Membership, Programme

from .desk import Desk

SERIES = {
    "template": "series",
    "name_en": "Winter",
    "starts_on": "2026-03-09",
    "ends_on": "2026-04-19",
    "enrolment": "open",
    "places": "2",
    "with_badge": "1",
}


def begin(mona: Desk, **more: str) -> Programme:
    """Begin a programme from the template of a series, through the form."""
    assert mona.post("/programmes/new", SERIES | more).status_code == 303
    return db.session.scalars(sa.select(Programme).order_by(Programme.id.desc())).first()  # type: ignore[return-value]


def test_a_template_gives_days_weeks_and_the_draft_of_a_badge(mona: Desk) -> None:
    assert "Workshop series" in mona.text("/programmes/new")
    form = mona.get("/programmes/new?template=series").text
    assert 'value="2026-03-16"' in form
    assert 'value="2026-04-26"' in form
    begin(mona)
    page = mona.text("/programmes/winter")
    assert "Getting to know each other, and an overview" in page
    assert "Publish it before the end" in page
    assert "Winter draft 9 March 2026" in mona.text("/programmes")


def test_what_cannot_be_used_comes_back_as_typed(mona: Desk) -> None:
    answer = mona.post("/programmes/new", SERIES | {"ends_on": "2026-03-01", "name_en": "Long"})
    assert answer.status_code == 422
    assert "The last day lies before the first." in answer.text
    assert 'value="Long"' in answer.text
    refused = mona.post("/programmes/new", SERIES | {"places": "many"})
    assert refused.status_code == 422
    assert db.session.scalar(sa.select(sa.func.count(Programme.id))) == 0


def test_weeks_are_written_and_sessions_planned(mona: Desk) -> None:
    row = begin(mona)
    mona.post("/programmes/winter/weeks", {"week-1-title_en": "Wood", "week-1-note_en": "Bring it"})
    fields = {"title": "Evening", "date": "2026-03-10", "time": "18:00", "kind": "workshop"}
    answer = mona.post("/programmes/winter/sessions", fields | {"times": "3"})
    assert answer.status_code == 303
    page = mona.text("/programmes/winter")
    assert "Wood 9 March 2026 – 15 March 2026 Evening" in page
    tags = db.session.scalars(sa.select(LearningSession.tags)).all()
    assert tags == [[row.tag]] * 3
    refused = mona.post("/programmes/winter/sessions", fields | {"times": "100"})
    assert "Give the number of sessions as 1 to 60." in refused.text


def test_people_are_added_wait_and_get_a_place(
    mona: Desk, demo: Community, ada: Membership
) -> None:
    row = begin(mona)
    ben, eve = member(demo, "Ben"), member(demo, "Eve")
    db.session.commit()
    mona.post("/programmes/winter/people", {"member": [str(it.id) for it in (ada, ben, eve)]})
    page = mona.text("/programmes/winter/people")
    assert "Waits for a place In the order of coming." in page
    assert "2 people take part, of 2 places, one waits" in mona.text("/programmes/winter")
    waiting = db.session.scalar(sa.text("SELECT id FROM enrolment WHERE state = 'waiting'"))
    mona.post(f"/programmes/{row.slug}/people/{waiting}/place")
    assert "3 people" in mona.text("/programmes/winter/people")
    mona.post(f"/programmes/{row.slug}/people/{waiting}/remove")
    assert "2 people" in mona.text("/programmes/winter/people")


def test_a_pause_of_its_own_moves_its_end(mona: Desk) -> None:
    begin(mona)
    days = {"since": "2026-03-16", "until": "2026-03-22", "name": "Holidays"}
    assert mona.post("/programmes/winter/pauses", days).status_code == 303
    page = mona.text("/programmes/winter")
    assert "planned to end on 19 April 2026; pauses moved it" in page
    assert "only in “Winter”" in mona.text("/pauses")
    assert mona.post("/programmes/winter/pauses", days | {"until": "x"}).status_code == 422


def test_the_badge_is_awarded_to_the_group_and_certificates_are_one_zip(
    mona: Desk, demo: Community, ada: Membership
) -> None:
    row = begin(mona)
    assert "No badge is published for it" in mona.text("/programmes/winter/end")
    assert row.achievement is not None

    publish(manager(demo, "Mia"), row.achievement.versions[-1])
    db.session.commit()
    mona.post("/programmes/winter/people", {"member": [str(ada.id)]})
    page = mona.text("/programmes/winter/end")
    assert "Ada Beispiel 0 of 4" in page
    nobody = mona.post("/programmes/winter/end", {"reason": "It is over"})
    assert "Choose at least one person." in nobody.text
    fields = {"reason": "It is over", "member": str(ada.id)}
    answer = mona.post("/programmes/winter/end", fields)
    batch = db.session.scalars(sa.select(AwardBatch)).one()
    assert f"/lists/{batch.id}?" in answer.location
    zipped = mona.post("/programmes/winter/certificates?lang=de")
    archive = zipfile.ZipFile(io.BytesIO(zipped.data))
    assert archive.namelist() == ["list.csv"]
    assert archive.read("list.csv").decode("utf-8-sig").startswith("Name;Code;Datei")
    assert zipped.headers["Content-Disposition"] == "attachment; filename=winter.zip"


def test_it_is_shown_edited_given_a_new_link_and_put_away(mona: Desk) -> None:
    row = begin(mona)
    mona.post("/programmes/winter/publish")
    link = row.join_token
    assert link in mona.text("/programmes/winter")
    mona.post("/programmes/winter/link")
    mona.post("/programmes/winter/edit", SERIES | {"name_en": "Spring"})
    page = mona.text("/programmes/winter")
    assert link not in page
    assert page.startswith("← All programmes Spring") or "Spring" in page
    mona.post("/programmes/winter/archive")
    assert "Spring put away" in mona.text("/programmes")


def test_reviewers_look_and_change_nothing(mona: Desk, rita: Desk) -> None:
    begin(mona)
    page = rita.text("/programmes/winter")
    assert "Edit the programme" not in page
    assert "Copy the link" not in page
    for path in ("edit", "weeks", "end", "sessions"):
        assert rita.get(f"/programmes/winter/{path}").status_code == 403
    assert rita.post("/programmes/winter/publish").status_code == 403
    assert rita.post("/programmes/winter/certificates").status_code == 403
