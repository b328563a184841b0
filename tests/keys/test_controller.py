from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from keys.algorithms import PublicKey
from keys.controller import (
    cryptographic_key_document,
    did_document,
    jwk_document,
    jwks_document,
    multikey_document,
    verification_method_id,
)
from keys.encoding import (
    PRIVATE_JWK_MEMBERS,
    public_key_from_pem,
    public_key_to_jwk,
    public_key_to_multibase,
    thumbprint,
)
from keys.errors import DidError, UnknownAlgorithmError
from keys.keyring import KeyRecord, Keyring

DID = "did:web:example.org:issuers:linden"
NOW = datetime(2026, 1, 1, 12, 0, 0, 999_999, tzinfo=timezone(timedelta(hours=2)))


@pytest.fixture
def ring(public_keys: dict[str, PublicKey]) -> Keyring:
    """Give an issuer's Ed25519 and RSA key, both active."""
    ring = Keyring()
    for name in ("Ed25519", "RSA"):
        method_id = verification_method_id(DID, public_keys[name])
        jwk = public_key_to_jwk(public_keys[name])
        ring = ring.add(KeyRecord(name, jwk, method_id, created_at=NOW))
        ring = ring.activate(method_id, at=NOW)
    return ring


def test_a_did_document_embeds_keys_and_lists_their_absolute_ids(
    ring: Keyring, public_keys: dict[str, PublicKey]
) -> None:
    multibase = public_key_to_multibase(public_keys["Ed25519"])
    rsa_id = f"{DID}#{thumbprint(public_keys['RSA'])}"
    document = did_document(DID, ring, also_known_as=["https://example.org/issuers/linden"])
    assert document["@context"] == [
        "https://www.w3.org/ns/did/v1",
        "https://w3id.org/security/multikey/v1",
        "https://w3id.org/security/jwk/v1",
    ]
    assert document["assertionMethod"] == [f"{DID}#{multibase}", rsa_id]
    assert document["verificationMethod"][0] == {
        "id": f"{DID}#{multibase}",
        "type": "Multikey",
        "controller": DID,
        "publicKeyMultibase": multibase,
    }


def test_an_rsa_key_is_embedded_as_json_web_key(
    ring: Keyring, public_keys: dict[str, PublicKey]
) -> None:
    method = did_document(DID, ring)["verificationMethod"][1]
    jwk = method["publicKeyJwk"]
    assert (method["type"], method["controller"]) == ("JsonWebKey", DID)
    assert jwk.items() >= public_key_to_jwk(public_keys["RSA"]).items()
    assert (jwk["alg"], jwk["kid"]) == ("RS256", thumbprint(public_keys["RSA"]))


def test_a_revoked_key_stays_with_its_date_and_leaves_assertion_method(ring: Keyring) -> None:
    gone = ring.active("Ed25519").verification_method
    document = did_document(DID, ring.revoke(gone, at=NOW))
    assert document["verificationMethod"][0]["revoked"] == "2026-01-01T10:00:00Z"
    assert document["assertionMethod"] == [ring.active("RSA").verification_method]


def test_a_key_of_another_issuer_is_not_published(ring: Keyring) -> None:
    with pytest.raises(DidError, match="belongs to one issuer"):
        did_document("did:web:example.org:issuers:lin", ring)


def test_a_multikey_document_stands_alone(public_keys: dict[str, PublicKey]) -> None:
    url = "https://example.org/issuers/linden/keys/a.json"
    document = multikey_document(public_keys["P-256"], method_id=url, controller=DID, revoked=NOW)
    assert document["@context"] == ["https://w3id.org/security/multikey/v1"]
    assert (document["type"], document["revoked"]) == ("Multikey", "2026-01-01T10:00:00Z")
    assert (document["id"], document["controller"]) == (url, DID)
    with pytest.raises(UnknownAlgorithmError):
        multikey_document(public_keys["RSA"], method_id=url, controller=DID)


@pytest.mark.parametrize(("name", "alg"), [("RSA", "RS256"), ("Ed25519", "EdDSA")])
def test_a_jwk_says_for_whom_it_signs_and_nothing_private(
    name: str, alg: str, public_keys: dict[str, PublicKey]
) -> None:
    kid = "https://example.org/issuers/linden/keys/a.jwk"
    jwk = jwk_document(public_keys[name], issuer=DID, kid=kid)
    described = {"iss": DID, "kid": kid, "alg": alg, "use": "sig"}
    assert jwk == public_key_to_jwk(public_keys[name]) | described
    assert not set(jwk) & set(PRIVATE_JWK_MEMBERS)
    assert jwks_document([jwk]) == {"keys": [jwk]}


def test_a_cryptographic_key_names_its_owner(public_keys: dict[str, PublicKey]) -> None:
    document = cryptographic_key_document(
        public_keys["RSA"], key_id="https://e.org/k.ob2.json", owner="https://e.org/i.ob2.json"
    )
    assert document["type"] == "CryptographicKey"
    assert document["owner"] == "https://e.org/i.ob2.json"
    assert public_key_from_pem(document["publicKeyPem"]) == public_keys["RSA"]
