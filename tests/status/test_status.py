"""Status lists: bits, their encoding, entries, and Open Badges 2.0 revocation lists."""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges import status

URL = "https://badges.example/status/1"
EMPTY_LIST = (  # the example list of the standard, section 3.2: 131,072 zero bits
    "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"
)


def pack(data: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(gzip.compress(data, mtime=0)).rstrip(b"=").decode()


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


@pytest.mark.parametrize(("index", "byte", "value"), [(0, 0, 0x80), (7, 0, 1), (8, 1, 0x80)])
def test_the_first_place_is_the_most_significant_bit(index: int, byte: int, value: int) -> None:
    bits = status.Bitstring()
    bits[index] = True
    assert bytes(bits)[byte] == value
    bits[index] = False
    assert not any(bytes(bits))


def test_the_standards_own_example_list_decodes_to_zeros() -> None:
    bits = status.decode_list(EMPTY_LIST)
    assert len(bits) == status.MINIMUM_ENTRIES
    assert not any(bytes(bits))


@given(st.sets(st.integers(0, status.MINIMUM_ENTRIES - 1), max_size=20))
def test_what_was_set_comes_back_after_encoding(places: set[int]) -> None:
    bits = status.Bitstring()
    for place in places:
        bits[place] = True
    again = status.decode_list(status.encode_list(bits))
    assert bytes(again) == bytes(bits)
    assert all(again[place] for place in places)


@pytest.mark.parametrize(
    ("encoded", "code"),
    [
        ("", "status.list.damaged"),
        ("u", "status.list.damaged"),
        (EMPTY_LIST[1:], "status.list.damaged"),
        ("u" + "A" * 5, "status.list.damaged"),
        ("uAAAA====", "status.list.damaged"),
        (EMPTY_LIST[:-8], "status.list.damaged"),
        (pack(bytes(16)), "status.list.size"),
        (pack(bytes(status.MAXIMUM_BYTES + 8)), "status.list.too_large"),
        ("uH4sIüäö", "status.list.damaged"),
    ],
)
def test_a_bad_list_is_one_typed_error(encoded: str, code: str) -> None:
    with pytest.raises(status.StatusListError) as caught:
        status.decode_list(encoded)
    assert caught.value.reason.code == code


def test_a_list_with_something_behind_it_is_refused() -> None:
    packed = gzip.compress(bytes(16_384), mtime=0) + zlib.compress(b"more")
    with pytest.raises(status.StatusListError, match="followed by something else"):
        status.decode_list("u" + base64.urlsafe_b64encode(packed).rstrip(b"=").decode())


def test_an_entry_has_what_both_standards_require() -> None:
    entry = status.status_entry(URL, 23)
    assert entry == {
        "id": f"{URL}#23",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "23",
        "statusListCredential": URL,
    }


def test_a_list_credential_names_its_issuer_by_a_string() -> None:
    document = listed(status.Bitstring())
    assert document["issuer"] == "did:web:badges.example"
    assert document["credentialSubject"]["ttl"] == 300_000


@pytest.mark.parametrize("index", ["23", 23])
@pytest.mark.parametrize("purpose", ["revocation", ["suspension", "revocation"]])
def test_a_set_bit_reads_as_revoked(index: Any, purpose: Any) -> None:
    bits = status.Bitstring()
    bits[23] = True
    document = listed(bits, statusPurpose=purpose)
    entry = status.status_entry(URL, 23)
    assert status.read_status({**entry, "statusListIndex": index}, document)
    assert not status.read_status(status.status_entry(URL, 24), document)


@pytest.mark.parametrize(
    ("entry", "subject", "error"),
    [
        ({"type": "StatusList2021Entry"}, {}, status.StatusEntryError),
        ({"statusListIndex": "-1"}, {}, status.StatusEntryError),
        ({"statusListIndex": "٣"}, {}, status.StatusEntryError),
        ({"statusListIndex": True}, {}, status.StatusEntryError),
        ({"statusListIndex": "131072"}, {}, status.StatusIndexError),
        ({"statusPurpose": "suspension"}, {}, status.StatusPurposeError),
        ({"statusPurpose": ["revocation"]}, {}, status.StatusPurposeError),
        ({"statusSize": 2}, {}, status.StatusEntryError),
        ({}, {"statusSize": 2}, status.StatusEntryError),
        ({}, {"type": "Other"}, status.StatusListError),
        ({}, {"encodedList": 5}, status.StatusListError),
    ],
)
def test_an_entry_that_does_not_fit_its_list_is_a_typed_error(
    entry: dict[str, Any], subject: dict[str, Any], error: type[status.StatusError]
) -> None:
    given_entry = {**status.status_entry(URL, 5), **entry}
    with pytest.raises(error):
        status.read_status(given_entry, listed(status.Bitstring(), **subject))


@pytest.mark.parametrize("size", [1, 2, 3, 10, 255, 256, 257, 1000])
def test_no_two_counters_meet_at_one_place(size: int) -> None:
    places = status.IndexPermutation(b"a key of sixteen", size)
    assert sorted(places[counter] for counter in range(size)) == list(range(size))


def test_all_places_of_a_real_list_are_used_once() -> None:
    places = status.IndexPermutation(b"k" * 32, status.MINIMUM_ENTRIES)
    drawn = {places[counter] for counter in range(status.MINIMUM_ENTRIES)}
    assert len(drawn) == status.MINIMUM_ENTRIES
    assert max(drawn) == status.MINIMUM_ENTRIES - 1


def test_places_depend_on_the_key_and_a_full_list_says_so() -> None:
    one, two = (status.IndexPermutation(key * 32, 131_072) for key in (b"a", b"b"))
    assert [one[i] for i in range(5)] != [two[i] for i in range(5)]
    with pytest.raises(status.StatusIndexError, match="begin the next list"):
        one[131_072]


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_a_revocation_list_has_two_entries_or_more_and_is_stable(count: int) -> None:
    entries = [status.RevokedAssertion(f"urn:uuid:{i}", "wrong name") for i in range(count)]
    made = status.revocation_list(
        "https://b.example/r", issuer="https://b.example", entries=entries
    )
    again = status.revocation_list(
        "https://b.example/r", issuer="https://b.example", entries=entries
    )
    assert made == again
    assert len({entry["id"] for entry in made["revokedAssertions"]}) == max(2, count)


@pytest.mark.parametrize(
    "revoked",
    ["urn:x", ["urn:x"], {"id": "urn:x"}, [{"uid": "urn:x"}, "urn:y"], [7, None, {"id": "urn:x"}]],
)
def test_revocations_are_read_in_every_form_that_is_met(revoked: Any) -> None:
    document = {"type": "RevocationList", "revokedAssertions": revoked}
    assert status.is_revoked(document, "urn:x")
    assert not status.is_revoked(document, "urn:z")


def test_a_document_without_revocations_is_no_list() -> None:
    with pytest.raises(status.StatusListError):
        status.is_revoked({"type": "RevocationList"}, "urn:x")


@pytest.mark.conformance
def test_the_official_sample_entry_reads_against_a_list(shared_standards: Path) -> None:
    sample = "vectors/ob3/1edtech/bit-string-list/credential-status-revoked.json"
    credential = json.loads((shared_standards / sample).read_text())
    bits = status.Bitstring()
    bits[23] = True
    assert status.read_status(credential["credentialStatus"], listed(bits))
