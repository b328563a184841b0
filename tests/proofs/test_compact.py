"""The quick way of writing and reading JSON decides exactly as the careful one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from badges.proofs import errors, parse_json
from badges.proofs.compact import write_compact

SCALARS = st.none() | st.booleans() | st.integers() | st.text(st.characters(codec=None))
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=40
)
TEXTS = st.sampled_from(
    [
        *("{", "}", "[", "]", '"a"', '"b"', ":", ",", "1", "-0", "0.10", "1e5", "1E400", "null"),
        *(
            "NaN",
            " ",
            "9007199254740992",
            "18446744073709551616",
            '"\\u0061"',
            '"\\ud800"',
            "\ufeff",
        ),
    ]
)


def outcome(read: Any, data: Any) -> object:
    try:
        return repr(read(data))
    except errors.JsonTextError as error:
        return type(error)


@given(VALUES)
@settings(max_examples=400, deadline=None)
def test_what_is_written_is_what_json_writes_and_reads_back(value: object) -> None:
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    written = outcome(write_compact, value)
    if isinstance(written, type):
        assert isinstance(outcome(parse_json, text), type)
    else:
        assert written == repr(text.encode())
        assert outcome(parse_json, text.encode()) == repr(value)


@given(st.lists(TEXTS, max_size=12).map("".join) | st.floats().map(json.dumps))
@settings(max_examples=600, deadline=None)
def test_every_text_is_read_quickly_as_it_is_read_carefully(text: str) -> None:
    data = text.encode()
    # A space at its end makes it a text that the quick way leaves to the careful one.
    assert outcome(parse_json, data) == outcome(parse_json, data + b" ")


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":1,"a":1}',
        b'{"a":{"b":1,"\\u0062":2}}',
        b"[" * 65 + b"]" * 65,
        b"[" * 100_000,
        b"[" * 64 + b"]" * 64,
        b"[9007199254740991,9007199254740992]",
        b'["\xed\xa0\x80"]',
        b'["' + b"a" * 1_000_000 + b'"]',
        b"",
    ],
)
def test_traps_are_read_quickly_as_they_are_read_carefully(data: bytes) -> None:
    # A space at its end makes it a text that the quick way leaves to the careful one.
    assert outcome(parse_json, data) == outcome(parse_json, data + b" ")


def nested(levels: int) -> object:
    return [nested(levels - 1)] if levels else 1


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        {"a": object()},
        {1: "a", "1": "b"},
        nested(65),
        nested(300),
        "x" * 10**6,
    ],
)
def test_what_no_reader_takes_is_not_written(value: object) -> None:
    with pytest.raises(errors.JsonTextError):
        write_compact(value)
