"""Open Badges 3.0: what an AchievementCredential is made of, in the specification's words.

    >>> from schemas.nodes import schema_of
    >>> schema_of(CriteriaSchema).validate({"narrative": "Attend two workshops."})
    {}

Names, order, enumerations and required properties are those of the specification's data model and
of the official JSON Schema; single values are allowed where "Serialization" compacts them.
Beyond the JSON Schema, identifiers must be absolute, instants must carry a zone, a hashed
identity must look like one, criteria must say something and a subject must be named.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from marshmallow import ValidationError, validates_schema

from schemas import vc
from schemas.fields import (
    CompactJws,
    Date,
    Flag,
    IdentityHash,
    Iri,
    LanguageTag,
    Number,
    Term,
    Text,
    UtcDateTime,
)
from schemas.nodes import (
    Choice,
    ClosedSchema,
    Context,
    Either,
    Many,
    Node,
    NodeSchema,
    OneOrMany,
    TypeSet,
    ask,
)
from schemas.ob3_vc import (
    CredentialSchemaSchema,
    CredentialStatusSchema,
    ProofSchema,
    RefreshServiceSchema,
    TermsOfUseSchema,
)
from schemas.problems import Sentence
from schemas.vocabulary import (
    ACHIEVEMENT_TYPES,
    ALIGNMENT_TARGET_TYPES,
    IDENTIFIER_TYPES,
    RESULT_STATUS_TYPES,
    RESULT_TYPES,
)

CONTEXT: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
"""The context to issue with; the unversioned one has changed under its address."""

_CONTEXT_V2: Final = re.compile(re.escape(vc.CREDENTIALS_V2))
_CONTEXT_V1: Final = re.compile(re.escape(vc.CREDENTIALS_V1))
# the pattern of the official JSON Schema; the second alternative was 3.0's first address
_CONTEXT_OB: Final = re.compile(
    r"https://purl\.imsglobal\.org/spec/ob/v3p0/context(-3\.\d\.\d)*\.json", re.ASCII
)
_CONTEXT_OB_V1: Final = re.compile(
    _CONTEXT_OB.pattern + r"|https://purl\.imsglobal\.org/spec/ob/v3p0/context/ob_v3p0\.jsonld",
    re.ASCII,
)
_IDENTITY_HASH: Final = IdentityHash(data_key="identityHash")


class _OpenBadgeCredentialSchema(NodeSchema):
    """What achievement and endorsement credentials of both data models share."""

    id = Iri(required=True)
    name = Text()
    description = Text()
    awarded_date = UtcDateTime()
    issuer = Either(Iri(), Node(lambda: ProfileSchema, repeats=True), required=True)
    proof = OneOrMany(Node(lambda: ProofSchema))
    credential_schema = OneOrMany(Node(lambda: CredentialSchemaSchema))
    credential_status = Node(lambda: CredentialStatusSchema)
    refresh_service = Node(lambda: RefreshServiceSchema)
    terms_of_use = OneOrMany(Node(lambda: TermsOfUseSchema))


class _Version2Schema(_OpenBadgeCredentialSchema):
    """The context and dates of VC Data Model 2.0."""

    context = Context(_CONTEXT_V2, _CONTEXT_OB, shown=[vc.CREDENTIALS_V2, CONTEXT])
    valid_from = UtcDateTime(required=True)
    valid_until = UtcDateTime()
    related_resource = OneOrMany(Node(lambda: vc.RelatedResourceSchema))

    @validates_schema
    def each_resource_once(self, data: Mapping[str, Any], **_options: object) -> None:
        """Refuse to relate to the same resource twice (VCDM 2.0, 5.3)."""
        vc.ask_for_each_once(data)

    @validates_schema
    def dates(self, data: Mapping[str, Any], **_options: object) -> None:
        """``validUntil`` must not come before ``validFrom`` (VCDM 2.0, 4.9)."""
        if "valid_until" in data and data["valid_until"] < data["valid_from"]:
            raise ValidationError(Sentence("dates"), "validUntil")


class _Version1Schema(_OpenBadgeCredentialSchema):
    """The context and dates of VC Data Model 1.1, which older badges keep."""

    context = Context(_CONTEXT_V1, _CONTEXT_OB_V1, shown=[vc.CREDENTIALS_V1, CONTEXT])
    issuance_date = UtcDateTime(required=True)
    expiration_date = UtcDateTime()


def achievement_credential_kind(document: Mapping[str, Any]) -> type[NodeSchema]:
    """Choose the AchievementCredential's schema by its first context."""
    return (
        AchievementCredentialV1Schema if vc.is_version_1(document) else AchievementCredentialSchema
    )


