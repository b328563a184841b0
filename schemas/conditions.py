"""How a condition on an activity's own fields is written in JSON and YAML.

>>> Where().deserialize({"all": [{"field": "status", "equals": "fixed"}, {"field": "karma",
...     "at_least": 1}]})
{'all': [{'field': 'status', 'equals': 'fixed'}, {'field': 'karma', 'at_least': 1}]}

A condition compares one field, or joins others by ``all``, ``any`` and ``not``. It is data, never
code; depth, number and length are bounded before anything is compared.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields

MAX_CONDITIONS = 30
MAX_CONDITION_DEPTH = 4
MAX_VALUES = 50
MAX_VALUE = 200
MAX_PATH = 100

OPERATORS = ("equals", "in", "at_least", "contains", "prefix", "present", "same_as")

_PATH = re.compile(r"[^\s.]+(\.[^\s.]+){0,7}")


class Where(fields.Field[Any]):
    """A condition; what comes out is plain and checked."""

    def _deserialize(self, value: Any, *_args: Any, **_settings: Any) -> dict[str, Any]:
        return _checked(value, MAX_CONDITION_DEPTH, [MAX_CONDITIONS])


def _checked(given: Any, depth: int, left: list[int]) -> dict[str, Any]:
    left[0] -= 1
    if left[0] < 0:
        raise ValidationError(f"Write {MAX_CONDITIONS} conditions at most.")
    if depth < 1:
        sentence = f"Conditions may be {MAX_CONDITION_DEPTH} levels deep at most; flatten them."
        raise ValidationError(sentence)
    if not isinstance(given, Mapping):
        raise ValidationError("Write a condition: a field and what it must be.")
    if "field" in given:
        return _comparison(given)
    name = next(iter(given), None)
    if len(given) != 1 or name not in {"all", "any", "not"}:
        raise ValidationError("Write a field with one comparison, or one of: all, any, not.")
    if name == "not":
        return {"not": _checked(given["not"], depth - 1, left)}
    parts = given[name]
    if not isinstance(parts, list) or not parts:
        raise ValidationError(f'Write a list of conditions under "{name}".')
    return {str(name): [_checked(part, depth - 1, left) for part in parts]}


def _comparison(given: Mapping[Any, Any]) -> dict[str, Any]:
    names = [name for name in given if name != "field"]
    if len(names) != 1 or names[0] not in OPERATORS:
        raise ValidationError(f"Write a field and exactly one of: {', '.join(OPERATORS)}.")
    operator = str(names[0])
    return {"field": _path(given["field"]), operator: _operand(operator, given[operator])}


def _operand(operator: str, value: Any) -> Any:
    match operator:
        case "in":
            if not isinstance(value, list) or not 0 < len(value) <= MAX_VALUES:
                raise ValidationError(f"Write a list of 1 to {MAX_VALUES} values.")
            return [_scalar(each) for each in value]
        case "at_least":
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                raise ValidationError("Write a number.")
            return _scalar(value)
        case "present":
            if not isinstance(value, bool):
                raise ValidationError("Write true or false.")
            return value
        case "prefix":
            if not isinstance(value, str):
                raise ValidationError("Write a text.")
            return _scalar(value)
        case "same_as":
            return _path(value)
        case _:
            return _scalar(value)


def _path(value: Any) -> str:
    if not isinstance(value, str) or len(value) > MAX_PATH or not _PATH.fullmatch(value):
        sentence = f"Write a field's name, its parts joined by dots, {MAX_PATH} characters at most."
        raise ValidationError(sentence)
    if not value.isprintable():
        raise ValidationError("Write a field's name without control characters.")
    return value


def _scalar(value: Any) -> str | int | float | bool:
    if isinstance(value, str) and 0 < len(value) <= MAX_VALUE and value.isprintable():
        return value
    if isinstance(value, (bool, int)) and abs(value) <= 10**15:
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    raise ValidationError(f"Write a text of 1 to {MAX_VALUE} characters, a number, true or false.")
