"""Base proofs: one signature over what must be shown, and one for each statement that may be.

Data Integrity ECDSA Cryptosuites 1.0, 3.6.1 to 3.6.5. A base proof is for the holder only: with it
anybody can show anything that the credential says.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from typing import Any, Final

from badges.proofs.content import Content
from badges.proofs.datasets import canonical_dataset
from badges.proofs.errors import MalformedProofError, UnknownSuiteError
from badges.proofs.selective.grouping import Statements
from badges.proofs.selective.proof_values import HMAC_KEY_BYTES, BaseProofValue, encode_base
from keys.algorithms import PublicKey
from keys.base58 import multibase_decode
from keys.encoding import public_key_to_multibase
from keys.signer import LocalSigner, Signer, generate_private_key

SUITE: Final = "ecdsa-sd-2023"
ALGORITHM: Final = "P-256"
"""The suite's one curve, with SHA-256: its proof value has room for no other (3.5.8)."""


def create_base_proof(
    content: Content,
    signer: Signer,
    options: Mapping[str, Any],
    *,
    mandatory_pointers: Sequence[str],
    hmac_key: bytes | None = None,
    proof_key: LocalSigner | None = None,
) -> dict[str, Any]:
    """Give ``options`` with the ``proofValue`` of a base proof over ``content`` (3.6.1).

    ``mandatory_pointers`` are JSON Pointers to what every derived credential shows. ``hmac_key``
    (32 bytes) and ``proof_key`` are drawn for each proof; only a test hands them in. Raises
    ``UnknownSuiteError`` for a key of another algorithm, ``PointerError``, ``MalformedProofError``
    for options of another suite and a ``JsonLdError`` for what no signature would cover.
    """
    if signer.algorithm != ALGORITHM:
        raise UnknownSuiteError(
            f"A key for {signer.algorithm} makes no {SUITE} proof; use {ALGORITHM}.", suite=SUITE
        )
    if options.get("type") != "DataIntegrityProof" or options.get("cryptosuite") != SUITE:
        raise MalformedProofError(f"The options are not for {SUITE}.", member="cryptosuite")
    hmac_key = os.urandom(HMAC_KEY_BYTES) if hmac_key is None else hmac_key
    proof_key = proof_key or LocalSigner(generate_private_key(ALGORITHM), "")
    statements = Statements(content.document, hmac_key=hmac_key, load_context=content.load_context)
    mandatory = frozenset(statements.group(mandatory_pointers).indexes)
    shown = [line for index, line in enumerate(statements.lines) if index in mandatory]
    others = [line for index, line in enumerate(statements.lines) if index not in mandatory]
    public_key = multikey_bytes(proof_key.public_key)
    value = BaseProofValue(
        base_signature=signer.sign(
            sign_data(proof_hash(options, content), public_key, mandatory_hash(shown))
        ),
        public_key=public_key,
        hmac_key=hmac_key,
        signatures=tuple(proof_key.sign(line.encode()) for line in others),
        mandatory_pointers=tuple(mandatory_pointers),
    )
    return {**options, "proofValue": encode_base(value)}


def proof_hash(options: Mapping[str, Any], content: Content) -> bytes:
    """Hash the proof's options, under the document's contexts (3.6.4).

    Raises ``MalformedProofError`` for options that name other contexts.
    """
    if "@context" in options and options["@context"] != content.contexts:
        raise MalformedProofError("The proof names other contexts than the document.")
    configuration = {**options, "@context": content.contexts}
    text = canonical_dataset(configuration, load_context=content.load_context).text
    return hashlib.sha256(text.encode()).digest()


def mandatory_hash(lines: Sequence[str]) -> bytes:
    """Hash the statements that are always shown (3.4.17)."""
    return hashlib.sha256("".join(lines).encode()).digest()


def sign_data(proof_hash: bytes, public_key: bytes, mandatory_hash: bytes) -> bytes:
    """Give what the issuer's key signs (3.5.1)."""
    return proof_hash + public_key + mandatory_hash


def multikey_bytes(public_key: PublicKey) -> bytes:
    """Give the prefix and compressed point of a P-256 key."""
    return multibase_decode(public_key_to_multibase(public_key))
