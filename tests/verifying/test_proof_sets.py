"""Several proofs on one badge: which of them count, and when a chain holds."""

from __future__ import annotations

import copy
import time
from datetime import timedelta
from typing import Any

import pytest

from badges.proofs import add_proof, create_proof
from badges.proofs.presentations import presentation
from badges.verifying import Accepted, verify_credential, verify_presentation
from keys.did import did_key
from keys.signer import LocalSigner, generate_private_key
from tests.verifying.issuers import NOW, START, Issuer, Web, check, dump, outcomes, reason

FIRST = "urn:uuid:26329423-bec9-4b2e-88cb-a7c7d9dc4544"
UNREAD: dict[str, Any] = {
    "type": "DataIntegrityProof",
    "cryptosuite": "bbs-2023",
    "proofPurpose": "assertionMethod",
    "verificationMethod": "did:web:linden.example:issuers:linden#zUC7",
    "proofValue": "u2V0C",
}


@pytest.fixture(scope="module")
def witness() -> LocalSigner:
    key = generate_private_key("P-256")
    did = did_key(key.public_key())
    return LocalSigner(key, f"{did}#{did.removeprefix('did:key:')}")


def broken(proof: dict[str, Any]) -> dict[str, Any]:
    return proof | {"created": "2026-05-01T09:00:01Z"}


def proof_of(issuer: Issuer, **options: Any) -> dict[str, Any]:
    return create_proof(issuer.credential(), issuer.signer(), created=START, **options)


def badge(issuer: Issuer, *proofs: Any) -> bytes:
    return dump({**issuer.credential(), "proof": list(proofs)})


def witnessed(issuer: Issuer, witness: LocalSigner) -> dict[str, Any]:
    """Give a badge that a witness signed first and its issuer confirmed."""
    first = create_proof(issuer.credential(), witness, created=START, proof_id=FIRST)
    document = {**issuer.credential(), "proof": first}
    return add_proof(document, issuer.signer(), created=START, previous_proof=FIRST)


def test_one_good_proof_of_a_set_is_enough() -> None:
    issuer = Issuer()
    good = proof_of(issuer)
    for others in ([broken(good)], [UNREAD], [{"type": "Nonsense"}], [good]):
        result = check(badge(issuer, *others, good), issuer.web())
        assert result.verified, outcomes(result)
    assert not check(badge(issuer, broken(good), UNREAD), issuer.web()).verified


def test_a_proof_of_a_suite_that_is_not_read_leaves_it_open() -> None:
    issuer = Issuer()
    result = check(badge(issuer, UNREAD), issuer.web())
    assert (result.status, reason(result, "valid_signature")) == ("undecided", "signature.suite")


def test_a_suite_that_the_caller_does_not_accept_leaves_it_open() -> None:
    issuer = Issuer()
    accepted = Accepted(suites=frozenset({"ecdsa-rdfc-2019"}))
    result = check(issuer.di(), issuer.web(), accepted)
    assert (result.status, reason(result, "valid_signature")) == ("undecided", "signature.suite")


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_each_suite_of_the_issuers_key_is_verified(suite: str) -> None:
    issuer = Issuer()
    assert check(badge(issuer, proof_of(issuer, suite=suite)), issuer.web()).verified


def test_a_proof_counts_until_it_expires() -> None:
    issuer = Issuer()
    over = proof_of(issuer, expires=NOW - timedelta(seconds=1))
    still = proof_of(issuer, expires=NOW + timedelta(seconds=1))
    assert reason(check(badge(issuer, over), issuer.web()), "valid_signature") == (
        "signature.proof_expired"
    )
    assert check(badge(issuer, still), issuer.web()).verified


def test_an_issuer_may_confirm_what_a_witness_signed(witness: LocalSigner) -> None:
    issuer = Issuer()
    secured = witnessed(issuer, witness)
    assert check(dump(secured), issuer.web()).verified
    alone = secured | {"proof": secured["proof"][1]}
    assert not check(dump(alone), issuer.web()).verified


@pytest.mark.parametrize("member", ["created", "proofValue", "id", "previousProof"])
def test_a_chain_with_a_broken_link_is_refused(witness: LocalSigner, member: str) -> None:
    issuer = Issuer()
    secured = copy.deepcopy(witnessed(issuer, witness))
    secured["proof"][member == "previousProof"][member] = "2026-05-01T09:00:01Z"
    result = check(dump(secured), issuer.web())
    assert (result.status, outcomes(result)["valid_signature"]) == ("not_verified", "failed")


def test_a_later_proof_over_one_that_does_not_hold_does_not_count(witness: LocalSigner) -> None:
    issuer = Issuer()
    bad = broken(create_proof(issuer.credential(), witness, created=START, proof_id=FIRST))
    secured = add_proof(
        {**issuer.credential(), "proof": bad}, issuer.signer(), created=START, previous_proof=FIRST
    )
    assert check(dump(secured), issuer.web()).status == "not_verified"
    # The witness's proof comes second here, so that the answer tells about the issuer's.
    turned = secured | {"proof": secured["proof"][::-1]}
    assert reason(check(dump(turned), issuer.web()), "valid_signature") == "signature.previous"


def test_a_chain_whose_first_signatory_cannot_be_asked_is_left_open() -> None:
    issuer, other = Issuer(), Issuer("birch.example")
    first = create_proof(issuer.credential(), other.signer(), created=START, proof_id=FIRST)
    secured = add_proof(
        {**issuer.credential(), "proof": first},
        issuer.signer(),
        created=START,
        previous_proof=FIRST,
    )
    result = check(dump(secured), issuer.web())
    assert (result.status, reason(result, "valid_signature")) == (
        "undecided",
        "signature.previous_unknown",
    )


def test_a_chain_that_leads_nowhere_spoils_the_whole_set() -> None:
    issuer = Issuer()
    good = proof_of(issuer)
    for lost in (
        good | {"previousProof": FIRST},
        {"id": FIRST, "previousProof": FIRST},
        {"previousProof": 7},
    ):
        result = check(badge(issuer, good, lost), issuer.web())
        assert reason(result, "valid_signature") == "signature.malformed"


def test_a_credential_without_issuer_is_vouched_for_by_nobody(witness: LocalSigner) -> None:
    document = Issuer().credential(issuer=None)
    secured = {**document, "proof": create_proof(document, witness, created=START)}
    result = check(dump(secured))
    assert (result.status, outcomes(result)["issuer_identity"]) == ("not_verified", "unknown")


def test_a_long_chain_over_a_large_document_is_checked_link_by_link(witness: LocalSigner) -> None:
    document = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"],
        "issuer": witness.verification_method.partition("#")[0],
        "credentialSubject": {"id": "urn:uuid:5f0d2c3e-3c31-4b0e-9d3c-2f6f5f3a9b10"},
        "evidence": [{"type": "VerifiableCredential"} for _ in range(300)],
    }
    ids = [FIRST[:-1] + str(number) for number in range(10)]
    for number, proof_id in enumerate(ids):
        named = {"previous_proof": ids[:number]} if number else {}
        document = add_proof(document, witness, created=START, proof_id=proof_id, **named)
    started = time.process_time()
    assert verify_credential(document, now=NOW, fetch=Web()).verified
    assert time.process_time() - started < 2  # some 20 canonical forms of it, not 55
    shown = presentation([document] * 5)
    started = time.process_time()
    result = verify_presentation(dump(shown), now=NOW, fetch=Web())
    assert (result.conformance.reason.code, result.credentials) == ("conformance.limit", ())
    assert time.process_time() - started < 1
