"""The Recommendation's own vectors of ecdsa-sd-2023, byte for byte."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from badges.proofs.content import Content
from badges.proofs.selective import create_base_proof, derive, verify_derived
from badges.proofs.selective.base import mandatory_hash, proof_hash
from badges.proofs.selective.grouping import Statements
from badges.proofs.selective.proof_values import decode_derived
from keys.base58 import multibase_decode
from keys.encoding import public_key_from_multibase
from keys.signer import LocalSigner
from schemas import documents

pytestmark = pytest.mark.conformance
CITIZENSHIP = "https://w3id.org/citizenship/v4rc1"


@dataclass(frozen=True)
class DeterministicSigner(LocalSigner):
    """Signs as RFC 6979 says, as the Recommendation's vectors were signed."""

    def sign(self, data: bytes) -> bytes:
        assert isinstance(self.private_key, ec.EllipticCurvePrivateKey)
        algorithm = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
        r, s = decode_dss_signature(self.private_key.sign(data, algorithm))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def signer_of(pair: Mapping[str, str], name: str = "") -> DeterministicSigner:
    scalar = multibase_decode(pair["secretKeyMultibase"])[2:]
    private_key = ec.derive_private_key(int.from_bytes(scalar, "big"), ec.SECP256R1())
    return DeterministicSigner(private_key, name)


@dataclass(frozen=True)
class Vectors:
    standards: Path

    def read(self, name: str) -> Any:
        path = self.standards / "vectors" / "w3c" / "vc-di-ecdsa" / name
        return json.loads(path.read_text("utf-8"))

    def step(self, name: str) -> Any:
        return self.read(f"ecdsa-sd-2023/employ/{name}.json")

    def load_context(self, iri: str) -> Mapping[str, Any]:
        if iri == CITIZENSHIP:
            path = self.standards / "contexts" / "test-only" / "citizenship-v4rc1.jsonld"
            return dict(json.loads(path.read_text("utf-8")))
        return documents.load_context(iri)

    @property
    def keys(self) -> Any:
        return self.read("ecdsa-sd-2023/SDKeyMaterial.json")

    @property
    def hmac_key(self) -> bytes:
        return bytes.fromhex(self.keys["hmacKeyString"])

    @property
    def options(self) -> dict[str, Any]:
        options: dict[str, Any] = self.step("addProofConfig")
        return {name: value for name, value in options.items() if name != "@context"}


@pytest.fixture
def vectors(shared_standards: Path) -> Vectors:
    return Vectors(shared_standards)


def test_statements_and_groups_are_the_vectors(vectors: Vectors) -> None:
    document = vectors.read("employmentAuth.json")
    statements = Statements(document, hmac_key=vectors.hmac_key, load_context=vectors.load_context)
    mandatory = vectors.read("employMandatory.json")
    selective = vectors.read("employSelective.json")
    groups = vectors.step("derivedGroupIndexes")
    assert list(statements.lines) == vectors.step("addBaseDocHMACCanon")
    assert list(statements.group(mandatory).indexes) == groups["mandatoryIndexes"]
    assert list(statements.group(selective).indexes) == groups["selectiveIndexes"]
    assert list(statements.group(mandatory + selective).indexes) == groups["combinedIndexes"]


def test_hashes_are_the_vectors(vectors: Vectors) -> None:
    content = Content(vectors.read("employmentAuth.json"), load_context=vectors.load_context)
    expected = vectors.step("addHashData")
    lines = [line for _, line in vectors.step("addBaseTransform")["mandatory"]["value"]]
    assert proof_hash(vectors.options, content).hex() == expected["proofHash"]
    assert mandatory_hash(lines).hex() == expected["mandatoryHash"]


def test_base_proof_is_the_vector(vectors: Vectors) -> None:
    content = Content(vectors.read("employmentAuth.json"), load_context=vectors.load_context)
    proof = create_base_proof(
        content,
        signer_of(vectors.keys["baseKeyPair"]),
        vectors.options,
        mandatory_pointers=vectors.read("employMandatory.json"),
        hmac_key=vectors.hmac_key,
        proof_key=signer_of(vectors.keys["proofKeyPair"]),
    )
    assert proof == vectors.step("addSignedSDBase")["proof"]


def test_derived_document_is_the_vector(vectors: Vectors) -> None:
    revealed = derive(
        vectors.step("addSignedSDBase"),
        selective_pointers=vectors.read("employSelective.json"),
        load_context=vectors.load_context,
    )
    expected = vectors.step("derivedRevealDocument")
    assert revealed == expected
    value = decode_derived(revealed["proof"]["proofValue"])
    assert (
        list(value.mandatory_indexes)
        == vectors.step("derivedAdjMandatoryIndexes")["adjMandatoryIndexes"]
    )


def test_derived_vector_is_verified(vectors: Vectors) -> None:
    revealed = vectors.step("derivedRevealDocument")
    public_key = public_key_from_multibase(vectors.keys["baseKeyPair"]["publicKeyMultibase"])
    content = Content(revealed, load_context=vectors.load_context)
    verify_derived(content, revealed["proof"], public_key)
    assert content.rdfc().text.count("\n") == len(vectors.step("verifyNQuads"))
