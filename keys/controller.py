"""The documents that publish an issuer's keys, in the form that each kind of checker asks for.

    >>> from keys.encoding import public_key_from_multibase
    >>> key = public_key_from_multibase("z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi")
    >>> verification_method_id("did:web:example.org", key)
    'did:web:example.org#z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi'
    >>> jwk_document(key, issuer="did:web:example.org", kid="https://example.org/k.jwk")["use"]
    'sig'

==================  =========================================  =================================
document            asked for by                               function
==================  =========================================  =================================
DID document        Data Integrity, did:web resolvers          ``did_document``
Multikey            Data Integrity with https issuers          ``multikey_document``
JWK                 VC-JWT, whose ``kid`` is its address       ``jwk_document``
JWK Set             VC-JWT with an embedded ``jwk``            ``jwks_document``
CryptographicKey    OB 2.0 signed assertions                   ``cryptographic_key_document``
==================  =========================================  =================================
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from keys.algorithms import PublicKey, algorithm_of
from keys.encoding import (
    public_key_to_jwk,
    public_key_to_multibase,
    public_key_to_pem,
    thumbprint,
)
from keys.errors import DidError, excerpt

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from keys.keyring import KeyRecord, Keyring

DID_CONTEXT = "https://www.w3.org/ns/did/v1"
MULTIKEY_CONTEXT = "https://w3id.org/security/multikey/v1"
JWK_CONTEXT = "https://w3id.org/security/jwk/v1"
OB2_CONTEXT = "https://w3id.org/openbadges/v2"


def verification_method_id(did: str, public_key: PublicKey) -> str:
    """Give the DID URL of a key: ``did#z6Mk…``, or ``did#<thumbprint>`` for RSA.

    Absolute, since checkers compare these ids as strings.
    """
    if algorithm_of(public_key).multicodec:
        return f"{did}#{public_key_to_multibase(public_key)}"
    return f"{did}#{thumbprint(public_key)}"


def did_document(
    did: str, keyring: Keyring, *, also_known_as: Sequence[str] = ()
) -> dict[str, Any]:
    """Build an issuer's DID document (DID Core 1.0, 5) from its keys.

    ``verificationMethod`` embeds every published key, revoked ones with ``revoked``;
    ``assertionMethod`` lists as strings the ids of those that vouch: active and retired keys.
    Raises ``DidError`` where a record's verification method is not ``did`` with a fragment.
    """
    document: dict[str, Any] = {
        "@context": [DID_CONTEXT, MULTIKEY_CONTEXT, JWK_CONTEXT],
        "id": did,
    }
    if also_known_as:
        document["alsoKnownAs"] = list(also_known_as)
    document["verificationMethod"] = [_embedded(did, record) for record in keyring.published()]
    document["assertionMethod"] = [
        record.verification_method for record in keyring.assertion_methods()
    ]
    return document


def verification_method(
    public_key: PublicKey,
    *,
    method_id: str,
    controller: str,
    revoked: datetime | None = None,
) -> dict[str, Any]:
    """Build one verification method: a ``Multikey``, or a ``JsonWebKey`` for RSA.

    Controlled Identifiers 1.0, 2.2; ``revoked`` is an aware instant, cut to whole seconds.
    """
    method: dict[str, Any] = {"id": method_id}
    if algorithm_of(public_key).multicodec:
        key = {"publicKeyMultibase": public_key_to_multibase(public_key)}
        method |= {"type": "Multikey", "controller": controller, **key}
    else:
        jwk = _described_jwk(public_key, kid=thumbprint(public_key))
        method |= {"type": "JsonWebKey", "controller": controller, "publicKeyJwk": jwk}
    if revoked is not None:
        method["revoked"] = _date_time_stamp(revoked)
    return method


def multikey_document(
    public_key: PublicKey,
    *,
    method_id: str,
    controller: str,
    revoked: datetime | None = None,
) -> dict[str, Any]:
    """Build the Multikey as a document of its own, found at ``method_id``.

    Raises ``UnknownAlgorithmError`` for RSA, which has no Multikey form.
    """
    public_key_to_multibase(public_key)
    method = verification_method(
        public_key, method_id=method_id, controller=controller, revoked=revoked
    )
    return {"@context": [MULTIKEY_CONTEXT], **method}


def jwk_document(public_key: PublicKey, *, issuer: str, kid: str) -> dict[str, str]:
    """Build the public JWK with ``iss``, ``kid``, ``alg`` and ``use`` (RFC 7517, 4).

    ``kid`` is the address that VC-JWTs give in their header and that serves this document;
    ``issuer`` is the ``issuer.id`` that the key signs for.
    """
    return {**_described_jwk(public_key, kid=kid), "iss": issuer}


def jwks_document(jwks: Iterable[Mapping[str, str]]) -> dict[str, Any]:
    """Build a JWK Set (RFC 7517, 5) from each key's ``jwk_document``, of one issuer or of many.

    Give it the keys of ``Keyring.assertion_methods()``: a JWK Set has no way to say "revoked".
    """
    return {"keys": [dict(jwk) for jwk in jwks]}


def cryptographic_key_document(public_key: PublicKey, *, key_id: str, owner: str) -> dict[str, str]:
    """Build the OB 2.0 ``CryptographicKey`` found at ``key_id``.

    ``owner`` is the address of the OB 2.0 Profile, whose ``publicKey`` must name ``key_id``.
    """
    return {
        "@context": OB2_CONTEXT,
        "type": "CryptographicKey",
        "id": key_id,
        "owner": owner,
        "publicKeyPem": public_key_to_pem(public_key),
    }


def _embedded(did: str, record: KeyRecord) -> dict[str, Any]:
    if not record.verification_method.startswith(f"{did}#"):
        raise DidError(
            f"The verification method {excerpt(record.verification_method)} does not begin with "
            "its issuer's DID; a key belongs to one issuer."
        )
    return verification_method(
        record.public_key,
        method_id=record.verification_method,
        controller=did,
        revoked=record.revoked_at,
    )


def _described_jwk(public_key: PublicKey, *, kid: str) -> dict[str, str]:
    row = algorithm_of(public_key)
    return {**public_key_to_jwk(public_key), "kid": kid, "alg": row.jose_alg, "use": "sig"}


def _date_time_stamp(instant: datetime) -> str:
    """Write an XML Schema dateTimeStamp in UTC, in whole seconds."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
