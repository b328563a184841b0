"""Receipts: signed by whoever checked, and checked like anything else that is signed."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from badges.errors import Reason
from badges.fetched import Fetched
from badges.proofs import UnsignedCredential, secure
from badges.proofs.jws import sign_jws
from badges.verifying import OFFLINE, GivenDocuments, Status, UnreadableError, verify
from badges.verifying.receipts import (
    MOST_ENTRIES,
    Entry,
    check_receipt,
    is_receipt,
    reason_of,
    unread_entry,
    write_receipt,
)
from keys.controller import verification_method, verification_method_id
from keys.signer import LocalSigner, generate_private_key
from tests.verifying.issuers import Issuer, dump

DID = "did:web:checker.example"
AT = datetime(2026, 5, 1, 12, 3, tzinfo=UTC)
KEY = generate_private_key("Ed25519")
METHOD = verification_method_id(DID, KEY.public_key())
SIGNER = LocalSigner(KEY, METHOD)
DOCUMENT = {
    "id": DID,
    "verificationMethod": [verification_method(KEY.public_key(), method_id=METHOD, controller=DID)],
}
PUBLISHED = GivenDocuments([json.dumps(DOCUMENT).encode()])


def receipt(*entries: Entry, signer: LocalSigner = SIGNER) -> bytes:
    given = entries or (unread_entry("a.png", b"a", Reason("unreadable.damaged")),)
    return write_receipt(given, signer=signer, issuer=DID, at=AT, receipt_id="urn:uuid:1")


def test_a_receipt_under_a_published_key_holds() -> None:
    found = check_receipt(receipt(), fetch=PUBLISHED)
    assert (found.status, found.finding.reason.code) == (Status.VERIFIED, "receipt.signed")
    assert (found.at, found.domain, found.receipt_id) == (AT, "checker.example", "urn:uuid:1")
    assert receipt() == receipt()


@pytest.mark.parametrize(("old", "new"), [("a.png", "b.png"), ("unreadable", "verified")])
def test_what_was_changed_in_clear_is_found(old: str, new: str) -> None:
    file = json.loads(receipt())
    file["receipt"] = json.loads(json.dumps(file["receipt"]).replace(old, new))
    found = check_receipt(json.dumps(file).encode(), fetch=PUBLISHED)
    assert (found.status, found.finding.reason.code) == (Status.NOT_VERIFIED, "receipt.altered")


def test_another_key_under_the_same_name_is_found() -> None:
    stranger = LocalSigner(generate_private_key("Ed25519"), METHOD)
    found = check_receipt(receipt(signer=stranger), fetch=PUBLISHED)
    assert found.finding.reason.code == "receipt.altered"
    unlisted = LocalSigner(generate_private_key("Ed25519"), f"{DID}#other")
    found = check_receipt(receipt(signer=unlisted), fetch=PUBLISHED)
    assert found.finding.reason.code == "receipt.foreign_key"


def test_without_the_keys_nothing_is_decided() -> None:
    found = check_receipt(receipt(), fetch=OFFLINE)
    assert (found.status, found.finding.reason.code) == (
        Status.UNDECIDED,
        "receipt.issuer_unknown",
    )
    assert found.entries[0]["name"] == "a.png"


def test_a_token_of_another_kind_is_no_receipt() -> None:
    token = sign_jws(b'{"entries": []}', SIGNER, typ="JWT", kid=METHOD).encode()
    assert not is_receipt(token)
    wrapped = json.dumps({"type": "VerificationReceipt", "jws": token.decode()}).encode()
    assert check_receipt(wrapped, fetch=PUBLISHED).finding.reason.code == "receipt.damaged"


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7 x", b"eyJ.x.y", b'{"type": "VerificationReceipt"', b"[]"]
)
def test_everything_else_is_none(data: bytes) -> None:
    assert not is_receipt(data)


def test_the_key_of_receipts_can_vouch_for_no_badge() -> None:
    """Listed for no purpose: whoever had the key could not issue in the checker's name."""
    credential = Issuer().credential(issuer={"id": DID, "type": ["Profile"], "name": "X"})
    document = secure(UnsignedCredential(credential), SIGNER, created=AT)
    result = verify(dump(document), now=AT, fetch=PUBLISHED)
    assert result.check("issuer_identity").outcome.value != "passed"
    assert not result.verified


def test_a_thousand_entries_of_the_longest_kind_can_be_read_again() -> None:
    entry = {
        **unread_entry("ü" * 300, b"x", Reason("hosted.differs", host="h" * 200, domain="d" * 200)),
        "checks": dict.fromkeys(
            ["conformance", "valid_signature", "issuer_identity", "expiration"], "failed"
        ),
    }
    found = check_receipt(receipt(*[entry] * MOST_ENTRIES), fetch=PUBLISHED)
    assert (found.status, len(found.entries)) == (Status.VERIFIED, MOST_ENTRIES)
    reason = reason_of(found.entries[0])
    assert reason is not None
    assert len(reason.params["host"]) <= 41


def test_a_receipt_is_not_taken_for_a_badge() -> None:
    with pytest.raises(UnreadableError):
        verify(receipt(), now=AT, fetch=lambda url, **_: Fetched(url))
