"""Data Integrity proofs: ``eddsa-rdfc-2022``, made and checked.

    >>> from datetime import UTC, datetime
    >>> from keys.signer import LocalSigner, generate_private_key
    >>> signer = LocalSigner(generate_private_key("Ed25519"), "did:web:badges.example#key-1")
    >>> credential = {
    ...     "@context": ["https://www.w3.org/ns/credentials/v2"],
    ...     "type": ["VerifiableCredential"],
    ...     "issuer": "did:web:badges.example",
    ...     "credentialSubject": {"id": "urn:uuid:5f0c2b9e-4d7a-4c43-a4e3-9d5e4cf5f6a1"},
    ... }
    >>> secured = secure(credential, signer, created=datetime(2026, 1, 1, tzinfo=UTC))
    >>> [proof] = proofs_of(secured)
    >>> proof["cryptosuite"], proof["created"]
    ('eddsa-rdfc-2022', '2026-01-01T00:00:00Z')
    >>> verify_proof(secured, proof, signer.public_key, accepted_suites={"eddsa-rdfc-2022"})

A suite is a row of ``SUITES``. Every suite here hashes the proof's options and the document and
signs both digests, options first (VC Data Integrity EdDSA Cryptosuites 1.0, 3.2). Whether the key
is the issuer's, and whether ``created`` and ``expires`` fit the time, is for ``badges.verifying``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from badges.proofs.canonical import canonicalize
from badges.proofs.documents import SecuredCredential, UnsignedCredential
from badges.proofs.errors import (
    AlreadySecuredError,
    InvalidSignatureError,
    MalformedProofError,
    ProofPurposeError,
    UnknownSuiteError,
    excerpt,
)
from badges.proofs.jsonld import to_quads
from keys.base58 import multibase_decode, multibase_encode
from keys.errors import KeyFormatError
from keys.signer import verify_signature
from schemas import documents

if TYPE_CHECKING:
    from badges.proofs.expansion import LoadContext
    from keys.algorithms import PublicKey
    from keys.signer import Signer

ASSERTION_METHOD: Final = "assertionMethod"
MAXIMUM_PROOFS: Final = 10
"""Proofs in one set; two are common (an old and a new suite)."""

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Cryptosuite:
    """How one suite turns document and options into bytes, and with which keys it signs them.

    ``name`` is what callers accept, ``proof_type`` the proof's ``type``, ``algorithm`` a name in
    ``keys.algorithms.ALGORITHMS``, ``hash_data(document, options, load_context)`` gives the bytes
    to sign.
    """

    name: str
    proof_type: str
    algorithm: str
    hash_data: Callable[[Document, Document, LoadContext], bytes]


def _rdfc_sha256(document: Document, options: Document, load_context: LoadContext) -> bytes:
    """Give hashData of the rdfc suites: the options take the document's contexts (3.2.5)."""
    configuration = {**options, "@context": document.get("@context")}
    return _digest(configuration, load_context) + _digest(document, load_context)


def _digest(document: Document, load_context: LoadContext) -> bytes:
    canonical = canonicalize(to_quads(document, load_context=load_context))
    return hashlib.sha256(canonical.text.encode()).digest()


SUITES: Final[Mapping[str, Cryptosuite]] = MappingProxyType(
    {
        suite.name: suite
        for suite in (
            Cryptosuite("eddsa-rdfc-2022", "DataIntegrityProof", "Ed25519", _rdfc_sha256),
            # Names from before the Recommendation; the algorithm is the same. Read, not written.
            Cryptosuite("eddsa-2022", "DataIntegrityProof", "Ed25519", _rdfc_sha256),
            Cryptosuite("Ed25519Signature2020", "Ed25519Signature2020", "Ed25519", _rdfc_sha256),
        )
    }
)
"""Every suite by the name that callers accept."""

_SUITE_FOR_ALGORITHM: Final = MappingProxyType({"Ed25519": "eddsa-rdfc-2022"})


