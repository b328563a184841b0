"""Whole documents: the samples are fine, and every rule is seen failing once."""

from __future__ import annotations

import copy
import json
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
import schema_samples as samples
from schema_samples import MISSING, Path, changed

from schemas import checking
from schemas.nodes import schema_of
from schemas.ob3 import AchievementSchema
from schemas.problems import MAX_DEPTH, MAX_NODES, MAX_PROBLEMS, SENTENCES, Problem

Check = Callable[[object], tuple[Problem, ...]]

FINE: list[tuple[Check, Callable[[], dict[str, Any]]]] = [
    (checking.check_credential, samples.credential),
    (checking.check_credential, lambda: samples.compacted(samples.credential())),
    (checking.check_credential, samples.credential_v1),
    (checking.check_endorsement_credential, samples.endorsement),
    (checking.check_achievement, samples.achievement),
    (checking.check_profile, samples.profile),
    (checking.check_verifiable_credential, samples.verifiable_credential),
    (checking.check_status_list_credential, samples.status_list),
    (checking.check_presentation, samples.presentation),
    (checking.check_assertion, samples.assertion),
    (checking.check_badge_class, samples.badge_class),
    (checking.check_issuer, samples.issuer),
    (checking.check_cryptographic_key, samples.cryptographic_key),
    (checking.check_revocation_list, samples.revocation_list),
]

OB3_RULES: list[tuple[Path, object, str, str]] = [
    (
        ("credentialSubject", "achievement", "name"),
        MISSING,
        "credentialSubject.achievement.name",
        "required",
    ),
    (("evidence", 0, "type"), ["Proof"], "evidence[0].type", "type"),
    (("@context", 0), samples.V1 + "x", "@context[0]", "context"),
    (("@context", 1), samples.V2, "@context[1]", "context"),
    (("@context", 2), 7, "@context[2]", "context_entry"),
    (("@context",), [samples.V2], "@context[1]", "context"),
    (("type",), "VerifiableCredential", "type", "list"),
    (("type",), [], "type", "empty"),
    (("type",), ["VerifiableCredential", 1], "type", "text"),
    (("issuer",), "ada", "issuer", "iri"),
    (("issuer", "image", "alt"), "Logo", "issuer.image.alt", "unknown"),
    (("validUntil",), "2020-01-01T00:00:00Z", "validUntil", "dates"),
    (("credentialSubject",), [], "credentialSubject", "node"),
    (
        ("credentialSubject", "achievement", "criteria"),
        {},
        "credentialSubject.achievement.criteria",
        "criteria",
    ),
    (
        ("credentialSubject", "identifier", 0, "identityHash"),
        "ada",
        "credentialSubject.identifier[0].identityHash",
        "identity_hash",
    ),
    (
        ("credentialSubject", "result", 0, "status"),
        "Done",
        "credentialSubject.result[0].status",
        "choice",
    ),
    (("credentialStatus", "id"), MISSING, "credentialStatus.id", "required"),
    (("credentialStatus", "statusPurpose"), MISSING, "credentialStatus.statusPurpose", "required"),
    (
        ("credentialStatus", "statusListIndex"),
        "-1",
        "credentialStatus.statusListIndex",
        "status_index",
    ),
    (("proof", 0, "created"), "yesterday", "proof[0].created", "date_time"),
    (("endorsementJwt", 0), "a.b", "endorsementJwt[0]", "jws"),
    (("name",), float("nan"), "name", "not_json"),
    (("extra",), {"a": ["\ud800"]}, "extra.a[0]", "broken_text"),
    (("extra",), {"\udfff": 1}, "extra", "broken_text"),
    (("extra",), {1: 1}, "extra", "not_json"),
    (("extra",), b"bytes", "extra", "not_json"),
]

VC_RULES: list[tuple[Path, object, str, str]] = [
    (("credentialSubject",), {}, "credentialSubject", "empty"),
    (("credentialSubject",), [], "credentialSubject", "empty"),
    (("credentialSubject", "id"), "not a url", "credentialSubject", "iri"),
    (("issuer", "name"), {"@value": "Ada", "url": "x"}, "issuer.name", "language_text"),
    (("validUntil",), "2020-01-01T00:00:00Z", "validUntil", "dates"),
    (("refreshService",), [{"type": "A"}, {"id": "urn:a"}], "refreshService[1].type", "required"),
    (
        ("credentialStatus", "statusListIndex"),
        7,
        "credentialStatus.statusListIndex",
        "status_index",
    ),
    (
        ("credentialStatus", "statusPurpose"),
        "message",
        "credentialStatus.statusMessage",
        "status_messages",
    ),
    (("credentialStatus", "statusSize"), 0, "credentialStatus.statusSize", "whole_number"),
    (("relatedResource", 0, "digestSRI"), MISSING, "relatedResource[0]", "digest"),
    (
        ("relatedResource",),
        [{"id": "urn:a", "digestSRI": "sha256-x"}] * 2,
        "relatedResource",
        "repeated",
    ),
    (("relatedResource", 0, "digestSRI"), "md5-abc", "relatedResource[0].digestSRI", "integrity"),
    (("relatedResource", 0, "id"), samples.V2, "relatedResource[0]", "digest_differs"),
    (("relatedResource",), "urn:a", "relatedResource", "node"),
]