def endorsement_credential_kind(document: Mapping[str, Any]) -> type[NodeSchema]:
    """Choose the EndorsementCredential's schema by its first context."""
    return (
        EndorsementCredentialV1Schema if vc.is_version_1(document) else EndorsementCredentialSchema
    )


class _AchievementPart(NodeSchema):
    """What makes a credential an AchievementCredential."""

    type = TypeSet(
        "VerifiableCredential", ("AchievementCredential", "OpenBadgeCredential"), single=False
    )
    image = Node(lambda: ImageSchema)
    credential_subject = Node(lambda: AchievementSubjectSchema, required=True)
    endorsement = Many(Choice(endorsement_credential_kind))
    endorsement_jwt = Many(CompactJws())
    evidence = Many(Node(lambda: EvidenceSchema))


class _EndorsementPart(NodeSchema):
    """What makes a credential an EndorsementCredential."""

    type = TypeSet("VerifiableCredential", "EndorsementCredential", single=False)
    name = Text(required=True)
    credential_subject = Node(lambda: EndorsementSubjectSchema, required=True)


class AchievementCredentialSchema(_AchievementPart, _Version2Schema):
    """AchievementCredential, also named OpenBadgeCredential."""


class AchievementCredentialV1Schema(_AchievementPart, _Version1Schema):
    """An AchievementCredential on VC Data Model 1.1."""


class EndorsementCredentialSchema(_EndorsementPart, _Version2Schema):
    """EndorsementCredential."""


class EndorsementCredentialV1Schema(_EndorsementPart, _Version1Schema):
    """An EndorsementCredential on VC Data Model 1.1."""


class AchievementSchema(NodeSchema):
    """Achievement: what can be earned."""

    id = Iri(required=True)
    type = TypeSet("Achievement")
    alignment = Many(Node(lambda: AlignmentSchema))
    achievement_type = Term(choices=ACHIEVEMENT_TYPES)
    creator = Node(lambda: ProfileSchema)
    credits_available = Number()
    criteria = Node(lambda: CriteriaSchema, required=True)
    description = Text(required=True)
    endorsement = Many(Choice(endorsement_credential_kind))
    endorsement_jwt = Many(CompactJws())
    field_of_study = Text()
    human_code = Text()
    image = Node(lambda: ImageSchema)
    in_language = LanguageTag()
    name = Text(required=True)
    other_identifier = Many(Node(lambda: IdentifierEntrySchema))
    related = Many(Node(lambda: RelatedSchema))
    result_description = Many(Node(lambda: ResultDescriptionSchema))
    specialization = Text()
    tag = Many(Text())
    version = Text()


class AchievementSubjectSchema(NodeSchema):
    """AchievementSubject: who earned it, and how."""

    id = Iri()
    type = TypeSet("AchievementSubject")
    activity_end_date = UtcDateTime()
    activity_start_date = UtcDateTime()
    credits_earned = Number()
    achievement = Node(lambda: AchievementSchema, required=True, repeats=True)
    identifier = Many(Node(lambda: IdentityObjectSchema))
    image = Node(lambda: ImageSchema)
    license_number = Text()
    narrative = Text()
    result = Many(Node(lambda: ResultSchema))
    role = Text()
    source = Node(lambda: ProfileSchema)
    term = Text()

    @validates_schema
    def named(self, data: Mapping[str, Any], **_options: object) -> None:
        """Either ``id`` or at least one ``identifier`` MUST be supplied."""
        if "id" not in data and not data.get("identifier"):
            raise ValidationError(Sentence("subject"))


class AddressSchema(NodeSchema):
    """Address."""

    type = TypeSet("Address")
    address_country = Text()
    address_country_code = Text()
    address_region = Text()
    address_locality = Text()
    street_address = Text()
    post_office_box_number = Text()
    postal_code = Text()
    geo = Node(lambda: GeoCoordinatesSchema)


class AlignmentSchema(NodeSchema):
    """Alignment: where the achievement stands in a framework."""

    type = TypeSet("Alignment")
    target_code = Text()
    target_description = Text()
    target_name = Text(required=True)
    target_framework = Text()
    target_type = Term(choices=ALIGNMENT_TARGET_TYPES)
    target_url = Iri(required=True)


