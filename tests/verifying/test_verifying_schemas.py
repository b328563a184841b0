"""``credentialSchema``: the schemas that a credential names itself, each told by itself."""

from __future__ import annotations

import hashlib
import json
import time
from base64 import b64encode
from typing import Any

import pytest

from badges.verifying import OFFLINE, Chain, GivenDocuments, VerificationResult
from badges.verifying.schema_work import UnboundedSchemaError, survey, work
from tests.verifying.issuers import Issuer, check, dump, outcomes, reason

ADDRESS = "https://schemas.example/badge.json"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
PUBLISHED = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json"
OURS = f"{PUBLISHED}/ob_v3p0_achievementcredential_schema.json"
VALIDATOR = "1EdTechJsonSchemaValidator2019"
NARROW = {
    "$schema": "https://json-schema.org/draft/2019-09/schema",
    "$id": ADDRESS,
    "properties": {"name": {"type": "string", "pattern": "^L[a-z]+$"}},
    "required": ["name"],
}


def judged(schema: Any = None, *entries: dict[str, Any], **changes: Any) -> VerificationResult:
    """Verify a badge that names schemas; ``schema`` lies at the address of the first."""
    issuer = Issuer()
    web = issuer.web()
    if schema is not None:
        web.pages[ADDRESS] = schema
    named = list(entries) or [{"id": ADDRESS, "type": VALIDATOR}]
    contexts = [*issuer.credential()["@context"], EXTENSIONS]
    data = issuer.di(**{"@context": contexts, "credentialSchema": named} | changes)
    return check(data, web)


def codes(result: VerificationResult) -> list[str]:
    return [part.reason.code for part in result.check("conformance").parts]


@pytest.mark.parametrize("kind", [VALIDATOR, "JsonSchema"])
def test_a_badge_that_follows_its_schema_is_verified(kind: str) -> None:
    result = judged(NARROW, {"id": ADDRESS, "type": kind})
    assert (result.status, codes(result)) == ("verified", ["schema.followed"])
    assert reason(result, "conformance") == "conformance.valid"


def test_a_badge_that_does_not_is_told_where() -> None:
    result = judged(NARROW, name="loops")
    told = result.check("conformance")
    assert (told.outcome, told.reason.code) == ("failed", "schema.broken")
    assert told.reason.params["path"] == "name"
    deep = {"properties": {"type": {"items": {"maxLength": 5}}}}
    assert judged(deep).check("conformance").reason.params["path"] == "type[0]"


def test_the_official_schema_is_answered_here_without_the_network() -> None:
    result = judged(None, {"id": OURS, "type": VALIDATOR})
    assert (result.status, codes(result)) == ("verified", ["schema.own"])
    endorsement = OURS.replace("achievement", "endorsement")
    assert codes(judged(None, {"id": endorsement, "type": VALIDATOR})) == ["schema.broken"]


def test_each_schema_is_told_and_the_gravest_decides() -> None:
    result = judged(
        NARROW,
        {"id": OURS, "type": VALIDATOR},
        {"id": ADDRESS, "type": "JsonSchema"},
        {"id": "https://gone.example/schema", "type": "JsonSchema"},
    )
    assert codes(result) == ["schema.own", "schema.followed", "schema.unreachable"]
    assert (result.status, reason(result, "conformance")) == ("undecided", "schema.unreachable")


@pytest.mark.parametrize(
    ("schema", "entry", "code"),
    [
        (None, {}, "schema.unreachable"),
        (NARROW, {"type": "JsonSchemaCredential"}, "schema.unsupported"),
        (None, {"id": "did:example:schema"}, "schema.unusable"),
        (b"<html>", {}, "schema.unreachable"),
        (b"[]", {}, "schema.unusable"),
        ({"type": 7}, {}, "schema.unusable"),
        ({"$schema": "https://example.org/own-dialect"}, {}, "schema.unusable"),
        ({"$ref": "https://elsewhere.example/schema"}, {}, "schema.unusable"),
        ({"$ref": "file:///etc/passwd"}, {}, "schema.unusable"),
        ({"$ref": "#/nowhere"}, {}, "schema.unusable"),
        ({"pattern": "(?=a)"}, {}, "schema.unusable"),
        ({"pattern": "(\\w{900}){900}"}, {}, "schema.unusable"),
        ({"not": {"$id": "https://elsewhere.example/"}}, {}, "schema.unusable"),
        ({"description": "x" * 300_000}, {}, "schema.unusable"),
        (NARROW, {"digestSRI": "sha256-" + "A" * 43 + "="}, "schema.other_bytes"),
    ],
)
def test_a_schema_that_cannot_be_used_leaves_the_verdict_open(
    schema: Any, entry: dict[str, str], code: str
) -> None:

    result = judged(schema, {"id": ADDRESS, "type": "JsonSchema"} | entry)
    assert codes(result) == [code]
    assert (result.status, outcomes(result)["conformance"]) == ("undecided", "unknown")


