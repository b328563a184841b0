"""How a rule is written in JSON and YAML.

>>> RuleSchema().load({"attended": {"times": 3, "kind": "workshop", "within": {"days": 90}}})
{'attended': {'times': 3, 'kind': 'workshop', 'within': {'days': 90}}}

A rule is a mapping with one name. What comes out of ``load`` is plain and checked (dates are
``datetime.date``, since ``from`` is called ``since``); ``dump`` writes it back. Rules come from
strangers' files: their depth and number are bounded before anything else is looked at.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from marshmallow import Schema, ValidationError, fields, pre_load, validate, validates_schema

from schemas.conditions import Where

MAX_DEPTH = 5
MAX_RULES = 50
MAX_TIMES = 100_000
MAX_WEEKS = 520
MAX_PEOPLE = 1000
MAX_LENGTH = 100_000
MAX_SUM = 1_000_000
MAX_DAYS = 3660
MAX_WORD = 100

COMPOSED = ("all_of", "any_of", "none_of")
NAMES = (
    "attended",
    "presented",
    "distinct",
    "summed",
    "weeks_active",
    "submitted",
    "reflected",
    "reviewed",
    "vouched",
    "confirmed",
    "goal_reached",
    "manual",
    "earned",
    "all_of",
    "any_of",
    "none_of",
    "at_least",
)


VOICES = ("managers", "reviewers", "mentors", "holders", "anyone")
ONE_OF_VOICES = f"Write one of: {', '.join(VOICES)}; or holders_of: and a badge."
ROLES = ("giver", "receiver")
NULL = "Write something here, or leave the name out."
LIST: dict[str, Any] = {
    "invalid": "Write a list of rules here.",
    "null": NULL,
    "required": "Write a list of rules.",
}


class StrictSchema(Schema):
    """A mapping that says what it does not know, in a sentence."""

    error_messages = {  # noqa: RUF012  (marshmallow's own way to set them)
        "unknown": "This name is not known here; remove it or correct its spelling.",
        "type": "Write a mapping of names to values here.",
    }


class WholeNumber(fields.Integer):
    """A whole number between two bounds; ``"3"``, ``3.0`` and ``true`` are none."""

    def __init__(self, low: int, high: int, **settings: Any) -> None:
        sentence = f"Write a whole number from {low} to {high}."
        super().__init__(
            strict=True,
            validate=validate.Range(low, high, error=sentence),
            error_messages={"invalid": sentence, "null": sentence, "required": sentence},
            **settings,
        )

    def _validated(self, value: Any) -> int:
        # bool is an int in Python and no number in a rule.
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.make_error("invalid")
        return value


class Word(fields.String):
    """A short name without control characters or white space around it."""

    def __init__(self, **settings: Any) -> None:
        sentence = f"Write a name of 1 to {MAX_WORD} characters on one line."
        super().__init__(
            validate=lambda value: _require_word(value, sentence),
            error_messages={"invalid": sentence, "null": sentence, "required": sentence},
            **settings,
        )


class Day(fields.Date):
    """An ISO date; YAML has made a date of it already, which is as good."""

    def __init__(self, **settings: Any) -> None:
        sentence = "Write a date as year-month-day, such as 2026-03-31."
        super().__init__(
            format="iso", error_messages={"invalid": sentence, "null": sentence}, **settings
        )

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> date:
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        return super()._deserialize(value, *args, **kwargs)


class Amount(fields.Float):
    """A number above 0; ``"3"`` and ``true`` are none, and whole ones stay whole."""

    def __init__(self, high: float, **settings: Any) -> None:
        sentence = f"Write a number above 0, {high} at most."
        super().__init__(
            validate=validate.Range(0, high, min_inclusive=False, error=sentence),
            error_messages={"invalid": sentence, "null": sentence, "required": sentence},
            **settings,
        )

    def _validated(self, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise self.make_error("invalid")
        if not math.isfinite(value):
            raise self.make_error("invalid")
        return value


class Choice(fields.String):
    """One of a few words."""

    def __init__(self, words: Sequence[str], **settings: Any) -> None:
        sentence = f"Write one of: {', '.join(words)}."
        super().__init__(
            validate=validate.OneOf(words, error=sentence),
            error_messages={"invalid": sentence, "null": sentence},
            **settings,
        )


class Voice(fields.Field[Any]):
    """Whose word counts: one of a few words, or ``{"holders_of": <badge>}``."""

    def _deserialize(self, value: Any, *_args: Any, **_settings: Any) -> str | dict[str, str]:
        if isinstance(value, str) and value in VOICES:
            return value
        if isinstance(value, Mapping) and set(value) == {"holders_of"}:
            return {"holders_of": str(Word().deserialize(value["holders_of"]))}
        raise ValidationError(ONE_OF_VOICES)


class Part(fields.Nested):
    """A mapping inside a mapping."""

    def __init__(self, nested: type[Schema]) -> None:
        super().__init__(nested, error_messages={"null": NULL})


class WindowSchema(StrictSchema):
    """``{"days": 90}`` or ``{"from": "2026-01-01", "until": "2026-03-31"}``."""

    days = WholeNumber(1, MAX_DAYS)
    since = Day(data_key="from")
    until = Day()

    @validates_schema
    def _one_of_both(self, data: dict[str, Any], **_: Any) -> None:
        if not data or ("days" in data and len(data) > 1):
            raise ValidationError('Write either "days", or "from" and "until" or one of them.')
        if {"since", "until"} <= data.keys() and data["since"] > data["until"]:
            raise ValidationError('"from" must not be later than "until".')


class AttendedSchema(StrictSchema):
    """So many activities of a kind."""

    times = WholeNumber(1, MAX_TIMES, required=True)
    kind = Word()
    tag = Word()
    within = Part(WindowSchema)
    where = Where(error_messages={"null": NULL})


class PresentedSchema(StrictSchema):
    """So many activities at which the member presented."""

    times = WholeNumber(1, MAX_TIMES)
    kind = Word()
    tag = Word()
    within = Part(WindowSchema)
    where = Where(error_messages={"null": NULL})


class DistinctSchema(StrictSchema):
    """So many different values of a field."""

    times = WholeNumber(1, MAX_TIMES, required=True)
    field = Word(required=True)
    kind = Word()
    tag = Word()
    within = Part(WindowSchema)
    where = Where(error_messages={"null": NULL})


class SummedSchema(StrictSchema):
    """So much of a number that activities have in a field."""

    field = Word(required=True)
    at_least = Amount(MAX_SUM, required=True)
    kind = Word()
    tag = Word()
    within = Part(WindowSchema)
    where = Where(error_messages={"null": NULL})


class WeeksActiveSchema(StrictSchema):
    """So many weeks of the last ones; they are the window."""

    weeks = WholeNumber(1, MAX_WEEKS, required=True)
    of = WholeNumber(1, MAX_WEEKS, required=True)
    kind = Word()
    tag = Word()
    where = Where(error_messages={"null": NULL})


class SubmittedSchema(StrictSchema):
    """So many pieces of evidence."""

    times = WholeNumber(1, MAX_TIMES)
    kind = Word()
    within = Part(WindowSchema)


class ReflectedSchema(StrictSchema):
    """So many texts of the member's own, each so long."""

    length = WholeNumber(1, MAX_LENGTH)
    times = WholeNumber(1, MAX_TIMES)
    within = Part(WindowSchema)