ASSERTION_RULES: list[tuple[Path, object, str, str]] = [
    (("@context",), "https://w3id.org/openbadges/v1", "@context", "context"),
    (("@context",), {"id": "@id"}, "@context", "context"),
    (("id",), "urn:uuid:1", "id", "web_address"),
    (("type",), "OtherAssertion", "type", "type"),
    (("recipient",), "ada@example.org", "recipient", "node"),
    (("recipient", "identity"), "ada@example.org", "recipient.identity", "identity_hash"),
    (("recipient", "hashed"), MISSING, "recipient.hashed", "required"),
    (("recipient", "type"), "name", "recipient.type", "type"),
    (("badge",), MISSING, "badge", "required"),
    (("badge",), {"type": "BadgeClass"}, "badge.id", "required"),
    (("verification", "type"), "Trusted", "verification.type", "type"),
    (("issuedOn",), "2026-05-01", "issuedOn", "date_time"),
    (("expires",), "2025-05-01T09:00:00Z", "expires", "expires"),
    (("image",), "data:image/png;base64,AA", "image", "data_uri"),
    (("image", "id"), "data:image/png;base64,AA", "image.id", "data_uri"),
    (("evidence", 0), "work", "evidence[0]", "iri"),
]

OTHER_RULES: list[tuple[Check, Callable[[], dict[str, Any]], Path, object, str]] = [
    (
        checking.check_badge_class,
        samples.badge_class,
        ("criteria",),
        {"type": "Criteria"},
        "criteria",
    ),
    (
        checking.check_badge_class,
        samples.badge_class,
        ("alignment", "targetUrl"),
        MISSING,
        "required",
    ),
    (checking.check_badge_class, samples.badge_class, ("image",), MISSING, "required"),
    (
        checking.check_issuer,
        samples.issuer,
        ("verification", "allowedOrigins"),
        "https://example.org",
        "origin",
    ),
    (checking.check_issuer, samples.issuer, ("verification", "startsWith"), "example.org", "iri"),
    (checking.check_issuer, samples.issuer, ("email",), "nobody", "email"),
    (checking.check_issuer, samples.issuer, ("type",), "Criteria", "type"),
    (checking.check_cryptographic_key, samples.cryptographic_key, ("owner",), MISSING, "required"),
    (
        checking.check_revocation_list,
        samples.revocation_list,
        ("revokedAssertions", 1, "id"),
        MISSING,
        "revoked_entry",
    ),
    (
        checking.check_status_list_credential,
        samples.status_list,
        ("credentialSubject", "encodedList"),
        "zabc",
        "multibase",
    ),
    (
        checking.check_presentation,
        samples.presentation,
        ("verifiableCredential", 1, "id"),
        "urn:a",
        "envelope",
    ),
    (
        checking.check_presentation,
        samples.presentation,
        ("verifiableCredential", 0),
        "a.b.c",
        "node",
    ),
    (checking.check_presentation, samples.presentation, ("holder", "id"), MISSING, "required"),
    (checking.check_profile, samples.profile, ("dateOfBirth",), "1990", "date"),
    (checking.check_achievement, samples.achievement, ("tag",), "python", "list"),
    (checking.check_achievement, samples.achievement, ("inLanguage",), "German", "language"),
    (checking.check_achievement, samples.achievement, ("creditsAvailable",), "2", "number"),
]


@pytest.mark.parametrize(("check", "sample"), FINE)
def test_documents_as_the_standard_wants_them_have_no_problems(
    check: Check, sample: Callable[[], dict[str, Any]]
) -> None:
    document = sample()
    before = copy.deepcopy(document)
    assert check(document) == ()
    assert document == before


@pytest.mark.parametrize(("path", "value", "shown", "code"), OB3_RULES)
def test_open_badges_3_rules(path: Path, value: object, shown: str, code: str) -> None:
    (found,) = checking.check_credential(changed(samples.credential(), path, value))
    assert (found.path, found.code) == (shown, f"document.{code}")


@pytest.mark.parametrize(("path", "value", "shown", "code"), VC_RULES)
def test_verifiable_credential_rules(path: Path, value: object, shown: str, code: str) -> None:
    document = changed(samples.verifiable_credential(), path, value)
    (found,) = checking.check_verifiable_credential(document)
    assert (found.path, found.code) == (shown, f"document.{code}")


@pytest.mark.parametrize(("path", "value", "shown", "code"), ASSERTION_RULES)
def test_open_badges_2_assertion_rules(path: Path, value: object, shown: str, code: str) -> None:
    found = checking.check_assertion(changed(samples.assertion(), path, value))
    assert (found[0].path, found[0].code) == (shown, f"document.{code}")


