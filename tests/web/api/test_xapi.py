"""Course tools send statements: all of a request or none, each once, as the standard has it."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from programs import Program
from werkzeug.test import TestResponse

from badges.database import db
from badges.models import Activity, Membership, WaitingActivity

ADL = "http://adlnet.gov/expapi/verbs/"
ONE, TWO = "6690e6c9-3ef0-4ed3-8b37-7f3964730bee", "12345678-1234-4234-8234-123456789abc"
ADA = {"mbox": "mailto:Ada@demo.example.org"}


def statement(verb: str = "completed", **parts: Any) -> dict[str, Any]:
    return {
        "id": ONE,
        "actor": ADA,
        "verb": {"id": ADL + verb},
        "object": {"id": "https://example.org/git", "definition": {"name": {"en": "Git"}}},
        "timestamp": "2026-03-09T10:00:00Z",
        **parts,
    }


def send(program: Program, body: Any, method: str = "POST", query: str = "", **headers: str) -> Any:
    sent = {
        "Authorization": f"Bearer {program.token}",
        "X-Experience-API-Version": "1.0.3",
        **headers,
    }
    path = f"/xapi/statements{query}"
    answer: TestResponse = program.client.open(path, method=method, json=body, headers=sent)
    return answer


def activities(app: Flask) -> list[Activity]:
    with app.app_context():
        return list(db.session.scalars(sa.select(Activity).order_by(Activity.id)))


def test_a_statement_counts_once_under_its_id(app: Flask, program: Program) -> None:
    result = {"duration": "PT1H30M", "success": True, "score": {"scaled": 0.9}}
    answers = [send(program, statement(result=result)) for _ in range(2)]
    assert [(it.status_code, it.json) for it in answers] == [(200, [ONE])] * 2
    (row,) = activities(app)
    assert (row.kind, row.hours, row.external_id) == ("course", 1.5, ONE)
    assert row.fields == {
        "verb": "completed",
        "object": "https://example.org/git",
        "title": "Git",
        "success": True,
        "score": 0.9,
    }


def test_another_statement_under_the_id_is_a_conflict(app: Flask, program: Program) -> None:
    send(program, statement())
    answer = send(program, statement("attended"), "PUT", f"?statementId={ONE}")
    assert (answer.status_code, len(activities(app))) == (409, 1)


def test_another_object_is_a_conflict_and_another_title_of_it_is_none(
    app: Flask, program: Program
) -> None:
    send(program, statement())
    renamed = {"id": "https://example.org/git", "definition": {"name": {"en": "Git, anew"}}}
    assert send(program, statement(object=renamed)).status_code == 200
    answer = send(program, statement(object={"id": "https://example.org/svn"}))
    assert (answer.status_code, len(activities(app))) == (409, 1)


def test_put_answers_nothing_and_names_the_id_in_the_address(app: Flask, program: Program) -> None:
    body = statement()
    del body["id"]
    answer = send(program, body, "PUT", f"?statementId={TWO}")
    assert (answer.status_code, answer.data) == (204, b"")
    assert [row.external_id for row in activities(app)] == [TWO]
    assert send(program, statement(), "PUT", f"?statementId={TWO}").status_code == 400
    assert send(program, body, "PUT").status_code == 400


def test_one_invalid_statement_refuses_them_all(app: Flask, program: Program) -> None:
    answer = send(program, [statement(), statement(id=TWO, actor={})])
    assert answer.status_code == 400
    assert answer.json["code"] == "xapi.part"
    assert activities(app) == []


@pytest.mark.parametrize(
    "parts",
    [
        {"id": "7"},
        {"actor": {"mbox": "ada@demo.example.org"}},
        {"actor": {**ADA, "openid": "https://a.example"}},
        {"actor": {"objectType": "Group", "member": []}},
        {"verb": {"id": "completed"}},
        {"object": {}},
        {"timestamp": "yesterday"},
        {"timestamp": "2026-03-09T10:00:00"},
        {"timestamp": "2062-03-09T10:00:00Z"},
        {"result": {"duration": "90 minutes"}},
        {"actor": {"account": {"homePage": "https://a.example"}}},
        {"verb": {"id": ADL + "voided"}},
    ],
)
def test_what_breaks_the_standard_is_a_bad_request(program: Program, parts: dict[str, Any]) -> None:
    assert send(program, statement() | parts).status_code == 400


def test_two_statements_of_one_request_cannot_share_an_id(program: Program) -> None:
    assert send(program, [statement(), statement()]).status_code == 400


def test_a_voiding_statement_voids(app: Flask, program: Program) -> None:
    send(program, statement())
    void = statement("voided", id=TWO, object={"objectType": "StatementRef", "id": ONE})
    assert send(program, void).status_code == 200
    (row,) = activities(app)
    assert row.voided_at is not None
    assert send(program, statement()).status_code == 200
    assert activities(app)[0].voided_at is not None, "told again, it stays voided"


def test_verbs_that_count_as_nothing_are_taken_and_not_kept(app: Flask, program: Program) -> None:
    for verb in ("launched", "invented"):
        assert send(program, statement(verb, id=TWO)).status_code == 200
    assert activities(app) == []


def test_people_are_found_by_a_hash_of_their_address_and_else_wait(
    app: Flask, program: Program
) -> None:
    digest = hashlib.sha1(b"mailto:ada@demo.example.org").hexdigest()  # noqa: S324 - xAPI's own
    send(program, statement(actor={"mbox_sha1sum": digest}))
    send(program, statement(id=TWO, actor={"mbox_sha1sum": "0" * 40}))
    account = {"homePage": "https://lms.example", "name": "ada"}
    send(program, [{**statement(actor={"account": account}), "id": ONE.replace("6", "7")}])
    assert [row.membership_id for row in activities(app)] == [program.ids["ada"]]
    with app.app_context():
        assert db.session.scalars(sa.select(WaitingActivity.label)).all() == ["00000000", "ada"]


def test_without_a_timestamp_it_is_when_it_came_and_comes_again_as_the_same(
    program: Program, clock: Any
) -> None:
    body = statement()
    del body["timestamp"]
    assert send(program, body).status_code == 200
    clock.move(hours=2)
    assert send(program, body).status_code == 200


def test_a_member_who_left_stands_in_nobodys_way(app: Flask, program: Program) -> None:
    with app.app_context():
        row = db.session.get_one(Membership, program.ids["ada"])
        row.left_at = row.joined_at
        db.session.commit()
    assert send(program, statement()).status_code == 200
    assert activities(app) == []


@pytest.mark.parametrize("version", ["", "0.95", "2.0.0", "1.1"])
def test_the_version_is_asked_for_and_said(program: Program, version: str) -> None:
    answer = send(program, statement(), **{"X-Experience-API-Version": version})
    assert (answer.status_code, answer.json["code"]) == (400, "xapi.version")
    assert answer.headers["X-Experience-API-Version"] == "1.0.3"
    assert program.client.get("/xapi/about").json == {"version": ["1.0.3"]}


def test_the_token_may_be_the_password_of_basic_authentication(program: Program) -> None:
    pair = base64.b64encode(f"lms:{program.token}".encode()).decode()
    assert send(program, statement(), Authorization=f"Basic {pair}").status_code == 200
    wrong = base64.b64encode(b"lms:msn_wrong").decode()
    assert send(program, statement(), Authorization=f"Basic {wrong}").status_code == 401
    everywhere = {"Authorization": f"Basic {pair}"}
    assert program.client.get("/api/v1/members", headers=everywhere).status_code == 401