class ReviewedSchema(StrictSchema):
    """So many pieces of evidence, each approved by so many people."""

    times = WholeNumber(1, MAX_TIMES)
    by = Voice(error_messages={"null": ONE_OF_VOICES})
    approvals = WholeNumber(1, MAX_PEOPLE)
    kind = Word()
    within = Part(WindowSchema)


class VouchedSchema(StrictSchema):
    """So many people who vouch."""

    times = WholeNumber(1, MAX_PEOPLE)
    by = Voice(data_key="from", error_messages={"null": ONE_OF_VOICES})
    within = Part(WindowSchema)


class ConfirmedSchema(StrictSchema):
    """So many meetings that both sides confirmed."""

    times = WholeNumber(1, MAX_TIMES)
    role = Choice(ROLES)
    kind = Word()
    within = Part(WindowSchema)


class GoalReachedSchema(StrictSchema):
    """So many goals of the member's own, each confirmed by so many others."""

    times = WholeNumber(1, MAX_TIMES)
    confirmed_by = WholeNumber(0, MAX_PEOPLE)
    within = Part(WindowSchema)


class ManualSchema(StrictSchema):
    """So many people who confirm it by hand."""

    quorum = WholeNumber(1, MAX_PEOPLE)


class EarnedSchema(StrictSchema):
    """Another achievement of the community."""

    achievement = Word(required=True)
    within = Part(WindowSchema)


