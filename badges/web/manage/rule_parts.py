"""One part of a rule as the words of a sentence: a verb, a number, what, by whom, until when.

>>> part_of(Attended(3, within=LastDays(365)))["window"]
'365'
>>> written_part(Texts(rule="attended", times="3", window="days", days="90"), "m0p0")
{'attended': {'times': 3, 'within': {'days': 90}}}
>>> written_part(Texts({"rule": "vouched", "times": "2", "from": "mentors"}), "m0p0")
{'vouched': {'times': 2, 'from': 'mentors'}}
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from badges.errors import InputError
from badges.milestones import (
    Attended,
    Between,
    Confirmed,
    Distinct,
    Earned,
    GoalReached,
    LastDays,
    Manual,
    Presented,
    Reflected,
    Reviewed,
    Rule,
    Submitted,
    Summed,
    Vouched,
    WeeksActive,
    rule_to_json,
)
from badges.web.manage import rule_where
from badges.web.manage.frame import Texts, number_from, whole_number_from

LEAVES: Final = (
    Attended,
    Presented,
    Distinct,
    Summed,
    WeeksActive,
    Submitted,
    Reflected,
    Reviewed,
    Vouched,
    Confirmed,
    GoalReached,
    Manual,
    Earned,
)
UNTOUCHED: Final = {
    "rule": "attended",
    "times": "1",
    "by": "reviewers",
    "from": "anyone",
    "approvals": "1",
    "people": "1",
    "people_in_charge": "1",
    "weeks": "4",
    "of": "6",
    "length": "200",
    "differs": "tags",
    "adds": "hours",
    "where_is": "equals",
}
"""What stands in a part that nobody has touched yet."""

FIELDS: Final = (
    *UNTOUCHED,
    "not",
    "kind",
    "evidence_kind",
    "tag",
    "achievement",
    "own_field",
    "amount",
    "role",
    "where_field",
    "where_value",
    "window",
    "days",
    "since",
    "until",
)
YEAR: Final = "365"
"""The choice "within a year", in days."""

HOLDERS_OF: Final = "holders_of"

_OF_EVIDENCE: Final = (Submitted, Reviewed)
_NUMBERS: Final = {"quorum": "people_in_charge", "confirmed_by": "people", "at_least": "amount"}
"""The form's fields for numbers that are called otherwise in our files."""


def empty_part() -> Texts:
    """Give the part that a new milestone begins with."""
    return Texts(UNTOUCHED)


def part_from(typed: Texts, prefix: str) -> Texts:
    """Take a part out of the form's fields; what its verb did not show begins untouched."""
    return Texts({name: typed.get(f"{prefix}_{name}", UNTOUCHED.get(name, "")) for name in FIELDS})


def part_of(rule: Rule) -> Texts | None:
    """Give the words of a rule that is no combination; nothing for what a part cannot say."""
    where = rule_where.where_of(getattr(rule, "where", None))
    if where is None:
        return None
    part = empty_part() | where
    ((name, body),) = rule_to_json(rule).items()
    part["rule"] = name
    for key, value in body.items():
        if isinstance(value, Mapping):
            continue
        whole = isinstance(value, float) and value.is_integer()
        part[_NUMBERS.get(key, key)] = str(int(value) if whole else value)
    if isinstance(rule, _OF_EVIDENCE):
        part["evidence_kind"] = part.pop("kind", "")
    for key in ("by", "from"):
        if isinstance(body.get(key), Mapping):
            part[key], part["achievement"] = HOLDERS_OF, body[key][HOLDERS_OF]
    if "field" in body:
        _choose_field(part, name)
    return _with_window(Texts(part), getattr(rule, "within", None))


def field_named(key: str) -> str:
    """Give the form's field for a key of a written rule; the verb's where there is none."""
    name = _NUMBERS.get(key, key)
    return name if name in FIELDS else "rule"


def written_part(part: Texts, prefix: str) -> dict[str, Any]:
    """Write a part as JSON values, as they stand in our files; ``InputError`` names the field."""
    writer = _WRITERS.get(part["rule"])
    if writer is None:
        raise InputError("milestone.rule", "Choose what counts.", field=f"{prefix}_rule")
    written = {part["rule"]: writer(part, prefix)}
    return {"none_of": [written]} if part["not"] else written


def _choose_field(part: dict[str, str], name: str) -> None:
    chosen, field = ("adds" if name == "summed" else "differs"), part.pop("field")
    is_known = field in ({"hours"} if name == "summed" else {"tags", "date", "kind"})
    part[chosen], part["own_field"] = (field, "") if is_known else ("", field)


def _with_window(part: Texts, window: LastDays | Between | None) -> Texts:
    match window:
        case LastDays(days):
            part["window"], part["days"] = (YEAR if str(days) == YEAR else "days"), str(days)
        case Between(since, until):
            part["window"] = "dates"
            part["since"] = since.isoformat() if since else ""
            part["until"] = until.isoformat() if until else ""
    return part


def _activities(part: Texts, prefix: str) -> dict[str, Any]:
    """Write which activities count, but for when."""
    named = {name: part[name].strip() for name in ("kind", "tag") if part[name].strip()}
    where = rule_where.written_where(part, prefix)
    return named | ({"where": where} if where else {})


