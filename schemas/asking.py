"""How the evidence that a milestone asks for is written in JSON and YAML.

>>> AskingSchema().load({"kinds": ["link"], "rubric": [{"title": {"en": "Clear"}}]})
{'kinds': ['link'], 'rubric': [{'title': {'en': 'Clear'}}]}
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import fields, validate

from schemas.milestones import StrictSchema

KINDS = ("link", "file", "text")
LANGUAGES = ("de", "en")
MOST_CRITERIA = 12
MOST_LEVELS = 6
MOST_TITLE = 120

_KIND = f"Write one of: {', '.join(KINDS)}."
_KINDS: dict[str, Any] = {
    "invalid": "Write a list of kinds here.",
    "null": "Write a list of kinds here.",
}
_RUBRIC: dict[str, Any] = {
    "invalid": "Write a list of criteria here.",
    "null": "Write a list of criteria here.",
}
_LEVELS: dict[str, Any] = {
    "invalid": "Write a list of levels here.",
    "null": "Write a list of levels here.",
}


class Titles(fields.Field[dict[str, str]]):
    """A short text for each language, at least one."""

    def __init__(self, **settings: Any) -> None:
        sentence = "Write a short text for each language (de, en)."
        super().__init__(
            error_messages={"invalid": sentence, "null": sentence, "required": sentence}, **settings
        )

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> dict[str, str]:
        if not isinstance(value, Mapping) or not value:
            raise self.make_error("invalid")
        for language, text in value.items():
            is_text = isinstance(text, str) and 0 < len(text.strip()) <= MOST_TITLE
            if language not in LANGUAGES or not is_text or not text.isprintable():
                raise self.make_error("invalid")
        return {language: value[language].strip() for language in LANGUAGES if language in value}


class CriterionSchema(StrictSchema):
    """One thing that is looked at, with its levels, the lowest first."""

    title = Titles(required=True)
    levels = fields.List(
        Titles(),
        validate=validate.Length(2, MOST_LEVELS, error=f"Give 2 to {MOST_LEVELS} levels."),
        error_messages=_LEVELS,
    )


class AskingSchema(StrictSchema):
    """The kinds of evidence that are required, and the rubric."""

    kinds = fields.List(
        fields.String(
            validate=validate.OneOf(KINDS, error=_KIND), error_messages={"invalid": _KIND}
        ),
        error_messages=_KINDS,
    )
    rubric = fields.List(
        fields.Nested(CriterionSchema),
        validate=validate.Length(
            max=MOST_CRITERIA, error=f"Give {MOST_CRITERIA} criteria at most."
        ),
        error_messages=_RUBRIC,
    )
