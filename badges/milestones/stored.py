"""Rules as they are written down: JSON in a row, YAML in a file.

>>> rule = rule_from_json({"attended": {"times": 3, "kind": "workshop", "within": {"days": 90}}})
>>> rule
Attended(times=3, kind='workshop', tag=None, within=LastDays(days=90), where=None)
>>> rule_to_json(rule)
{'attended': {'times': 3, 'kind': 'workshop', 'within': {'days': 90}}}
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from functools import lru_cache
from typing import Any, cast

from marshmallow import ValidationError

from badges.errors import InputError
from badges.milestones.combining import AllOf, AnyOf, AtLeast, NoneOf
from badges.milestones.conditions import Compare, Condition, Every, Operator, Some, Unless
from badges.milestones.counting import Attended, Distinct, Presented, Summed, WeeksActive
from badges.milestones.earned import Earned
from badges.milestones.peers import Confirmed, GoalReached, Manual, Vouched
from badges.milestones.proving import Reflected, Reviewed, Submitted
from badges.milestones.rules import Rule
from badges.milestones.voices import HoldersOf
from badges.milestones.windows import Between, LastDays
from schemas.milestones import RuleSchema, first_message

Plain = Mapping[str, Any]

LEAVES: dict[str, Callable[..., Rule]] = {
    "attended": Attended,
    "presented": Presented,
    "distinct": Distinct,
    "summed": Summed,
    "weeks_active": WeeksActive,
    "submitted": Submitted,
    "reflected": Reflected,
    "reviewed": Reviewed,
    "vouched": Vouched,
    "confirmed": Confirmed,
    "goal_reached": GoalReached,
    "manual": Manual,
    "earned": Earned,
}
"""Rules whose stored fields are those of the value."""

LISTS: dict[str, type[AllOf | AnyOf | NoneOf]] = {
    "all_of": AllOf,
    "any_of": AnyOf,
    "none_of": NoneOf,
}
"""Rules that are a list of rules."""

ALWAYS_SAID = frozenset({"times"})
"""Fields that are written even at their default: a count is what people look for first."""


class RuleError(InputError):
    """What was given is not a rule; the sentence says where and what to write instead."""


def rule_from_json(written: object) -> Rule:
    """Read a rule as written in JSON or YAML.

    Raises RuleError with one sentence (params ``path``, ``detail``).
    """
    try:
        plain = RuleSchema().load(cast("Plain", written))
    except ValidationError as error:
        path, detail = first_message(error.messages)
        sentence = f"The rule cannot be used: {path + ': ' if path else ''}{detail}"
        raise RuleError("rule.unreadable", sentence, path=path, detail=detail) from error
    return _build(plain)


def stored_rule(kept: Plain) -> Rule:
    """Read a rule from a row, where only rules are that were read once before.

    An evaluation of everybody meets the same few rules thousands of times; each is built once.
    """
    return _stored(json.dumps(kept, sort_keys=True))


def rule_to_json(rule: Rule) -> dict[str, Any]:
    """Write a rule as JSON values; what stands at its default is left out."""
    return cast("dict[str, Any]", RuleSchema().dump(_plain(rule)))


@lru_cache(maxsize=1_000)
def _stored(text: str) -> Rule:
    return rule_from_json(json.loads(text))


def _build(plain: Plain) -> Rule:
    ((name, body),) = plain.items()
    if name in LISTS:
        return LISTS[name](_build_all(body))
    if name == "at_least":
        return AtLeast(body["n"], _build_all(body["of"]))
    return LEAVES[name](**{field: _value(field, given) for field, given in body.items()})


def _build_all(rules: Sequence[Plain]) -> tuple[Rule, ...]:
    return tuple(_build(rule) for rule in rules)


def _value(field: str, given: Any) -> Any:
    match field:
        case "within":
            return LastDays(given["days"]) if "days" in given else Between(**given)
        case "where":
            return _condition(given)
        case "by" if isinstance(given, Mapping):
            return HoldersOf(given["holders_of"])
        case _:
            return given


def _condition(plain: Plain) -> Condition:
    match plain:
        case {"all": parts}:
            return Every(tuple(map(_condition, parts)))
        case {"any": parts}:
            return Some(tuple(map(_condition, parts)))
        case {"not": part}:
            return Unless(_condition(part))
        case _:
            ((operator, value),) = ((name, it) for name, it in plain.items() if name != "field")
            kept = tuple(value) if isinstance(value, list) else value
            return Compare(plain["field"], cast("Operator", operator), kept)


def _plain(rule: Rule) -> dict[str, Any]:
    """Undo :func:`_build`."""
    match rule:
        case AllOf() | AnyOf() | NoneOf():
            name = next(name for name, kind in LISTS.items() if kind is type(rule))
            return {name: [_plain(part) for part in rule.rules]}
        case AtLeast():
            return {"at_least": {"n": rule.n, "of": [_plain(part) for part in rule.rules]}}
        case _:
            names = {kind: name for name, kind in LEAVES.items()}
            if type(rule) not in names:
                raise TypeError(f"{type(rule).__name__} has no written form")
            return {names[type(rule)]: _fields_of(rule)}


def _fields_of(value: Any) -> dict[str, Any]:
    """Give a value's fields, without those at their default."""
    return {
        field.name: _written(getattr(value, field.name))
        for field in fields(value)
        if field.name in ALWAYS_SAID or getattr(value, field.name) != field.default
    }


def _written(value: Any) -> Any:
    match value:
        case LastDays() | Between():
            return _fields_of(value)
        case HoldersOf():
            return {"holders_of": value.achievement}
        case Every() | Some():
            name = "all" if isinstance(value, Every) else "any"
            return {name: [_written(each) for each in value.conditions]}
        case Unless():
            return {"not": _written(value.condition)}
        case Compare():
            kept = list(value.value) if isinstance(value.value, tuple) else value.value
            return {"field": value.path, value.operator: kept}
        case _:
            return value
