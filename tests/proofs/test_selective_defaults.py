"""What every part of a badge shows where its issuer names nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from badges.proofs.data_integrity import create_proof
from badges.proofs.selective import derive, usual_pointers
from badges.proofs.selective.proof_values import decode_base
from keys.signer import LocalSigner, generate_private_key
from tests.proofs.selective_badge import badge

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
STATUS = {"id": "https://badges.example/status/1#5", "type": "BitstringStatusListEntry"}


def test_status_and_dates_cannot_be_left_out() -> None:
    signer = LocalSigner(generate_private_key("P-256"), "did:web:badges.example#key-2")
    document = {**badge(), "validUntil": "2027-01-01T10:00:00Z", "credentialStatus": STATUS}
    proof = create_proof(document, signer, created=NOON, suite="ecdsa-sd-2023")
    shown = derive({**document, "proof": [proof]}, selective_pointers=[])
    assert shown["credentialStatus"] == STATUS
    assert shown["validUntil"] == "2027-01-01T10:00:00Z"
    assert "evidence" not in shown
    assert "identifier" not in shown["credentialSubject"]


def test_an_issuer_who_names_nothing_on_purpose_is_taken_at_its_word() -> None:
    signer = LocalSigner(generate_private_key("P-256"), "did:web:badges.example#key-2")
    proof = create_proof(
        badge(), signer, created=NOON, suite="ecdsa-sd-2023", mandatory_pointers=()
    )
    assert decode_base(proof["proofValue"]).mandatory_pointers == ()


@pytest.mark.parametrize(
    ("subject", "pointers"),
    [
        (None, ()),
        ("urn:x:1", ()),
        ({"achievement": {}}, ("/credentialSubject/achievement",)),
        ([{}, {"achievement": {}}, 5], ("/credentialSubject/1/achievement",)),
    ],
    ids=str,
)
def test_achievements_of_every_subject_are_shown(subject: object, pointers: object) -> None:
    assert usual_pointers({"credentialSubject": subject}) == pointers
