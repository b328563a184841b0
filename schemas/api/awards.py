"""Awards, their credentials and the verdict on any badge, as the API reads and writes them."""

from __future__ import annotations

from typing import Any, Final

from marshmallow import ValidationError, fields, validate, validates_schema

from schemas.api.common import (
    LANGUAGES,
    ApiSchema,
    PageQuerySchema,
    RecipientSchema,
    instant,
    row_id,
)

STATES: Final = ("offered", "accepted", "declined", "withdrawn", "suspended", "erased")
VISIBILITIES: Final = ("private", "link", "public")
FORMS: Final = ("ob3-di", "ob3-jwt", "ob2-hosted", "ob2-jws")
_REASON: Final = validate.Length(1, 500)


class NewAwardSchema(RecipientSchema):
    """An achievement to be awarded and signed at once.

    `member` names somebody by number, `address` by e-mail; an address that is new here becomes a
    member where the token has `members:write`.
    """

    achievement = fields.String(
        required=True, validate=validate.Length(1, 100), metadata={"example": "first-steps"}
    )
    name = fields.String(
        validate=validate.Length(max=400),
        metadata={"description": "Used where the address is new here.", "example": "Ada Beispiel"},
    )
    reason = fields.String(
        required=True,
        validate=_REASON,
        metadata={"description": "Why it is awarded.", "example": "Led the repair café in May"},
    )
    narrative = fields.String(
        load_default="",
        validate=validate.Length(max=4000),
        metadata={"description": "A personal sentence for the certificate."},
    )
    language = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(LANGUAGES))
    place = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=400))
    visibility = fields.String(load_default="link", validate=validate.OneOf(VISIBILITIES))


class AwardQuerySchema(PageQuerySchema):
    """Which awards are asked for."""

    state = fields.String(validate=validate.OneOf(STATES))
    achievement = fields.String(
        validate=validate.Length(1, 100), metadata={"description": "Short name of one."}
    )
    member = fields.Integer(validate=validate.Range(1, 2**31 - 1))


class CredentialSchema(ApiSchema):
    """One issue of an award; `id` is the `id` inside the signed document."""

    id = fields.URL(required=True)
    award = fields.String(required=True)
    number = fields.Integer(required=True)
    valid_from = instant(required=True)
    valid_until = instant(required=True, allow_none=True)
    revoked_at = instant(required=True, allow_none=True)
    revocation = fields.String(
        required=True, metadata={"description": "`withdrawn`, `suspended`, `replaced`, … or empty."}
    )
    revocation_reason = fields.String(required=True)
    status_list = fields.URL(required=True)
    status_index = fields.Integer(required=True)


class AwardSchema(ApiSchema):
    """The decision that somebody earned something, and its life."""

    id = fields.String(
        required=True, metadata={"description": "128 random bits: the share address's last part."}
    )
    url = fields.URL(required=True, metadata={"description": "The share address."})
    code = fields.String(required=True, metadata={"description": "Printed below the QR code."})
    achievement = fields.String(required=True)
    version = fields.URL(required=True)
    member = row_id(required=True, allow_none=True)
    name = fields.String(required=True)
    address = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    visibility = fields.String(required=True, validate=validate.OneOf(VISIBILITIES))
    reason = fields.String(required=True)
    narrative = fields.String(required=True)
    language = fields.String(required=True)
    awarded_at = instant(required=True)
    accepted_at = instant(required=True, allow_none=True)
    ended_at = instant(required=True, allow_none=True)
    end_reason = fields.String(required=True)
    credential = fields.Nested(
        CredentialSchema, required=True, allow_none=True, metadata={"description": "The newest."}
    )


class EndSchema(ApiSchema):
    """Why an award is withdrawn or suspended."""

    reason = fields.String(
        required=True, validate=_REASON, metadata={"example": "Awarded by mistake"}
    )


class VerifyRequestSchema(ApiSchema):
    """One thing to check, and optionally whether it belongs to somebody."""

    document = fields.Dict(
        keys=fields.String(), metadata={"description": "A credential or Assertion as JSON."}
    )
    jwt = fields.String(metadata={"description": "A VC-JWT or an OB 2.0 JWS."})
    url = fields.String(
        validate=validate.Length(1, 2000), metadata={"description": "Where the badge lies."}
    )
    code = fields.String(
        validate=validate.Length(1, 64),
        metadata={"description": "The printed code.", "example": "34A7-9CDE-FHJK"},
    )
    recipient = fields.String(
        validate=validate.Length(max=400), metadata={"description": "An e-mail address."}
    )
    name = fields.String(validate=validate.Length(max=400))

    @validates_schema
    def _holds_one(self, data: dict[str, Any], **_: Any) -> None:
        if sum(name in data for name in ("document", "jwt", "url", "code")) != 1:
            raise ValidationError("Send one of document, jwt, url and code.")


class CheckSchema(ApiSchema):
    """What one check found, as `badges verify --json` prints it."""

    id = fields.String(required=True, metadata={"example": "valid_signature"})
    outcome = fields.String(
        required=True, validate=validate.OneOf(["passed", "failed", "unknown", "skipped"])
    )
    code = fields.String(required=True)
    params = fields.Dict(required=True)
    detail = fields.String(required=True)


class VerificationSchema(ApiSchema):
    """The verdict, check by check; `undecided` says that something could not be checked."""

    verified = fields.Boolean(required=True)
    status = fields.String(
        required=True, validate=validate.OneOf(["verified", "not_verified", "undecided"])
    )
    format = fields.String(required=True, validate=validate.OneOf(FORMS))
    container = fields.String(
        required=True, validate=validate.OneOf(["json", "jwt", "png", "svg", "pdf"])
    )
    checks = fields.List(fields.Nested(CheckSchema), required=True)
    credential = fields.Dict(required=True, allow_none=True)