def create_proof(
    document: Document,
    signer: Signer,
    *,
    created: datetime,
    purpose: str = ASSERTION_METHOD,
    load_context: LoadContext = documents.load_context,
) -> dict[str, Any]:
    """Give a proof over ``document`` (VC Data Integrity 1.0, 4.2).

    ``created`` is an aware instant, kept in whole seconds. Raises ``UnknownSuiteError`` for a key
    that signs no suite of ours and ``JsonLdError`` for what the signature would not cover.
    """
    suite = SUITES.get(_SUITE_FOR_ALGORITHM.get(signer.algorithm, ""))
    if suite is None:
        raise UnknownSuiteError(
            f"A key for {signer.algorithm} signs no Data Integrity proof here; use Ed25519."
        )
    if created.tzinfo is None:
        raise MalformedProofError("The time of signing needs a zone.")
    options = {
        "type": suite.proof_type,
        "created": created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "verificationMethod": signer.verification_method,
        "cryptosuite": suite.name,
        "proofPurpose": purpose,
    }
    signature = signer.sign(suite.hash_data(_without_proof(document), options, load_context))
    return {**options, "proofValue": multibase_encode(signature)}


def secure(document: UnsignedCredential, signer: Signer, *, created: datetime) -> SecuredCredential:
    """Give the credential with a proof, which is an array as the OB 3.0 schema demands.

    Raises what ``create_proof`` raises, and ``AlreadySecuredError`` where a proof stands already.
    """
    if "proof" in document:
        raise AlreadySecuredError("The document has a proof already; sign it without.")
    proof = create_proof(document, signer, created=created)
    return SecuredCredential({**document, "proof": [proof]})


def proofs_of(document: Document) -> list[dict[str, Any]]:
    """Give the proof, or all of a proof set; raises ``MalformedProofError``."""
    proofs = document.get("proof", [])
    listed = proofs if isinstance(proofs, list) else [proofs]
    if len(listed) > MAXIMUM_PROOFS:
        raise MalformedProofError(f"There are more than {MAXIMUM_PROOFS} proofs.")
    if not all(isinstance(proof, dict) for proof in listed):
        raise MalformedProofError("A proof must be an object.")
    return listed


def suite_of(proof: Document) -> Cryptosuite:
    """Give the suite that a proof names; raises ``UnknownSuiteError``."""
    kind = proof.get("type")
    name = proof.get("cryptosuite") if kind == "DataIntegrityProof" else kind
    suite = SUITES.get(name) if isinstance(name, str) else None
    if suite is None or suite.proof_type != kind:
        raise UnknownSuiteError(
            f"The cryptosuite {excerpt(name)} is not known here.", suite=str(name)[:80]
        )
    return suite


def verify_proof(
    document: Document,
    proof: Document,
    public_key: PublicKey,
    *,
    accepted_suites: Collection[str],
    purpose: str = ASSERTION_METHOD,
    load_context: LoadContext = documents.load_context,
) -> None:
    """Return if ``proof`` holds for ``document`` under ``public_key`` (4.4), else raise.

    ``document`` may contain its proofs. ``accepted_suites`` are names in ``SUITES``. Raises a
    ``ProofError``, and a ``JsonLdError`` or ``CanonicalizationLimitError`` where the document has
    no sound meaning.
    """
    suite = suite_of(proof)
    if suite.name not in accepted_suites:
        raise UnknownSuiteError(
            f"The cryptosuite {suite.name} is not accepted here.", suite=suite.name
        )
    if proof.get("proofPurpose") != purpose:
        raise ProofPurposeError(
            f"The proof is for {excerpt(proof.get('proofPurpose'))}, not for {purpose}."
        )
    signature = _signature(document, proof)
    options = {key: value for key, value in proof.items() if key not in ("proofValue", "@context")}
    data = suite.hash_data(_without_proof(document), options, load_context)
    if not verify_signature(public_key, signature, data, algorithm=suite.algorithm):
        raise InvalidSignatureError(
            "The signature does not fit; the document, the proof or the key is another."
        )


def _signature(document: Document, proof: Document) -> bytes:
    for member in ("verificationMethod", "proofValue"):
        if not isinstance(proof.get(member), str):
            raise MalformedProofError(f"The proof's {member} must be a string.", member=member)
    if "previousProof" in proof:
        raise MalformedProofError("Proof chains are not read here.", member="previousProof")
    if "@context" in proof and proof["@context"] != document.get("@context"):
        raise MalformedProofError("The proof names other contexts than the document.")
    try:
        return multibase_decode(proof["proofValue"])
    except KeyFormatError as error:
        raise MalformedProofError(f"The proofValue is none: {error}", member="proofValue") from None


def _without_proof(document: Document) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key != "proof"}
