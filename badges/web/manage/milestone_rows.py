"""The milestones' part of the badge form: rows that read as sentences, and their rules.

A row is a title and one part, or several joined by "all", "any" or "at least"; what has more
layers than that stays as it is written, in YAML::

    >>> row = row_of(Milestone("came", {"en": "Came"}, rule_from_json({"any_of": [
    ...     {"attended": {"times": 2}}, {"earned": {"achievement": "mentor"}}]})))
    >>> row.typed["join"], [part["rule"] for part in row.parts]
    ('any', ['attended', 'earned'])
    >>> rule_to_json(rule_of(row, 0))
    {'any_of': [{'attended': {'times': 2}}, {'earned': {'achievement': 'mentor'}}]}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from badges.errors import InputError, Reason
from badges.milestones import (
    AllOf,
    AnyOf,
    AtLeast,
    Milestone,
    NoneOf,
    Rule,
    RuleError,
    rule_from_json,
    rule_to_json,
)
from badges.slugs import slug_of
from badges.web.manage import asking_fields
from badges.web.manage.frame import Texts, whole_number_from
from badges.web.manage.rule_parts import (
    FIELDS,
    LEAVES,
    UNTOUCHED,
    empty_part,
    field_named,
    part_from,
    part_of,
    written_part,
)

LANGUAGES: Final = ("de", "en")
JOINS: Final = ("one", "all", "any", "at_least", "written")
MOST_ROWS: Final = 50
MOST_PARTS: Final = 20
MOST_WRITTEN: Final = 10_000

_ROW: Final = (
    "key",
    "join",
    "n",
    "written",
    *(f"title_{language}" for language in LANGUAGES),
    *asking_fields.FIELDS,
)


@dataclass(slots=True)
class Row:
    """One milestone as it was typed: ``key``, titles, ``join``, ``n``, ``written``; its parts."""

    typed: Texts = field(default_factory=lambda: Texts(join="one"))
    parts: list[Texts] = field(default_factory=lambda: [empty_part()])

    @property
    def is_untouched(self) -> bool:
        """Whether nothing was typed yet, so that it need not be complete."""
        said = any(self.typed[name].strip() for name in _ROW if name not in {"key", "join", "n"})
        return not said and all(
            part[name].strip() in {"", UNTOUCHED.get(name, "")}
            for part in self.parts
            for name in FIELDS
            if name != "kind"
        )


def rows_from_form(typed: Texts) -> list[Row]:
    """Take the rows out of the form's fields (``m0_title_de``, ``m0p0_rule``), in their order."""
    rows = []
    for n in range(_number(typed["milestones"], MOST_ROWS)):
        head = Texts({name: typed[f"m{n}_{name}"] for name in _ROW})
        count = max(1, _number(typed[f"m{n}_parts"], MOST_PARTS))
        parts = [part_from(typed, f"m{n}p{k}") for k in range(count)]
        rows.append(Row(head, parts))
    return rows


def rows_of(milestones: Sequence[Milestone]) -> list[Row]:
    """Give the rows that milestones are edited in."""
    return [row_of(milestone) for milestone in milestones]


def row_of(milestone: Milestone) -> Row:
    """Give the row of a milestone; a rule with more layers than a row shows stays written."""
    head = Texts(key=milestone.key, join="one")
    head |= {f"title_{language}": title for language, title in milestone.title.items()}
    head |= asking_fields.fields_of(milestone.asking)
    row = _shown(milestone.rule) or Row(Texts(join="written", written=as_yaml(milestone.rule)))
    row.typed |= {name: text for name, text in head.items() if name != "join"}
    return row


def milestones_from(rows: Sequence[Row]) -> tuple[Milestone, ...]:
    """Make milestones of the rows, without untouched ones; ``InputError`` names the field."""
    made: list[Milestone] = []
    for number, row in enumerate(rows):
        titles = {
            language: row.typed[f"title_{language}"]
            for language in LANGUAGES
            if row.typed[f"title_{language}"].strip()
        }
        if not titles:
            if row.is_untouched:
                continue
            raise InputError(
                "milestone.title", "Give each milestone a title.", field=f"m{number}_title"
            )
        taken = {milestone.key for milestone in made}
        key, asking = _key(row, titles, taken), asking_fields.asking_from(row.typed, number)
        made.append(Milestone(key, titles, rule_of(row, number), asking))
    return tuple(made)


def rule_of(row: Row, number: int) -> Rule:
    """Read the rule that a row says; raises ``InputError`` naming the field."""
    is_written = row.typed["join"] == "written"
    try:
        return rule_from_json(_written(row, number))
    except RuleError as error:
        name = f"m{number}_written" if is_written else f"m{number}p0_rule"
        raise InputError(error.reason, str(error), field=name) from error


