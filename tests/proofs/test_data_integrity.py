"""Proofs hold for exactly what was signed, by exactly that key, for what the caller accepts."""

from __future__ import annotations

import copy
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from badges.proofs import UnsignedCredential, errors, proofs_of, secure, verify_proof
from badges.proofs.data_integrity import create_proof
from keys.signer import LocalSigner, generate_private_key

CREATED = datetime(2026, 1, 1, 12, 0, 0, 999, tzinfo=timezone(timedelta(hours=2)))
ACCEPTED = {"eddsa-rdfc-2022"}


@pytest.fixture
def secured(credential: dict[str, Any], signer: LocalSigner) -> dict[str, Any]:
    return secure(UnsignedCredential(credential), signer, created=CREATED)


def test_a_proof_names_suite_key_purpose_and_time(secured: dict[str, Any]) -> None:
    [proof] = secured["proof"]
    value = proof.pop("proofValue")
    assert value.startswith("z")
    assert proof == {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-01-01T10:00:00Z",
        "verificationMethod": "did:web:badges.example#key-1",
        "proofPurpose": "assertionMethod",
    }


def test_key_order_and_equivalent_arrays_do_not_matter(
    secured: dict[str, Any], signer: LocalSigner
) -> None:
    turned = dict(reversed(secured.items()))
    turned["issuer"] = turned["issuer"] | {"type": "Profile"}
    verify_proof(turned, secured["proof"][0], signer.public_key, accepted_suites=ACCEPTED)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("name",), "Löten lernen!"),
        (("validUntil",), "2028-01-01T10:00:00Z"),
        (("issuer", "id"), "did:web:evil.example"),
        (("credentialSubject", "achievement", "criteria", "narrative"), "Drei Platinen.\x07"),
        (("proof", 0, "created"), "2026-01-01T10:00:01Z"),
        (("proof", 0, "verificationMethod"), "did:web:badges.example#key-2"),
        (("proof", 0, "expires"), "2036-01-01T10:00:01Z"),
    ],
)
def test_an_altered_claim_is_refused(
    secured: dict[str, Any], signer: LocalSigner, path: tuple[Any, ...], value: str
) -> None:
    place: Any = secured
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(errors.InvalidSignatureError):
        verify_proof(secured, secured["proof"][0], signer.public_key, accepted_suites=ACCEPTED)


def test_a_claim_taken_away_is_refused(secured: dict[str, Any], signer: LocalSigner) -> None:
    del secured["validUntil"]
    with pytest.raises(errors.InvalidSignatureError):
        verify_proof(secured, secured["proof"][0], signer.public_key, accepted_suites=ACCEPTED)


def test_an_expiry_renamed_to_its_iri_is_refused(
    secured: dict[str, Any], signer: LocalSigner
) -> None:
    secured["https://www.w3.org/2018/credentials#validUntil"] = {
        "@value": secured.pop("validUntil"),
        "@type": "http://www.w3.org/2001/XMLSchema#dateTime",
    }
    with pytest.raises(errors.IriForTermError):
        verify_proof(secured, secured["proof"][0], signer.public_key, accepted_suites=ACCEPTED)


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_a_proofs_expiry_renamed_by_another_context_is_refused(
    credential: dict[str, Any], signer: LocalSigner, version: str
) -> None:
    expires = CREATED + timedelta(hours=1)
    proof = create_proof(credential, signer, created=CREATED, expires=expires)
    proof["expiration"] = proof.pop("expires")  # the same statement, under a name nobody looks for
    credential["@context"].append(f"https://w3id.org/security/{version}")
    with pytest.raises(errors.MalformedProofError, match="'expiration'"):
        verify_proof(credential, proof, signer.public_key, accepted_suites=ACCEPTED)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"proofPurpose": "authentication"}, errors.ProofPurposeError),
        ({"cryptosuite": "eddsa-rdfc-2023"}, errors.UnknownSuiteError),
        ({"cryptosuite": "eddsa-2022"}, errors.UnknownSuiteError),
        ({"cryptosuite": ["eddsa-rdfc-2022"]}, errors.UnknownSuiteError),
        ({"type": "Ed25519Signature2020"}, errors.UnknownSuiteError),
        ({"proofValue": "zABC"}, errors.InvalidSignatureError),
        ({"proofValue": "z0OIl"}, errors.MalformedProofError),
        ({"proofValue": "mAAAA"}, errors.MalformedProofError),
        ({"proofValue": "z" * 5000}, errors.MalformedProofError),
        ({"proofValue": None}, errors.MalformedProofError),
        ({"verificationMethod": {"id": "x"}}, errors.MalformedProofError),
        ({"previousProof": "urn:uuid:1"}, errors.MalformedProofError),
        ({"@context": "https://www.w3.org/ns/credentials/v2"}, errors.MalformedProofError),
        ({"hiddenExtra": "x"}, errors.MalformedProofError),
    ],
)
def test_a_bent_proof_is_refused(
    secured: dict[str, Any],
    signer: LocalSigner,
    changes: dict[str, Any],
    error: type[errors.ProofsError],
) -> None:
    proof = secured["proof"][0] | changes
    with pytest.raises(error):
        verify_proof(secured, proof, signer.public_key, accepted_suites=ACCEPTED)


@pytest.mark.parametrize("algorithm", ["Ed25519", "P-256"])
def test_another_key_is_refused(secured: dict[str, Any], algorithm: str) -> None:
    other = generate_private_key(algorithm).public_key()
    with pytest.raises(errors.InvalidSignatureError):
        verify_proof(secured, secured["proof"][0], other, accepted_suites=ACCEPTED)


def test_each_proof_of_a_set_stands_for_itself(
    secured: dict[str, Any], credential: dict[str, Any]
) -> None:
    other = LocalSigner(generate_private_key("Ed25519"), "did:web:other.example#k")
    proof = create_proof(credential, other, created=CREATED)
    both = secured | {"proof": [*secured["proof"], proof]}
    assert len(proofs_of(both)) == 2
    verify_proof(both, proofs_of(both)[1], other.public_key, accepted_suites=ACCEPTED)


def test_signing_refuses_what_it_would_not_cover(
    credential: dict[str, Any], signer: LocalSigner
) -> None:
    draft = copy.deepcopy(credential)
    draft["credentialSubject"]["hiddenExtra"] = 1
    with pytest.raises(errors.UndefinedTermError):
        secure(UnsignedCredential(draft), signer, created=CREATED)
    with pytest.raises(errors.AlreadySecuredError):
        secure(UnsignedCredential(credential | {"proof": []}), signer, created=CREATED)


def test_signing_refuses_keys_without_a_suite_and_times_without_a_zone(
    credential: dict[str, Any], signer: LocalSigner, rsa_signer: LocalSigner
) -> None:
    draft = UnsignedCredential(credential)
    with pytest.raises(errors.UnknownSuiteError):
        secure(draft, rsa_signer, created=CREATED)
    with pytest.raises(errors.MalformedProofError):
        secure(draft, signer, created=datetime(2026, 1, 1))  # noqa: DTZ001 - what is refused


@pytest.mark.parametrize("proof", ["x", [1], [{}] * 11])
def test_what_is_no_proof_set_is_refused(proof: Any) -> None:
    with pytest.raises(errors.MalformedProofError):
        proofs_of({"proof": proof})


def test_created_is_kept_in_whole_seconds_of_utc(
    credential: dict[str, Any], signer: LocalSigner
) -> None:
    early = create_proof(credential, signer, created=datetime(2026, 7, 1, tzinfo=UTC))
    assert early["created"] == "2026-07-01T00:00:00Z"
