"""Conditions on an activity's own fields: small values that are compared, never code.

>>> fixed = Every((Compare("ticket.status", "equals", "closed"), Compare("karma", "at_least", 1)))
>>> fixed.holds({"ticket": {"status": "closed"}, "karma": 2})
True
>>> fixed.holds({"ticket": "closed"})
False

A path's dots go into mappings. Values are compared as JSON has them: ``1`` is ``1.0``, and neither
is ``true`` or ``"1"``. What is missing, ``null`` or empty is not there: it fails every test but
``present: false``. Nothing here raises, whatever a source told.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final, Literal, cast

from badges.errors import Reason

Scalar = str | int | float | bool
Operator = Literal["equals", "in", "at_least", "contains", "prefix", "present", "same_as"]

_EMPTY: Final[tuple[Any, ...]] = (None, "", (), [], {})


@dataclass(frozen=True, slots=True)
class Compare:
    """One comparison of the field at a dotted ``path``.

    ``equals`` a value; ``in`` a tuple of them; ``at_least`` a number (of a list or mapping: how
    many entries it has); ``contains`` a part of a text, an entry of a list or a name of a
    mapping; ``prefix`` of a text; ``present`` true or false; ``same_as`` another field's path,
    where a list is the same as each of its entries, a mapping as each of its names.
    """

    path: str
    operator: Operator
    value: Scalar | tuple[Scalar, ...]

    def holds(self, fields: Mapping[str, Any]) -> bool:
        """Tell whether it is so in these fields."""
        found = value_at(fields, self.path)
        if self.operator == "same_as":
            return _same_or_among(found, value_at(fields, str(self.value)))
        return self.accepts(found)

    def accepts(self, found: Any) -> bool:
        """Tell whether it is so of a value; another field is not asked."""
        if self.operator == "present":
            return (found is not None) is self.value
        compared = _COMPARED.get(self.operator)
        return found is not None and compared is not None and compared(found, self.value)

    def to_reason(self) -> Reason:
        """Say it as a value that the doors put into words."""
        if self.operator == "present":
            return Reason("where.present" if self.value else "where.absent", field=self.path)
        given = list(self.value) if isinstance(self.value, tuple) else self.value
        spoken = str(given).lower() if isinstance(given, bool) else given
        return Reason(f"where.{self.operator}", field=self.path, value=spoken)


@dataclass(frozen=True, slots=True)
class Every:
    """All of the ``conditions``; none at all is never so."""

    conditions: tuple[Condition, ...]

    def holds(self, fields: Mapping[str, Any]) -> bool:
        """Tell whether all are so."""
        return bool(self.conditions) and all(each.holds(fields) for each in self.conditions)

    def to_reason(self) -> Reason:
        """Say them one after another."""
        return Reason("where.all", every=[each.to_reason().to_json() for each in self.conditions])


@dataclass(frozen=True, slots=True)
class Some:
    """One of the ``conditions``; none at all is never so."""

    conditions: tuple[Condition, ...]

    def holds(self, fields: Mapping[str, Any]) -> bool:
        """Tell whether one is so."""
        return any(each.holds(fields) for each in self.conditions)

    def to_reason(self) -> Reason:
        """Say them as a choice."""
        return Reason("where.any", some=[each.to_reason().to_json() for each in self.conditions])


@dataclass(frozen=True, slots=True)
class Unless:
    """Not the ``condition``; a field that is missing is as good as one that differs."""

    condition: Condition

    def holds(self, fields: Mapping[str, Any]) -> bool:
        """Tell whether it is not so."""
        return not self.condition.holds(fields)

    def to_reason(self) -> Reason:
        """Say it as something that must not be."""
        return Reason("where.not", every=[self.condition.to_reason().to_json()])


Condition = Compare | Every | Some | Unless


def value_at(fields: Mapping[str, Any], path: str) -> Any:
    """Give what stands at a dotted path; ``None`` for what is missing or empty."""
    found: Any = fields
    for name in path.split("."):
        if not isinstance(found, Mapping):
            return None
        found = found.get(name)
    return None if any(found is each or found == each for each in _EMPTY) else found


def number_at(fields: Mapping[str, Any], path: str) -> float | None:
    """Give the finite number at a dotted path; ``None`` for anything else."""
    found = value_at(fields, path)
    if isinstance(found, bool) or not isinstance(found, (int, float)):
        return None
    try:
        return float(found) if math.isfinite(found) else None
    except OverflowError:
        return None


def can_never_hold(condition: Condition) -> bool:
    """Tell whether a condition contradicts itself, as far as single fields show it.

    Where a field must equal a value, everything else that is asked of it is tried on that value.
    """
    if isinstance(condition, Some):
        return all(map(can_never_hold, condition.conditions))
    if isinstance(condition, Every):
        choices = [each for each in condition.conditions if isinstance(each, Some)]
        if not condition.conditions or any(map(can_never_hold, choices)):
            return True
    by_path: dict[str, list[tuple[Compare, bool]]] = {}
    for compare, wanted in _flat((condition,)):
        by_path.setdefault(compare.path, []).append((compare, wanted))
    return any(map(_clash, by_path.values()))


def most_values(condition: Condition, path: str) -> int | None:
    """Count how many different values a field can have at most; ``None`` where nothing tells."""
    match condition:
        case Compare(named, "equals") if named == path:
            return 1
        case Compare(named, "in", tuple(values)) if named == path:
            return len({(isinstance(value, bool), value) for value in values})
        case Every(parts):
            bounds = (most_values(part, path) for part in parts)
            return min((bound for bound in bounds if bound is not None), default=None)
        case Some(parts):
            counts = [most_values(part, path) for part in parts]
            known = [count for count in counts if count is not None]
            return sum(known) if known and len(known) == len(counts) else None
        case _:
            return None


def _flat(conditions: Iterable[Condition]) -> Iterable[tuple[Compare, bool]]:
    """List what must hold all at once, each with whether it must be so or must not."""
    for each in conditions:
        match each:
            case Compare():
                yield each, True
            case Unless(Compare() as compare):
                yield compare, False
            case Every(parts):
                yield from _flat(parts)
            case _:
                pass


def _clash(asked: Sequence[tuple[Compare, bool]]) -> bool:
    """Tell whether what is asked of one field cannot hold together."""
    if {True, False} <= {_must_be_there(compare, wanted) for compare, wanted in asked}:
        return True
    so = [compare for compare, wanted in asked if wanted]
    not_so = [compare for compare, wanted in asked if not wanted]
    if any(_makes_so(one, other) for one in so for other in not_so):
        return True
    begins = [str(compare.value) for compare in so if compare.operator == "prefix"]
    pairs = combinations(begins, 2)
    if not all(one.startswith(other) or other.startswith(one) for one, other in pairs):
        return True
    checked = [(compare, wanted) for compare, wanted in asked if compare.operator != "same_as"]
    for compare, wanted in checked:
        if wanted and compare.operator in {"equals", "in"}:
            values = compare.value if isinstance(compare.value, tuple) else (compare.value,)
            return not any(
                all(each.accepts(value) is must for each, must in checked) for value in values
            )
    return False


def _makes_so(one: Compare, other: Compare) -> bool:
    """Tell whether a field for which one holds is one for which the other holds, too."""
    value, further = cast("tuple[Any, Any]", (one.value, other.value))
    if one.operator != other.operator:
        return False
    if one.operator == "at_least":
        return bool(value >= further)
    if one.operator == "prefix":
        return str(value).startswith(str(further))
    if isinstance(value, tuple):
        return len(value) == len(further) and all(map(_same, value, further))
    return _same(value, further)


def _must_be_there(compare: Compare, wanted: bool) -> bool | None:  # noqa: FBT001  (a pair's second)
    """Tell whether a field must be there for this, must not, or may."""
    if compare.operator == "present":
        return compare.value is wanted
    return True if wanted else None


def _same(one: Any, other: Any) -> bool:
    """Compare as JSON does: a number is no truth value."""
    return isinstance(one, bool) is isinstance(other, bool) and bool(one == other)


def _same_or_among(one: Any, other: Any) -> bool:
    if one is None or other is None:
        return False
    several = (list, Mapping)
    if isinstance(one, several) is isinstance(other, several):
        return _same(one, other)
    return _is_in(other, one) if isinstance(one, several) else _is_in(one, other)


def _is_in(found: Any, values: Any) -> bool:
    return any(_same(found, value) for value in values)


def _is_at_least(found: Any, least: Any) -> bool:
    if isinstance(found, (list, Mapping)):
        return bool(len(found) >= least)
    is_number = isinstance(found, (int, float)) and not isinstance(found, bool)
    return is_number and bool(found >= least)


def _contains(found: Any, value: Any) -> bool:
    if isinstance(found, str):
        return isinstance(value, str) and value in found
    return isinstance(found, (list, Mapping)) and _is_in(value, found)


def _begins(found: Any, value: Any) -> bool:
    return isinstance(found, str) and isinstance(value, str) and found.startswith(value)


_COMPARED: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "equals": _same,
    "in": _is_in,
    "at_least": _is_at_least,
    "contains": _contains,
    "prefix": _begins,
}
