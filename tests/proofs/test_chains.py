"""Proofs that cover earlier ones, and presentations."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from typing import Any

import pytest

from badges.proofs import Content, UnsignedCredential, add_proof, create_proof, errors, verify_proof
from badges.proofs.chains import check_chains, covered, preceding, previous_proofs
from badges.proofs.presentations import presentation, secure_presentation, verify_presentation
from keys.signer import LocalSigner, generate_private_key

CREATED = datetime(2026, 1, 1, 12, tzinfo=UTC)
FIRST = "urn:uuid:26329423-bec9-4b2e-88cb-a7c7d9dc4544"
SECOND = "urn:uuid:8cc9022b-6b14-4cf3-8571-74972c5feb54"
ACCEPTED = {"eddsa-rdfc-2022", "eddsa-jcs-2022", "ecdsa-rdfc-2019"}


@pytest.fixture(scope="module")
def witness() -> LocalSigner:
    return LocalSigner(generate_private_key("P-256"), "did:web:witness.example#key-1")


def chained(
    credential: dict[str, Any], signer: LocalSigner, witness: LocalSigner, suite: str
) -> dict[str, Any]:
    draft = UnsignedCredential(credential)
    first = create_proof(draft, signer, created=CREATED, suite=suite, proof_id=FIRST)
    return add_proof({**draft, "proof": first}, witness, created=CREATED, previous_proof=FIRST)


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022"])
def test_a_chained_proof_covers_the_one_before(
    credential: dict[str, Any], signer: LocalSigner, witness: LocalSigner, suite: str
) -> None:
    secured = chained(credential, signer, witness, suite)
    first, second = secured["proof"]
    assert second["previousProof"] == FIRST
    verify_proof(secured, first, signer.public_key, accepted_suites=ACCEPTED)
    verify_proof(secured, second, witness.public_key, accepted_suites=ACCEPTED)


@pytest.mark.parametrize("member", ["created", "verificationMethod", "proofValue"])
def test_what_a_chained_proof_covers_cannot_be_altered(
    credential: dict[str, Any], signer: LocalSigner, witness: LocalSigner, member: str
) -> None:
    secured = copy.deepcopy(chained(credential, signer, witness, "eddsa-rdfc-2022"))
    values = {
        "created": "2026-01-01T12:00:01Z",
        "verificationMethod": "did:web:evil.example#key-1",
        "proofValue": "z1",
    }
    secured["proof"][0][member] = values[member]
    with pytest.raises(errors.InvalidSignatureError):
        verify_proof(secured, secured["proof"][1], witness.public_key, accepted_suites=ACCEPTED)


def test_a_jcs_chain_holds_the_previous_proofs_as_a_list(
    credential: dict[str, Any], signer: LocalSigner
) -> None:
    first = create_proof(
        credential, signer, created=CREATED, suite="eddsa-jcs-2022", proof_id=FIRST
    )
    secured = add_proof(
        {**credential, "proof": first},
        signer,
        created=CREATED,
        suite="eddsa-jcs-2022",
        previous_proof=[FIRST],
    )
    second = secured["proof"][1]
    verify_proof(secured, second, signer.public_key, accepted_suites=ACCEPTED)
    content = covered(Content(secured), second, secured["proof"])
    assert content.document["proof"] == [first]


@pytest.mark.parametrize(
    "proofs",
    [
        [{"id": "urn:a", "previousProof": "urn:b"}],
        [{"id": "urn:a"}, {"previousProof": ["urn:a", "urn:b"]}],
        [{"id": "urn:a"}, {"id": "urn:a"}, {"previousProof": "urn:a"}],
        [{"id": "urn:a", "previousProof": "urn:a"}],
        [{"id": "urn:a", "previousProof": "urn:b"}, {"id": "urn:b", "previousProof": "urn:a"}],
        [{"id": 456321}, {"previousProof": 456321}],
        [{"id": "urn:a"}, {"previousProof": []}],
        [{"id": "urn:a"}, {"previousProof": [["urn:a"]]}],
        [{"id": "urn:a"}, {"previousProof": None}],
        [{"id": ""}, {"previousProof": ""}],
    ],
)
def test_a_chain_that_leads_nowhere_is_refused(proofs: list[dict[str, Any]]) -> None:
    with pytest.raises(errors.ProofChainError):
        check_chains(proofs)


def test_everything_before_a_proof_comes_in_order() -> None:
    first: dict[str, Any] = {"id": "urn:a"}
    second: dict[str, Any] = {"id": "urn:b", "previousProof": "urn:a"}
    third: dict[str, Any] = {"previousProof": ["urn:b", "urn:a"]}
    proofs = [third, second, first]
    assert preceding(third, proofs) == [first, second]
    assert previous_proofs(third, proofs) == [second, first]
    assert preceding(first, proofs) == []


def test_a_long_tangle_of_proofs_takes_no_time() -> None:
    proofs: list[dict[str, Any]] = [{"id": "urn:0"}]
    for number in range(1, 10):
        proofs.append({"id": f"urn:{number}", "previousProof": [each["id"] for each in proofs]})
    check_chains(proofs)
    assert len(preceding(proofs[-1], proofs)) == 9


def test_a_presentation_holds_for_its_challenge_and_domain(
    credential: dict[str, Any], signer: LocalSigner
) -> None:
    shown = secure_presentation(
        presentation([credential], holder="did:web:badges.example"),
        signer,
        created=CREATED,
        challenge="c",
        domain="d.example",
    )
    key = signer.public_key
    verify_presentation(shown, key, accepted_suites=ACCEPTED, challenge="c", domain="d.example")
    with pytest.raises(errors.ProofBindingError):
        verify_presentation(shown, key, accepted_suites=ACCEPTED, challenge="e")
    with pytest.raises(errors.ProofPurposeError):
        verify_proof(shown, shown["proof"], key, accepted_suites=ACCEPTED)


def test_a_presentation_without_a_proof_or_with_another_content_is_refused(
    credential: dict[str, Any], signer: LocalSigner
) -> None:
    draft = presentation([credential])
    with pytest.raises(errors.MalformedProofError):
        verify_presentation(draft, signer.public_key, accepted_suites=ACCEPTED)
    shown = secure_presentation(draft, signer, created=CREATED)
    shown["verifiableCredential"][0]["name"] = "Another"
    with pytest.raises(errors.InvalidSignatureError):
        verify_presentation(shown, signer.public_key, accepted_suites=ACCEPTED)
    with pytest.raises(errors.AlreadySecuredError):
        secure_presentation(shown, signer, created=CREATED)
