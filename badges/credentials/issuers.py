"""What an issuer publishes about itself: profiles, DID document, keys, revocations."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa

from badges.credentials.achievements import OB2_CONTEXT, OB3_CONTEXT, VC_CONTEXT
from badges.credentials.custody import key_address, keyring_of, keys_of
from badges.database import db
from badges.models import Credential, CredentialForm, Profile, SigningKey
from badges.status import RevokedAssertion, revocation_list
from badges.wording import pick
from keys.controller import (
    cryptographic_key_document,
    did_document,
    jwk_document,
    jwks_document,
    multikey_document,
)
from keys.encoding import public_key_from_jwk
from keys.keyring import KeyState

VOUCHING = (KeyState.ACTIVE, KeyState.RETIRED)


def issuer_profile(profile: Profile, language: str) -> dict[str, Any]:
    """Build the OB 3.0 Profile as it stands in ``issuer`` (3.0, B.1.10)."""
    community = profile.community
    document: dict[str, Any] = {
        "id": profile.did,
        "type": ["Profile"],
        "name": community.name,
        "url": community.url or profile.iri,
    }
    description, _ = pick(community.description, language)
    if description:
        document["description"] = description
    if community.contact_email:
        document["email"] = community.contact_email
    if community.logo:
        document["image"] = {"id": f"{profile.iri}/logo.png", "type": "Image"}
    return document


def profile_document(profile: Profile, language: str) -> dict[str, Any]:
    """Build the OB 3.0 Profile as a document of its own."""
    return {"@context": [VC_CONTEXT, OB3_CONTEXT], **issuer_profile(profile, language)}


def ob2_profile_iri(profile: Profile) -> str:
    """Give the address, and so the ``id``, of the OB 2.0 Profile."""
    return f"{profile.iri}.ob2.json"


def ob2_profile(profile: Profile, language: str) -> dict[str, Any]:
    """Build the OB 2.0 Profile with its scope, its keys and its revocation list."""
    community = profile.community
    document: dict[str, Any] = {
        "@context": OB2_CONTEXT,
        "id": ob2_profile_iri(profile),
        "type": "Issuer",
        "name": community.name,
        "url": community.url or profile.iri,
        "email": community.contact_email or f"noreply@{urlsplit(profile.base_url).hostname}",
        "verification": {
            "type": "VerificationObject",
            "startsWith": f"{profile.base_url}/assertions/",
            "allowedOrigins": urlsplit(profile.base_url).netloc,
        },
        "publicKey": [key_address(row, ".ob2.json") for row in _vouching(profile, "RSA")],
        "revocationList": f"{profile.iri}/revocations",
    }
    description, _ = pick(community.description, language)
    if description:
        document["description"] = description
    if community.logo:
        document["image"] = f"{profile.iri}/logo.png"
    return document


def issuer_did_document(profile: Profile) -> dict[str, Any]:
    """Build the DID document, all keys included."""
    return did_document(profile.did, keyring_of(profile), also_known_as=[profile.iri])


def issuer_jwks(profile: Profile) -> dict[str, Any]:
    """Build the issuer's JWK Set: active and retired keys, each with ``iss``."""
    return jwks_document(jwk_of(row) for row in keys_of(profile) if row.state in VOUCHING)


def jwk_of(row: SigningKey) -> dict[str, str]:
    """Build one key's bare JWK, served where the VC-JWT's ``kid`` points."""
    return jwk_document(
        public_key_from_jwk(row.public_jwk),
        issuer=row.profile.did,
        kid=key_address(row, ".jwk"),
    )


def ob2_key(row: SigningKey) -> dict[str, str]:
    """Build one key's OB 2.0 CryptographicKey."""
    return cryptographic_key_document(
        public_key_from_jwk(row.public_jwk),
        key_id=key_address(row, ".ob2.json"),
        owner=ob2_profile_iri(row.profile),
    )


def multikey_of(row: SigningKey) -> dict[str, Any]:
    """Build one key's Multikey document; an RSA key has none."""
    return multikey_document(
        public_key_from_jwk(row.public_jwk),
        method_id=row.verification_method,
        controller=row.profile.did,
        revoked=row.revoked_at,
    )


def ob2_revocations(profile: Profile) -> dict[str, Any]:
    """Build the OB 2.0 RevocationList of the issuer's signed assertions."""
    revoked = db.session.execute(
        sa.select(CredentialForm.iri, Credential.revocation_reason)
        .join(Credential)
        .where(
            CredentialForm.form == "ob2-jws",
            CredentialForm.community_id == profile.community_id,
            Credential.revoked_at.is_not(None),
        )
        .order_by(CredentialForm.id)
    )
    return revocation_list(
        f"{profile.iri}/revocations",
        issuer=ob2_profile_iri(profile),
        entries=[RevokedAssertion(iri, reason) for iri, reason in revoked],
    )


def _vouching(profile: Profile, algorithm: str) -> list[SigningKey]:
    return [row for row in keys_of(profile) if row.algorithm == algorithm and row.state in VOUCHING]
