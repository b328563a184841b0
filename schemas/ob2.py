"""Open Badges 2.0: Assertion, BadgeClass, Profile and what hangs on them.

    >>> from schemas.nodes import schema_of
    >>> schema_of(IdentityObjectSchema).validate(
    ...     {"type": "email", "hashed": False, "identity": "ada@example.org"})
    {}

Every property that holds an object may hold its address instead, and a single value may stand
without its list, for OB 2.0 is compacted JSON-LD throughout. Clauses are those of the
specification's "Data Classes"; rules from 1EdTech's validators are marked with their task.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from marshmallow import ValidationError, validates_schema

from schemas.fields import (
    Checked,
    Email,
    Flag,
    IdentityHash,
    Iri,
    Origin,
    Text,
    UtcDateTime,
)
from schemas.nodes import Either, Node, NodeSchema, OneOrMany, TypeSet, ask
from schemas.problems import Sentence

CONTEXT: Final = "https://w3id.org/openbadges/v2"
CONTEXTS: Final = frozenset(
    {
        CONTEXT,
        "https://openbadgespec.org/v2/context.json",
        "https://purl.imsglobal.org/spec/ob/v2p0/context.json",
    }
)

RECIPIENT_TYPES: Final = ("email", "url", "telephone", "id")
HOSTED: Final = frozenset({"HostedBadge", "hosted"})
SIGNED: Final = frozenset({"SignedBadge", "signed"})


class ImageSchema(NodeSchema):
    """Image: an address, a caption, an author."""

    id = Iri(required=True)
    caption = Text()
    author = Iri()


class AssertionImageSchema(ImageSchema):
    """An Assertion's image must be fetchable (IMAGE_VALIDATION)."""

    id = Iri(data_uri=False, required=True)


class IdentityObjectSchema(NodeSchema):
    """IdentityObject: the recipient, in clear or hashed with a salt."""

    type = TypeSet(RECIPIENT_TYPES)
    identity = Text(required=True)
    hashed = Flag(required=True)
    salt = Text()  # a missing salt is the empty one

    @validates_schema
    def hash_is_one(self, data: Mapping[str, Any], **_options: object) -> None:
        """Ask of a hashed identity that it looks like one."""
        if data["hashed"]:
            ask(IdentityHash(data_key="identity"), data["identity"])


class EvidenceSchema(NodeSchema):
    """Evidence: a page, a text, or both."""

    id = Iri(blank_node=True)
    type = OneOrMany(Text())
    narrative = Text()
    name = Text()
    description = Text()
    genre = Text()
    audience = Text()


class CriteriaSchema(NodeSchema):
    """Criteria: how the badge is earned."""

    id = Iri(blank_node=True)
    type = OneOrMany(Text())
    narrative = Text()

    @validates_schema
    def says_something(self, data: Mapping[str, Any], **_options: object) -> None:
        """Ask for a narrative or an id."""
        if "id" not in data and "narrative" not in data:
            raise ValidationError(Sentence("criteria"))


class AlignmentSchema(NodeSchema):
    """AlignmentObject: where the badge stands in a framework."""

    type = OneOrMany(Text())
    target_name = Text(required=True)
    target_url = Iri(data_uri=False, required=True)
    target_description = Text()
    target_framework = Text()
    target_code = Text()


class CryptographicKeySchema(NodeSchema):
    """CryptographicKey: one half of the two-way link between a Profile and its key."""

    id = Iri(required=True)
    type = OneOrMany(Text())
    owner = Iri(required=True)
    public_key_pem = Text(required=True)


class IssuerVerificationSchema(NodeSchema):
    """A Profile's VerificationObject: where its hosted badges may live."""

    type = OneOrMany(Text())
    verification_property = Text()
    starts_with = OneOrMany(Iri(web=True))
    allowed_origins = OneOrMany(Origin())


class VerificationObjectSchema(NodeSchema):
    """An Assertion's VerificationObject: hosted, or signed with ``creator``'s key."""

    type = TypeSet(sorted(HOSTED | SIGNED))
    creator = Either(Iri(), Node(lambda: CryptographicKeySchema))


