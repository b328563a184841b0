"""From a document to its canonical dataset, by the quickest way that is sound.

>>> context = {"@context": {"id": "@id", "name": "https://schema.org/name"}}
>>> document = {"@context": "https://e.example/v1", "id": "urn:x:1", "name": "Ada"}
>>> print(canonical_dataset(document, load_context={"https://e.example/v1": context}.get).text)
<urn:x:1> <https://schema.org/name> "Ada" .
<BLANKLINE>
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from badges.proofs.canonical import CanonicalDataset, canonicalize
from badges.proofs.compiled import NotMineError
from badges.proofs.expansion import LoadContext
from badges.proofs.jsonld import to_quads
from badges.proofs.walking import walk
from schemas import documents


def canonical_dataset(
    document: Mapping[str, Any],
    *,
    algorithm: str = "sha256",
    load_context: LoadContext = documents.load_context,
) -> CanonicalDataset:
    """Give a document's statements as RDFC-1.0 writes them, over ``sha256`` or ``sha384``.

    Raises a ``JsonLdError`` for what the statements would not cover, and
    ``CanonicalizationLimitError`` for a document that would take too long.
    """
    try:
        return walk(document, algorithm=algorithm, load_context=load_context)
    except NotMineError:
        return canonicalize(to_quads(document, load_context=load_context), algorithm=algorithm)
