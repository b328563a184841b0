"""Awards to a group, as the API reads and writes them."""

from __future__ import annotations

from typing import Any, Final

from marshmallow import ValidationError, fields, validate, validates_schema

from schemas.api.common import ApiSchema, PageQuerySchema, instant, row_id

BATCH_STATES: Final = (
    "checking",
    "ready",
    "awarding",
    "done",
    "cancelled",
    "undoing",
    "undone",
)
VERDICTS: Final = ("", "new", "known", "held", "invalid", "double")
OUTCOMES: Final = ("", "awarded", "refused", "undone", "kept")
MOST_PEOPLE: Final = 100_000
_CELL: Final = validate.Length(max=4000)


class BatchPersonSchema(ApiSchema):
    """One row of a list; what is wrong in it is its verdict and stops no other."""

    name = fields.String(load_default="", validate=_CELL, metadata={"example": "Ada Beispiel"})
    address = fields.String(required=True, validate=_CELL, metadata={"example": "ada@example.org"})
    narrative = fields.String(
        load_default="",
        validate=_CELL,
        metadata={"description": "A personal sentence for the certificate."},
    )
    evidence = fields.List(
        fields.String(validate=validate.Length(1, 2000)),
        load_default=list,
        metadata={"description": "Links, at most five."},
    )
    date = fields.String(
        load_default="",
        validate=_CELL,
        metadata={"description": "When it was earned, where not today: 2026-03-31."},
    )
    language = fields.String(load_default="", validate=_CELL)


class NewBatchSchema(ApiSchema):
    """A badge to be offered to a list of people, as `people` or as the text of a `csv` file."""

    achievement = fields.String(
        required=True, validate=validate.Length(1, 100), metadata={"example": "first-steps"}
    )
    reason = fields.String(
        required=True,
        validate=validate.Length(1, 500),
        metadata={"description": "Why it is awarded.", "example": "Took part in May"},
    )
    place = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=400))
    dry_run = fields.Boolean(
        load_default=False,
        metadata={"description": "Give the verdicts only; `POST …/award` says yes later."},
    )
    people = fields.List(fields.Nested(BatchPersonSchema), validate=validate.Length(1, MOST_PEOPLE))
    csv = fields.String(validate=validate.Length(1, 20_000_000))

    @validates_schema
    def _holds_one(self, data: dict[str, Any], **_: Any) -> None:
        if ("people" in data) == ("csv" in data):
            raise ValidationError("Send people or csv.", field_name="people")


class BatchSchema(ApiSchema):
    """A list that is being awarded, and how far it is."""

    id = row_id(required=True)
    achievement = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(BATCH_STATES))
    reason = fields.String(required=True)
    size = fields.Integer(required=True, metadata={"description": "Rows."})
    checked = fields.Integer(required=True, metadata={"description": "Rows with a verdict."})
    good = fields.Integer(required=True, metadata={"description": "Rows to award."})
    handled = fields.Integer(required=True, metadata={"description": "Rows with an outcome."})
    awarded = fields.Integer(required=True)
    created_at = instant(required=True)
    confirmed_at = instant(required=True, allow_none=True)
    finished_at = instant(required=True, allow_none=True)


class BatchRowQuerySchema(PageQuerySchema):
    """Which rows are asked for."""

    verdict = fields.String(validate=validate.OneOf(VERDICTS[1:]))


class BatchProblemSchema(ApiSchema):
    """Why a row is left out."""

    code = fields.String(required=True)
    params = fields.Dict(required=True)
    detail = fields.String(required=True)


class BatchRowSchema(ApiSchema):
    """One row's verdict, and what became of it."""

    line = fields.Integer(required=True)
    name = fields.String(required=True)
    address = fields.String(required=True)
    verdict = fields.String(
        required=True,
        validate=validate.OneOf(VERDICTS),
        metadata={"description": "`new` and `known` are awarded; empty while it is being read."},
    )
    outcome = fields.String(required=True, validate=validate.OneOf(OUTCOMES))
    problem = fields.Nested(BatchProblemSchema, required=True, allow_none=True)
    award = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "The award made, or the one that is held already."},
    )
