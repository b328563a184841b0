"""Verifying and deriving by program: open to everybody, counted, nothing kept."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from programs import Program
from werkzeug.test import TestResponse

from badges.database import db
from badges.models import AuditEntry, RateWindow
from badges.proofs.presentations import presentation, secure_presentation
from keys.did import did_key
from keys.signer import LocalSigner, generate_private_key

OPEN = (
    "/vc-api/credentials/verify",
    "/vc-api/credentials/derive",
    "/vc-api/presentations/verify",
)
SUITES = (
    ("eddsa-rdfc-2022", "Ed25519"),
    ("eddsa-jcs-2022", "Ed25519"),
    ("ecdsa-rdfc-2019", "P-256"),
    ("ecdsa-rdfc-2019", "P-384"),
    ("ecdsa-jcs-2019", "P-256"),
    ("ecdsa-jcs-2019", "P-384"),
    ("vc-jwt", "RSA"),
    ("vc-jose", "P-256"),
    ("vc-jose", "Ed25519"),
)


def signed(program: Program, suite: str, **options: Any) -> dict[str, Any]:
    """Let the community sign something that is no badge."""
    document = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": "urn:uuid:0f0c2b9e-4d7a-4c43-a4e3-9d5e4cf5f6a1",
        "type": ["VerifiableCredential"],
        "issuer": "did:web:localhost%3A8000:issuers:demo",
        "validFrom": "2026-01-01T09:00:00Z",
        "name": "Member of the workshop",
        "description": "Somebody who has a key to the door.",
        "credentialSubject": {"id": "urn:uuid:5f0c2b9e-4d7a-4c43-a4e3-9d5e4cf5f6a1"},
    }
    answer = program.client.post(
        f"/vc-api/demo/{suite}/credentials/issue",
        json={"credential": document, "options": options},
        headers={"Authorization": f"Bearer {program.token}"},
    )
    made: dict[str, Any] = answer.json["verifiableCredential"]
    return made


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


@pytest.mark.parametrize(("suite", "algorithm"), SUITES)
def test_what_we_sign_verifies_here(program: Program, suite: str, algorithm: str) -> None:
    answer = verify(program, signed(program, suite, algorithm=algorithm))
    assert answer.json["errors"] == []
    assert answer.status_code == 200


def test_a_part_of_a_credential_is_derived_and_verifies(program: Program) -> None:
    whole = signed(program, "ecdsa-sd-2023")
    chosen = {"selectivePointers": ["/credentialSubject"]}
    answer = program.client.post(
        "/vc-api/credentials/derive", json={"verifiableCredential": whole, "options": chosen}
    )
    part = answer.json["verifiableCredential"]
    assert answer.status_code == 201
    assert part.keys() == whole.keys() - {"description"}
    assert verify(program, part).status_code == 200


@pytest.mark.parametrize("pointers", [["/none"], ["name"], ["/@context/7"]])
def test_a_pointer_to_nothing_is_refused(program: Program, pointers: list[str]) -> None:
    whole = signed(program, "ecdsa-sd-2023")
    answer = program.client.post(
        "/vc-api/credentials/derive",
        json={"verifiableCredential": whole, "options": {"selectivePointers": pointers}},
    )
    assert (answer.status_code, answer.json["code"]) == (400, "proof.pointer")


def holder_shows(program: Program, credential: dict[str, Any], **asked: Any) -> TestResponse:
    key = generate_private_key("Ed25519")
    did = did_key(key.public_key())
    shown = secure_presentation(
        presentation([credential], holder=did),
        LocalSigner(key, f"{did}#{did.removeprefix('did:key:')}"),
        created=datetime(2026, 5, 1, tzinfo=UTC),
        challenge="c1",
        domain="checker.example",
    )
    body = {"verifiablePresentation": shown, "options": asked}
    return program.client.post("/vc-api/presentations/verify", json=body)


def test_a_presentation_verifies_for_whom_it_was_made(program: Program) -> None:
    credential = signed(program, "eddsa-rdfc-2022")
    answer = holder_shows(program, credential, challenge="c1", domain="checker.example")
    assert (answer.status_code, answer.json["verified"]) == (200, True)
    assert [each["verified"] for each in answer.json["credentialResults"]] == [True]


@pytest.mark.parametrize("asked", [{"challenge": "c2"}, {"domain": "other.example"}])
def test_a_presentation_for_somebody_else_is_refused(
    program: Program, asked: dict[str, str]
) -> None:
    answer = holder_shows(program, signed(program, "eddsa-rdfc-2022"), **asked)
    assert (answer.status_code, answer.json["verified"]) == (400, False)
    assert answer.json["errors"][0]["code"] == "signature.binding"


def test_a_bad_credential_spoils_the_presentation(program: Program) -> None:
    credential = signed(program, "eddsa-rdfc-2022") | {"name": "Owner of the workshop"}
    answer = holder_shows(program, credential)
    assert answer.status_code == 400
    assert "signature.invalid" in [error["code"] for error in answer.json["errors"]]


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
    name = "verifiablePresentation" if "presentations" in address else "verifiableCredential"
    program.client.post(address, json={name: badge})
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(AuditEntry.id))) == lines
        assert db.session.scalars(sa.select(RateWindow.count)).all() == [1]
