"""A condition on an activity's fields as three fields of a form: which, how, what.

>>> where_of(Compare("karma", "at_least", 1))
{'where_field': 'karma', 'where_is': 'at_least', 'where_value': '1'}
>>> written_where({"where_field": "place", "where_is": "not", "where_value": "Ulm"}, "m0p0")
{'not': {'field': 'place', 'equals': 'Ulm'}}

A value is read as in JSON where it is a number, ``true`` or ``false``, and as text otherwise; text
that looks like one of those stands in quotes. What is composed has no place in three fields.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from badges.errors import InputError
from badges.milestones import Compare, Condition, Unless
from badges.milestones.conditions import Scalar

FIELDS: Final = ("where_field", "where_is", "where_value")
WAYS: Final = (
    "equals",
    "not",
    "in",
    "at_least",
    "contains",
    "prefix",
    "present",
    "absent",
    "same_as",
)
"""How a field is compared; ``not`` and ``absent`` are what people call two of the opposites."""


def where_of(condition: Condition | None) -> dict[str, str] | None:
    """Give the three fields of a condition, none of them for no condition.

    Nothing at all is given for a condition of more parts.
    """
    match condition:
        case None:
            return {}
        case Unless(Compare(path, "equals", value)) if not isinstance(value, tuple):
            found = (path, "not", _shown(value))
        case Compare(path, "present", value):
            found = (path, "present" if value else "absent", "")
        case Compare(path, "in", tuple() as values):
            parts = [_shown(value) for value in values]
            if any("," in part or part != part.strip() for part in parts):
                return None
            found = (path, "in", ", ".join(parts))
        case Compare(path, "same_as", str() as other):
            found = (path, "same_as", other)
        case Compare(path, operator, value) if not isinstance(value, tuple):
            found = (path, operator, _shown(value))
        case _:
            return None
    return dict(zip(FIELDS, found, strict=True))


def written_where(part: Mapping[str, str], prefix: str) -> dict[str, Any]:
    """Write the condition as in our files; nothing where no field is named.

    Raises ``InputError`` naming the field.
    """
    path, way, given = (part.get(name, "").strip() for name in FIELDS)
    if not path:
        if given:
            raise InputError(
                "milestone.where_field",
                "Name the field that is compared.",
                field=f"{prefix}_where_field",
            )
        return {}
    way = way or "equals"
    if way in {"present", "absent"}:
        return {"field": path, "present": way == "present"}
    if not given:
        raise InputError(
            "milestone.where_value",
            "Say what the field is compared with.",
            field=f"{prefix}_where_value",
        )
    if way == "not":
        return {"not": {"field": path, "equals": _read(given)}}
    if way == "in":
        values = [_read(each.strip()) for each in given.split(",") if each.strip()]
        return {"field": path, "in": values}
    return {"field": path, way: given if way == "same_as" else _read(given)}


def _shown(value: Scalar) -> str:
    if not isinstance(value, str):
        return json.dumps(value)
    return value if _read(value) == value else json.dumps(value, ensure_ascii=False)


def _read(text: str) -> Scalar:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return value if isinstance(value, (str, int, float)) else text
