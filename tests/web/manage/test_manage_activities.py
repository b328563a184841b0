"""What members did, seen by a manager: voided, doubted, handed in as a table."""

from __future__ import annotations

import io

import pytest
import sqlalchemy as sa
from support import achievement

from badges.accounts.access import Actor
from badges.awarding.evaluating import evaluate_member
from badges.database import db
from badges.intake import handing_in, voiding
from badges.intake.recording import ToldActivity, record_many
from badges.intake.rows import Usual
from badges.models import Activity, ActivityUpload, LearningSession, Membership
from badges.ports import now

from .desk import Desk, words_of

TABLE = "Name;E-Mail;Datum\nAda;ada@demo.example.org;2026-03-01\nBo;nobody;2026-03-01\n"


@pytest.fixture
def there(mona: Desk, ada: Membership) -> Activity:
    """Give the one workshop that Ada's offer rests on."""
    achievement(ada.community)
    record_many(Actor.operator(ada.community), [ToldActivity("workshop", now(), member=ada.id)])
    evaluate_member(ada.id)
    db.session.commit()
    return db.session.scalars(sa.select(Activity)).one()


def hand_in(mona: Desk, text: str = TABLE, **fields: str) -> ActivityUpload:
    data = {"kind": "workshop", "keep": "1", **fields}
    file = (io.BytesIO(text.encode()), "attendance.csv")
    answer = mona.post("/activities/tables/new", data | {"file": file})
    assert answer.status_code == 303, words_of(answer)
    return db.session.scalars(sa.select(ActivityUpload)).one()


def test_an_activity_says_what_it_counted_for(mona: Desk, there: Activity) -> None:
    assert "Ada Beispiel" in mona.text("/activities")
    assert "first-steps" in mona.text(f"/activities/{there.id}")
    assert "What Ada Beispiel did" in mona.text(f"/activities?member={there.membership_id}")


def test_voiding_needs_a_reason_and_asks_about_the_badge(mona: Desk, there: Activity) -> None:
    assert mona.post(f"/activities/{there.id}/void", {"reason": " "}).status_code == 422
    mona.post(f"/activities/{there.id}/void", {"reason": "wrong list"})
    db.session.expire_all()
    assert there.void_reason == "wrong list"
    assert "A badge rests on something that no longer counts." in mona.text("/")
    questions = mona.text("/activities/questions")
    assert "wrong list" in questions
    assert "Withdraw the badge" in questions


def test_what_was_voided_by_mistake_counts_again(mona: Desk, there: Activity) -> None:
    mona.post(f"/activities/{there.id}/void", {"reason": "wrong list"})
    assert "Let this count again" in mona.text(f"/activities/{there.id}")
    mona.post(f"/activities/{there.id}/restore")
    page = mona.text(f"/activities/{there.id}")
    assert "This counts again." in page
    assert "wrong list" not in page
    assert "Nothing is open" in mona.text("/activities/questions")


def test_a_badge_may_stay(mona: Desk, there: Activity) -> None:
    mona.post(f"/activities/{there.id}/void", {"reason": "wrong list"})
    mona.post("/activities/questions/1/keep")
    assert "Nothing is open" in mona.text("/activities/questions")


def test_a_doubt_is_shown_and_decided(mona: Desk, there: Activity) -> None:
    voiding.dispute(there.member, there.id, "I was ill.")
    db.session.commit()
    assert "Somebody says of an entry" in mona.text("/")
    assert "I was ill." in mona.text(f"/activities/{there.id}")
    mona.post(f"/activities/{there.id}/uphold")
    assert "Nothing is open" in mona.text("/activities/questions")


def test_a_table_is_looked_at_then_recorded_then_taken_back(mona: Desk, ada: Membership) -> None:
    table = hand_in(mona)
    page = mona.text(f"/activities/tables/{table.id}")
    assert "One row counts" in page
    assert "is not an e-mail address" in page
    mona.post(f"/activities/tables/{table.id}/record")
    assert db.session.scalars(sa.select(Activity.membership_id)).all() == [ada.id]
    left_out = mona.get(f"/activities/tables/{table.id}/left-out.csv?lang=en").text
    assert "Bo;nobody;2026-03-01;" in left_out
    mona.post(f"/activities/tables/{table.id}/undo")
    assert "It is taken back" in mona.text(f"/activities/tables/{table.id}")
    assert "attendance.csv" in mona.text("/activities/tables")


def test_a_table_being_read_shows_how_far_it_is(
    mona: Desk, ada: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handing_in, "AT_ONCE", 1)
    table = hand_in(mona)
    assert "1 of 2 rows" in mona.text(f"/activities/tables/{table.id}")
    mona.post(f"/activities/tables/{table.id}/record")
    assert "cannot be recorded now" in mona.text(f"/activities/tables/{table.id}")
    mona.post(f"/activities/tables/{table.id}/cancel")
    assert "The table was dropped" in mona.text(f"/activities/tables/{table.id}")


@pytest.mark.parametrize("fields", [{}, {"hours": "many"}])
def test_a_table_that_cannot_be_read_says_so(mona: Desk, fields: dict[str, str]) -> None:
    answer = mona.post("/activities/tables/new", {"kind": "workshop", **fields})
    assert answer.status_code == 422
    assert "Please look at this again" in words_of(answer)


def test_a_table_may_be_larger_than_other_forms(
    mona: Desk, ada: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    mona.client.application.config["MAX_CONTENT_LENGTH"] = 10_000
    text = "E-Mail;Datum;ID\n" + "".join(
        f"ada@demo.example.org;2026-01-01;{each}\n" for each in range(900)
    )
    assert hand_in(mona, text).size == 900
    too_long = {"title": "x" * 20_000}
    assert mona.post("/sessions/new", too_long).status_code == 413


def test_who_gave_a_session_is_marked(mona: Desk, ada: Membership) -> None:
    mona.post("/sessions/new", {"title": "Git", "date": "2026-03-01", "kind": "workshop"})
    session = db.session.scalars(sa.select(LearningSession)).one()
    mona.post(f"/sessions/{session.id}/attendance", {"member": str(ada.id)})
    row = db.session.scalars(sa.select(Activity)).one()
    mona.post(f"/sessions/{session.id}/attendance/{row.id}/presenter", {"presented": "1"})
    db.session.expire_all()
    assert row.fields == {"role": "presenter"}
    assert "only attended" in mona.text(f"/sessions/{session.id}")


def test_only_who_records_sees_them(rita: Desk, there: Activity) -> None:
    for path in ("/activities", f"/activities/{there.id}", "/activities/tables/new"):
        assert rita.get(path).status_code == 403


def test_the_usual_holds_where_the_table_is_silent(mona: Desk, ada: Membership) -> None:
    table = hand_in(mona, "ada@demo.example.org\n", date="2026-03-02", session="Git", hours="1,5")
    assert handing_in.usual_of(table) == Usual("workshop", "2026-03-02", "Git", 1.5)
