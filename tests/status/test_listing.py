"""Lists as credentials: ours written, those of both generations read."""

from __future__ import annotations

import base64
import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from badges import status
from schemas.checking import check_status_list_credential

URL = "https://badges.example/status/1"
FOUR = {0: "being made", 1: "in the post", 2: "at the door", 3: "lost"}
POSTED = status.StatusEntry(URL, 7, status.MESSAGE, size=2, messages=FOUR)


def listed(bits: status.Bitstring, **changes: Any) -> dict[str, Any]:
    document = status.status_list_credential(
        URL,
        issuer="did:web:badges.example",
        bits=bits,
        valid_from="2026-01-01T00:00:00Z",
        valid_until="2026-01-08T00:00:00Z",
        ttl=300_000,
    )
    document["credentialSubject"].update(changes)
    return document


def listed_2021(bits: bytes, alphabet: str = "standard", **changes: Any) -> dict[str, Any]:
    packed = gzip.compress(bits, mtime=0)
    encoded = {
        "standard": base64.b64encode(packed).decode(),
        "url": base64.urlsafe_b64encode(packed).decode(),
        "bare": base64.urlsafe_b64encode(packed).decode().rstrip("="),
    }[alphabet]
    return {
        "type": ["VerifiableCredential", "StatusList2021Credential"],
        "credentialSubject": {
            "type": "StatusList2021",
            "statusPurpose": "revocation",
            "encodedList": encoded,
            **changes,
        },
    }


@pytest.mark.parametrize("purpose", ["revocation", "suspension", "refresh", ["revocation", "x"]])
def test_a_list_of_ours_passes_the_schema(purpose: Any) -> None:
    document = status.status_list_credential(
        URL,
        issuer="did:web:badges.example",
        bits=status.PackedList.of(bytes(16_384)),
        valid_from="2026-01-01T00:00:00Z",
        valid_until="2026-01-08T00:00:00Z",
        purpose=purpose,
    )
    assert check_status_list_credential(document) == ()
    assert document["issuer"] == "did:web:badges.example"
    assert document["credentialSubject"]["statusPurpose"] == purpose


@pytest.mark.parametrize("index", ["23", 23])
@pytest.mark.parametrize("purpose", ["revocation", ["suspension", "revocation"]])
def test_a_set_bit_reads_as_revoked(index: Any, purpose: Any) -> None:
    bits = status.Bitstring()
    bits[23] = True
    document = listed(bits, statusPurpose=purpose)
    entry = {**status.status_entry(URL, 23), "statusListIndex": index}
    assert status.read_status(entry, document) == status.StatusValue("revocation", 1)
    assert not status.read_status(status.status_entry(URL, 24), document)


@pytest.mark.parametrize("value", range(4))
def test_a_message_is_told_with_its_words(value: int) -> None:
    bits = status.Bitstring(2 * status.MINIMUM_ENTRIES)
    bits.write(7, value, size=2)
    found = status.read_status(POSTED.to_json(), listed(bits, statusPurpose="message"))
    assert (found.value, found.message, bool(found)) == (value, FOUR[value], value > 0)


def test_a_list_of_messages_has_as_many_entries_as_any_other() -> None:
    with pytest.raises(status.StatusListError, match="has 65536 of 2 bits"):
        status.read_status(POSTED.to_json(), listed(status.Bitstring(), statusPurpose="message"))


@pytest.mark.parametrize("kind", ["StatusList2021Entry", "BitstringStatusListEntry"])
@pytest.mark.parametrize("alphabet", ["standard", "url", "bare"])
def test_a_list_of_2021_is_read_in_each_way_it_is_written(alphabet: str, kind: str) -> None:
    document = listed_2021(b"\x01" + bytes(16_383), alphabet)
    entry = {**status.status_entry(URL, 7), "type": kind}
    assert status.read_status(entry, document)
    assert not status.read_status({**entry, "statusListIndex": "8"}, document)


@pytest.mark.parametrize(
    ("entry", "subject", "error"),
    [
        ({"statusListIndex": "131072"}, {}, status.StatusIndexError),
        ({"statusListIndex": "9" * 19}, {}, status.StatusIndexError),
        ({"statusPurpose": "suspension"}, {}, status.StatusPurposeError),
        ({}, {"statusPurpose": None}, status.StatusPurposeError),
        ({}, {"type": "Other"}, status.StatusListError),
        ({}, {"type": "StatusList2021"}, status.StatusListError),
        ({}, {"encodedList": 5}, status.StatusListError),
        ({}, {"encodedList": "u"}, status.StatusListError),
    ],
)
def test_an_entry_that_does_not_fit_its_list_is_a_typed_error(
    entry: dict[str, Any], subject: dict[str, Any], error: type[status.StatusError]
) -> None:
    with pytest.raises(error):
        status.read_status(
            {**status.status_entry(URL, 5), **entry}, listed(status.Bitstring(), **subject)
        )


@pytest.mark.parametrize(
    "changes",
    [
        {"type": ["VerifiableCredential"]},
        {"type": None},
        {"credentialSubject": None},
        {"credentialSubject": "a list"},
        {"credentialSubject": []},
        {"credentialSubject": [{}, {}]},
    ],
)
def test_what_is_no_list_is_a_typed_error(changes: dict[str, Any]) -> None:
    with pytest.raises(status.StatusListError):
        status.read_list({**listed(status.Bitstring()), **changes})


@pytest.mark.conformance
def test_the_official_sample_entry_reads_against_a_list(shared_standards: Path) -> None:
    sample = "vectors/ob3/1edtech/bit-string-list/credential-status-revoked.json"
    credential = json.loads((shared_standards / sample).read_text())
    bits = status.Bitstring()
    bits[23] = True
    assert status.read_status(credential["credentialStatus"], listed(bits))
