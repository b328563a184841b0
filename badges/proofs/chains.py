"""Proof sets and proof chains (VC Data Integrity 1.0, 2.1.1, 2.1.2, 4.3 and 4.5).

    >>> first = {"id": "urn:uuid:8cc9022b-6b14-4cf3-8571-74972c5feb54", "type": "…"}
    >>> second = {"type": "…", "previousProof": first["id"]}
    >>> preceding(second, [first, second]) == [first], preceding(first, [first, second])
    (True, [])

The proofs of a set stand side by side, and each covers the document alone. A proof of a chain names
by ``previousProof`` the proofs that it covers as well: whoever signs last confirms what others
signed before. Such a proof holds only if all of those hold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

from badges.proofs.content import Content
from badges.proofs.errors import MalformedProofError, ProofChainError, excerpt

MAXIMUM_PROOFS: Final = 10
"""Proofs of one document; two are common (an old and a new suite)."""

Proof: TypeAlias = dict[str, Any]


def proofs_of(document: Mapping[str, Any] | Content) -> list[Proof]:
    """Give the proof, or all of a set or chain; raises ``MalformedProofError``."""
    found = document.proof if isinstance(document, Content) else document.get("proof", [])
    if found is None and isinstance(document, Content):
        return []
    listed = found if isinstance(found, list) else [found]
    if len(listed) > MAXIMUM_PROOFS:
        raise MalformedProofError(f"There are more than {MAXIMUM_PROOFS} proofs.")
    for proof in listed:
        if not isinstance(proof, dict):
            raise MalformedProofError("A proof must be an object.")
    return listed


def previous_ids(proof: Mapping[str, Any]) -> tuple[str, ...]:
    """Give what ``previousProof`` names, each once; raises ``ProofChainError``."""
    value = proof.get("previousProof", [])
    named = value if isinstance(value, list) else [value]
    if not all(isinstance(each, str) and each for each in named):
        raise ProofChainError("previousProof must be the id of a proof, or a list of such ids.")
    if "previousProof" in proof and not named:
        raise ProofChainError("previousProof is empty; leave it out.")
    return tuple(dict.fromkeys(named))


def previous_proofs(proof: Mapping[str, Any], proofs: Sequence[Proof]) -> list[Proof]:
    """Give the proofs that ``proof`` names as its previous ones, in the order of naming (4.5, 3).

    Raises ``ProofChainError`` for an id that no proof has, or more than one.
    """
    return [_the_one(named, proofs) for named in previous_ids(proof)]


def preceding(proof: Mapping[str, Any], proofs: Sequence[Proof]) -> list[Proof]:
    """Give every proof that must hold before ``proof`` does, the earliest first.

    Raises ``ProofChainError`` where one is missing, or a chain bites its own tail.
    """
    if "previousProof" not in proof:
        return []
    found: list[Proof] = []
    _walk(proof, proofs, (), found)
    return found[:-1]


def check_chains(proofs: Sequence[Proof]) -> None:
    """Raise ``ProofChainError`` if some ``previousProof`` leads nowhere or in a circle."""
    for proof in proofs:
        preceding(proof, proofs)


def covered(content: Content, proof: Mapping[str, Any], proofs: Sequence[Proof]) -> Content:
    """Give what ``proof`` covers: the content, and the previous proofs if it has any (4.3, 4.5).

    Raises ``ProofChainError`` as ``previous_proofs`` does.
    """
    previous = previous_proofs(proof, proofs)
    return content.with_proofs(previous) if previous else content


def _walk(
    proof: Mapping[str, Any],
    proofs: Sequence[Proof],
    path: tuple[int, ...],
    found: list[Any],
) -> None:
    if any(proof is each for each in found):
        return
    if id(proof) in path:
        raise ProofChainError("The proofs name each other as previous; a chain has a beginning.")
    for previous in previous_proofs(proof, proofs):
        _walk(previous, proofs, (*path, id(proof)), found)
    found.append(proof)


def _the_one(named: str, proofs: Sequence[Proof]) -> Proof:
    matching = [proof for proof in proofs if proof.get("id") == named]
    if len(matching) != 1:
        problem = "No proof has" if not matching else "More than one proof has"
        raise ProofChainError(
            f"{problem} the id {excerpt(named)} that previousProof names.", previous=named[:200]
        )
    return matching[0]
