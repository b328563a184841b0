"""Status lists: bits, their encoding, entries, and Open Badges 2.0 revocation lists."""

from __future__ import annotations

import base64
import gzip
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges import status

EMPTY_LIST = (  # the example list of the standard, section 3.2: 131,072 zero bits
    "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"
)


def pack(data: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(gzip.compress(data, mtime=0)).rstrip(b"=").decode()


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


@pytest.mark.parametrize("size", range(1, 9))
def test_entries_of_several_bits_lie_side_by_side(size: int) -> None:
    bits = status.Bitstring(status.MINIMUM_ENTRIES * size)
    written = {0: (1 << size) - 1, 1: 0, 2: 1, 1001: (1 << size) >> 1, bits.entries(size) - 1: 1}
    for index, value in written.items():
        bits.write(index, value, size=size)
    assert {index: bits.read(index, size=size) for index in written} == written
    plain = "".join(f"{byte:08b}" for byte in bytes(bits))
    assert int(plain[1001 * size :][:size], 2) == written[1001]


def test_a_value_that_does_not_fit_is_refused_and_changes_nothing() -> None:
    bits = status.Bitstring()
    with pytest.raises(status.StatusValueError, match="from 0 to 3, not 4"):
        bits.write(5, 4, size=2)
    assert not any(bytes(bits))


@pytest.mark.parametrize("index", [-1, -131_072, 131_072, 10**30])
def test_places_outside_are_refused(index: int) -> None:
    bits = status.Bitstring()
    for look in (lambda: bits[index], lambda: bits.read(index), lambda: bits.write(index, 1)):
        with pytest.raises(status.StatusIndexError) as caught:
            look()
        assert caught.value.reason.params == {"index": index, "size": 131_072}
    with pytest.raises(status.StatusIndexError):
        bits[index] = True


@pytest.mark.parametrize("bits", [0, 8, 131_064, 131_073, 8 * (status.MAXIMUM_BYTES + 1)])
def test_a_list_is_neither_too_short_nor_too_long(bits: int) -> None:
    with pytest.raises(status.StatusListError, match="in whole bytes"):
        status.Bitstring(bits)


def test_sixteen_million_entries_are_no_matter() -> None:
    bits = status.Bitstring(16_777_216)
    bits[16_777_215] = True
    assert status.decode_list(status.encode_list(bits))[16_777_215]


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
