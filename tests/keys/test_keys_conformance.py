"""The standards' own keys and contexts."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from pyld import jsonld

from keys.algorithms import PublicKey, algorithm_of
from keys.controller import did_document, multikey_document, verification_method_id
from keys.encoding import public_key_from_multibase, public_key_from_pem, public_key_to_jwk
from keys.errors import KeyFormatError
from keys.keyring import KeyRecord, Keyring
from keys.lookup import find_verification_method
from keys.signer import verify_signature

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.conformance

SECURITY = "https://w3id.org/security#"


def read(folder: Path, name: str) -> Any:
    return json.loads((folder / "vectors" / name).read_text(encoding="utf-8"))


def expand(document: dict[str, Any], folder: Path) -> Any:
    """Expand in safe mode, with the official contexts and nothing from the network."""
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    entries = index if isinstance(index, list) else index["files"]
    file_of = {entry["url"]: folder / entry["file"] for entry in entries}

    def load(url: str, _options: object) -> dict[str, Any]:
        context = json.loads(file_of[url].read_text(encoding="utf-8"))
        return {"contextUrl": None, "documentUrl": url, "document": context}

    return jsonld.expand(document, {"documentLoader": load, "on_property_dropped": pytest.fail})


@pytest.mark.parametrize(
    ("name", "algorithm"),
    [
        ("w3c/vc-di-eddsa/keyPair.json", "Ed25519"),
        ("w3c/vc-di-ecdsa/p256KeyPair.json", "P-256"),
        ("w3c/vc-di-ecdsa/p384KeyPair.json", "P-384"),
    ],
)
def test_the_suites_multikeys_are_read(shared_standards: Path, name: str, algorithm: str) -> None:
    multibase = read(shared_standards, name)["publicKeyMultibase"]
    assert algorithm_of(public_key_from_multibase(multibase)).name == algorithm


def test_the_implementation_guides_signature_verifies(shared_standards: Path) -> None:
    values = read(shared_standards, "ob3/impl-guide/values.json")
    key = public_key_from_multibase(values["publicKeyMultibase"])
    data = bytes.fromhex(values["proofHashHex"] + values["docHashHex"])
    signature = bytes.fromhex(values["signatureHex"])
    assert verify_signature(key, signature, data, algorithm="Ed25519")
    assert not verify_signature(key, signature, data[::-1], algorithm="Ed25519")


@pytest.mark.parametrize("name", ["p256", "p384", "p521", "ed25519", "did-ed25519"])
def test_the_jose_suites_keys_are_found_once_their_private_half_is_gone(
    shared_standards: Path, name: str
) -> None:
    method = read(shared_standards, f"w3c/jose-cose-input/vm-{name}.json")
    document = {"id": method["controller"], "assertionMethod": [method]}
    with pytest.raises(KeyFormatError, match="private half"):
        find_verification_method(document, method["id"])
    del method["secretKeyJwk"]
    assert find_verification_method(document, method["id"]).controller == document["id"]


def test_an_open_badges_2_key_is_read(shared_standards: Path) -> None:
    key = read(shared_standards, "ob2/1edtech/assets/key1.json")
    assert algorithm_of(public_key_from_pem(key["publicKeyPem"])).name == "RSA"


def test_every_term_of_our_documents_is_in_the_official_contexts(
    shared_standards: Path, public_keys: dict[str, PublicKey]
) -> None:
    did, now, ring = (
        "did:web:example.org:issuers:linden",
        datetime(2026, 1, 1, tzinfo=UTC),
        Keyring(),
    )
    for name in ("Ed25519", "RSA"):
        method_id = verification_method_id(did, public_keys[name])
        jwk = public_key_to_jwk(public_keys[name])
        ring = ring.add(KeyRecord(name, jwk, method_id, created_at=now))
        ring = ring.activate(method_id, at=now)
    ring = ring.revoke(ring.active("Ed25519").verification_method, at=now)
    (node,) = expand(did_document(did, ring, also_known_as=["https://e.org/"]), shared_standards)
    assert len(node[f"{SECURITY}verificationMethod"]) == 2
    assert f"{SECURITY}revoked" in node[f"{SECURITY}verificationMethod"][0]
    url = "https://e.org/k"
    multikey = multikey_document(public_keys["Ed25519"], method_id=url, controller=did)
    (node,) = expand(multikey, shared_standards)
    assert node["@type"] == [f"{SECURITY}Multikey"]