class ProfileSchema(NodeSchema):
    """Profile, also named Issuer: who issues."""

    id = Iri(required=True)
    type = TypeSet(("Issuer", "Profile"))
    name = Text(required=True)
    url = Iri(web=True, required=True)
    telephone = Text()
    description = Text()
    image: Checked[Any] = Either(Iri(), Node(lambda: ImageSchema))
    email = Email(required=True)
    public_key = OneOrMany(Either(Iri(), Node(lambda: CryptographicKeySchema)))
    verification = Node(lambda: IssuerVerificationSchema)
    revocation_list = Either(Iri(), Node(lambda: RevocationListSchema))


class BadgeClassSchema(NodeSchema):
    """BadgeClass: what can be earned."""

    id = Iri(required=True)
    type = TypeSet("BadgeClass")
    name = Text(required=True)
    description = Text(required=True)
    image: Checked[Any] = Either(Iri(), Node(lambda: ImageSchema), required=True)
    criteria = Either(Iri(), Node(lambda: CriteriaSchema), required=True)
    issuer = Either(Iri(), Node(lambda: ProfileSchema), required=True)
    alignment = OneOrMany(Node(lambda: AlignmentSchema))
    tags = OneOrMany(Text())


class AssertionSchema(NodeSchema):
    """Assertion: one award of one BadgeClass to one recipient."""

    id = Iri(required=True)
    type = TypeSet("Assertion")
    recipient = Node(lambda: IdentityObjectSchema, required=True)
    badge = Either(Iri(), Node(lambda: BadgeClassSchema), required=True)
    verification = Node(lambda: VerificationObjectSchema, required=True)
    issued_on = UtcDateTime(short=True, required=True)
    image: Checked[Any] = Either(Iri(data_uri=False), Node(lambda: AssertionImageSchema))
    evidence = OneOrMany(Either(Iri(), Node(lambda: EvidenceSchema)))
    narrative = Text()
    expires = UtcDateTime(short=True)
    revoked = Flag()
    revocation_reason = Text()

    @validates_schema
    def dates(self, data: Mapping[str, Any], **_options: object) -> None:
        """Refuse to expire before being issued (ASSERTION_TIMESTAMP_CHECKS)."""
        if "expires" in data and data["expires"] < data["issued_on"]:
            raise ValidationError(Sentence("expires"), "expires")

    @validates_schema
    def hosted_at_its_id(self, data: Mapping[str, Any], **_options: object) -> None:
        """Ask of a hosted Assertion that its ``id`` can be fetched."""
        if HOSTED.intersection(data["verification"]["type"]):
            ask(Iri(web=True, data_key="id"), data["id"])


class RevokedAssertionSchema(NodeSchema):
    """What stays at a hosted Assertion's address when it is revoked."""

    id = Iri(required=True)
    type = TypeSet("Assertion")
    revoked = Flag(required=True)
    revocation_reason = Text()


class RevokedEntrySchema(NodeSchema):
    """One entry of a RevocationList: the Assertion by ``id``, or by ``uid`` in old lists."""

    id = Iri()
    uid = Text()
    revocation_reason = Text()

    @validates_schema
    def names_one(self, data: Mapping[str, Any], **_options: object) -> None:
        """Refuse an entry that names nothing, for it would revoke nothing."""
        if "id" not in data and "uid" not in data:
            raise ValidationError(Sentence("revoked_entry"))


class RevocationListSchema(NodeSchema):
    """RevocationList: the signed Assertions that no longer hold.

    The specification asks for ``issuer``; 1EdTech's own lists leave it out, so it is optional.
    """

    id = Iri(required=True)
    type = TypeSet("RevocationList")
    issuer = Either(Iri(), Node(lambda: ProfileSchema))
    revoked_assertions = OneOrMany(Either(Iri(), Node(lambda: RevokedEntrySchema)), required=True)
