"""Each suite with each of its keys, on both versions of the data model."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest

from badges.proofs import (
    SUITES,
    UnsignedCredential,
    create_proof,
    derive,
    errors,
    secure,
    suite_of,
    verify_proof,
)
from badges.proofs.data_integrity import DATA_INTEGRITY_CONTEXT
from keys.signer import LocalSigner, generate_private_key

CREATED = datetime(2026, 1, 1, 12, tzinfo=UTC)
DI_1 = "https://w3id.org/security/data-integrity/v1"
PAIRS = [
    (suite.name, algorithm)
    for suite in SUITES.values()
    if suite.is_written and suite.hash_data is not None
    for algorithm in suite.algorithms
]
Alter = Callable[[dict[str, Any], dict[str, Any]], None]


@cache
def signer_for(algorithm: str) -> LocalSigner:
    return LocalSigner(generate_private_key(algorithm), "did:web:badges.example#key-1")


def version_1(credential: dict[str, Any]) -> dict[str, Any]:
    old = copy.deepcopy(credential)
    old["@context"][0] = "https://www.w3.org/2018/credentials/v1"
    old["issuanceDate"] = old.pop("validFrom")
    old["expirationDate"] = old.pop("validUntil")
    return old


def verify(document: dict[str, Any], algorithm: str) -> None:
    [proof] = document["proof"]
    key = signer_for(algorithm).public_key
    verify_proof(document, proof, key, accepted_suites=set(SUITES))


def signed(credential: dict[str, Any], suite: str, algorithm: str) -> dict[str, Any]:
    draft = UnsignedCredential(credential)
    return secure(draft, signer_for(algorithm), created=CREATED, suite=suite)


@pytest.mark.parametrize(("suite", "algorithm"), PAIRS)
def test_what_is_signed_verifies(credential: dict[str, Any], suite: str, algorithm: str) -> None:
    secured = signed(credential, suite, algorithm)
    verify(secured, algorithm)
    assert suite_of(secured["proof"][0]).name == suite
    assert secured["@context"] == credential["@context"]


@pytest.mark.parametrize(("suite", "algorithm"), PAIRS)
def test_a_credential_of_vc_1_1_gets_the_context_of_proofs(
    credential: dict[str, Any], suite: str, algorithm: str
) -> None:
    old = version_1(credential)
    secured = signed(old, suite, algorithm)
    verify(secured, algorithm)
    assert secured["@context"] == [*old["@context"], DATA_INTEGRITY_CONTEXT]
    has_it = old | {"@context": [*old["@context"], DI_1]}
    assert signed(has_it, suite, algorithm)["@context"] == has_it["@context"]


def _set(member: str, value: Any) -> Alter:
    return lambda _document, proof: proof.__setitem__(member, value)


ALTERATIONS: dict[str, Alter] = {
    "a claim": lambda document, _: document.__setitem__("name", "Löten lernen!"),
    "a claim taken away": lambda document, _: document.__delitem__("validUntil"),
    "a claim added": lambda document, _: document.__setitem__("description", "More."),
    "created": _set("created", "2026-01-01T12:00:01Z"),
    "created as another says it": _set("created", "2026-01-01T13:00:00+01:00"),
    "created that is no date": _set("created", "yesterday"),
    "created in February": _set("created", "2026-02-30T12:00:00Z"),
    "expires": _set("expires", "2036-01-01T12:00:00Z"),
    "expires that is no date": _set("expires", 2036),
    "the purpose": _set("proofPurpose", "authentication"),
    "the method": _set("verificationMethod", "did:web:badges.example#key-2"),
    "the type": _set("type", "Ed25519Signature2020"),
    "the suite": _set("cryptosuite", "eddsa-2022"),
    "no suite": lambda _, proof: proof.__delitem__("cryptosuite"),
    "an id": _set("id", "urn:uuid:26329423-bec9-4b2e-88cb-a7c7d9dc4544"),
    "an id that is none": _set("id", 7),
    "a domain": _set("domain", "elsewhere.example"),
    "a domain that is none": _set("domain", [{}]),
    "a challenge": _set("challenge", "1"),
    "a nonce": _set("nonce", "1"),
    "a previous proof": _set("previousProof", "urn:uuid:1"),
    "another header": lambda _, proof: _set("proofValue", "u" + proof["proofValue"][1:])({}, proof),
    "no header": lambda _, proof: _set("proofValue", proof["proofValue"][1:])({}, proof),
    "half a signature": lambda _, proof: _set("proofValue", proof["proofValue"][:40])({}, proof),
    "no signature": lambda _, proof: proof.__delitem__("proofValue"),
}


@pytest.mark.parametrize(("suite", "algorithm"), PAIRS)
@pytest.mark.parametrize("name", ALTERATIONS)
def test_nothing_can_be_altered(
    credential: dict[str, Any], suite: str, algorithm: str, name: str
) -> None:
    secured = signed(credential, suite, algorithm)
    ALTERATIONS[name](secured, secured["proof"][0])
    with pytest.raises((errors.ProofError, errors.JsonLdError)):
        verify(secured, algorithm)


@pytest.mark.parametrize(("suite", "algorithm"), PAIRS)
def test_the_name_of_another_suite_does_not_fit(
    credential: dict[str, Any], suite: str, algorithm: str
) -> None:
    secured = signed(credential, suite, algorithm)
    for other in {name for name, row in SUITES.items() if row.proof_type == "DataIntegrityProof"}:
        if other != suite:
            secured["proof"][0]["cryptosuite"] = other
            with pytest.raises(errors.ProofError):
                verify(secured, algorithm)


@pytest.mark.parametrize("suite", ["eddsa-jcs-2022", "ecdsa-jcs-2019"])
def test_a_context_appended_after_signing_is_taken_back(
    credential: dict[str, Any], suite: str
) -> None:
    algorithm = SUITES[suite].algorithms[0]
    secured = signed(credential, suite, algorithm)
    secured["@context"] = [*secured["@context"], DI_1]
    verify(secured, algorithm)
    # In another order they are not those that were signed, though the statements are the same.
    secured["@context"] = [DI_1, *secured["@context"][:-1]]
    with pytest.raises(errors.MalformedProofError):
        verify(secured, algorithm)
    secured["proof"][0]["@context"] = secured["@context"]
    with pytest.raises(errors.InvalidSignatureError):
        verify(secured, algorithm)


@pytest.mark.parametrize(
    ("suite", "algorithm"),
    [
        ("eddsa-rdfc-2022", "P-256"),
        ("ecdsa-rdfc-2019", "Ed25519"),
        ("ecdsa-sd-2023", "P-384"),
        ("eddsa-2022", "Ed25519"),
        ("Ed25519Signature2020", "Ed25519"),
        ("bbs-2023", "P-256"),
        (None, "P-521"),
    ],
)
def test_no_proof_is_made_where_key_and_suite_do_not_go_together(
    credential: dict[str, Any], suite: str | None, algorithm: str
) -> None:
    with pytest.raises(errors.UnknownSuiteError):
        create_proof(credential, signer_for(algorithm), created=CREATED, suite=suite)


def test_a_part_of_a_credential_verifies_like_the_whole(credential: dict[str, Any]) -> None:
    proof = create_proof(
        credential,
        signer_for("P-256"),
        created=CREATED,
        suite="ecdsa-sd-2023",
        mandatory_pointers=["/issuer", "/credentialSubject"],
    )
    shown = derive({**credential, "proof": [proof]}, selective_pointers=["/name"])
    verify(shown, "P-256")
    assert "name" in shown
    assert "validUntil" not in shown
    with pytest.raises(errors.ProofError):
        verify({**shown, "name": "Another"}, "P-256")


@pytest.mark.parametrize(
    ("expected", "holds"),
    [
        ({}, True),
        ({"challenge": "c", "domain": "a.example"}, True),
        ({"domain": "b.example"}, True),
        ({"challenge": "d"}, False),
        ({"domain": "c.example"}, False),
    ],
)
def test_challenge_and_domain_are_those_that_the_caller_expects(
    credential: dict[str, Any], expected: dict[str, Any], *, holds: bool
) -> None:
    signer = signer_for("Ed25519")
    proof = create_proof(
        credential,
        signer,
        created=CREATED,
        challenge="c",
        domain=["a.example", "b.example"],
        expires=CREATED.replace(year=2030),
    )
    assert proof["expires"] == "2030-01-01T12:00:00Z"
    accepted = {"eddsa-rdfc-2022"}
    if holds:
        verify_proof(credential, proof, signer.public_key, accepted_suites=accepted, **expected)
        return
    with pytest.raises(errors.ProofBindingError):
        verify_proof(credential, proof, signer.public_key, accepted_suites=accepted, **expected)
