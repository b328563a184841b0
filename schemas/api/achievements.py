"""Achievements, their versions and milestones, as the API reads and writes them."""

from __future__ import annotations

from typing import Final

from marshmallow import fields, validate

from schemas.api.common import ApiSchema, ReasonSchema, TextsSchema, instant

_RULE: Final = {
    "description": "A rule: `attended`, `submitted`, `reviewed`, `earned`, `all_of`, `any_of` "
    "or `at_least`, the one name of a mapping.",
    "example": {"attended": {"times": 3, "kind": "workshop", "within": {"days": 90}}},
}
_ASKING: Final = {
    "description": "The kinds of evidence of which one each is required, and a rubric.",
    "example": {
        "kinds": ["file"],
        "rubric": [{"title": {"en": "Joints"}, "levels": [{"en": "cold"}, {"en": "shiny"}]}],
    },
}
_PICTURE: Final = {
    "description": "`gallery:<name>`, or the SHA-256 of a picture uploaded on the pages.",
    "example": "gallery:workshop",
}
_LONG: Final = validate.Length(max=64)


class MilestoneSchema(ApiSchema):
    """One criterion that a machine can read."""

    key = fields.String(
        required=True, validate=validate.Length(1, 64), metadata={"example": "three-workshops"}
    )
    title = fields.Nested(
        TextsSchema, required=True, metadata={"example": {"en": "Come to three workshops"}}
    )
    rule = fields.Dict(keys=fields.String(), required=True, metadata=_RULE)
    evidence = fields.Dict(keys=fields.String(), load_default=dict, metadata=_ASKING)


AlignmentSchema = ApiSchema.from_dict(
    {
        "targetName": fields.String(required=True),
        "targetUrl": fields.URL(required=True, schemes={"http", "https"}),
        "targetCode": fields.String(),
        "targetDescription": fields.String(),
        "targetFramework": fields.String(),
        "targetType": fields.String(),
    },
    name="AlignmentSchema",
)
"""An entry of a framework such as ESCO, in the terms of Open Badges 3.0 (Alignment)."""


class DraftSchema(ApiSchema):
    """What one version of an achievement says; every part may be left out of a change."""

    name = fields.Nested(TextsSchema, metadata={"example": {"en": "First steps", "de": "Anfang"}})
    description = fields.Nested(TextsSchema)
    criteria = fields.Nested(TextsSchema)
    picture = fields.String(validate=validate.Length(max=80), metadata=_PICTURE)
    picture_alt = fields.Nested(TextsSchema)
    achievement_type = fields.String(validate=_LONG, metadata={"example": "Badge"})
    tags = fields.List(fields.String(validate=_LONG), validate=validate.Length(max=20))
    hours = fields.Float(allow_none=True, metadata={"description": "Hours of work."})
    level = fields.String(validate=_LONG)
    alignment = fields.List(fields.Nested(AlignmentSchema), validate=validate.Length(max=20))
    valid_days = fields.Integer(
        strict=True, allow_none=True, metadata={"description": "How long an award lasts."}
    )
    repeatable = fields.Boolean()
    award_mode = fields.String(
        validate=validate.OneOf(["offer", "manager"]),
        metadata={"description": "Offered by itself, or awaiting a manager."},
    )
    issue_at_once = fields.Boolean()
    heading = fields.String(validate=validate.OneOf(["", "certificate"]))
    needed = fields.Integer(
        strict=True,
        allow_none=True,
        metadata={"description": "How many milestones suffice; none: all of them."},
    )
    milestones = fields.List(fields.Nested(MilestoneSchema), validate=validate.Length(max=50))


class NewAchievementSchema(DraftSchema):
    """An achievement to be made, as a draft that only managers see."""

    slug = fields.String(
        validate=validate.Regexp(
            r"[a-z0-9]+(-[a-z0-9]+)*\Z", error="Use lower-case letters, digits and hyphens."
        ),
        metadata={"description": "Its part of the address; left out, it follows the name."},
    )
    name = fields.Nested(
        TextsSchema, required=True, metadata={"example": {"en": "First steps", "de": "Anfang"}}
    )


class PublishSchema(ApiSchema):
    """How a draft is published."""

    award_existing = fields.Boolean(
        load_default=False,
        metadata={"description": "Look at every member now, not only after their next doing."},
    )


class WouldAwardSchema(ApiSchema):
    """Whom a draft would be offered if it were published now."""

    count = fields.Integer(metadata={"description": "How many members."})
    members = fields.List(
        fields.Dict(),
        allow_none=True,
        metadata={"description": "Their ids and names; null without the scope members:read."},
    )
    problems = fields.List(
        fields.Nested(ReasonSchema),
        metadata={"description": "What keeps it from being published, all of it."},
    )
    hints = fields.List(
        fields.Nested(ReasonSchema),
        metadata={"description": "What could be said better; they stand in nobody's way."},
    )


class VersionSchema(DraftSchema):
    """One version of an achievement."""

    id = fields.URL(
        required=True,
        metadata={"description": "The address that signed documents name; immutable."},
    )
    number = fields.Integer(required=True)
    published_at = instant(required=True, allow_none=True)


class AchievementSchema(ApiSchema):
    """What can be earned, across its versions."""

    slug = fields.String(required=True)
    created_at = instant(required=True)
    archived_at = instant(required=True, allow_none=True)
    published = fields.Nested(
        VersionSchema, required=True, allow_none=True, metadata={"description": "What counts now."}
    )
    draft = fields.Nested(
        VersionSchema, required=True, allow_none=True, metadata={"description": "What comes next."}
    )
