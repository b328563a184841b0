"""Reading JSON that somebody else wrote, so that it means one thing to every reader.

    >>> parse_json('{"name": "Ada", "hours": 4.5}')
    {'name': 'Ada', 'hours': 4.5}
    >>> parse_json('{"name": "Ada", "name": "Eve"}')
    Traceback (most recent call last):
    badges.proofs.errors.DuplicateKeyError: The key 'name' stands twice in one object; write it once.

Follows I-JSON (RFC 7493): UTF-8, no duplicate keys, no lone surrogates, integers within
±(2⁵³ - 1), no NaN or Infinity. What is too large or too deep is refused.
"""  # noqa: E501 - the example prints one line

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any, Final, NoReturn

import orjson

from badges.proofs.errors import (
    DuplicateKeyError,
    JsonDepthError,
    JsonNumberError,
    JsonSizeError,
    JsonStringError,
    JsonTextError,
    excerpt,
)

MAXIMUM_BYTES: Final = 1_000_000
"""What one document may take; a credential with an embedded picture has some 100 kB."""

MAXIMUM_DEPTH: Final = 64
"""Nested objects and arrays; an endorsed credential has about 12."""

MAXIMUM_INTEGER: Final = 2**53 - 1
"""RFC 7493, 2.2: what a reader with double precision keeps exactly."""

_INTEGER_DIGITS = 17
_SURROGATES = re.compile("[\ud800-\udfff]")


def parse_json(
    text: bytes | str,
    *,
    maximum_bytes: int = MAXIMUM_BYTES,
    maximum_depth: int = MAXIMUM_DEPTH,
    safe_integers: bool = True,
) -> Any:
    """Give the value that ``text`` writes; raises ``JsonTextError`` or one of its kinds.

    ``safe_integers=False`` takes integers beyond ±(2⁵³ - 1), for documents that nobody signs.
    """
    quick = _read_compact(text, maximum_bytes, maximum_depth)
    if quick is not None:
        return quick
    decoded = _decode(text, maximum_bytes)

    def integer(digits: str) -> int:
        if len(digits) > _INTEGER_DIGITS or abs(int(digits)) > MAXIMUM_INTEGER:
            if not safe_integers and len(digits) <= 10 * _INTEGER_DIGITS:
                return int(digits)
            raise JsonNumberError(
                f"The number {excerpt(digits)} is too large; write it as a string."
            )
        return int(digits)

    try:
        value = json.loads(
            decoded,
            object_pairs_hook=_object,
            parse_int=integer,
            parse_float=_float,
            parse_constant=_refuse_constant,
        )
    except json.JSONDecodeError as error:
        raise JsonTextError(
            f"This is no JSON: {error.msg} in line {error.lineno}, column {error.colno}.",
            line=error.lineno,
            column=error.colno,
        ) from None
    except RecursionError:
        raise _too_deep(maximum_depth) from None
    check_json(value, maximum_depth=maximum_depth)
    return value


def _read_compact(text: bytes | str, maximum_bytes: int, maximum_depth: int) -> Any | None:
    """Read a text that is exactly what its value is written as; ``None`` for any other.

    Such a text has one meaning: what was lost in reading (a second key, a digit, half a character)
    would be missing from what is written.
    """
    if len(text) > maximum_bytes:
        return None
    try:
        value = orjson.loads(text)
        written = orjson.dumps(value, option=orjson.OPT_STRICT_INTEGER)
        if written != (text if isinstance(text, bytes) else text.encode()):
            return None
    except (ValueError, TypeError):
        return None
    # As deep as there are brackets, at most.
    if written.count(b"{") + written.count(b"[") > maximum_depth:
        check_json(value, maximum_depth=maximum_depth)
    return value


def check_json(value: object, *, maximum_depth: int = MAXIMUM_DEPTH) -> None:
    """Raise ``JsonDepthError`` or ``JsonStringError`` for a value that is no safe JSON."""
    open_values: list[tuple[object, int]] = [(value, 0)]
    while open_values:
        item, depth = open_values.pop()
        if isinstance(item, str):
            if _SURROGATES.search(item):
                raise JsonStringError("A string holds half of a character (a lone surrogate).")
        elif isinstance(item, dict | list):
            if depth >= maximum_depth:
                raise _too_deep(maximum_depth)
            open_values.extend((inner, depth + 1) for inner in _inner(item))


def _inner(item: dict[Any, Any] | list[Any]) -> Iterator[object]:
    if isinstance(item, dict):
        yield from item.keys()
        yield from item.values()
    else:
        yield from item


def _decode(text: bytes | str, maximum_bytes: int) -> str:
    if len(text) > maximum_bytes:
        raise JsonSizeError(
            f"The document has more than {maximum_bytes} bytes; it is not read.",
            maximum=maximum_bytes,
        )
    if isinstance(text, str):
        return text
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise JsonTextError("The document is no UTF-8 text.") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise DuplicateKeyError(
                    f"The key {excerpt(key)} stands twice in one object; write it once.",
                    key=key[:80],
                )
            seen.add(key)
    return result


def _float(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise JsonNumberError(f"The number {excerpt(digits)} is too large to be kept.")
    return number


def _refuse_constant(name: str) -> NoReturn:
    raise JsonNumberError(f"{name} is no JSON number.")


def _too_deep(maximum_depth: int) -> JsonDepthError:
    return JsonDepthError(
        f"The document is nested more than {maximum_depth} levels deep; it is not read.",
        maximum=maximum_depth,
    )
