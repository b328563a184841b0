"""W3C Verifiable Credentials: Data Model 2.0 and 1.1, and Bitstring Status List 1.0.

    >>> from schemas.nodes import schema_of
    >>> entry = {"type": "BitstringStatusListEntry", "statusPurpose": "revocation",
    ...          "statusListIndex": "7", "statusListCredential": "https://example.org/status/1"}
    >>> schema_of(CredentialStatusSchema).validate(entry)
    {}

The classes follow the order of VC Data Model 2.0, section 4. Open Badges 3.0 narrows some of
them in :mod:`schemas.ob3`. What only JSON-LD processing can tell (undefined or redefined
terms) and what only the bytes of others can tell (digests, proofs) is looked at elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from marshmallow import ValidationError, validates_schema

from schemas import documents
from schemas.digests import fits
from schemas.fields import (
    Checked,
    Integrity,
    Iri,
    Multibase,
    Number,
    Text,
    UtcDateTime,
    WholeNumber,
)
from schemas.nodes import (
    AnyObject,
    Choice,
    Context,
    Either,
    LanguageText,
    Many,
    Node,
    NodeSchema,
    OneOrMany,
    TypeSet,
    ask,
)
from schemas.problems import Sentence

CREDENTIALS_V1: Final = "https://www.w3.org/2018/credentials/v1"
CREDENTIALS_V2: Final = "https://www.w3.org/ns/credentials/v2"

STATUS_LIST_ENTRY: Final = "BitstringStatusListEntry"
ENVELOPED: Final = "EnvelopedVerifiableCredential"

_V1: Final = re.compile(re.escape(CREDENTIALS_V1))
_V2: Final = re.compile(re.escape(CREDENTIALS_V2))
_INDEX: Final = re.compile(r"0|[1-9][0-9]{0,18}")
_STATE: Final = re.compile(r"0x[0-9A-Fa-f]{1,8}")
_MAX_STATUS_SIZE: Final = 8
_SUBJECT_ID: Final = Iri(data_key="credentialSubject")


class IdentifiedSchema(NodeSchema):
    """An object of which only its ``id`` matters here, such as a holder."""

    id = Iri(required=True)


class TypedSchema(NodeSchema):
    """An object that others define; the data model asks for a ``type`` (4.4, 4.10 to 4.13)."""

    id = Iri()
    type: Checked[Any] = TypeSet()


class IssuerSchema(IdentifiedSchema):
    """``issuer`` as an object (4.7): an ``id``, and a name and description in any language."""

    name = OneOrMany(LanguageText())
    description = OneOrMany(LanguageText())


class CredentialSchemaSchema(TypedSchema):
    """``credentialSchema`` (4.11): where the schema is and what kind it is."""

    id = Iri(required=True)


class RenderMethodSchema(TypedSchema):
    """``renderMethod`` and ``confidenceMethod``, which 5.8 reserves."""


class RefreshServiceSchema(TypedSchema):
    """``refreshService`` (5.4)."""


class TermsOfUseSchema(TypedSchema):
    """``termsOfUse`` (5.5)."""


class EvidenceSchema(TypedSchema):
    """``evidence`` (5.6)."""


class StatusMessageSchema(NodeSchema):
    """One state of a status list and what it means (Bitstring Status List, 2.1)."""

    status = Text(required=True)
    message = Text(required=True)


_ENTRY_NEEDS: Final = (
    ("status_purpose", "statusPurpose"),
    ("status_list_index", "statusListIndex"),
    ("status_list_credential", "statusListCredential"),
)


class CredentialStatusSchema(TypedSchema):
    """``credentialStatus`` (4.10) and, by its type, BitstringStatusListEntry (BSL 2.1)."""

    numeric_index = False
    """Whether an index may be written as a number; the recommendation says text."""

    status_purpose = Text()
    status_list_index = Checked[Any]()
    status_list_credential = Iri()
    status_size = WholeNumber(least=1)
    status_message = Many(Node(lambda: StatusMessageSchema))
    status_reference = OneOrMany(Iri())

    @validates_schema
    def entry(self, data: Mapping[str, Any], **_options: object) -> None:
        """Ask of a BitstringStatusListEntry what BSL 2.1 asks."""
        if STATUS_LIST_ENTRY not in data["type"]:
            return
        complaints = {
            key: [Sentence("required", term=key)] for name, key in _ENTRY_NEEDS if name not in data
        }
        if complaints:
            raise ValidationError(complaints)
        self._messages(data)

    @validates_schema
    def index(self, data: Mapping[str, Any], **_options: object) -> None:
        """Ask of a BitstringStatusListEntry that its index is one (BSL 2.1, ``statusListIndex``).

        A rule of its own, as the rest of an entry is the same in badge after badge.
        """
        if STATUS_LIST_ENTRY not in data["type"]:
            return
        index = data.get("status_list_index", "0")
        if self.numeric_index and isinstance(index, int) and not isinstance(index, bool):
            index = str(index)
        if not isinstance(index, str) or not _INDEX.fullmatch(index):
            raise ValidationError(
                {"statusListIndex": [Sentence("status_index", term="statusListIndex")]}
            )

    def _messages(self, data: Mapping[str, Any]) -> None:
        """Compare the messages with the number of states (BSL 2.1, ``statusMessage``)."""
        size, messages = data.get("status_size", 1), data.get("status_message")
        needs = size > 1 or data["status_purpose"] == "message"
        if not needs and messages is None:
            return
        states = {each["status"] for each in messages or ()}
        count = 2 ** min(size, _MAX_STATUS_SIZE)
        if len(states) != count or not all(_STATE.fullmatch(state) for state in states):
            raise ValidationError(Sentence("status_messages", count=count), "statusMessage")


class RelatedResourceSchema(NodeSchema):
    """``relatedResource`` (5.3): a resource and the digest that pins its bytes."""

    id = Iri(required=True)
    media_type = Text()
    digest_sri = Integrity(data_key="digestSRI")
    digest_multibase = OneOrMany(Multibase())

    @validates_schema
    def pinned(self, data: Mapping[str, Any], **_options: object) -> None:
        """Ask for a digest, a MUST, and compare it where the resource is a context known here.

        Other resources are compared by who fetches them.
        """
        digests = {
            key: data[name]
            for name, key in (
                ("digest_sri", "digestSRI"),
                ("digest_multibase", "digestMultibase"),
            )
            if name in data
        }
        if not digests:
            raise ValidationError(Sentence("digest"))
        known = documents.context_bytes(data["id"])
        if known is not None and not fits(known, digests):
            raise ValidationError(Sentence("digest_differs", id=data["id"]))


class ProofSchema(NodeSchema):
    """``proof`` (Data Integrity 1.0, 2.1), before anyone asks whether it is right."""

    id = Iri()
    type = Text(required=True)
    proof_purpose = Text()
    verification_method = Iri()
    cryptosuite = Text()
    created = UtcDateTime()
    expires = UtcDateTime()
    domain: Checked[Any] = OneOrMany(Text())
    challenge = Text()
    proof_value = Text()
    previous_proof = OneOrMany(Text())
    nonce = Text()


def ask_for_each_once(data: Mapping[str, Any]) -> None:
    """Refuse a credential that relates to the same resource twice (5.3)."""
    named = [resource["id"] for resource in data.get("related_resource", ())]
    if len(named) != len(set(named)):
        raise ValidationError(Sentence("repeated", term="relatedResource"), "relatedResource")


class _CredentialSchema(NodeSchema):
    """What both versions of the data model share."""

    id = Iri()
    type = TypeSet("VerifiableCredential")
    issuer = Either(Iri(), Node(lambda: IssuerSchema), required=True)
    credential_subject: Checked[Any] = OneOrMany(AnyObject(), least=1, required=True)
    credential_status: Checked[Any] = OneOrMany(Node(lambda: CredentialStatusSchema))
    credential_schema: Checked[Any] = OneOrMany(Node(lambda: CredentialSchemaSchema))
    refresh_service: Checked[Any] = OneOrMany(Node(lambda: RefreshServiceSchema))
    terms_of_use: Checked[Any] = OneOrMany(Node(lambda: TermsOfUseSchema))
    evidence: Checked[Any] = OneOrMany(Node(lambda: EvidenceSchema))
    proof: Checked[Any] = OneOrMany(Node(lambda: ProofSchema))

    @validates_schema
    def subject_ids(self, data: Mapping[str, Any], **_options: object) -> None:
        """Ask of a subject's ``id``, where there is one, that it is an identifier (4.8)."""
        subjects = data["credential_subject"]
        for subject in subjects if isinstance(subjects, list) else ():
            if "id" in subject:
                ask(_SUBJECT_ID, subject["id"])


