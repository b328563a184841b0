"""Verifying and deriving by program: open to everybody, counted, nothing kept."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from programs import Program
from werkzeug.test import TestResponse

from badges.database import db
from badges.models import AuditEntry, RateWindow

OPEN = ("/vc-api/credentials/verify", "/vc-api/credentials/derive")


def verify(program: Program, document: Any) -> TestResponse:
    return program.client.post(
        "/vc-api/credentials/verify", json={"verifiableCredential": document, "options": {}}
    )


@pytest.fixture
def badge(program: Program) -> dict[str, Any]:
    award = program.award(visibility="link").json
    document: dict[str, Any] = json.loads(program.client.get(award["credential"]["id"]).data)
    return document


def test_a_badge_of_ours_verifies_without_a_token(program: Program, badge: dict[str, Any]) -> None:
    answer = verify(program, badge)
    assert answer.status_code == 200
    assert answer.json["verified"] is True
    assert answer.json["errors"] == []
    assert "Set-Cookie" not in answer.headers


def test_a_changed_badge_is_refused_with_problem_details(
    program: Program, badge: dict[str, Any]
) -> None:
    badge["credentialSubject"]["achievement"]["name"] = "Something else"
    answer = verify(program, badge)
    assert (answer.status_code, answer.json["verified"]) == (400, False)
    error = answer.json["errors"][0]
    assert error["type"].endswith("#CRYPTOGRAPHIC_SECURITY_ERROR")
    assert error["code"] == "signature.invalid"
    assert error["detail"].endswith(".")


def test_what_cannot_be_checked_is_an_error_too(program: Program, badge: dict[str, Any]) -> None:
    badge["proof"][0]["cryptosuite"] = "bbs-2023"
    answer = verify(program, badge)
    assert answer.status_code == 400
    assert {check["outcome"] for check in answer.json["checks"]} >= {"unknown"}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"verifiableCredential": "text"},
        {"verifiableCredential": []},
        {"verifiableCredential": {}, "options": {"expect": "what?"}},
    ],
)
def test_a_request_that_does_not_fit_is_refused(program: Program, body: dict[str, Any]) -> None:
    answer = program.client.post("/vc-api/credentials/verify", json=body)
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize("address", OPEN)
def test_scripts_of_any_origin_may_ask(program: Program, address: str) -> None:
    before = program.client.options(address, headers={"Origin": "https://wallet.example"})
    assert before.status_code == 200
    assert before.headers["Access-Control-Allow-Origin"] == "*"
    assert before.headers["Access-Control-Allow-Headers"] == "Content-Type"


def test_signing_is_not_open_to_scripts(program: Program) -> None:
    answer = program.client.options("/vc-api/demo/eddsa-rdfc-2022/credentials/issue")
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("address", OPEN)
def test_each_request_is_counted_and_nothing_kept(
    app: Flask, program: Program, badge: dict[str, Any], address: str
) -> None:
    with app.app_context():
        lines = db.session.scalar(sa.select(sa.func.count(AuditEntry.id)))
    program.client.post(address, json={"verifiableCredential": badge})
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(AuditEntry.id))) == lines
        assert db.session.scalars(sa.select(RateWindow.count)).all() == [1]
