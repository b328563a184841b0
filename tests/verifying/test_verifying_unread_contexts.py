"""Contexts that are not read here: never a pass, and no word against a signature nobody checked."""

from __future__ import annotations

from typing import Any

import pytest

from badges.proofs import UnsignedCredential, add_proof
from badges.proofs.jws import sign_jws
from badges.proofs.selective import derive
from badges.verifying import VerificationResult
from badges.verifying.credentials import verify_credential
from keys.encoding import public_key_to_jwk
from keys.keyring import KeyRecord
from tests.verifying.issuers import CONTEXTS, NOW, START, Issuer, check, dump

UNREAD: dict[str, dict[str, Any]] = {
    "conformance.unknown_context": {"@context": [*CONTEXTS, "https://elsewhere.example/v1"]},
    "conformance.inline_context": {"@context": [*CONTEXTS, {"motto": "https://e.example/motto"}]},
}
SUITES = {
    "eddsa-rdfc-2022": "Ed25519",
    "ecdsa-rdfc-2019": "P-256",
    "ecdsa-sd-2023": "P-256",
    "eddsa-jcs-2022": "Ed25519",
}


def told(result: VerificationResult, check_id: str) -> tuple[str, str]:
    line = result.check(check_id)
    return line.outcome.value, line.reason.code


def signed_elsewhere(issuer: Issuer, suite: str, contexts: dict[str, Any]) -> dict[str, Any]:
    """Give what a good badge under other contexts looks like to us: a proof that we cannot redo."""
    signer = issuer.signer(SUITES[suite])
    key = signer.verification_method
    if signer.algorithm == "P-256":
        record = KeyRecord("P-256", public_key_to_jwk(signer.public_key), key, created_at=START)
        issuer.ring = issuer.ring.add(record).activate(key, at=START)
    draft = UnsignedCredential(issuer.credential())
    made: dict[str, Any] = add_proof(draft, signer, created=START, suite=suite)
    if suite == "ecdsa-sd-2023":
        made = derive(made, selective_pointers=["/credentialSubject", "/credentialStatus"])
    return {**made, **contexts}


@pytest.mark.parametrize("code", UNREAD)
@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "ecdsa-rdfc-2019", "ecdsa-sd-2023"])
def test_a_signature_over_statements_that_cannot_be_made_is_open(code: str, suite: str) -> None:
    issuer = Issuer()
    document = signed_elsewhere(issuer, suite, UNREAD[code])
    for result in (
        check(dump(document), issuer.web()),
        verify_credential(document, now=NOW, fetch=issuer.web()),
    ):
        assert told(result, "conformance") == ("failed", code)
        assert told(result, "valid_signature") == ("unknown", "signature.uncovered")
        assert result.status == "not_verified"


@pytest.mark.parametrize("code", UNREAD)
@pytest.mark.parametrize("form", ["vc+jwt", "eddsa-jcs-2022"])
def test_a_signature_over_bytes_is_checked_and_its_meaning_is_open(code: str, form: str) -> None:
    issuer = Issuer()
    document = {**issuer.credential(), **UNREAD[code]}
    if form == "vc+jwt":
        given = sign_jws(dump(document), issuer.signer(), typ=form).encode()
        result = check(given, issuer.web())
        assert told(result, "valid_signature") == ("passed", "signature.valid")
        forged = sign_jws(dump(document), Issuer("evil.example").signer(), typ=form).encode()
        assert check(forged, issuer.web()).status == "not_verified"
    else:
        result = check(dump(signed_elsewhere(issuer, form, UNREAD[code])), issuer.web())
    assert told(result, "conformance") == ("failed", code)
    assert result.status == "not_verified"


@pytest.mark.parametrize(
    ("member", "value", "code"),
    [
        ("proofValue", "z" + "2" * 100_000, "signature.malformed"),
        ("proofPurpose", "authentication", "signature.purpose"),
        ("expires", "2020-01-01T00:00:00Z", "signature.proof_expired"),
    ],
)
def test_a_proof_that_is_wrong_under_any_context_fails(member: str, value: str, code: str) -> None:
    issuer = Issuer()
    contexts = UNREAD["conformance.unknown_context"]
    document = signed_elsewhere(issuer, "eddsa-rdfc-2022", contexts)
    document["proof"][0][member] = value
    result = check(dump(document), issuer.web())
    assert told(result, "valid_signature") == ("failed", code)
    assert result.status == "not_verified"


@pytest.mark.parametrize("code", UNREAD)
def test_other_checks_still_speak_against_it(code: str) -> None:
    issuer = Issuer()
    past = {"validUntil": "2026-05-01T10:00:00Z"}
    result = check(
        dump({**signed_elsewhere(issuer, "eddsa-rdfc-2022", UNREAD[code]), **past}), issuer.web()
    )
    assert (result.status, result.check("expiration").outcome) == ("not_verified", "failed")