class VerifiableCredentialSchema(_CredentialSchema):
    """A verifiable credential of Data Model 2.0 (section 4)."""

    context = Context(_V2, shown=[CREDENTIALS_V2])
    name: Checked[Any] = OneOrMany(LanguageText())
    description: Checked[Any] = OneOrMany(LanguageText())
    valid_from = UtcDateTime()
    valid_until = UtcDateTime()
    related_resource = OneOrMany(Node(lambda: RelatedResourceSchema))
    render_method = OneOrMany(Node(lambda: RenderMethodSchema))
    confidence_method = OneOrMany(Node(lambda: RenderMethodSchema))

    @validates_schema
    def dates(self, data: Mapping[str, Any], **_options: object) -> None:
        """``validUntil`` must not come before ``validFrom`` (4.9)."""
        start, end = data.get("valid_from"), data.get("valid_until")
        if start and end and end < start:
            raise ValidationError(Sentence("dates"), "validUntil")

    @validates_schema
    def each_resource_once(self, data: Mapping[str, Any], **_options: object) -> None:
        """Refuse to relate to the same resource twice (5.3)."""
        ask_for_each_once(data)


class VerifiableCredentialV1Schema(_CredentialSchema):
    """A verifiable credential of Data Model 1.1, still to be met in older badges."""

    context = Context(_V1, shown=[CREDENTIALS_V1])
    issuance_date = UtcDateTime(required=True)
    expiration_date = UtcDateTime()