def _counted(part: Texts, prefix: str) -> dict[str, Any]:
    return _times(part, prefix) | _activities(part, prefix) | _window(part, prefix)


def _distinct(part: Texts, prefix: str) -> dict[str, Any]:
    return _counted(part, prefix) | {"field": part["differs"] or _own_field(part, prefix)}


def _summed(part: Texts, prefix: str) -> dict[str, Any]:
    amount = number_from(part["amount"], f"{prefix}_amount")
    if amount is None:
        sentence = "Say how much is needed."
        raise InputError("milestone.amount", sentence, field=f"{prefix}_amount")
    return {
        "field": part["adds"] or _own_field(part, prefix),
        "at_least": int(amount) if amount.is_integer() else amount,
        **_activities(part, prefix),
        **_window(part, prefix),
    }


def _weeks_active(part: Texts, prefix: str) -> dict[str, Any]:
    return _numbers(part, prefix, "weeks", "of") | _activities(part, prefix)


def _submitted(part: Texts, prefix: str) -> dict[str, Any]:
    kind = {"kind": part["evidence_kind"]} if part["evidence_kind"] else {}
    return _times(part, prefix) | kind | _window(part, prefix)


def _reflected(part: Texts, prefix: str) -> dict[str, Any]:
    return _numbers(part, prefix, "times", "length") | _window(part, prefix)


def _reviewed(part: Texts, prefix: str) -> dict[str, Any]:
    by = _voice(part["by"] or "reviewers", part, prefix)
    return _submitted(part, prefix) | {"by": by, **_numbers(part, prefix, "approvals")}


def _vouched(part: Texts, prefix: str) -> dict[str, Any]:
    voice = _voice(part["from"] or "anyone", part, prefix)
    return _times(part, prefix) | {"from": voice} | _window(part, prefix)


def _confirmed(part: Texts, prefix: str) -> dict[str, Any]:
    named = {name: part[name].strip() for name in ("role", "kind") if part[name].strip()}
    return _times(part, prefix) | named | _window(part, prefix)


def _goal_reached(part: Texts, prefix: str) -> dict[str, Any]:
    people = whole_number_from(part["people"], f"{prefix}_people")
    confirmed = {"confirmed_by": 1 if people is None else people}
    return _times(part, prefix) | confirmed | _window(part, prefix)


def _manual(part: Texts, prefix: str) -> dict[str, Any]:
    return {"quorum": _numbers(part, prefix, "people_in_charge")["people_in_charge"]}


def _earned(part: Texts, prefix: str) -> dict[str, Any]:
    return {"achievement": _badge(part, prefix)} | _window(part, prefix)


_WRITERS: Final[Mapping[str, Callable[[Texts, str], dict[str, Any]]]] = {
    "attended": _counted,
    "presented": _counted,
    "distinct": _distinct,
    "summed": _summed,
    "weeks_active": _weeks_active,
    "submitted": _submitted,
    "reflected": _reflected,
    "reviewed": _reviewed,
    "vouched": _vouched,
    "confirmed": _confirmed,
    "goal_reached": _goal_reached,
    "manual": _manual,
    "earned": _earned,
}


def _times(part: Texts, prefix: str) -> dict[str, int]:
    return _numbers(part, prefix, "times")


def _numbers(part: Texts, prefix: str, *names: str) -> dict[str, int]:
    """Read whole numbers; where nothing is typed, one is meant."""
    found = {}
    for name in names:
        value = whole_number_from(part[name], f"{prefix}_{name}")
        found[name] = 1 if value is None else value
    return found


def _voice(chosen: str, part: Texts, prefix: str) -> str | dict[str, str]:
    return {HOLDERS_OF: _badge(part, prefix)} if chosen == HOLDERS_OF else chosen


def _badge(part: Texts, prefix: str) -> str:
    if not part["achievement"]:
        raise InputError("milestone.badge", "Choose a badge.", field=f"{prefix}_achievement")
    return part["achievement"]


def _own_field(part: Texts, prefix: str) -> str:
    if not part["own_field"].strip():
        sentence = "Name the field of the activities."
        raise InputError("milestone.own_field", sentence, field=f"{prefix}_own_field")
    return part["own_field"].strip()


def _window(part: Texts, prefix: str) -> dict[str, Any]:
    """Write when it counts; nothing for any time."""
    if part["window"] == YEAR:
        return {"within": {"days": int(YEAR)}}
    if part["window"] == "days":
        days = whole_number_from(part["days"], f"{prefix}_days")
        if days is None:
            sentence = "Say how many days count."
            raise InputError("milestone.days", sentence, field=f"{prefix}_days")
        return {"within": {"days": days}}
    if part["window"] == "dates":
        ends = {"from": part["since"].strip(), "until": part["until"].strip()}
        if not any(ends.values()):
            sentence = "Give the first day, the last day or both."
            raise InputError("milestone.dates", sentence, field=f"{prefix}_since")
        return {"within": {name: day for name, day in ends.items() if day}}
    return {}
