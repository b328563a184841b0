"""Other systems: a forum is connected, its accounts matched, verbs counted; calendars taken."""

from __future__ import annotations

import io
import re

import pytest
import sqlalchemy as sa

from badges.accounts.access import Actor
from badges.database import db
from badges.intake.recording import ToldActivity, record_many
from badges.models import Activity, Hook, LearningSession, Membership, VerbKind
from badges.ports import now

from .desk import Desk, words_of

CALENDAR = """BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:test\r
BEGIN:VEVENT\r
UID:evening@example.org\r
DTSTART;TZID=Europe/Berlin:20260302T180000\r
DTEND;TZID=Europe/Berlin:20260302T200000\r
RRULE:FREQ=WEEKLY;COUNT=3\r
SUMMARY:Git evening\r
CATEGORIES:git\r
END:VEVENT\r
END:VCALENDAR\r
"""


@pytest.fixture
def hook(mona: Desk) -> Hook:
    page = mona.post("/systems", {"name": "Our forum"})
    assert "shown this once" in words_of(page)
    return db.session.scalars(sa.select(Hook)).one()


def test_a_forum_is_connected_and_its_secret_shown_once(mona: Desk, hook: Hook) -> None:
    assert hook.public_id in mona.text(f"/systems/{hook.id}")
    assert "Our forum" in mona.text("/systems")
    assert hook.secret not in (b"", None)


def test_what_counts_as_what_is_the_communitys_choice(mona: Desk, hook: Hook) -> None:
    mona.post(f"/systems/{hook.id}", {"post": "writing", "solved": "", "like": "thanks"})
    db.session.expire_all()
    assert hook.mapping == {"post": "writing", "solved": "", "like": "thanks"}
    assert mona.post(f"/systems/{hook.id}", {"post": "x" * 70}).status_code == 422


def test_a_connection_can_be_ended(mona: Desk, hook: Hook) -> None:
    mona.post(f"/systems/{hook.id}/close")
    assert mona.get(f"/systems/{hook.id}").status_code == 404


def test_an_account_is_matched_to_a_member(mona: Desk, ada: Membership) -> None:
    told = ToldActivity("talk", now(), account="discourse:1:7", label="ada_l", source="discourse:1")
    record_many(Actor.operator(ada.community), [told])
    db.session.commit()
    found = re.search(r"/systems/accounts/(\d+)", mona.get("/systems").text)
    assert found is not None
    assert "Who is “ada_l”?" in mona.text(f"/systems/accounts/{found[1]}")
    mona.post(f"/systems/accounts/{found[1]}", {"member": str(ada.id)})
    assert db.session.scalars(sa.select(Activity.membership_id)).all() == [ada.id]
    assert mona.get(f"/systems/accounts/{found[1]}").status_code == 404


def test_a_verb_counts_as_what_a_manager_says(mona: Desk) -> None:
    verb = "http://adlnet.gov/expapi/verbs/interacted"
    mona.post("/systems/verbs", {"verb": verb, "kind": "practice"})
    assert db.session.scalars(sa.select(VerbKind.kind)).all() == ["practice"]
    assert "practice" in mona.text("/systems/verbs")
    assert mona.post("/systems/verbs", {"verb": "done", "kind": "x"}).status_code == 422


def test_ticked_events_of_a_calendar_become_sessions(mona: Desk) -> None:
    file = (io.BytesIO(CALENDAR.encode()), "calendar.ics")
    page = mona.post("/sessions/calendar", {"file": file})
    assert "3 events were found." in words_of(page)
    events = re.findall(r'value="(ical:\w+)"', page.text)
    carried = re.search(r'name="carried" value="([^"]+)"', page.text)
    assert carried is not None
    step = {"carried": carried[1], "chosen": "1", "kind": "workshop"}
    assert mona.post("/sessions/calendar", step).status_code == 422
    mona.post("/sessions/calendar", step | {"event": events[:2]})
    rows = db.session.scalars(sa.select(LearningSession).order_by(LearningSession.starts_at)).all()
    assert [(row.title, row.hours, row.tags) for row in rows] == [("Git evening", 2.0, ["git"])] * 2


@pytest.mark.parametrize("data", [b"hello", b""])
def test_what_is_no_calendar_is_said(mona: Desk, data: bytes) -> None:
    answer = mona.post("/sessions/calendar", {"file": (io.BytesIO(data), "x.ics")})
    assert answer.status_code == 422


def test_only_who_manages_connects_systems(rita: Desk) -> None:
    assert rita.get("/systems").status_code == 403
    assert rita.get("/sessions/calendar").status_code == 403
