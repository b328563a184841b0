"""Sessions: made, ticked, pasted, checked in by a QR code, corrected."""

from __future__ import annotations

import pytest

from badges.database import db
from badges.models import Activity, LearningSession, Membership

from .desk import Desk, typed_in, words_of

GOOD = {"title": "Soldering", "date": "2026-03-01", "time": "18:30", "kind": "workshop"}


@pytest.fixture
def session(mona: Desk) -> LearningSession:
    assert (
        mona.post("/sessions/new", GOOD | {"hours": "1,5", "tags": "tin, heat"}).status_code == 303
    )
    return db.session.query(LearningSession).one()


def test_a_session_stands_at_its_local_time(session: LearningSession) -> None:
    assert session.starts_at.isoformat() == "2026-03-01T17:30:00+00:00"
    assert (session.hours, session.tags) == (1.5, ["tin", "heat"])


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"date": "tomorrow"}, "Write the day as"),
        ({"time": "six"}, "Write the time as"),
        ({"hours": "many"}, "Write a number"),
        ({"hours": "nan"}, "Write a number"),
        ({"hours": "99999"}, "Give the hours"),
        ({"kind": "…", "kind_other": ""}, "fill this in"),
        ({"title": "a\u202eb"}, "turn the direction"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_kept(
    mona: Desk, wrong: dict[str, str], sentence: str
) -> None:
    response = mona.post("/sessions/new", GOOD | wrong)
    assert response.status_code == 422
    assert sentence in words_of(response)
    assert typed_in(response, "date") == (GOOD | wrong)["date"]


def test_who_is_ticked_was_there(mona: Desk, session: LearningSession, ada: Membership) -> None:
    mona.post(f"/sessions/{session.id}/attendance", {"member": str(ada.id)})
    assert db.session.query(Activity).one().membership_id == ada.id
    assert "One person" in mona.text(f"/sessions/{session.id}")


def test_a_pasted_list_says_who_was_not_found(
    mona: Desk, session: LearningSession, ada: Membership
) -> None:
    answer = mona.post(f"/sessions/{session.id}/paste", {"list": f"{ada.name}\nNobody Known"})
    assert "not found" in words_of(answer)
    assert db.session.query(Activity).count() == 1


def test_check_in_shows_its_code_while_it_is_open(mona: Desk, session: LearningSession) -> None:
    screen = f"/sessions/{session.id}/screen"
    assert "data:image/svg+xml" not in mona.get(screen).text
    mona.post(f"/sessions/{session.id}/check-in", {"minutes": "30"})
    page = mona.get(screen).text
    assert "data:image/svg+xml" in page
    assert 'http-equiv="refresh"' not in page
    assert 'http-equiv="refresh"' in mona.get(f"{screen}?live=1").text
    mona.post(f"/sessions/{session.id}/check-in", {"minutes": "0"})
    assert db.session.get_one(LearningSession, session.id).checkin_until is None


def test_the_projector_counts_and_names_nobody(
    mona: Desk, session: LearningSession, ada: Membership
) -> None:
    mona.post(f"/sessions/{session.id}/attendance", {"member": str(ada.id)})
    mona.post(f"/sessions/{session.id}/check-in", {"minutes": "30"})
    page = mona.text(f"/sessions/{session.id}/screen")
    assert "One person is here" in page
    assert "Ada" not in page
    assert 'hx-trigger="every 5s"' in mona.get(f"/sessions/{session.id}/screen").text


def test_guests_check_in_where_they_are_let_in(mona: Desk, session: LearningSession) -> None:
    link = f"/check-in/{session.checkin_token}"
    visitor = mona.client.application.test_client()
    assert visitor.get(link).status_code == 303
    mona.post(f"/sessions/{session.id}/check-in", {"minutes": "30", "guests": "1"})
    assert visitor.get(f"{link}?lang=en").status_code == 200
    wrong = visitor.post(f"{link}?lang=en", data={"name": "Gus", "address": "nowhere"})
    assert (wrong.status_code, "not an e-mail address" in wrong.text) == (422, True)
    right = visitor.post(f"{link}?lang=en", data={"name": "Gus Gast", "address": "g@x.example"})
    assert (right.status_code, "You are on the list" in right.text) == (200, True)
    row = db.session.query(Activity).one()
    assert (row.source, row.member.invited, row.member.name) == ("guest", True, "Gus Gast")
    mona.post(f"/sessions/{session.id}/check-in", {"minutes": "0"})
    assert visitor.post(link, data={"name": "Gus", "address": "h@x.example"}).status_code == 409


def test_who_was_there_is_a_table_that_does_nothing(
    mona: Desk, session: LearningSession, ada: Membership
) -> None:
    ada.name = "=cmd|' /C calc'!A0"
    mona.post(f"/sessions/{session.id}/attendance", {"member": str(ada.id)})
    table = mona.get(f"/sessions/{session.id}/attendance.csv").text
    assert "'=cmd|' /C calc'!A0;ada@demo.example.org" in table
    assert table.count("\n") == 2


def test_an_attendance_is_voided_with_a_reason(
    mona: Desk, session: LearningSession, ada: Membership
) -> None:
    mona.post(f"/sessions/{session.id}/attendance", {"member": str(ada.id)})
    address = f"/sessions/{session.id}/attendance/{db.session.query(Activity).one().id}/void"
    assert mona.post(address, {"reason": ""}).status_code == 422
    assert mona.post(address, {"reason": "Was ill"}).status_code == 303
    assert db.session.query(Activity).one().void_reason == "Was ill"
