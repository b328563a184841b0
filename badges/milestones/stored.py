"""Rules as they are written down: JSON in a row, YAML in a file.

>>> rule = rule_from_json({"attended": {"times": 3, "kind": "workshop", "within": {"days": 90}}})
>>> rule
Attended(times=3, kind='workshop', tag=None, within=LastDays(days=90))
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
from badges.milestones.combining import AllOf, AnyOf, AtLeast
from badges.milestones.rules import Attended, Earned, Reviewed, Rule, Submitted
from badges.milestones.windows import Between, LastDays, Window
from schemas.milestones import RuleSchema, first_message

Plain = Mapping[str, Any]

LEAVES: dict[str, Callable[..., Rule]] = {
    "attended": Attended,
    "submitted": Submitted,
    "reviewed": Reviewed,
    "earned": Earned,
}
"""Rules whose stored fields are those of the value."""

LISTS: dict[str, type[AllOf | AnyOf]] = {"all_of": AllOf, "any_of": AnyOf}
"""Rules that are a list of rules."""


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
    return LEAVES[name](**{**body, "within": _window(body.get("within"))})


def _build_all(rules: Sequence[Plain]) -> tuple[Rule, ...]:
    return tuple(_build(rule) for rule in rules)


def _window(plain: Plain | None) -> Window | None:
    if plain is None:
        return None
    return LastDays(plain["days"]) if "days" in plain else Between(**plain)


def _plain(rule: Rule) -> dict[str, Any]:
    """Undo :func:`_build`."""
    match rule:
        case AllOf() | AnyOf():
            name = next(name for name, kind in LISTS.items() if kind is type(rule))
            return {name: [_plain(part) for part in rule.rules]}
        case AtLeast():
            return {"at_least": {"n": rule.n, "of": [_plain(part) for part in rule.rules]}}
        case Attended() | Submitted() | Reviewed() | Earned():
            name = next(name for name, kind in LEAVES.items() if kind is type(rule))
            return {name: _fields_of(rule)}
        case _:
            raise TypeError(f"{type(rule).__name__} has no written form yet")


def _fields_of(value: Attended | Submitted | Reviewed | Earned | Window) -> dict[str, Any]:
    """Give a value's fields, without those at their default; ``times`` is always said."""
    given = {
        field.name: getattr(value, field.name)
        for field in fields(value)
        if field.name == "times" or getattr(value, field.name) != field.default
    }
    if "within" in given:
        given["within"] = _fields_of(given["within"])
    return given