class CriteriaSchema(NodeSchema):
    """Criteria: how the achievement is earned."""

    id = Iri()
    narrative = Text()

    @validates_schema
    def says_something(self, data: Mapping[str, Any], **_options: object) -> None:
        """Ask for an ``id`` or a ``narrative``; without both, nobody is told anything."""
        if "id" not in data and "narrative" not in data:
            raise ValidationError(Sentence("criteria"))


class EndorsementSubjectSchema(NodeSchema):
    """EndorsementSubject: what is endorsed, and with which words."""

    id = Iri(required=True)
    type = TypeSet("EndorsementSubject")
    endorsement_comment = Text()


class EvidenceSchema(NodeSchema):
    """Evidence."""

    id = Iri()
    type = TypeSet("Evidence")
    narrative = Text()
    name = Text()
    description = Text()
    genre = Text()
    audience = Text()


class GeoCoordinatesSchema(NodeSchema):
    """GeoCoordinates."""

    type = Text(choices=["GeoCoordinates"], required=True)
    latitude = Number(required=True)
    longitude = Number(required=True)


class IdentifierEntrySchema(ClosedSchema):
    """IdentifierEntry: another identifier of the same thing."""

    type = Text(choices=["IdentifierEntry"], required=True)
    identifier = Text(required=True)
    identifier_type = Term(choices=IDENTIFIER_TYPES, required=True)


class IdentityObjectSchema(ClosedSchema):
    """IdentityObject: the recipient, in clear or as a salted hash."""

    type = Text(choices=["IdentityObject"], required=True)
    hashed = Flag(required=True)
    identity_hash = Text(required=True)
    identity_type = Term(choices=IDENTIFIER_TYPES, required=True)
    salt = Text()

    @validates_schema
    def hash_is_one(self, data: Mapping[str, Any], **_options: object) -> None:
        """Ask of a hashed identity that it has the form of an IdentityHash."""
        if data["hashed"]:
            ask(_IDENTITY_HASH, data["identity_hash"])


class ImageSchema(ClosedSchema):
    """Image."""

    id = Iri(required=True)
    type = Text(choices=["Image"], required=True)
    caption = Text()


class ProfileSchema(NodeSchema):
    """Profile: an issuer, creator or source."""

    id = Iri(required=True)
    type = TypeSet("Profile")
    name = Text()
    url = Iri()
    phone = Text()
    description = Text()
    endorsement = Many(Choice(endorsement_credential_kind))
    endorsement_jwt = Many(CompactJws())
    image = Node(lambda: ImageSchema)
    email = Text()
    address = Node(lambda: AddressSchema)
    other_identifier = Many(Node(lambda: IdentifierEntrySchema))
    official = Text()
    parent_org = Node(lambda: ProfileSchema)
    family_name = Text()
    given_name = Text()
    additional_name = Text()
    patronymic_name = Text()
    honorific_prefix = Text()
    honorific_suffix = Text()
    family_name_prefix = Text()
    date_of_birth = Date()


class RelatedSchema(NodeSchema):
    """Related: another version or language of the achievement."""

    id = Iri(required=True)
    type = TypeSet("Related")
    in_language = LanguageTag()
    version = Text()


class ResultSchema(NodeSchema):
    """Result."""

    type = TypeSet("Result")
    achieved_level = Iri()
    alignment = Many(Node(lambda: AlignmentSchema))
    result_description = Iri()
    status = Text(choices=RESULT_STATUS_TYPES)
    value = Text()


class ResultDescriptionSchema(NodeSchema):
    """ResultDescription."""

    id = Iri(required=True)
    type = TypeSet("ResultDescription")
    alignment = Many(Node(lambda: AlignmentSchema))
    allowed_value = Many(Text())
    name = Text(required=True)
    required_level = Iri()
    required_value = Text()
    result_type = Term(choices=RESULT_TYPES, required=True)
    rubric_criterion_level = Many(Node(lambda: RubricCriterionLevelSchema))
    value_max = Text()
    value_min = Text()


class RubricCriterionLevelSchema(NodeSchema):
    """RubricCriterionLevel."""

    id = Iri(required=True)
    type = TypeSet("RubricCriterionLevel")
    alignment = Many(Node(lambda: AlignmentSchema))
    description = Text()
    level = Text()
    name = Text(required=True)
    points = Text()
