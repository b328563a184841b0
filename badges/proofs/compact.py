r"""Writing JSON without a needless space, which is how tokens carry it.

    >>> write_compact({"name": "Zoë", "hours": [1, 2]})
    b'{"name":"Zo\xc3\xab","hours":[1,2]}'
    >>> write_compact({"hours": float("nan")})
    Traceback (most recent call last):
    badges.proofs.errors.JsonNumberError: A number is infinite or none, or a value holds itself.

What is written can be read: nothing leaves here that ``parse_json`` refuses or takes otherwise.
"""

from __future__ import annotations

import json
from typing import Final

import orjson

from badges.proofs.errors import JsonNumberError, JsonStringError, JsonTextError
from badges.proofs.jsontext import MAXIMUM_BYTES, MAXIMUM_DEPTH, parse_json

# Integers beyond ±(2⁵³ - 1) and whatever is no JSON value are errors, as they are for json.dumps.
_OPTIONS: Final = (
    orjson.OPT_STRICT_INTEGER
    | orjson.OPT_PASSTHROUGH_DATACLASS
    | orjson.OPT_PASSTHROUGH_DATETIME
    | orjson.OPT_PASSTHROUGH_SUBCLASS
)


def write_compact(value: object) -> bytes:
    """Give the UTF-8 bytes of a JSON value, such that ``parse_json`` reads the same value.

    Without floating-point numbers they are those of ``json.dumps`` with the shortest separators.
    Raises a ``JsonTextError`` for what a reader would refuse.
    """
    try:
        text = orjson.dumps(value, option=_OPTIONS)
    except orjson.JSONEncodeError:
        return _write_slowly(value)
    # NaN comes out as null; objects and arrays no more than the depth allows cannot be too deep.
    if b"null" in text or not _is_surely_shallow(text) or len(text) > MAXIMUM_BYTES:
        return _write_slowly(value)
    return text


def _is_surely_shallow(text: bytes) -> bool:
    return text.count(b"{") + text.count(b"[") <= MAXIMUM_DEPTH


def _write_slowly(value: object) -> bytes:
    try:
        text = json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
        encoded = text.encode()
    except UnicodeEncodeError:
        raise JsonStringError("A string holds half of a character (a lone surrogate).") from None
    except (ValueError, RecursionError):
        raise JsonNumberError("A number is infinite or none, or a value holds itself.") from None
    except TypeError:
        raise JsonTextError("This is no JSON value; give texts, numbers, lists, objects.") from None
    parse_json(encoded)
    return encoded