def test_a_digest_pins_the_schema() -> None:
    body = dump(NARROW)
    digest = "sha384-" + b64encode(hashlib.sha384(body).digest()).decode()
    assert codes(judged(body, {"id": ADDRESS, "type": "JsonSchema", "digestSRI": digest})) == [
        "schema.followed"
    ]
    related = {"id": ADDRESS, "digestSRI": digest}
    assert codes(judged(body, relatedResource=related)) == ["schema.followed"]
    assert codes(judged(body + b" ", relatedResource=related)) == ["schema.other_bytes"]


def test_a_schema_handed_in_is_found_by_its_id() -> None:
    issuer = Issuer()
    given = GivenDocuments([dump(page) for page in issuer.pages().values()] + [dump(NARROW)])
    entry = {"id": ADDRESS, "type": "JsonSchema"}
    result = check(issuer.di(credentialSchema=[entry]), Chain(given, OFFLINE))
    assert (result.status, codes(result)) == ("verified", ["schema.followed"])
    assert codes(check(issuer.di(credentialSchema=[entry]), OFFLINE)) == ["schema.offline"]


def test_no_schema_is_fetched_for_somebody_who_did_not_sign() -> None:
    issuer = Issuer()
    web = issuer.web()
    entry = {"id": ADDRESS, "type": "JsonSchema"}
    forged = issuer.sign(issuer.credential(credentialSchema=[entry])) | {"name": "Forged"}
    check(dump(forged), web)
    assert ADDRESS not in web.asked


def test_more_schemas_than_five_are_not_looked_at() -> None:
    entries = [{"id": OURS, "type": "JsonSchema"}] * 8
    result = judged(None, *entries)
    assert codes(result) == ["schema.own"] * 5 + ["schema.too_many"]
    assert result.status == "undecided"


def doubling() -> dict[str, Any]:
    """Give a schema of forty references, each of which is followed twice."""
    steps = {f"s{n}": {"allOf": [{"$ref": f"#/$defs/s{n + 1}"}] * 2} for n in range(40)}
    return {"$defs": {**steps, "s40": {"type": "object"}}, "$ref": "#/$defs/s0"}


def looking_back() -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "object"}
    for _ in range(30):
        schema = {"allOf": [schema], "unevaluatedProperties": False}
    return schema


def descending() -> dict[str, Any]:
    both = [{"$ref": "#"}, {"$ref": "#"}]
    return {"additionalProperties": {"allOf": both}, "items": {"allOf": both}}


def nested(depth: int) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for _ in range(depth):
        value = {"a": value}
    return value


@pytest.mark.parametrize(
    "schema",
    [
        doubling(),
        looking_back(),
        descending(),
        {"$ref": "#"},
        {"allOf": [{"$ref": "#"}]},
        {"$dynamicAnchor": "n", "not": {"$dynamicRef": "#n"}},
        {"$ref": 7},
    ],
)
def test_a_schema_of_endless_work_is_refused_at_once(schema: dict[str, Any]) -> None:
    started = time.process_time()
    with pytest.raises(UnboundedSchemaError):
        work(schema, nested(35))
    assert time.process_time() - started < 2


def test_too_many_regular_expressions_are_refused() -> None:
    with pytest.raises(UnboundedSchemaError, match="regular"):
        survey({"allOf": [{"pattern": f"a{n}"} for n in range(300)]})


@pytest.mark.conformance
def test_the_official_schemas_are_no_work(shared_standards: Any) -> None:
    body = (shared_standards / "schemas/ob_v3p0_achievementcredential_schema.json").read_bytes()
    assert work(json.loads(body), Issuer().credential()) < 2000
    entry = {"id": ADDRESS, "type": VALIDATOR}
    assert codes(judged(body, entry, type=["VerifiableCredential", "OpenBadgeCredential"])) == [
        "schema.followed"
    ]
