"""Untrusted JSON has one meaning or none."""

from __future__ import annotations

import json
import math
import random
from typing import Any

import pytest

from badges.proofs import errors, jsontext
from badges.proofs.jsontext import parse_json
from tests.proofs.made_up import SCALE, dice, text


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


def value(rng: random.Random, depth: int = 0) -> Any:
    def inner() -> Any:
        return value(rng, depth + 1)

    scalars = [
        text(rng),
        rng.choice([0, -1, 7, 2**53 - 1, 2**53, -(2**53), 2**63, 2**64, 10**30]),
        rng.choice([0.0, -0.0, 1.0, 0.1, 1e16, 1e22, 5e-324, 1e-7, 123456.75, 1e300]),
        rng.choice([rng.random(), rng.uniform(-1e20, 1e20), 10 ** rng.uniform(-30, 30)]),
        rng.choice([None, True, False]),
    ]
    if depth > 3 or rng.random() < 0.6:
        return rng.choice(scalars)
    count = rng.randint(0, 4)
    as_list = rng.random() < 0.5
    return (
        [inner() for _ in range(count)] if as_list else {text(rng): inner() for _ in range(count)}
    )


def written(rng: random.Random) -> bytes:
    """Write a value compactly, as a rule, and often break it somewhere."""
    separators = (",", ":") if rng.random() < 0.9 else None
    data = json.dumps(value(rng), ensure_ascii=rng.random() < 0.2, separators=separators).encode()
    for _ in range(rng.randint(0, 2)):
        at = rng.randint(0, len(data))
        odd = rng.choice(_PIECES)
        data = data[:at] + odd + data[at + rng.randint(0, 2) :]
    return data


_PIECES = [b"", b"0", b"-", b"e5", b".0", b"9" * 17, b"{", b"[[", b"]", b'"', b",", b"null", b"NaN"]
_PIECES += [
    b"\\ud800",
    b"\\u00e4",
    b"\xff",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
    b'"a":1,',
    b" ",
    b"\x00",
]


def outcome(data: bytes | str, **limits: Any) -> tuple[str, str]:
    """Give a value so that 1, 1.0, True, 0.0 and -0.0 are told apart, or the error's kind."""
    try:
        return "value", repr(parse_json(data, **limits))
    except errors.JsonTextError as error:
        return type(error).__name__, str(error)


def test_compact_texts_are_read_as_all_others_are(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = 0
    for seed in range(5000 * SCALE):
        rng = dice(seed)
        data: bytes | str = written(rng)
        if rng.random() < 0.2:
            data = bytes(data).decode("utf-8", "surrogateescape")
        limits: dict[str, Any] = {"maximum_depth": rng.choice([2, 4, 64])}
        limits |= {"safe_integers": rng.random() < 0.8, "maximum_bytes": rng.choice([40, 10_000])}
        given = outcome(data, **limits)
        quick += jsontext._read_compact(data, 10_000, 10_000) is not None
        with monkeypatch.context() as only_strictly:
            only_strictly.setattr(jsontext, "_read_compact", lambda *_: None)
            assert given == outcome(data, **limits), f"seed {seed}"
    assert quick > 1000 * SCALE


@pytest.mark.parametrize("data", [b"1.0", b"-0.0", b"1", b"true", b"1e16", b"0.1"])
def test_numbers_keep_their_kind(data: bytes) -> None:
    number = parse_json(data)
    assert type(number) is type(json.loads(data))
    assert math.copysign(1, number) == math.copysign(1, json.loads(data))
