"""Our verdicts beside those of 1EdTech and W3C: their samples, their JSON Schemas."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path as File
from typing import Any

import jsonschema
import pytest
import schema_samples as samples
from schema_samples import MISSING, Path, changed, places

from schemas import checking
from schemas.problems import Problem

pytestmark = pytest.mark.conformance

Check = Callable[[object], tuple[Problem, ...]]
Mutate = Callable[[object], list[object]]

OB3 = {
    "ob3/impl-guide/signed.json": [],
    "ob3/1edtech/simple.json": [],
    "ob3/1edtech/simple-did-key-method.json": [],
    "ob3/1edtech/simple-context-version.json": [],
    "ob3/1edtech/simple-did-web-method.json": [],
    "ob3/1edtech/simple_v1.json": [],
    "ob3/1edtech/simple-err-credential-subject-type.json": ["credentialSubject.type"],
    "ob3/1edtech/simple-err-credential-subject-result-type.json": [
        "credentialSubject.result[1].type"
    ],
    "ob3/1edtech/simple-err-credential-subject-profile-type.json": [
        "credentialSubject.source.type"
    ],
    "ob3/1edtech/simple-err-issuer-type.json": ["issuer.type"],
    "ob3/1edtech/simple-err-issuer-parentorg-type.json": ["issuer.parentOrg.type"],
    # wrong for other reasons than their form: dates, signatures, status
    "ob3/1edtech/simple-err-expired.json": [],
    "ob3/1edtech/simple-err-proof-method.json": [],
    "ob3/1edtech/simple-err-proof-value.json": [],
    "ob3/1edtech/credential-status-revoked.json": [],
    "ob3/1edtech/bit-string-list/credential-status-revoked.json": [],
}

OTHERS: list[tuple[Check, str, list[str]]] = [
    (checking.check_endorsement_credential, "ob3/1edtech/endorsement-valid.json", []),
    (checking.check_status_list_credential, "ob3/1edtech/bit-string-list/testlist", []),
    (checking.check_assertion, "ob2/1edtech/basic-assertion.json", []),
    (checking.check_assertion, "ob2/1edtech/assertion-with-extension-node-basic.json", []),
    (checking.check_assertion, "ob2/1edtech/warning-with-redirection.json", []),
    (checking.check_assertion, "ob2/1edtech/basic-assertion-invalid-context.json", ["@context"]),
    (checking.check_assertion, "ob2/1edtech/basic-assertion-invalid-type.json", ["type"]),
    (checking.check_assertion, "ob2/validator-core/1_1_basic_assertion.json", ["@context"]),
    (checking.check_badge_class, "ob2/1edtech/assets/robotics-badge.json", []),
    (checking.check_badge_class, "ob2/1edtech/assets/badgeclass-with-complex-image.json", []),
    (checking.check_badge_class, "ob2/1edtech/assets/badge-with-data-image.json", []),
    (checking.check_issuer, "ob2/1edtech/assets/organization.json", []),
    (checking.check_issuer, "ob2/validator-core/2_0_basic_issuer.json", []),
    (checking.check_cryptographic_key, "ob2/1edtech/assets/key1.json", []),
    (checking.check_revocation_list, "ob2/1edtech/assets/revocation-list.json", []),
    (checking.check_revocation_list, "ob2/1edtech/assets/empty-revocation-list.json", []),
]

# what only JSON-LD processing can see
NOT_A_MATTER_OF_FORM = {
    "credential-redef-type-fail.json",
    "credential-redef-type2-fail.json",
    "credential-type-mapped-nonurl-fail.json",
    "credential-type-unmapped-fail.json",
}

# where we ask for more than the official schema, and why: see schemas.ob3
STRICTER: set[tuple[str | int, ...]] = {
    ("credentialSubject", "identifier", 0, "identityHash"),
    ("credentialStatus", "statusPurpose"),
    ("credentialStatus", "statusListIndex"),
    ("credentialStatus", "statusListCredential"),
}


# a context of somebody's own, and classes that are mutated at another place already
ELSEWHERE: set[tuple[str | int, ...]] = {
    ("@context", 2),
    ("credentialSubject", "source"),
    ("endorsement", 0),
    ("credentialSubject", "result", 0, "alignment"),
    ("credentialSubject", "achievement", "resultDescription", 0, "alignment"),
    ("credentialSubject", "achievement", "endorsement", 0, "proof"),
}


@pytest.mark.parametrize(("name", "paths"), OB3.items())
def test_1edtech_samples_of_open_badges_3(
    shared_standards: File, name: str, paths: list[str]
) -> None:
    document = json.loads((shared_standards / "vectors" / name).read_text("utf-8"))
    assert [found.path for found in checking.check_credential(document)] == paths


@pytest.mark.parametrize(("check", "name", "paths"), OTHERS)
def test_1edtech_samples_of_other_documents(
    shared_standards: File, check: Check, name: str, paths: list[str]
) -> None:
    document = json.loads((shared_standards / "vectors" / name).read_text("utf-8"))
    assert [found.path for found in check(document)] == paths


def test_w3c_inputs_get_the_verdict_in_their_names(shared_standards: File) -> None:
    folder = shared_standards / "vectors/w3c/vcdm2-input"
    wrong, seen = [], 0
    for file in sorted(folder.rglob("*.json")):
        if file.name in NOT_A_MATTER_OF_FORM or file.name.endswith("mismatch.json"):
            continue
        document = json.loads(file.read_text("utf-8"))
        seen += 1
        if file.name.startswith("presentation"):
            problems = checking.check_presentation(document)
        else:
            problems = checking.check_verifiable_credential(with_issuer(document))
        if bool(problems) != ("-fail" in file.name):
            wrong.append((file.name, problems))
    assert wrong == []
    assert seen > 50


def with_issuer(document: dict[str, Any]) -> dict[str, Any]:
    """Put in the issuer, as the suite does before it asks for a signature."""
    issuer = document.setdefault("issuer", "did:example:issuer")
    if isinstance(issuer, dict):
        issuer.setdefault("id", "did:example:issuer")
    return document


FORMATS = jsonschema.FormatChecker(formats=())


@FORMATS.checks("date-time", raises=ValueError)
def is_date_time(value: object) -> bool:
    return not isinstance(value, str) or dt.datetime.fromisoformat(value).tzinfo is not None


@FORMATS.checks("date", raises=ValueError)
def is_date(value: object) -> bool:
    return not isinstance(value, str) or bool(dt.date.fromisoformat(value))


def missing(_value: object) -> list[object]:
    return [MISSING]


def null(_value: object) -> list[object]:
    return [None]


def mistyped(value: object) -> list[object]:
    if isinstance(value, bool):
        return ["true", 1]
    return [12345 if isinstance(value, (str, dict, list)) else "12345"]


def misspelt(value: object) -> list[object]:
    return ["urn:no-such-value"] if isinstance(value, str) else []


def wrapped(value: object) -> list[object]:
    """Turn one into a list of one, and the other way round."""
    return [value[0], []] if isinstance(value, list) else [[value]]


def widened(value: object) -> list[object]:
    return [value | {"noSuchProperty": True}] if isinstance(value, dict) else []


def mutations(mutate: Mutate) -> list[tuple[Path, object]]:
    """Change whatever stands in a full credential, one place at a time."""
    return [
        (path, changed_value)
        for path, value in places(samples.credential())
        if path not in STRICTER
        and not any(path[: len(each)] == each and path != each for each in ELSEWHERE)
        for changed_value in mutate(value)
    ]


@pytest.fixture(scope="module")
def official(shared_standards: File) -> jsonschema.Draft201909Validator:
    file = shared_standards / "schemas/derived/ob_v3p0_achievementcredential_compact.json"
    return jsonschema.Draft201909Validator(
        json.loads(file.read_text("utf-8")), format_checker=FORMATS
    )


@pytest.mark.parametrize("mutate", [missing, null, mistyped, misspelt, wrapped, widened])
def test_our_verdict_is_the_official_schemas(
    official: jsonschema.Draft201909Validator, mutate: Mutate
) -> None:
    differing, refused = [], 0
    for path, value in mutations(mutate):
        document = changed(samples.credential(), path, value)
        ours = not checking.check_credential(document)
        refused += not ours
        if ours != official.is_valid(document):
            differing.append((path, value, ours))
    assert differing == []
    assert refused >= 5


def test_the_canonical_sample_suits_the_published_schema(shared_standards: File) -> None:
    file = shared_standards / "schemas/ob_v3p0_achievementcredential_schema.json"
    validator = jsonschema.Draft201909Validator(json.loads(file.read_text("utf-8")))
    assert validator.is_valid(samples.credential())
    assert not validator.is_valid(samples.compacted(samples.credential()))


def test_the_compacted_sample_suits_the_derived_schema(
    official: jsonschema.Draft201909Validator,
) -> None:
    assert official.is_valid(samples.compacted(samples.credential()))
