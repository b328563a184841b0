"""Members and sessions, as the API reads and writes them."""

from __future__ import annotations

from typing import Final

from marshmallow import fields, validate

from schemas.api.common import ApiSchema, ReasonSchema, instant, row_id

ROLES: Final = ("owner", "manager", "awarder", "reviewer", "mentor", "member")
_WORD: Final = validate.Length(1, 64)
_KIND: Final = {"description": "What rules count by.", "example": "workshop"}


class MemberSchema(ApiSchema):
    """Somebody in the community."""

    id = row_id(required=True)
    name = fields.String(required=True)
    address = fields.String(required=True, metadata={"description": "E-mail; empty: none known."})
    roles = fields.List(fields.String(validate=validate.OneOf(ROLES)), required=True)
    joined_at = instant(required=True)
    left_at = instant(required=True, allow_none=True)


class NewMemberSchema(ApiSchema):
    """Somebody to be added."""

    name = fields.String(validate=validate.Length(max=400), metadata={"example": "Ada Beispiel"})
    address = fields.String(
        required=True,
        validate=validate.Length(1, 400),
        metadata={"example": "ada@example.org"},
    )


class NewMembersSchema(ApiSchema):
    """A list of people; one bad row loses none of the good."""

    members = fields.List(
        fields.Nested(NewMemberSchema), required=True, validate=validate.Length(1, 500)
    )


class AddedMemberSchema(ApiSchema):
    """What became of one entry of the list; `line` counts from 1."""

    line = fields.Integer(required=True)
    outcome = fields.String(
        required=True, validate=validate.OneOf(["added", "known", "double", "invalid"])
    )
    member = fields.Nested(MemberSchema, required=True, allow_none=True)
    problem = fields.Nested(ReasonSchema, required=True, allow_none=True)


class AddedMembersSchema(ApiSchema):
    """What became of each entry, in the order of the list."""

    results = fields.List(fields.Nested(AddedMemberSchema), required=True)


class RolesSchema(ApiSchema):
    """The roles that somebody has from now on; `member` is always among them."""

    roles = fields.List(
        fields.String(validate=validate.OneOf(ROLES)),
        required=True,
        validate=validate.Length(max=len(ROLES)),
        metadata={"example": ["awarder", "member"]},
    )


class NewSessionSchema(ApiSchema):
    """Something that people attend together."""

    title = fields.String(
        required=True, validate=validate.Length(1, 400), metadata={"example": "Soldering for all"}
    )
    kind = fields.String(required=True, validate=_WORD, metadata=_KIND)
    starts_at = instant(required=True, metadata={"example": "2026-03-10T18:00:00+01:00"})
    hours = fields.Float(load_default=None, allow_none=True)
    tags = fields.List(
        fields.String(validate=_WORD), load_default=list, validate=validate.Length(max=20)
    )


class SessionSchema(ApiSchema):
    """A session and how many were there."""

    id = row_id(required=True)
    title = fields.String(required=True)
    kind = fields.String(required=True)
    starts_at = instant(required=True)
    hours = fields.Float(required=True, allow_none=True)
    tags = fields.List(fields.String(), required=True)
    attended = fields.Integer(required=True)


class AttendanceSchema(ApiSchema):
    """Who was there."""

    members = fields.List(row_id(), required=True, validate=validate.Length(1, 1000))


class AttendedSchema(ApiSchema):
    """What became of one of them; recording somebody twice changes nothing."""

    member = row_id(required=True)
    outcome = fields.String(required=True, validate=validate.OneOf(["recorded", "known"]))


class AttendedAllSchema(ApiSchema):
    """What became of each of them."""

    results = fields.List(fields.Nested(AttendedSchema), required=True)