def as_yaml(rule: Rule) -> str:
    """Write a rule as it stands in our files."""
    return yaml.safe_dump(_plain(rule_to_json(rule)), sort_keys=False, allow_unicode=True)


def change_rows(action: str, place: str, rows: list[Row]) -> None:
    """Add, remove or move rows and parts; ``place`` is a row's number, or a row's and a part's.

    Raises ``InputError`` where a rule is to be shown as a sentence and has too many layers.
    """
    if action == "add":
        rows.append(Row())
        return
    first, _, second = place.partition(".")
    n, k = _place(first), _place(second)
    if not 0 <= n < len(rows):
        return
    row = rows[n]
    if action == "remove":
        del rows[n]
    elif action in {"up", "down"}:
        other = n + (1 if action == "down" else -1)
        if 0 <= other < len(rows):
            rows[n], rows[other] = rows[other], rows[n]
    elif action == "add_part" and len(row.parts) < MOST_PARTS:
        row.parts.append(empty_part())
        row.typed["join"] = "all" if row.typed["join"] in {"", "one"} else row.typed["join"]
    elif action == "remove_part" and 0 <= k < len(row.parts) > 1:
        del row.parts[k]
    elif action == "write":
        row.typed |= {"written": as_yaml(rule_of(row, n)), "join": "written"}
    elif action == "sentence":
        rows[n] = _as_sentence(row, n)


def _as_sentence(row: Row, number: int) -> Row:
    shown = _shown(rule_of(row, number))
    if shown is None:
        raise InputError(
            "milestone.layers",
            "This rule has more layers than a sentence can show; it stays written.",
            field=f"m{number}_written",
        )
    kept = ("key", "title_de", "title_en", *asking_fields.FIELDS)
    shown.typed |= {name: row.typed[name] for name in kept}
    return shown


def _shown(rule: Rule) -> Row | None:
    """Give the row that shows a rule, nothing for one of more layers or more to say."""
    match rule:
        case AllOf() | AnyOf() | AtLeast():
            parts = [_part(part) for part in rule.rules]
            if not 0 < len(parts) <= MOST_PARTS:
                return None
            join = {AllOf: "all", AnyOf: "any", AtLeast: "at_least"}[type(rule)]
            head = Texts(join=join, n=str(rule.n) if isinstance(rule, AtLeast) else "")
        case _:
            parts, head = [_part(rule)], Texts(join="one")
    kept = [part for part in parts if part is not None]
    return Row(head, kept) if len(kept) == len(parts) else None


def _part(rule: Rule) -> Texts | None:
    """Give a part, or one that must not be."""
    match rule:
        case NoneOf((inner,)) if isinstance(inner, LEAVES):
            part = part_of(inner)
            return None if part is None else Texts(part | {"not": "1"})
        case _:
            return part_of(rule) if isinstance(rule, LEAVES) else None


def _written(row: Row, number: int) -> Any:
    join = row.typed["join"]
    if join == "written":
        return _read_yaml(row.typed["written"], f"m{number}_written")
    parts = [_read_part(part, f"m{number}p{k}") for k, part in enumerate(row.parts)]
    if join == "at_least":
        least = whole_number_from(row.typed["n"], f"m{number}_n")
        return {"at_least": {"n": 1 if least is None else least, "of": parts}}
    if len(parts) == 1:
        return parts[0]
    return {"any_of" if join == "any" else "all_of": parts}


def _read_part(part: Texts, prefix: str) -> dict[str, Any]:
    """Write a part that is a rule by itself; what is wrong is said beside its field."""
    written = written_part(part, prefix)
    try:
        rule_from_json(written)
    except RuleError as error:
        name = field_named(str(error.reason.params["path"]).rpartition(".")[2])
        reason = Reason("rule.unreadable", path="", detail=error.reason.params["detail"])
        raise InputError(reason, str(error), field=f"{prefix}_{name}") from error
    return written


def _plain(body: Any) -> Any:
    """Give the rule with dates as text, which YAML and JSON write alike."""
    if isinstance(body, Mapping):
        return {key: _plain(value) for key, value in body.items()}
    if isinstance(body, list):
        return [_plain(value) for value in body]
    return body.isoformat() if hasattr(body, "isoformat") else body


def _key(row: Row, titles: Mapping[str, str], taken: set[str]) -> str:
    """Keep a milestone's key for ever, since evidence is handed in under it."""
    stem = row.typed["key"].strip() or slug_of(next(iter(titles.values())))
    key, number = stem, 1
    while key in taken:
        number += 1
        key = f"{stem}-{number}"
    return key


def _number(text: str, most: int) -> int:
    return min(int(text), most) if text.isascii() and text.isdecimal() else 0


def _place(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else -1  # noqa: PLR2004


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
