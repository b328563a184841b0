"""A list of people by program: a verdict per row, progress by asking, once per key."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from programs import Program

from badges import jobs, tasks
from badges.database import db
from badges.models import ApiToken, Award, Membership

PEOPLE = [
    {"name": "Ada Beispiel", "address": "ada@demo.example.org"},
    {"name": "Cy", "address": "cy@x.example", "evidence": ["https://a.example"]},
    {"address": "nobody"},
]


def handed_in(program: Program, **changes: Any) -> dict[str, Any]:
    body = {"achievement": "first-steps", "reason": "Was there", "people": PEOPLE} | changes
    headers = {"Idempotency-Key": "list-1"}
    answer = program.post("/awards/batches", {k: v for k, v in body.items() if v}, headers=headers)
    assert answer.status_code == 202, answer.text
    found: dict[str, Any] = answer.json
    return found


def awards(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count(Award.id))) or 0


def test_the_good_rows_are_offered_the_badge(app: Flask, program: Program) -> None:
    batch = handed_in(program)
    assert (batch["state"], batch["size"], batch["good"], batch["awarded"]) == ("done", 3, 2, 2)
    rows = program.get(f"/awards/batches/{batch['id']}/rows").json["items"]
    assert [row["verdict"] for row in rows] == ["known", "new", "invalid"]
    assert [row["outcome"] for row in rows] == ["awarded", "awarded", ""]
    assert rows[2]["problem"]["code"] == "people.address"
    assert awards(app) == 2


def test_a_list_needs_no_more_than_the_scope_to_award(app: Flask, program: Program) -> None:
    with app.app_context():
        db.session.execute(sa.update(ApiToken).values(scopes=["awards:write"]))
        db.session.commit()
    batch = handed_in(program, people=PEOPLE[:1], dry_run=True)
    assert program.post(f"/awards/batches/{batch['id']}/award").json["awarded"] == 1
    assert program.get(f"/awards/batches/{batch['id']}").status_code == 403


def test_the_same_request_twice_awards_once(app: Flask, program: Program) -> None:
    assert handed_in(program) == handed_in(program)
    assert awards(app) == 2


def test_a_csv_is_read_and_tried_before_it_is_awarded(app: Flask, program: Program) -> None:
    batch = handed_in(program, people=None, csv="Name;E-Mail\nCy;cy@x.example", dry_run=True)
    assert (batch["state"], awards(app)) == ("ready", 0)
    said = program.post(f"/awards/batches/{batch['id']}/award").json
    assert (said["state"], awards(app)) == ("done", 1)


def test_a_long_list_goes_on_after_the_answer(app: Flask, program: Program) -> None:
    people = [{"address": f"p{n}@x.example"} for n in range(60)]
    batch = handed_in(program, people=people)
    assert (batch["state"], batch["handled"]) == ("awarding", 0)
    with app.app_context():
        jobs.register(tasks.HANDLERS)
        jobs.run_due()
    assert program.get(f"/awards/batches/{batch['id']}").json["state"] == "done"
    assert awards(app) == 60


def test_a_list_is_undone_or_cancelled(app: Flask, program: Program) -> None:
    batch = handed_in(program)
    assert program.post(f"/awards/batches/{batch['id']}/undo").json["state"] == "undone"
    assert awards(app) == 0
    assert program.post(f"/awards/batches/{batch['id']}/cancel").json["state"] == "undone"
    with app.app_context():
        assert not db.session.scalar(sa.select(Membership.id).where(Membership.invited))


@pytest.mark.parametrize(
    "changes",
    [
        {"people": []},
        {"csv": "Name"},
        {"people": [{"name": "x"}]},
        {"reason": ""},
        {"people": [{"address": 5}]},
    ],
)
def test_a_request_that_breaks_the_schema_is_refused(
    program: Program, changes: dict[str, Any]
) -> None:
    body = {"achievement": "first-steps", "reason": "Was there", "people": PEOPLE} | changes
    assert program.post("/awards/batches", body).status_code == 422


def test_another_list_is_not_found(program: Program) -> None:
    assert program.get("/awards/batches/99").status_code == 404
    assert program.post("/awards/batches/99/award").status_code == 404
