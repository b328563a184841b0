"""JSON Pointers (RFC 6901) that say which parts of a document are shown.

    >>> badge = {"@context": ["https://www.w3.org/ns/credentials/v2"], "id": "urn:x:1",
    ...          "type": ["VerifiableCredential"], "name": "Solderer",
    ...          "evidence": [{"id": "urn:x:2", "name": "a"}, {"id": "urn:x:3", "name": "b"}]}
    >>> select(badge, ["/evidence/1/name"])["evidence"]
    [{'id': 'urn:x:3', 'name': 'b'}]
    >>> sorted(select(badge, ["/name"]))
    ['@context', 'id', 'name', 'type']

Data Integrity ECDSA Cryptosuites 1.0, 3.4.10 to 3.4.13. What lies on the way to a part comes along
as far as it says who or what it is: its ``id`` and its ``type``, and the ``@context`` that says
what they mean. Arrays become dense again, and members keep the order of the document.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

from badges.proofs.errors import PointerError, excerpt

MAXIMUM_POINTERS: Final = 500
"""Pointers of one proof; a form offers some ten, a careful issuer names some twenty."""

_INDEX = re.compile(r"0|[1-9][0-9]{0,8}", re.ASCII)
_ESCAPE = re.compile(r"~[01]?")
_IDENTIFIERS = frozenset({"id", "@id"})
_TYPES = frozenset({"type", "@type"})
_CONTEXT = "@context"

_Marks: TypeAlias = dict[str | int, Any]
"""What is marked below a place: by member or index, the marks there; ``None`` is all of it."""


def parse_pointer(pointer: object) -> list[str]:
    """Give the reference tokens of a pointer, unescaped; raises ``PointerError``."""
    if not isinstance(pointer, str) or (pointer and not pointer.startswith("/")):
        raise PointerError(
            f"{excerpt(pointer)} is no JSON Pointer; it begins with '/'.",
            pointer=str(pointer)[:200],
        )

    def unescape(match: re.Match[str]) -> str:
        if match.group() == "~":
            raise PointerError(
                f"{excerpt(pointer)} has a '~' that is neither '~0' nor '~1'.",
                pointer=pointer[:200],
            )
        return "~" if match.group() == "~0" else "/"

    return [_ESCAPE.sub(unescape, token) for token in pointer.split("/")[1:]]


def select(document: Mapping[str, Any], pointers: Sequence[str]) -> dict[str, Any] | None:
    """Give the parts that the pointers name, as a document; ``None`` where there are no pointers.

    The empty pointer is all of the document. Raises ``PointerError`` for one that leads nowhere.
    """
    if len(pointers) > MAXIMUM_POINTERS:
        raise PointerError(f"There are more than {MAXIMUM_POINTERS} pointers.", pointer="")
    if not pointers:
        return None
    marks: _Marks | None = {}
    for pointer in pointers:
        steps = _steps(document, pointer)
        marks = _mark(marks, steps)
    selected: dict[str, Any] = _build(document, marks)
    return selected


def _steps(document: Mapping[str, Any], pointer: str) -> list[str | int]:
    value: Any = document
    steps: list[str | int] = []
    for token in parse_pointer(pointer):
        if isinstance(value, list) and _INDEX.fullmatch(token) and int(token) < len(value):
            steps.append(int(token))
            value = value[int(token)]
        elif isinstance(value, Mapping) and token in value:
            steps.append(token)
            value = value[token]
        else:
            raise PointerError(
                f"The pointer {excerpt(pointer)} leads to nothing in the document.",
                pointer=pointer[:200],
            )
    return steps


def _mark(marks: _Marks | None, steps: Sequence[str | int]) -> _Marks | None:
    if marks is None or not steps:
        return None
    *way, last = steps
    place = marks
    for step in way:
        below = place.setdefault(step, {})
        if below is None:
            return marks
        place = below
    place[last] = None
    return marks


def _build(source: Any, marks: _Marks | None) -> Any:
    if marks is None:
        return copied(source)
    if isinstance(source, list):
        indexes = sorted(step for step in marks if isinstance(step, int))
        return [_build(source[index], marks[index]) for index in indexes]
    return {
        key: _build(value, None if key == _CONTEXT else marks.get(key))
        for key, value in source.items()
        if key in marks or _comes_along(key, value)
    }


def _comes_along(key: str, value: Any) -> bool:
    if key in _IDENTIFIERS:
        return not (isinstance(value, str) and value.startswith("_:"))
    return key in _TYPES or key == _CONTEXT


def copied(value: Any) -> Any:
    """Give a copy of a JSON value in which no two places share an object."""
    # Not deepcopy: what stands twice in a document must not become one object.
    if isinstance(value, Mapping):
        return {key: copied(item) for key, item in value.items()}
    if isinstance(value, list):
        return [copied(item) for item in value]
    return value
