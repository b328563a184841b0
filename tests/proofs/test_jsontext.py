"""Untrusted JSON has one meaning or none."""

from __future__ import annotations

import pytest

from badges.proofs import errors
from badges.proofs.jsontext import parse_json


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (b'{"a": 1, "a": 2}', errors.DuplicateKeyError),
        (b'{"a": [{"b": 1, "\\u0062": 2}]}', errors.DuplicateKeyError),
        (b"[NaN]", errors.JsonNumberError),
        (b"[-Infinity]", errors.JsonNumberError),
        (b"[1e999]", errors.JsonNumberError),
        (b"[9007199254740992]", errors.JsonNumberError),
        (b"[" + b"9" * 10_000 + b"]", errors.JsonNumberError),
        (b'["\\ud800"]', errors.JsonStringError),
        (b'{"\\udfff": 1}', errors.JsonStringError),
        (b"[" * 10_000 + b"]" * 10_000, errors.JsonDepthError),
        (b"[" * 65 + b"]" * 65, errors.JsonDepthError),
        (b'["\xff"]', errors.JsonTextError),
        (b"", errors.JsonTextError),
        (b"[1] x", errors.JsonTextError),
        (b" " * 1_000_001, errors.JsonSizeError),
    ],
)
def test_refuses_what_readers_see_differently(
    text: bytes, error: type[errors.JsonTextError]
) -> None:
    with pytest.raises(error) as caught:
        parse_json(text)
    assert str(caught.value).endswith(".")


def test_reads_text_bytes_and_a_byte_order_mark() -> None:
    assert parse_json('{"ä": [1, -2.5, true, null, "\\ud83d\\ude00"]}') == {
        "ä": [1, -2.5, True, None, "😀"]
    }
    assert parse_json(b"\xef\xbb\xbf9007199254740991") == 2**53 - 1


def test_takes_large_integers_where_nothing_is_signed() -> None:
    assert parse_json("[9007199254740993]", safe_integers=False) == [9007199254740993]
