"""Derived proofs: the holder's part, which needs no key of anybody's.

Data Integrity ECDSA Cryptosuites 1.0, 3.5.4 and 3.6.6.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from badges.proofs.canonical import canonicalize
from badges.proofs.content import Content
from badges.proofs.documents import SecuredCredential
from badges.proofs.errors import MalformedProofError, PointerError
from badges.proofs.expansion import LoadContext
from badges.proofs.selective.base import SUITE
from badges.proofs.selective.grouping import Group, Statements
from badges.proofs.selective.pointers import select
from badges.proofs.selective.proof_values import (
    BaseProofValue,
    DerivedProofValue,
    decode_base,
    encode_derived,
    is_base,
)
from keys.encoding import base64url_decode
from schemas import documents


def derive(
    secured_document: Mapping[str, Any],
    *,
    selective_pointers: Sequence[str],
    load_context: LoadContext = documents.load_context,
) -> SecuredCredential:
    """Give the document with what its issuer demands and the pointers name, and a derived proof.

    Raises ``MalformedProofError`` for a document without exactly one base proof, ``PointerError``
    for a pointer that leads nowhere, and a ``JsonLdError``. The base proof itself is not verified:
    whoever holds it got it from the issuer.
    """
    proof = _base_proof(secured_document)
    base = decode_base(proof["proofValue"])
    content = Content(secured_document, load_context=load_context)
    statements = Statements(content.document, hmac_key=base.hmac_key, load_context=load_context)
    mandatory = statements.group(base.mandatory_pointers)
    pointers = [*base.mandatory_pointers, *selective_pointers]
    shown = statements.group(pointers)
    revealed = select(content.document, pointers)
    if revealed is None:
        raise PointerError("A derived proof must show something; name a part.", pointer="")
    value = DerivedProofValue(
        base_signature=base.base_signature,
        public_key=base.public_key,
        signatures=_signatures(base, len(statements.lines), mandatory, shown),
        labels=_labels(statements, shown),
        mandatory_indexes=_places(mandatory, shown),
    )
    derived = {**proof, "proofValue": encode_derived(value)}
    as_list = isinstance(secured_document["proof"], list)
    return SecuredCredential({**revealed, "proof": [derived] if as_list else derived})


def _base_proof(document: Mapping[str, Any]) -> Mapping[str, Any]:
    proofs = document.get("proof", [])
    bases = [
        proof
        for proof in (proofs if isinstance(proofs, list) else [proofs])
        if isinstance(proof, dict)
        and proof.get("cryptosuite") == SUITE
        and is_base(proof.get("proofValue"))
    ]
    if len(bases) != 1:
        raise MalformedProofError(
            f"Deriving needs exactly one {SUITE} base proof in the document.", member="proof"
        )
    return bases[0]


def _signatures(
    base: BaseProofValue, count: int, mandatory: Group, shown: Group
) -> tuple[bytes, ...]:
    """Give the signatures of what is shown beyond the mandatory part (3.5.4, step 11)."""
    always = frozenset(mandatory.indexes)
    signed = [index for index in range(count) if index not in always]
    if len(signed) != len(base.signatures):
        raise MalformedProofError(
            f"The base proof has {len(base.signatures)} signatures for {len(signed)} statements.",
            member="proofValue",
        )
    chosen = frozenset(shown.indexes)
    return tuple(
        signature
        for index, signature in zip(signed, base.signatures, strict=True)
        if index in chosen
    )


def _labels(statements: Statements, shown: Group) -> dict[int, bytes]:
    """Give the signed label of each blank node by the number a verifier will find it under."""
    return {
        int(canonical.removeprefix("_:c14n")): base64url_decode(
            statements.labels[node].removeprefix("_:u")
        )
        for node, canonical in canonicalize(shown.quads).identifiers.items()
    }


def _places(mandatory: Group, shown: Group) -> tuple[int, ...]:
    """Give the places of the mandatory lines among the shown ones (3.5.4, step 9)."""
    always = frozenset(mandatory.indexes)
    return tuple(place for place, index in enumerate(shown.indexes) if index in always)