@pytest.mark.parametrize(("check", "sample", "path", "value", "code"), OTHER_RULES)
def test_rules_of_the_other_documents(
    check: Check, sample: Callable[[], dict[str, Any]], path: Path, value: object, code: str
) -> None:
    (found,) = check(changed(sample(), path, value))
    assert found.code == f"document.{code}"


def test_a_subject_without_id_and_identifier_is_told_in_one_sentence() -> None:
    document = samples.credential()
    del document["credentialSubject"]["id"], document["credentialSubject"]["identifier"]
    (found,) = checking.check_credential(document)
    assert str(found) == (
        "credentialSubject: The recipient is not named; give an id or at least one identifier."
    )


def test_two_states_need_two_messages() -> None:
    messages = [{"status": f"0x{n}", "message": "…"} for n in range(2)]
    document = samples.verifiable_credential()
    document["credentialStatus"] |= {"statusPurpose": "message", "statusMessage": messages}
    assert checking.check_verifiable_credential(document) == ()


def test_an_index_as_a_number_is_read_in_badges_because_1edtech_writes_it() -> None:
    document = changed(samples.credential(), ("credentialStatus", "statusListIndex"), 23)
    assert checking.check_credential(document) == ()
    document["credentialStatus"]["statusListIndex"] = True
    assert checking.check_credential(document)


def test_a_revoked_hosted_assertion_needs_little() -> None:
    left = {
        "@context": samples.OB2,
        "id": "https://a.example/1",
        "type": "Assertion",
        "revoked": True,
    }
    assert checking.check_assertion(left) == ()


def test_a_signed_assertion_may_have_any_id() -> None:
    document = samples.assertion() | {"id": "urn:uuid:1", "verification": {"type": "signed"}}
    assert checking.check_assertion(document) == ()


@pytest.mark.parametrize("check", list(dict.fromkeys(each for each, _ in FINE)))
@pytest.mark.parametrize("document", [None, [], "text", 7, {}, {"@context": {}, "type": {}}])
def test_no_document_is_too_strange(check: Check, document: object) -> None:
    assert check(document)


def test_ten_thousand_levels_are_one_problem() -> None:
    document: dict[str, Any] = samples.credential()
    for _ in range(10_000):
        document = {"parentOrg": document}
    (found,) = checking.check_profile(document)
    assert found.code == "document.too_deep"


def test_the_deepest_allowed_document_is_read_far_up_a_stack() -> None:
    document: dict[str, Any] = {"id": "urn:org:0", "type": "Profile"}
    for number in range(1, MAX_DEPTH):
        document = {"id": f"urn:org:{number}", "type": "Profile", "parentOrg": document}

    def climb(steps: int) -> tuple[Problem, ...]:
        return climb(steps - 1) if steps else checking.check_profile(document)

    assert climb(400) == ()
    assert checking.check_profile(document | {"parentOrg": document})


def test_an_endorsement_of_the_older_data_model_is_read_inside_a_newer_badge() -> None:
    older = changed(samples.endorsement(), ("validFrom",), MISSING)
    older |= {"@context": [samples.V1, samples.OB3], "issuanceDate": "2022-05-01T09:00:00Z"}
    del older["validUntil"]
    assert checking.check_credential(samples.credential() | {"endorsement": [older]}) == ()


def test_a_flood_of_values_is_one_problem_and_takes_no_time() -> None:
    started = time.process_time()
    (found,) = checking.check_credential({"extra": [0] * (MAX_NODES * 10)})
    (also,) = checking.check_credential({"extra": [[0] * 9] * (MAX_NODES // 9)})
    assert (found.code, also.code) == ("document.too_many", "document.too_many")
    assert time.process_time() - started < 1


def test_nobody_is_told_more_than_a_hundred_problems() -> None:
    found = checking.check_achievement(samples.achievement() | {"tag": [1] * 5000})
    assert len(found) == MAX_PROBLEMS


def test_a_strangers_words_are_cut_short() -> None:
    document = samples.achievement()
    document["image"]["x" * 100_000] = "{term}"
    (found,) = checking.check_achievement(document)
    assert len(str(found)) < 500


def test_problems_are_values() -> None:
    first, again = (checking.check_credential({}) for _ in range(2))
    assert first == again
    assert len(set(first)) == len(first)
    assert json.dumps(dict(first[0].params))


def test_every_sentence_can_be_written_with_its_parameters() -> None:
    named = {name for text in SENTENCES.values() for name in re.findall(r"{(\w+)}", text)}
    assert named <= {"term", "choices", "example", "least", "most", "count", "id"}
    assert all(text.endswith(".") for text in SENTENCES.values())


def test_loading_spells_names_as_python_and_dumping_as_the_standard() -> None:
    schema = schema_of(AchievementSchema)
    loaded = schema.load(samples.achievement())
    assert loaded["result_description"][0]["result_type"] == "LetterGrade"
    start = ("endorsement", 0, "validFrom")
    assert schema.dump(loaded) == changed(samples.achievement(), start, "2026-05-01T07:00:00Z")
