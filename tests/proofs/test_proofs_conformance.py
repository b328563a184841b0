"""The official vectors, byte for byte: rdf-canon, Open Badges 3.0, DCC."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from badges.proofs import proofs_of, verify_proof
from badges.proofs.canonical import canonicalize
from badges.proofs.data_integrity import create_proof
from badges.proofs.errors import CanonicalizationLimitError, ProofsError
from badges.proofs.jsonld import to_quads
from badges.proofs.quads import parse_nquads
from badges.proofs.suites import SUITES
from keys.encoding import public_key_from_multibase
from keys.signer import LocalSigner

pytestmark = pytest.mark.conformance
STANDARDS = Path(__file__).resolve().parents[3] / "shared" / "standards"
RDF_CANON = STANDARDS / "vectors" / "w3c" / "rdf-canon"


def read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def rdf_canon_cases() -> list[Any]:
    path = RDF_CANON / "manifest.json"
    entries = read(path)["entries"] if path.is_file() else []
    return [pytest.param(entry, id=entry["id"]) for entry in entries]


@pytest.mark.parametrize("entry", rdf_canon_cases())
def test_rdf_canon_suite(entry: dict[str, Any]) -> None:
    quads = parse_nquads((RDF_CANON / entry["action"]).read_text("utf-8"))
    algorithm = (entry.get("hashAlgorithm") or "SHA256").lower().replace("-", "")
    if entry["type"] == "rdfc:RDFC10NegativeEvalTest":
        with pytest.raises(CanonicalizationLimitError):
            canonicalize(quads, algorithm=algorithm)
        return
    result = canonicalize(quads, algorithm=algorithm)
    expected = (RDF_CANON / entry["result"]).read_text("utf-8")
    if entry["type"] == "rdfc:RDFC10MapTest":
        labels = {node[2:]: label[2:] for node, label in result.identifiers.items()}
        assert labels == json.loads(expected)
    else:
        assert result.text == expected


def test_open_badges_vector_byte_for_byte(shared_standards: Path) -> None:
    folder = shared_standards / "vectors" / "ob3" / "impl-guide"
    values, unsigned = read(folder / "values.json"), read(folder / "unsigned.json")
    text = canonicalize(to_quads(unsigned)).text
    assert hashlib.sha256(text.encode()).hexdigest() == values["docHashHex"]
    options = values["proofConfig"] | {"@context": unsigned["@context"]}
    text = canonicalize(to_quads(options)).text
    assert hashlib.sha256(text.encode()).hexdigest() == values["proofHashHex"]
    signer = LocalSigner(
        Ed25519PrivateKey.from_private_bytes(bytes.fromhex(values["secretSeedHex"])),
        values["proofConfig"]["verificationMethod"],
    )
    created = datetime(2010, 1, 1, 19, 23, 24, tzinfo=UTC)
    proof = create_proof(unsigned, signer, created=created)
    assert proof in proofs_of(read(folder / "signed.json"))


def verdict(document: dict[str, Any]) -> str:
    """Say ``valid`` if some proof holds under the key that its own method spells out."""
    for proof in proofs_of(document):
        try:
            key = public_key_from_multibase(proof["verificationMethod"].split("#")[-1][-48:])
            verify_proof(document, proof, key, accepted_suites=set(SUITES))
        except ProofsError as error:
            return type(error).__name__
    return "valid"


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("ob3/1edtech/simple.json", "valid"),
        ("ob3/1edtech/simple-did-key-method.json", "valid"),
        ("ob3/1edtech/simple-context-version.json", "valid"),
        ("ob3/1edtech/simple_v1.json", "valid"),
        ("ob3/1edtech/endorsement-valid.json", "valid"),
        ("ob3/1edtech/simple-err-proof-value.json", "InvalidSignatureError"),
        ("ob3/1edtech/simple-err-issuer-type.json", "UndefinedTermError"),
        ("ob3/1edtech/simple-err-context.json", "UndefinedTermError"),
        ("dcc/eddsaAndEd25519/v2/v2DoubleSigWithValidStatus.json", "valid"),
        ("dcc/v1/v1NoStatus.json", "valid"),
        ("dcc/v1/testVC.json", "InvalidSignatureError"),
        ("dcc/v2/v2OBv3SpecExample.json", "valid"),
    ],
)
def test_credentials_of_other_issuers(shared_standards: Path, file: str, expected: str) -> None:
    assert verdict(read(shared_standards / "vectors" / file)) == expected
