"""What the resources of the API share: strictness, texts by language, pages, problem details.

>>> PageQuerySchema().load({"limit": "10"})
{'limit': 10}
"""

from __future__ import annotations

from typing import Any, Final

from marshmallow import RAISE, Schema, ValidationError, fields, validate, validates_schema

LANGUAGES: Final = ("de", "en")
MOST_ON_A_PAGE: Final = 200
MOST_ROW: Final = 2**31 - 1


class ApiSchema(Schema):
    """A body of our API: what it does not name is refused, so that a typing error is noticed."""

    class Meta:
        """Settings of marshmallow."""

        unknown = RAISE

    error_messages = {  # noqa: RUF012  (marshmallow's own way to set them)
        "unknown": "This name is not known here; remove it or correct its spelling.",
        "type": "Send an object of names and values.",
    }


class TextsSchema(ApiSchema):
    """One text in the languages that the community writes in."""

    de = fields.String(metadata={"description": "German"})
    en = fields.String(metadata={"description": "English"})


class PageQuerySchema(Schema):
    """Which page of a list is asked for."""

    cursor = fields.String(
        validate=validate.Length(1, 200),
        metadata={"description": "Where the page begins: taken from `next`, never made up."},
    )
    limit = fields.Integer(
        load_default=50,
        validate=validate.Range(1, MOST_ON_A_PAGE),
        metadata={"description": "How many items a page has at most."},
    )


class IdempotencySchema(Schema):
    """The header that lets a request be sent twice and act once."""

    key = fields.String(
        data_key="Idempotency-Key",
        validate=validate.Regexp(
            r"[\x21-\x7e]{1,200}\Z", error="Send 1 to 200 printable ASCII characters."
        ),
        metadata={
            "description": "A value of your own, a UUID for example. The same request again "
            "within 24 hours is answered with what was made the first time.",
            "example": "4d1f0c8e-2d7c-4be5-9f5a-6f5f3a4c9f10",
        },
    )


class FieldErrorSchema(Schema):
    """One part of a request that does not fit."""

    place = fields.String(
        data_key="in", required=True, validate=validate.OneOf(["body", "query", "header"])
    )
    field = fields.String(required=True, metadata={"description": "Dotted path; empty: the whole"})
    detail = fields.String(required=True)


class ProblemSchema(Schema):
    """Problem details (RFC 9457); `code` is stable, `detail` an English sentence."""

    type = fields.String(required=True, metadata={"example": "about:blank"})
    title = fields.String(required=True, metadata={"example": "Unprocessable Entity"})
    status = fields.Integer(required=True, metadata={"example": 422})
    code = fields.String(required=True, metadata={"example": "request.invalid"})
    detail = fields.String(required=True, metadata={"example": "Send an object."})
    params = fields.Dict(metadata={"description": "The values that the sentence was made with."})
    field = fields.String(metadata={"description": "The part of the request that is meant."})
    errors = fields.List(fields.Nested(FieldErrorSchema))


class ReasonSchema(ApiSchema):
    """Why something is so: a stable code, its parameters and the English sentence."""

    code = fields.String(required=True)
    params = fields.Dict(required=True)
    detail = fields.String(required=True)


def page_schema(item: type[Schema]) -> type[Schema]:
    """Make the schema of a page of items."""
    name = item.__name__.removesuffix("Schema") + "PageSchema"
    return ApiSchema.from_dict(
        {
            "items": fields.List(fields.Nested(item), required=True),
            "next": fields.URL(
                required=True,
                allow_none=True,
                metadata={"description": "The next page's address; none on the last one."},
            ),
        },
        name=name,
    )


def instant(**options: Any) -> fields.AwareDateTime:
    """Make a field for a point in time: RFC 3339 with its zone, answered in UTC."""
    return fields.AwareDateTime(format="iso", **options)


def row_id(**options: Any) -> fields.Integer:
    """Make a field for the number of a member, session or activity."""
    return fields.Integer(strict=True, validate=validate.Range(1, MOST_ROW), **options)


class RecipientSchema(ApiSchema):
    """Somebody in the community, named by number or by e-mail address."""

    member = row_id(metadata={"description": "A member's number.", "example": 17})
    address = fields.String(
        validate=validate.Length(1, 400), metadata={"description": "E-mail, in place of member."}
    )

    @validates_schema
    def _names_one(self, data: dict[str, Any], **_: Any) -> None:
        if ("member" in data) == ("address" in data):
            raise ValidationError("Name the recipient by member or by address.", "member")
