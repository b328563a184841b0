"""The bodies of the VC-API (W3C VC API 0.7): issue, set a status, verify, derive.

    >>> IssueRequestSchema().validate({"options": {}})
    {'credential': ['Missing data for required field.']}

Names are the standard's, in camelCase. Options that are not known are refused: who asks for
something must not be given something else.
"""

from __future__ import annotations

from typing import Any, Final

from marshmallow import fields, pre_load, validate

from schemas.api.awards import CheckSchema
from schemas.api.common import ApiSchema

MOST_POINTERS: Final = 1000
ALGORITHMS: Final = ("Ed25519", "P-256", "P-384", "RSA")
PURPOSES: Final = ("revocation", "suspension")

_CREDENTIAL: Final = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "type": ["VerifiableCredential"],
    "issuer": "did:web:badges.example:issuers:workshop",
    "credentialSubject": {"id": "urn:uuid:5f0c2b9e-4d7a-4c43-a4e3-9d5e4cf5f6a1"},
}
_SECURED: Final = {
    **_CREDENTIAL,
    "proof": {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-05-01T09:00:00Z",
        "verificationMethod": "did:web:badges.example:issuers:workshop#z6Mk…",
        "proofPurpose": "assertionMethod",
        "proofValue": "z…",
    },
}


def _document(example: Any, about: str) -> fields.Dict:
    return fields.Dict(
        keys=fields.String(),
        required=True,
        metadata={"description": about, "example": example},
    )


def _pointers(about: str) -> fields.List[Any]:
    return fields.List(
        fields.String(validate=validate.Length(max=1000)),
        validate=validate.Length(max=MOST_POINTERS),
        metadata={"description": about},
    )


class IssueOptionsSchema(ApiSchema):
    """How a credential is to be signed, beyond what the address says."""

    mandatory_pointers = _pointers(
        "`ecdsa-sd-2023` only: JSON Pointers to what stays in every part; without them issuer, "
        "name, dates and status do."
    )
    mandatory_pointers.data_key = "mandatoryPointers"
    algorithm = fields.String(
        validate=validate.OneOf(ALGORITHMS),
        metadata={"description": "Which of the keys that the suite may use; it has a usual one."},
    )


class IssueRequestSchema(ApiSchema):
    """A credential to sign; its issuer is the token's community."""

    credential = _document(_CREDENTIAL, "Without a proof.")
    options = fields.Nested(IssueOptionsSchema, load_default=dict)


class SecuredCredentialSchema(ApiSchema):
    """A credential with its proof, or the envelope of a token."""

    verifiable_credential = _document(_SECURED, "As signed; keep it as it is.")
    verifiable_credential.data_key = "verifiableCredential"


class StatusChangeSchema(ApiSchema):
    """One change: `revocation` is for good, `suspension` may be taken back."""

    type = fields.String(required=True, validate=validate.Equal("BitstringStatusListEntry"))
    purpose = fields.String(
        data_key="statusPurpose",
        load_default="revocation",
        validate=validate.OneOf(PURPOSES),
    )
    status = fields.Boolean(
        load_default=True,
        metadata={"description": "True sets it, false takes a suspension back."},
    )


class StatusRequestSchema(ApiSchema):
    """Which credential is withdrawn, suspended or reinstated, and why."""

    credential_id = fields.String(
        data_key="credentialId",
        required=True,
        validate=validate.Length(1, 500),
        metadata={
            "description": "The `id` inside the newest signed credential of an award.",
            "example": "https://badges.example/credentials/0123456789abcdef0123456789abcdef/1",
        },
    )
    credential_status = fields.List(
        fields.Nested(StatusChangeSchema),
        data_key="credentialStatus",
        required=True,
        validate=validate.Length(1, 2),
        metadata={
            "description": "The changes, in order.",
            "example": [{"type": "BitstringStatusListEntry", "status": True}],
        },
    )
    reason = fields.String(
        load_default="Withdrawn through the VC API",
        validate=validate.Length(1, 300),
        metadata={"description": "Public: it stands in the OB 2.0 revocation list, too."},
    )

    @pre_load
    def _list_one(self, data: Any, **_: Any) -> Any:
        """Take a change that stands alone; the standard's examples write it so."""
        if isinstance(data, dict) and isinstance(data.get("credentialStatus"), dict):
            return {**data, "credentialStatus": [data["credentialStatus"]]}
        return data


class StatusAnswerSchema(ApiSchema):
    """What an award's newest credential is, and how the award stands now."""

    credential_id = fields.String(data_key="credentialId", required=True)
    state = fields.String(
        required=True, validate=validate.OneOf(["accepted", "suspended", "withdrawn"])
    )


class VerifyOptionsSchema(ApiSchema):
    """What a checker expects; every check is made, whichever are named in `checks`."""

    checks = fields.List(fields.String(validate=validate.Length(max=60)))
    challenge = fields.String(
        validate=validate.Length(max=1000),
        metadata={"description": "Presentations: what the holder was asked to sign."},
    )
    domain = fields.String(
        validate=validate.Length(max=1000),
        metadata={"description": "Presentations: whom the holder made it for."},
    )


class VerifyCredentialRequestSchema(ApiSchema):
    """A credential with its proof, or the envelope of a token."""

    verifiable_credential = _document(_SECURED, "As it was signed.")
    verifiable_credential.data_key = "verifiableCredential"
    options = fields.Nested(VerifyOptionsSchema, load_default=dict)


class VerifyPresentationRequestSchema(ApiSchema):
    """A presentation with the holder's proof, and the credentials in it."""

    verifiable_presentation = _document(
        {
            "@context": ["https://www.w3.org/ns/credentials/v2"],
            "type": ["VerifiablePresentation"],
            "verifiableCredential": [_SECURED],
        },
        "As it was signed.",
    )
    verifiable_presentation.data_key = "verifiablePresentation"
    options = fields.Nested(VerifyOptionsSchema, load_default=dict)


class DeriveOptionsSchema(ApiSchema):
    """What is to be shown."""

    selective_pointers = _pointers("JSON Pointers of what is shown beyond the mandatory.")
    selective_pointers.data_key = "selectivePointers"


class DeriveRequestSchema(ApiSchema):
    """A credential signed with `ecdsa-sd-2023`, and what of it is to be shown."""

    verifiable_credential = _document(_SECURED, "As the issuer signed it.")
    verifiable_credential.data_key = "verifiableCredential"
    options = fields.Nested(DeriveOptionsSchema, load_default=dict)


class VcProblemSchema(ApiSchema):
    """Problem details (RFC 9457) with the types of VC Data Model 2.0, 7.1."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    detail = fields.String(required=True)
    code = fields.String(required=True)


class VcVerificationSchema(ApiSchema):
    """The verdict: 200 where all holds, 400 where something failed or could not be checked."""

    verified = fields.Boolean(required=True)
    checks = fields.List(fields.Nested(CheckSchema), required=True)
    warnings = fields.List(fields.Nested(VcProblemSchema), required=True)
    errors = fields.List(fields.Nested(VcProblemSchema), required=True)


class VcPresentationSchema(VcVerificationSchema):
    """The verdict on a presentation, and on each credential in it."""

    results = fields.List(
        fields.Nested(VcVerificationSchema), data_key="credentialResults", required=True
    )
