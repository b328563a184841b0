"""Activities that other systems tell of, one by one and in batches, as the API has them."""

from __future__ import annotations

from typing import Final

from marshmallow import fields, validate

from schemas.api.common import (
    MOST_ROW,
    ApiSchema,
    PageQuerySchema,
    ReasonSchema,
    RecipientSchema,
    instant,
)
from schemas.api.common import row_id as number

MOST_TOLD: Final = 1_000
_WORD: Final = validate.Length(1, 64)
_KIND: Final = {"description": "What rules count by.", "example": "workshop"}


class NewActivitySchema(RecipientSchema):
    """Something a member did, told by another system; `member` or `address` names them."""

    kind = fields.String(required=True, validate=_WORD, metadata=_KIND)
    occurred_at = instant(
        required=True,
        metadata={
            "description": "At most a day ahead, and not before 1971.",
            "example": "2026-03-10T18:00:00Z",
        },
    )
    hours = fields.Float(load_default=None, allow_none=True)
    tags = fields.List(
        fields.String(validate=_WORD), load_default=list, validate=validate.Length(max=20)
    )
    fields_ = fields.Dict(
        keys=fields.String(validate=_WORD),
        data_key="fields",
        load_default=dict,
        validate=validate.Length(max=50),
        metadata={
            "description": "What else is known of it, for rules to ask about: `role`, `points` …",
            "example": {"role": "presenter"},
        },
    )
    external_id = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(1, 200),
        metadata={"description": "Your id of it: the same one again changes nothing."},
    )


class NewActivitiesSchema(ApiSchema):
    """Many activities; what is wrong with one is its verdict and stops no other."""

    activities = fields.List(
        fields.Nested(NewActivitySchema),
        required=True,
        validate=validate.Length(1, MOST_TOLD),
    )


class ToldActivitySchema(ApiSchema):
    """What became of one: `recorded`, `known` (told before), `kept` (no member yet), `refused`."""

    outcome = fields.String(
        required=True, validate=validate.OneOf(["recorded", "known", "kept", "refused"])
    )
    activity = number(required=True, allow_none=True)
    member = number(required=True, allow_none=True)
    problem = fields.Nested(ReasonSchema, required=True, allow_none=True)


class ToldActivitiesSchema(ApiSchema):
    """What became of each, in the order in which they were told."""

    results = fields.List(fields.Nested(ToldActivitySchema), required=True)


class ActivitySchema(ApiSchema):
    """Something a member did, as rules count it; a voided one counts no more."""

    id = number(required=True)
    member = number(required=True)
    kind = fields.String(required=True)
    occurred_at = instant(required=True)
    hours = fields.Float(required=True, allow_none=True)
    tags = fields.List(fields.String(), required=True)
    fields_ = fields.Dict(data_key="fields", required=True)
    source = fields.String(required=True)
    external_id = fields.String(required=True, allow_none=True)
    voided_at = instant(required=True, allow_none=True)
    void_reason = fields.String(required=True)


class ActivityQuerySchema(PageQuerySchema):
    """Which activities are asked for."""

    member = fields.Integer(
        validate=validate.Range(1, MOST_ROW), metadata={"description": "Only this member's."}
    )
    kind = fields.String(validate=_WORD, metadata={"description": "Only of this kind."})


class VoidSchema(ApiSchema):
    """Why an activity is not to count."""

    reason = fields.String(
        required=True, validate=validate.Length(1, 500), metadata={"example": "Told by mistake"}
    )


class VoidedSchema(ApiSchema):
    """A voided activity, and the standing awards that it had counted for; they stay."""

    activity = fields.Nested(ActivitySchema, required=True)
    counted_for = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "Ids of awards. Whether one goes is for a person to decide."},
    )
