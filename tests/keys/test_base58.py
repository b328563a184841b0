from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys.base58 import (
    ALPHABET,
    MAXIMUM_CHARACTERS,
    base58btc_decode,
    base58btc_encode,
    multibase_decode,
    multibase_encode,
)
from keys.errors import KeyFormatError

# draft-msporny-base58-03, section 5.
VECTORS = [
    (b"Hello World!", "2NEpo7TZRRrLZSi2U"),
    (
        b"The quick brown fox jumps over the lazy dog.",
        "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z",
    ),
    (bytes.fromhex("0000287fb4cd"), "11233QC4"),
    (b"", ""),
]


@pytest.mark.parametrize(("data", "text"), VECTORS)
def test_the_drafts_vectors_come_out_and_go_in(data: bytes, text: str) -> None:
    assert base58btc_encode(data) == text
    assert base58btc_decode(text) == data


@given(st.binary(max_size=187))
def test_whatever_is_written_is_read_back(data: bytes) -> None:
    assert multibase_decode(multibase_encode(data)) == data


@given(st.binary(max_size=187))
def test_ten_digits_at_once_are_the_same_as_one(data: bytes) -> None:
    number, digits = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        digits = ALPHABET[digit] + digits
    assert base58btc_encode(data) == "1" * (len(data) - len(data.lstrip(b"\0"))) + digits


@given(st.text("1z0Oäbcdefghijkm", max_size=40))
def test_a_wrong_character_is_named_wherever_it_stands(text: str) -> None:
    wrong = [character for character in text if character not in ALPHABET]
    if wrong:
        with pytest.raises(KeyFormatError, match=re.escape(ascii(wrong[0]))):
            base58btc_decode(text)
    else:
        assert len(base58btc_decode(text)) <= len(text)


@pytest.mark.parametrize("text", ["0", "O", "I", "l", "a b", "ä", "\ud800", None, 5, b"z", ["z"]])
def test_what_is_not_base58_is_refused(text: object) -> None:
    with pytest.raises(KeyFormatError):
        base58btc_decode(text)


def test_a_megabyte_is_refused_before_any_arithmetic() -> None:
    with pytest.raises(KeyFormatError, match="1000000 characters"):
        base58btc_decode("z" * 1_000_000)
    with pytest.raises(KeyFormatError, match="too many"):
        base58btc_encode(b"\xff" * MAXIMUM_CHARACTERS)


@pytest.mark.parametrize("text", ["", "6Mk", "uAQID", "m7QE", None, {}])
def test_another_multibase_is_refused(text: object) -> None:
    with pytest.raises(KeyFormatError, match="begins with 'z'"):
        multibase_decode(text)
