"""Checking a derived proof: the verifier's part.

Data Integrity ECDSA Cryptosuites 1.0, 3.5.9 and 3.6.7.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from badges.proofs.content import Content
from badges.proofs.errors import InvalidSignatureError, MalformedProofError
from badges.proofs.quads import is_blank, parse_nquads
from badges.proofs.selective.base import ALGORITHM, mandatory_hash, proof_hash, sign_data
from badges.proofs.selective.grouping import MAXIMUM_STATEMENTS
from badges.proofs.selective.labels import labelled_lines, text_label
from badges.proofs.selective.proof_values import DerivedProofValue, decode_derived
from keys.algorithms import PublicKey
from keys.base58 import multibase_encode
from keys.encoding import public_key_from_multibase
from keys.errors import KeysError
from keys.signer import verify_signature


def verify_derived(content: Content, proof: Mapping[str, Any], public_key: PublicKey) -> None:
    """Return if the derived ``proof`` holds for ``content`` under the issuer's key, else raise.

    Raises ``InvalidSignatureError`` where a signature does not fit, ``MalformedProofError`` for a
    value that is none (a base proof's among them), a ``JsonLdError`` and
    ``CanonicalizationLimitError`` where the document has no sound meaning.
    """
    value = decode_derived(proof.get("proofValue"))
    lines = _lines(content, value)
    mandatory, others = _parted(lines, value)
    options = {name: item for name, item in proof.items() if name != "proofValue"}
    signed = sign_data(proof_hash(options, content), value.public_key, mandatory_hash(mandatory))
    # The issuer's signature first: it vouches for the key that all others are checked with.
    if not verify_signature(public_key, value.base_signature, signed, algorithm=ALGORITHM):
        raise InvalidSignatureError(
            "The issuer's signature does not fit; the document, the proof or the key is another."
        )
    scoped = _scoped_key(value.public_key)
    for line, signature in zip(others, value.signatures, strict=True):
        if not verify_signature(scoped, signature, line.encode(), algorithm=ALGORITHM):
            raise InvalidSignatureError("The signature of a shown statement does not fit.")


def _lines(content: Content, value: DerivedProofValue) -> tuple[str, ...]:
    """Give the shown statements under the labels they were signed with."""
    text = content.rdfc("sha256").text
    if text.count("\n") > MAXIMUM_STATEMENTS:
        raise MalformedProofError(
            f"The document makes more than {MAXIMUM_STATEMENTS} statements.", member="proofValue"
        )
    quads = parse_nquads(text)
    blanks = {term for quad in quads for term in quad if is_blank(term)}
    labels = {f"_:c14n{number}": "_:" + text_label(raw) for number, raw in value.labels.items()}
    if labels.keys() != blanks:
        raise InvalidSignatureError("The proof was derived for a document with other parts.")
    return labelled_lines(quads, labels)


def _parted(lines: tuple[str, ...], value: DerivedProofValue) -> tuple[list[str], list[str]]:
    """Give the mandatory lines and the others, each of which has one signature."""
    always = frozenset(value.mandatory_indexes)
    if value.mandatory_indexes and value.mandatory_indexes[-1] >= len(lines):
        raise InvalidSignatureError("The proof was derived for a document with more statements.")
    mandatory = [line for place, line in enumerate(lines) if place in always]
    others = [line for place, line in enumerate(lines) if place not in always]
    if len(others) != len(value.signatures):
        raise InvalidSignatureError(
            f"The proof has {len(value.signatures)} signatures for {len(others)} statements."
        )
    return mandatory, others


def _scoped_key(multikey: bytes) -> PublicKey:
    try:
        return public_key_from_multibase(multibase_encode(multikey))
    except KeysError as error:
        raise MalformedProofError(
            f"The proof's own key is none: {error}", member="proofValue"
        ) from None
