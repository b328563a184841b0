"""The milestones' part of the badge form: rows of plain fields, and the rules they stand for.

A row says one simple rule in fields; what is made of several rules is written as YAML::

    >>> row = Texts(rule="attended", times="3", kind="workshop", days="90")
    >>> written_rule(row, 0)
    {'attended': {'times': 3, 'kind': 'workshop', 'within': {'days': 90}}}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import yaml

from badges.errors import InputError
from badges.milestones import LastDays, Milestone, Rule, RuleError, rule_from_json, rule_to_json
from badges.slugs import slug_of
from badges.web.manage.frame import Texts, whole_number_from

LANGUAGES: Final = ("de", "en")
RULES: Final = ("attended", "submitted", "reviewed", "earned", "written")
MOST_ROWS: Final = 50
MOST_WRITTEN: Final = 10_000

_FIELDS: Final = (
    "key",
    "rule",
    "times",
    "kind",
    "evidence_kind",
    "tag",
    "days",
    "by",
    "approvals",
    "achievement",
    "written",
    *(f"title_{language}" for language in LANGUAGES),
)
_UNTOUCHED: Final = {"rule": "attended", "times": "1", "by": "reviewers", "approvals": "1"}


def empty_row() -> Texts:
    """Give the row that "add a milestone" adds."""
    return Texts(_UNTOUCHED)


def rows_from_form(typed: Texts) -> list[Texts]:
    """Take the rows out of the form's fields, ``m0_title_de`` and so on, in their order."""
    try:
        count = min(int(typed["milestones"] or 0), MOST_ROWS)
    except ValueError:
        count = 0
    return [Texts({name: typed[f"m{n}_{name}"] for name in _FIELDS}) for n in range(count)]


def rows_of(milestones: Sequence[Milestone]) -> list[Texts]:
    """Give the rows that milestones are edited in."""
    return [_row_of(milestone) for milestone in milestones]


def milestones_from(rows: Sequence[Texts]) -> tuple[Milestone, ...]:
    """Make milestones of the rows, without untouched ones; ``InputError`` names the field."""
    made: list[Milestone] = []
    for number, row in enumerate(rows):
        titles = {lang: row[f"title_{lang}"] for lang in LANGUAGES if row[f"title_{lang}"].strip()}
        if not titles:
            if _is_untouched(row):
                continue
            raise InputError(
                "milestone.title", "Give each milestone a title.", field=f"m{number}_title"
            )
        taken = {milestone.key for milestone in made}
        made.append(Milestone(_key(row, titles, taken), titles, _rule(row, number)))
    return tuple(made)


def written_rule(row: Texts, number: int) -> Any:
    """Write a row's rule as JSON values, as they stand in our files."""
    if row["rule"] == "written":
        return _read_yaml(row["written"], f"m{number}_written")
    if row["rule"] == "earned":
        return {"earned": {"achievement": row["achievement"]}}
    if row["rule"] not in RULES:
        raise InputError("milestone.rule", "Choose what counts.", field=f"m{number}_rule")
    body: dict[str, Any] = {"times": _count(row["times"], f"m{number}_times")}
    if row["rule"] == "attended":
        body |= {name: row[name].strip() for name in ("kind", "tag") if row[name].strip()}
    elif row["evidence_kind"]:
        body["kind"] = row["evidence_kind"]
    if row["rule"] == "reviewed":
        body["by"] = row["by"] or "reviewers"
        body["approvals"] = _count(row["approvals"], f"m{number}_approvals")
    days = whole_number_from(row["days"], f"m{number}_days")
    if days is not None:
        body["within"] = {"days": days}
    return {row["rule"]: body}


def _rule(row: Texts, number: int) -> Rule:
    try:
        return rule_from_json(written_rule(row, number))
    except RuleError as error:
        name = "written" if row["rule"] == "written" else "rule"
        raise InputError(error.reason, str(error), field=f"m{number}_{name}") from error


def _row_of(milestone: Milestone) -> Texts:
    row = empty_row()
    row["key"] = milestone.key
    for language, title in milestone.title.items():
        row[f"title_{language}"] = title
    ((name, body),) = rule_to_json(milestone.rule).items()
    window = getattr(milestone.rule, "within", None)
    if name not in RULES or not (window is None or isinstance(window, LastDays)):
        row["rule"] = "written"
        row["written"] = yaml.safe_dump({name: _plain_dates(body)}, sort_keys=False)
        return row
    row["rule"] = name
    row["days"] = str(window.days) if window is not None else ""
    for key in ("times", "by", "approvals", "achievement", "tag"):
        if key in body:
            row[key] = str(body[key])
    row["kind" if name == "attended" else "evidence_kind"] = str(body.get("kind", ""))
    return row


def _plain_dates(body: Any) -> Any:
    """Give the rule with dates as text, which YAML and JSON write alike."""
    if isinstance(body, Mapping):
        return {key: _plain_dates(value) for key, value in body.items()}
    if isinstance(body, list):
        return [_plain_dates(value) for value in body]
    return body.isoformat() if hasattr(body, "isoformat") else body


def _key(row: Texts, titles: Mapping[str, str], taken: set[str]) -> str:
    """Keep a milestone's key for ever, since evidence is handed in under it."""
    stem = row["key"].strip() or slug_of(next(iter(titles.values())))
    key, number = stem, 1
    while key in taken:
        number += 1
        key = f"{stem}-{number}"
    return key


def _is_untouched(row: Texts) -> bool:
    return all(
        row[name].strip() in {"", _UNTOUCHED.get(name, "")} for name in _FIELDS if name != "kind"
    )


def _count(text: str, field: str) -> int:
    value = whole_number_from(text, field)
    return 1 if value is None else value


def _read_yaml(text: str, field: str) -> Any:
    if len(text) > MOST_WRITTEN:
        raise InputError("milestone.long", "This rule is too long; split it up.", field=field)
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise InputError(
            "milestone.yaml",
            "The rule cannot be read as YAML or JSON; check brackets and indentation.",
            field=field,
        ) from error
