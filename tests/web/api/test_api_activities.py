"""Activities through the API: many at once, listed, voided."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Flask
from programs import Program

from badges.database import db
from badges.models import Activity, WaitingActivity

AT = "2026-03-09T10:00:00Z"


def told(program: Program, **changes: Any) -> dict[str, Any]:
    return {"member": program.ids["ada"], "kind": "review", "occurred_at": AT} | changes


def batch(program: Program, *given: dict[str, Any], **options: Any) -> list[dict[str, Any]]:
    answer = program.post("/activities/batches", {"activities": list(given)}, **options)
    assert answer.status_code == 200, answer.json
    results: list[dict[str, Any]] = answer.json["results"]
    return results


def test_each_of_a_batch_has_its_verdict(app: Flask, program: Program) -> None:
    stranger = told(program, address="zoe@example.org")
    del stranger["member"]
    results = batch(
        program,
        told(program, fields={"role": "presenter"}),
        told(program, member=999),
        stranger,
        told(program, occurred_at="2062-01-01T00:00:00Z"),
    )
    assert [each["outcome"] for each in results] == ["recorded", "refused", "kept", "refused"]
    assert results[1]["problem"]["code"] == "member.unknown"
    assert results[3]["problem"]["detail"].startswith("This lies ahead")
    with app.app_context():
        assert db.session.scalar(sa.select(Activity.fields)) == {"role": "presenter"}
        assert db.session.scalar(sa.select(WaitingActivity.kind)) == "review"


def test_the_same_batch_under_its_key_acts_once(app: Flask, program: Program) -> None:
    key = {"Idempotency-Key": "night-1"}
    first = batch(program, told(program), headers=key)
    assert batch(program, told(program), headers=key) == first
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Activity)) == 1


def test_a_batch_is_bounded_and_read_strictly(program: Program) -> None:
    many = {"activities": [told(program)] * 1001}
    assert program.post("/activities/batches", many).status_code == 422
    assert program.post("/activities/batches", {"activities": []}).status_code == 422
    assert program.post("/activities/batches", {"activities": [{}]}).status_code == 422


def test_activities_are_listed_by_member_and_kind(program: Program) -> None:
    batch(program, told(program), told(program, kind="talk"))
    ada = program.ids["ada"]
    items = program.get(f"/activities?member={ada}&kind=talk").json["items"]
    assert [(item["member"], item["kind"]) for item in items] == [(ada, "talk")]
    assert program.get(f"/activities/{items[0]['id']}").json == items[0]
    assert program.get("/activities/999").status_code == 404


def test_voiding_tells_what_it_had_counted_for(program: Program) -> None:
    (made,) = batch(program, told(program))
    path = f"/activities/{made['activity']}/void"
    assert program.post(path, {"reason": ""}).status_code == 422
    answer = program.post(path, {"reason": "Told by mistake"}).json
    assert answer["counted_for"] == []
    assert answer["activity"]["void_reason"] == "Told by mistake"
    assert program.post("/activities/999/void", {"reason": "x"}).status_code == 404
