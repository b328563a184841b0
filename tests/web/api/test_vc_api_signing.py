"""Signing by program: only as the token's own community, and only what is nobody's award here."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from programs import Program, open_community
from werkzeug.test import TestResponse

from badges.accounts.access import Actor
from badges.accounts.tokens import create_token
from badges.database import db
from badges.models import AuditEntry, Membership, Profile, SigningKey

PROBLEM = "application/problem+json"
V1 = "https://www.w3.org/2018/credentials/v1"


def credential(did: str, **changes: Any) -> dict[str, Any]:
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"],
        "issuer": did,
        "validFrom": "2026-05-01T09:00:00Z",
        "credentialSubject": {"id": "urn:uuid:5f0c2b9e-4d7a-4c43-a4e3-9d5e4cf5f6a1"},
        **changes,
    }


def call(program: Program, path: str, body: Any) -> TestResponse:
    headers = {"Authorization": f"Bearer {program.token}"}
    return program.client.post(f"/vc-api/{path}", json=body, headers=headers)


def sign(
    program: Program, document: dict[str, Any], suite: str = "eddsa-rdfc-2022", **options: Any
) -> TestResponse:
    body = {"credential": document, "options": options}
    return call(program, f"demo/{suite}/credentials/issue", body)


@pytest.fixture
def profile(app: Flask) -> Any:
    with app.app_context():
        row = db.session.scalar(sa.select(Profile))
        assert row is not None
        return {"did": row.did, "base": row.base_url}


@pytest.fixture
def did(profile: Any) -> str:
    return str(profile["did"])


def test_a_document_of_the_community_is_signed_and_verifies(program: Program, did: str) -> None:
    answer = sign(program, credential({"id": did, "name": "Demo"}))  # type: ignore[arg-type]
    assert answer.status_code == 201
    signed = answer.json["verifiableCredential"]
    assert signed["proof"][0]["verificationMethod"].startswith(f"{did}#")
    assert signed["proof"][0]["cryptosuite"] == "eddsa-rdfc-2022"


def test_a_signature_leaves_a_line_in_the_audit_trail_and_no_row(
    app: Flask, program: Program, did: str
) -> None:
    sign(program, credential(did, name="Ein Geheimnis"))
    with app.app_context():
        line = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        key = db.session.scalar(sa.select(SigningKey).where(SigningKey.algorithm == "Ed25519"))
        assert line is not None
        assert key is not None
        assert (line.action, line.via) == ("document.sign", "api")
        assert line.detail == {"suite": "eddsa-rdfc-2022", "key": key.thumbprint}
        assert "Geheimnis" not in line.subject


@pytest.mark.parametrize(
    ("suite", "algorithm"),
    [
        ("eddsa-rdfc-2022", "Ed25519"),
        ("eddsa-jcs-2022", "Ed25519"),
        ("ecdsa-rdfc-2019", "P-256"),
        ("ecdsa-rdfc-2019", "P-384"),
        ("ecdsa-jcs-2019", "P-256"),
        ("ecdsa-jcs-2019", "P-384"),
        ("ecdsa-sd-2023", "P-256"),
    ],
)
def test_every_suite_signs_with_a_published_key(
    program: Program, profile: Any, suite: str, algorithm: str
) -> None:
    answer = sign(program, credential(profile["did"]), suite, algorithm=algorithm)
    assert answer.status_code == 201
    proof = answer.json["verifiableCredential"]["proof"][0]
    assert proof["cryptosuite"] == suite
    published = json.loads(program.client.get("/issuers/demo/did.json").data)
    assert proof["verificationMethod"] in published["assertionMethod"]


def test_a_key_that_is_missing_is_drawn_once(program: Program, did: str) -> None:
    first, second = (
        sign(program, credential(did), "ecdsa-jcs-2019", algorithm="P-384") for _ in range(2)
    )
    methods = {
        answer.json["verifiableCredential"]["proof"][0]["verificationMethod"]
        for answer in (first, second)
    }
    assert len(methods) == 1


@pytest.mark.parametrize(
    ("suite", "algorithm", "media_type"),
    [
        ("vc-jwt", "RSA", "jwt"),
        ("vc-jwt", "P-256", "jwt"),
        ("vc-jwt", "Ed25519", "jwt"),
        ("vc-jose", "P-256", "vc+jwt"),
        ("vc-jose", "Ed25519", "vc+jwt"),
    ],
)
def test_a_token_comes_in_its_envelope(
    program: Program, did: str, suite: str, algorithm: str, media_type: str
) -> None:
    document = credential(did, id="urn:uuid:0f0c2b9e-4d7a-4c43-a4e3-9d5e4cf5f6a1")
    answer = sign(program, document, suite, algorithm=algorithm)
    assert answer.status_code == 201
    envelope = answer.json["verifiableCredential"]
    assert envelope["type"] == "EnvelopedVerifiableCredential"
    assert envelope["id"].startswith(f"data:application/{media_type},ey")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"issuer": "did:web:other.example"}, "vc_api.issuer"),
        ({"issuer": {"id": "did:web:other.example"}}, "vc_api.issuer"),
        ({"issuer": {"name": "nobody"}}, "vc_api.issuer"),
        ({"issuer": None}, "vc_api.issuer"),
        ({"id": "{base}/credentials/0123456789abcdef0123456789abcdef/1"}, "vc_api.own_address"),
        ({"id": " {BASE}/%63redentials/0123456789abcdef0123456789abcdef/1"}, "vc_api.own_address"),
        ({"credentialSubject": {"id": "{base}/achievements/demo/x/1"}}, "vc_api.own_address"),
        (
            {"credentialSubject": [{"achievement": {"id": "{base}/achievements/demo/x/1"}}]},
            "vc_api.own_address",
        ),
        (
            {"credentialSubject": [[{"achievement": [[{"id": "{base}/achievements/demo/x/1"}]]}]]},
            "vc_api.own_address",
        ),
        (
            {"credentialSubject": {"achievement": "{base}/achievements/demo/x/1"}},
            "vc_api.own_address",
        ),
        (
            {
                "credentialStatus": {
                    "type": "BitstringStatusListEntry",
                    "statusPurpose": "revocation",
                    "statusListIndex": "5",
                    "statusListCredential": "{base}/status/0123456789abcdef0123456789abcdef",
                }
            },
            "vc_api.own_address",
        ),
        (
            {"type": ["VerifiableCredential", "BitstringStatusListCredential"]},
            "vc_api.status_list",
        ),
        ({"credentialSubject": {"type": "BitstringStatusList"}}, "vc_api.status_list"),
        (
            {"type": ["VerifiableCredential", "https://w3id.org/x#StatusList2021Credential"]},
            "vc_api.status_list",
        ),
        ({"type": ["VerifiableCredential", "EndorsementCredential"]}, "vc_api.endorsement"),
        ({"type": ["VerifiableCredential", "Assertion"]}, "vc_api.assertion"),
        ({"@context": [V1, "https://w3id.org/openbadges/v2"]}, "vc_api.assertion"),
        ({"proof": {"type": "DataIntegrityProof"}}, "vc_api.proof"),
        ({"credentialSubject": {}}, "vc_api.schema"),
        ({"type": ["Credential"]}, "vc_api.schema"),
        ({"type": ["VerifiableCredential", "OpenBadgeCredential"]}, "vc_api.schema"),
        ({"unheardOf": "a term"}, "proof.jsonld.undefined_term"),
        ({"@context": ["https://www.w3.org/ns/credentials/v2", "https://x.example/v1"]}, None),
    ],
)
def test_what_is_not_signed_is_said_in_a_sentence(
    program: Program, profile: Any, changes: dict[str, Any], code: str | None
) -> None:
    placed = _placed({"issuer": profile["did"], **changes}, profile["base"])
    answer = sign(program, credential(profile["did"], **placed))
    assert answer.status_code == 400
    assert answer.content_type == PROBLEM
    assert answer.json["code"] == (code or "proof.jsonld.unknown_context")
    assert answer.json["detail"].endswith(".")


@pytest.mark.parametrize(
    "address",
    [
        "https://löten.example/credentials/1",
        "https://XN--LTEN-5QA.example./credentials/1",
        "https://l%C3%B6ten.example:443/credentials/1",
        "https://\uff4c\u00f6ten\u3002example/credentials/1",
        "http://somebody@löten.example/credentials/1",
    ],
)
def test_an_own_address_is_known_however_it_is_written(
    app: Flask, program: Program, did: str, address: str
) -> None:
    with app.app_context():
        row = db.session.scalar(sa.select(Profile))
        assert row is not None
        row.base_url = "https://xn--lten-5qa.example"
        db.session.commit()
    answer = sign(program, credential(did, id=address))
    assert answer.json["code"] == "vc_api.own_address"


def _placed(value: Any, base: str) -> Any:
    if isinstance(value, dict):
        return {key: _placed(inner, base) for key, inner in value.items()}
    if isinstance(value, list):
        return [_placed(inner, base) for inner in value]
    if isinstance(value, str):
        return value.replace("{base}", base).replace("{BASE}", base.upper())
    return value


def test_another_communitys_address_is_not_there(app: Flask, program: Program, did: str) -> None:
    other = open_community(app, "zweite")
    body = {"credential": credential(did)}
    foreign = call(other, "demo/eddsa-rdfc-2022/credentials/issue", body)
    own = call(other, "zweite/eddsa-rdfc-2022/credentials/issue", body)
    assert (foreign.status_code, own.status_code) == (404, 400)
    assert own.json["code"] == "vc_api.issuer"


@pytest.mark.parametrize("suite", ["eddsa-2022", "Ed25519Signature2020", "none", "RS256"])
def test_an_unknown_suite_is_not_there(program: Program, did: str, suite: str) -> None:
    assert sign(program, credential(did), suite).status_code == 404


@pytest.mark.parametrize(
    ("options", "status", "code"),
    [
        ({"algorithm": "P-256"}, 400, "vc_api.algorithm"),
        ({"algorithm": "HS256"}, 422, "request.invalid"),
        ({"mandatoryPointers": ["/issuer"]}, 400, "vc_api.pointers"),
        ({"proofPurpose": "authentication"}, 422, "request.invalid"),
    ],
)
def test_options_that_do_not_fit_are_refused(
    program: Program, did: str, options: dict[str, Any], status: int, code: str
) -> None:
    answer = sign(program, credential(did), **options)
    assert (answer.status_code, answer.json["code"]) == (status, code)


def test_signing_needs_a_token_with_the_scope(app: Flask, program: Program, did: str) -> None:
    with app.app_context():
        owner = db.session.get(Membership, program.ids["owner"])
        assert owner is not None
        poor = create_token(Actor.member(owner), "reads", {"awards:read"})[1]
        db.session.commit()
    address = "/vc-api/demo/eddsa-rdfc-2022/credentials/issue"
    body = {"credential": credential(did)}
    bare = program.client.post(address, json=body)
    wrong = program.client.post(address, json=body, headers={"Authorization": f"Bearer {poor}"})
    assert (bare.status_code, wrong.status_code) == (401, 403)
    assert 'scope="credentials:sign"' in wrong.headers["WWW-Authenticate"]