class AtLeastSchema(StrictSchema):
    """So many of some rules."""

    n = WholeNumber(1, MAX_RULES, required=True)
    of = fields.List(fields.Nested("RuleSchema"), required=True, error_messages=LIST)


class RuleSchema(StrictSchema):
    """One rule under its name."""

    attended = Part(AttendedSchema)
    presented = Part(PresentedSchema)
    distinct = Part(DistinctSchema)
    summed = Part(SummedSchema)
    weeks_active = Part(WeeksActiveSchema)
    submitted = Part(SubmittedSchema)
    reflected = Part(ReflectedSchema)
    reviewed = Part(ReviewedSchema)
    vouched = Part(VouchedSchema)
    confirmed = Part(ConfirmedSchema)
    goal_reached = Part(GoalReachedSchema)
    manual = Part(ManualSchema)
    earned = Part(EarnedSchema)
    all_of = fields.List(fields.Nested("RuleSchema"), error_messages=LIST)
    none_of = fields.List(fields.Nested("RuleSchema"), error_messages=LIST)
    any_of = fields.List(fields.Nested("RuleSchema"), error_messages=LIST)
    at_least = Part(AtLeastSchema)

    @pre_load
    def _bounded(self, data: Any, **_: Any) -> Any:
        _require_bounded(data)
        return data

    @validates_schema
    def _one_name(self, data: dict[str, Any], **_: Any) -> None:
        if len(data) != 1:
            raise ValidationError(f"Write exactly one of: {', '.join(NAMES)}.")


def first_message(messages: Any) -> tuple[str, str]:
    """Pick the first sentence out of marshmallow's messages, and the path to it.

    >>> first_message({"attended": {"times": ["Write a whole number."]}})
    ('attended.times', 'Write a whole number.')
    """
    path: list[str] = []
    while isinstance(messages, Mapping):
        name, messages = next(iter(messages.items()))
        if name != "_schema":
            path.append(str(name)[:MAX_WORD])
    return ".".join(path), str(messages[0] if isinstance(messages, list) else messages)


def _require_word(value: str, sentence: str) -> None:
    if not (0 < len(value) <= MAX_WORD and value == value.strip() and value.isprintable()):
        raise ValidationError(sentence)


def _require_bounded(data: Any) -> None:
    """Walk the rule level by level, so that neither depth nor YAML aliases can exhaust us."""
    level, seen = [data], 0
    for _ in range(MAX_DEPTH):
        seen += len(level)
        if seen > MAX_RULES:
            raise ValidationError(f"A rule may have {MAX_RULES} parts at most; split it up.")
        level = [part for rule in level for part in _parts(rule)]
        if not level:
            return
    raise ValidationError(f"A rule may be {MAX_DEPTH} levels deep at most; flatten it.")


def _parts(rule: Any) -> list[Any]:
    if not isinstance(rule, Mapping):
        return []
    at_least = rule.get("at_least")
    lists = [rule.get(name) for name in COMPOSED]
    lists.append(at_least.get("of") if isinstance(at_least, Mapping) else None)
    return [part for parts in lists if isinstance(parts, list) for part in parts]
