"""Members, sessions, attendance and activities."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from programs import Program

from badges.database import db
from badges.models import Activity, Job

SESSION = {"title": "Soldering", "kind": "workshop", "starts_at": "2026-03-09T18:00:00+01:00"}


def test_a_batch_tells_of_each_entry(program: Program) -> None:
    people = [
        {"name": "Bo", "address": "bo@example.org"},
        {"name": "Bo again", "address": "BO@example.org "},
        {"name": "Nobody", "address": "not an address"},
        {"address": "ada@demo.example.org"},
    ]
    answer: Any = program.post("/members", {"members": people}).json
    outcomes = [result["outcome"] for result in answer["results"]]
    assert outcomes == ["added", "double", "invalid", "known"]
    assert answer["results"][2]["problem"]["code"] == "email.invalid"


def test_a_member_gets_roles(program: Program) -> None:
    answer: Any = program(
        "PUT", f"/members/{program.ids['ada']}/roles", json={"roles": ["awarder"]}
    )
    assert answer.json["roles"] == ["awarder", "member"]


def test_the_last_owner_stays_one(program: Program) -> None:
    answer = program("PUT", f"/members/{program.ids['owner']}/roles", json={"roles": ["member"]})
    assert answer.status_code == 409
    assert answer.json["code"] == "member.last_owner"


def test_attendance_is_recorded_once(program: Program) -> None:
    session: Any = program.post("/sessions", SESSION).json
    address = f"/sessions/{session['id']}/attendance"
    first = program.post(address, {"members": [program.ids["ada"]]}).json
    second = program.post(address, {"members": [program.ids["ada"]]}).json
    assert [body["results"][0]["outcome"] for body in (first, second) if body] == [
        "recorded",
        "known",
    ]
    assert program.get(f"/sessions/{session['id']}").json["attended"] == 1


def test_a_session_is_answered_in_utc(program: Program) -> None:
    answer = program.post("/sessions", SESSION)
    assert answer.status_code == 201
    assert answer.json["starts_at"] == "2026-03-09T17:00:00+00:00"


def test_a_session_is_made_once_under_a_key(program: Program) -> None:
    key = {"Idempotency-Key": "s1"}
    made = [program.post("/sessions", SESSION, headers=key).json for _ in range(2)]
    assert made[0] == made[1]
    assert len(program.get("/sessions").json["items"]) == 1


def activity(program: Program, **changes: Any) -> dict[str, Any]:
    told = {
        "member": program.ids["ada"],
        "kind": "review",
        "occurred_at": "2026-03-09T10:00:00Z",
        "external_id": "pr-17",
    }
    return told | changes


def test_an_activity_told_twice_counts_once(app: Flask, program: Program) -> None:
    answers = [program.post("/activities", activity(program)) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json == answers[1].json
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Activity)) == 1
        jobs = db.session.scalars(sa.select(Job.name)).all()
        assert list(jobs) == ["evaluate_member"]


def test_one_external_id_means_one_activity(program: Program) -> None:
    program.post("/activities", activity(program))
    answer = program.post("/activities", activity(program, kind="talk"))
    assert answer.status_code == 409
    assert answer.json["code"] == "activity.external_id"


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"member": 999}, 404),
        ({"occurred_at": "yesterday"}, 422),
        ({"occurred_at": "2026-03-09T10:00:00"}, 422),
        ({"occurred_at": "0001-01-01T00:00:00+14:00"}, 422),
        ({"hours": -1}, 422),
        ({"kind": "\u202e"}, 422),
        ({"tags": ["x"] * 21}, 422),
    ],
)
def test_an_activity_that_cannot_be(program: Program, changes: dict[str, Any], status: int) -> None:
    assert program.post("/activities", activity(program, **changes)).status_code == status


def test_an_activity_by_address_counts_or_waits_for_its_member(program: Program) -> None:
    told = activity(program)
    del told["member"]
    known = program.post("/activities", told | {"address": "ADA@demo.example.org"})
    waits = told | {"address": "bo@example.org", "external_id": "pr-18"}
    for _ in range(2):
        unknown = program.post("/activities", waits, headers={"Idempotency-Key": "night-2"})
        assert (unknown.status_code, unknown.json["outcome"]) == (202, "kept")
    assert (known.status_code, known.json["kind"]) == (201, "review")
    assert program.post("/activities", told | {"address": "bo@example.org"}).status_code == 409
    assert program.post("/activities", told).status_code == 422
