"""One part of a rule as the words of a sentence: a verb, a number, what, by whom, until when.

>>> part_of(Attended(3, within=LastDays(365)))["window"]
'365'
>>> written_part(Texts(rule="attended", times="3", window="days", days="90"), "m0p0")
{'attended': {'times': 3, 'within': {'days': 90}}}
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from badges.errors import InputError
from badges.milestones import (
    Attended,
    Between,
    Earned,
    LastDays,
    Reviewed,
    Rule,
    Submitted,
    rule_to_json,
)
from badges.web.manage.frame import Texts, whole_number_from

LEAVES: Final = (Attended, Submitted, Reviewed, Earned)
FIELDS: Final = (
    "rule",
    "times",
    "kind",
    "evidence_kind",
    "tag",
    "by",
    "approvals",
    "achievement",
    "window",
    "days",
    "since",
    "until",
)
UNTOUCHED: Final = {"rule": "attended", "times": "1", "by": "reviewers", "approvals": "1"}
YEAR: Final = "365"
"""The choice "within a year", in days."""


def empty_part() -> Texts:
    """Give the part that a new milestone begins with."""
    return Texts(UNTOUCHED)


def part_of(rule: Rule) -> Texts:
    """Give the words of a rule that is no combination."""
    part = empty_part()
    ((name, body),) = rule_to_json(rule).items()
    part["rule"] = name
    for key in ("times", "tag", "by", "approvals", "achievement"):
        if key in body:
            part[key] = str(body[key])
    part["kind" if name == "attended" else "evidence_kind"] = str(body.get("kind", ""))
    match getattr(rule, "within", None):
        case LastDays(days):
            part["window"], part["days"] = (YEAR if str(days) == YEAR else "days"), str(days)
        case Between(since, until):
            part["window"] = "dates"
            part["since"] = since.isoformat() if since else ""
            part["until"] = until.isoformat() if until else ""
    return part


def written_part(part: Texts, prefix: str) -> dict[str, Any]:
    """Write a part as JSON values, as they stand in our files; ``InputError`` names the field."""
    writers: dict[str, Callable[[Texts, str], dict[str, Any]]] = {
        "attended": _attended,
        "submitted": _evidence,
        "reviewed": _reviewed,
        "earned": _earned,
    }
    if part["rule"] not in writers:
        raise InputError("milestone.rule", "Choose what counts.", field=f"{prefix}_rule")
    body = writers[part["rule"]](part, prefix)
    within = _window(part, prefix)
    return {part["rule"]: body | ({"within": within} if within else {})}


def _attended(part: Texts, prefix: str) -> dict[str, Any]:
    named = {name: part[name].strip() for name in ("kind", "tag") if part[name].strip()}
    return {"times": _count(part["times"], f"{prefix}_times")} | named


def _evidence(part: Texts, prefix: str) -> dict[str, Any]:
    body: dict[str, Any] = {"times": _count(part["times"], f"{prefix}_times")}
    return body | ({"kind": part["evidence_kind"]} if part["evidence_kind"] else {})


def _reviewed(part: Texts, prefix: str) -> dict[str, Any]:
    return _evidence(part, prefix) | {
        "by": part["by"] or "reviewers",
        "approvals": _count(part["approvals"], f"{prefix}_approvals"),
    }


def _earned(part: Texts, prefix: str) -> dict[str, Any]:
    if not part["achievement"]:
        raise InputError("milestone.badge", "Choose a badge.", field=f"{prefix}_achievement")
    return {"achievement": part["achievement"]}


def _window(part: Texts, prefix: str) -> dict[str, Any]:
    if part["window"] == YEAR:
        return {"days": int(YEAR)}
    if part["window"] == "days":
        days = whole_number_from(part["days"], f"{prefix}_days")
        if days is None:
            sentence = "Say how many days count."
            raise InputError("milestone.days", sentence, field=f"{prefix}_days")
        return {"days": days}
    if part["window"] == "dates":
        ends = {"from": part["since"].strip(), "until": part["until"].strip()}
        if not any(ends.values()):
            sentence = "Give the first day, the last day or both."
            raise InputError("milestone.dates", sentence, field=f"{prefix}_since")
        return {name: day for name, day in ends.items() if day}
    return {}


def _count(text: str, field: str) -> int:
    value = whole_number_from(text, field)
    return 1 if value is None else value