class BitstringStatusListSchema(NodeSchema):
    """The subject of a status list credential (BSL 2.2): the list itself."""

    id = Iri()
    type = TypeSet("BitstringStatusList")
    status_purpose = OneOrMany(Text(), least=1, required=True)
    encoded_list = Multibase(bases="u", required=True)
    ttl = Number()


class BitstringStatusListCredentialSchema(VerifiableCredentialSchema):
    """The credential that carries a status list (BSL 2.2)."""

    type = TypeSet("VerifiableCredential", "BitstringStatusListCredential")
    credential_subject = Node(lambda: BitstringStatusListSchema, required=True)


class EnvelopedCredentialSchema(NodeSchema):
    """A credential inside a ``data:`` address (4.12, EnvelopedVerifiableCredential)."""

    context = Context(_V2, shown=[CREDENTIALS_V2], single=True)
    id = Iri(required=True)
    type = TypeSet(ENVELOPED)

    @validates_schema
    def holds_it(self, data: Mapping[str, Any], **_options: object) -> None:
        """Ask of the ``id`` that it is the credential, as a data: URI."""
        if not data["id"].lower().startswith("data:"):
            raise ValidationError(Sentence("envelope"), "id")


def credential_kind(document: Mapping[str, Any]) -> type[NodeSchema]:
    """Choose the schema of a credential by its ``type`` and its first context."""
    types = document.get("type")
    # the compacted form of a context occurs only in envelopes (4.13, example)
    if types == ENVELOPED or isinstance(document.get("@context"), str):
        return EnvelopedCredentialSchema
    if isinstance(types, list) and ENVELOPED in types:
        return EnvelopedCredentialSchema
    return VerifiableCredentialV1Schema if is_version_1(document) else VerifiableCredentialSchema


def is_version_1(document: Mapping[str, Any]) -> bool:
    """Say whether a credential's first context is that of Data Model 1.1."""
    context = document.get("@context")
    return isinstance(context, list) and context[:1] == [CREDENTIALS_V1]


class PresentationSchema(NodeSchema):
    """A verifiable presentation (4.13), of either version of the data model."""

    context = Context(re.compile(f"{_V1.pattern}|{_V2.pattern}"), shown=[CREDENTIALS_V2])
    id = Iri()
    type = TypeSet("VerifiablePresentation")
    holder = Either(Iri(), Node(lambda: IdentifiedSchema))
    verifiable_credential = OneOrMany(Choice(credential_kind))
    terms_of_use = OneOrMany(Node(lambda: TermsOfUseSchema))
    proof = OneOrMany(Node(lambda: ProofSchema))
