"""The official vectors of the Data Integrity suites: every form, hash and proof value."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from badges.proofs import Content, create_proof, proofs_of, verify_proof
from badges.proofs.canonical import canonicalize_json
from badges.proofs.datasets import canonical_dataset
from badges.proofs.suites import SUITES
from keys.base58 import multibase_decode
from keys.encoding import public_key_from_multibase
from keys.signer import LocalSigner
from schemas import documents

pytestmark = pytest.mark.conformance
STANDARDS = Path(__file__).resolve().parents[3] / "shared" / "standards"
W3C = STANDARDS / "vectors" / "w3c"
TEST_CONTEXTS = {
    "https://www.w3.org/ns/credentials/examples/v2": "credentials-examples-v2.jsonld",
    "https://w3id.org/citizenship/v4rc1": "test-only/citizenship-v4rc1.jsonld",
}

VECTORS = [  # folder, suffix of its files, suite, file with the keys
    ("vc-di-eddsa/eddsa-rdfc-2022", "DataInt", "eddsa-rdfc-2022", "keyPair"),
    ("vc-di-eddsa/eddsa-jcs-2022", "JCS", "eddsa-jcs-2022", "keyPair"),
    ("vc-di-eddsa/Ed25519Signature2020", "EdSig", "Ed25519Signature2020", "keyPair"),
    ("vc-di-ecdsa/ecdsa-rdfc-2019-p256", "ECDSAP256", "ecdsa-rdfc-2019", "p256KeyPair"),
    ("vc-di-ecdsa/ecdsa-rdfc-2019-p256/employ", "ECDSAP256", "ecdsa-rdfc-2019", "p256KeyPair"),
    ("vc-di-ecdsa/ecdsa-rdfc-2019-p384", "ECDSAP384", "ecdsa-rdfc-2019", "p384KeyPair"),
    ("vc-di-ecdsa/ecdsa-jcs-2019-p256", "JCSECDSAP256", "ecdsa-jcs-2019", "p256KeyPair"),
]
DETERMINISTIC = [row for row in VECTORS if row[2].startswith("eddsa-")]


def read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


@cache
def context_for_tests(file: str) -> Mapping[str, Any]:
    found: dict[str, Any] = read(STANDARDS / "contexts" / file)
    return found


def load_context(iri: str) -> Mapping[str, Any]:
    """Let the vectors use contexts that the product does not know."""
    file = TEST_CONTEXTS.get(iri)
    return documents.load_context(iri) if file is None else context_for_tests(file)


class Vector:
    """One official vector: the signed document, its content and the files beside it."""

    def __init__(self, folder: str, suffix: str, suite: str, key: str) -> None:
        self.folder, self.suffix = W3C / folder, suffix
        if not self.folder.is_dir():
            pytest.skip("The official vectors are not on this machine.")
        self.signed = read(self.folder / f"signed{suffix}.json")
        self.content = Content(self.signed, load_context=load_context)
        self.proof = proofs_of(self.signed)[0]
        self.suite = SUITES[suite]
        self.algorithm = {"p256KeyPair": "P-256", "p384KeyPair": "P-384"}.get(key, "Ed25519")
        self.keys = read(W3C / folder.split("/", maxsplit=1)[0] / f"{key}.json")

    def text(self, name: str) -> str:
        return (self.folder / f"{name}{self.suffix}.txt").read_text("utf-8")

    def hashes(self) -> str:
        options = {name: value for name, value in self.proof.items() if name != "proofValue"}
        assert self.suite.hash_data is not None
        return self.suite.hash_data(self.content, options, self.algorithm).hex()

    def signer(self) -> LocalSigner:
        name = "privateKeyMultibase" if self.algorithm == "Ed25519" else "secretKeyMultibase"
        secret = multibase_decode(self.keys[name])[2:]
        private_key = (
            ed25519.Ed25519PrivateKey.from_private_bytes(secret)
            if self.algorithm == "Ed25519"
            else ec.derive_private_key(
                int.from_bytes(secret, "big"),
                ec.SECP256R1() if self.algorithm == "P-256" else ec.SECP384R1(),
            )
        )
        return LocalSigner(private_key, self.proof["verificationMethod"])


@pytest.mark.parametrize("row", VECTORS, ids=lambda row: row[0])
def test_the_canonical_forms_are_those_of_the_vector(row: tuple[str, str, str, str]) -> None:
    vector = Vector(*row)
    configuration = read(vector.folder / f"proofConfig{vector.suffix}.json")
    if vector.suite.carries_contexts:
        assert vector.content.jcs().decode() == vector.text("canonDoc")
        assert canonicalize_json(configuration).decode() == vector.text("proofCanon")
        return
    algorithm = "sha384" if vector.algorithm == "P-384" else "sha256"
    options = canonical_dataset(configuration, algorithm=algorithm, load_context=load_context)
    assert vector.content.rdfc(algorithm).text == vector.text("canonDoc")
    assert options.text == vector.text("proofCanon")


@pytest.mark.parametrize("row", VECTORS, ids=lambda row: row[0])
def test_the_hashes_are_those_of_the_vector(row: tuple[str, str, str, str]) -> None:
    vector = Vector(*row)
    assert vector.hashes() == vector.text("proofHash") + vector.text("docHash")
    assert vector.hashes() == vector.text("combinedHash")


@pytest.mark.parametrize("row", VECTORS, ids=lambda row: row[0])
def test_the_signed_document_verifies(row: tuple[str, str, str, str]) -> None:
    vector = Vector(*row)
    assert multibase_decode(vector.proof["proofValue"]).hex() == vector.text("sigHex")
    verify_proof(
        vector.content,
        vector.proof,
        public_key_from_multibase(vector.keys["publicKeyMultibase"]),
        accepted_suites={vector.suite.name},
    )


@pytest.mark.parametrize("row", VECTORS, ids=lambda row: row[0])
def test_our_proof_is_that_of_the_vector(row: tuple[str, str, str, str]) -> None:
    vector = Vector(*row)
    if not vector.suite.is_written:
        pytest.skip("This suite is read, not written.")
    signer = vector.signer()
    proof = create_proof(
        vector.content,
        signer,
        created=datetime.fromisoformat(vector.proof["created"]),
        suite=vector.suite.name,
    )
    if row in DETERMINISTIC:
        assert proof == vector.proof
        return
    # ECDSA draws a number for each signature: everything else is the same, and ours verifies.
    assert {**proof, "proofValue": None} == {**vector.proof, "proofValue": None}
    accepted = {vector.suite.name}
    verify_proof(vector.content, proof, signer.public_key, accepted_suites=accepted)


def test_each_proof_of_the_official_set_verifies(shared_standards: Path) -> None:
    folder = shared_standards / "vectors" / "w3c" / "vc-di-eddsa" / "proof-set-chain"
    signed = read(folder / "signedProofSet2.json")
    content = Content(signed, load_context=load_context)
    keys = read(folder / "multiKeyPairs.json")
    for proof, pair in zip(proofs_of(signed), ("keyPair1", "keyPair2"), strict=True):
        key = public_key_from_multibase(keys[pair]["publicKeyMultibase"])
        verify_proof(content, proof, key, accepted_suites={"eddsa-rdfc-2022"})
        assert proof in [read(folder / f"proofSetConfigSigned{n}.json") for n in (1, 2)]
