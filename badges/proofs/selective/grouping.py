"""A document's canonical statements under secret labels, and which of them pointers select.

    >>> badge = {"@context": ["https://www.w3.org/ns/credentials/v2"], "id": "urn:x:1",
    ...          "type": ["VerifiableCredential"], "name": "Ada", "issuer": "urn:x:2"}
    >>> statements = Statements(badge, hmac_key=bytes(32))
    >>> len(statements.lines), statements.group(["/issuer"]).indexes
    (3, (0, 2))

Data Integrity ECDSA Cryptosuites 1.0, 3.4.15 and 3.4.16. A blank node's label is a MAC over its
canonical one: the order of the statements then says nothing about what was left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from badges.proofs.canonical import canonicalize
from badges.proofs.errors import DocumentLimitError, PointerError
from badges.proofs.expansion import LoadContext
from badges.proofs.quads import Quad
from badges.proofs.selective.labels import hmac_labels, labelled_lines
from badges.proofs.selective.pointers import select
from badges.proofs.selective.skolemizing import Skolemized
from schemas import documents

MAXIMUM_STATEMENTS: Final = 5_000
"""Statements of one document, each of which may take a signature; a rich credential has 200."""


@dataclass(frozen=True, slots=True)
class Group:
    """What some pointers select: the ``indexes`` of its lines, and its ``quads``."""

    indexes: tuple[int, ...]
    quads: tuple[Quad, ...]


class Statements:
    """The canonical statements of a document: ``lines`` in their order, ``labels`` by blank node.

    Raises what ``to_quads`` and ``canonicalize`` raise, and ``DocumentLimitError``.
    """

    def __init__(
        self,
        document: Mapping[str, Any],
        *,
        hmac_key: bytes,
        load_context: LoadContext = documents.load_context,
    ) -> None:
        self._skolemized = Skolemized(document, load_context=load_context)
        quads = self._skolemized.quads(self._skolemized.document)
        if len(quads) > MAXIMUM_STATEMENTS:
            raise DocumentLimitError(
                f"The document makes more than {MAXIMUM_STATEMENTS} statements."
            )
        self.labels = hmac_labels(canonicalize(quads).identifiers, hmac_key)
        self.lines = labelled_lines(quads, self.labels)
        self._index = {line: index for index, line in enumerate(self.lines)}

    def group(self, pointers: Sequence[str]) -> Group:
        """Give the statements that the pointers select; raises ``PointerError``."""
        selection = select(self._skolemized.document, pointers)
        if selection is None:
            return Group((), ())
        quads = self._skolemized.quads(selection)
        try:
            indexes = [self._index[line] for line in labelled_lines(quads, self.labels)]
        except KeyError:
            # Cutting a list or a JSON value makes statements that the document does not make.
            raise PointerError(
                "A pointer takes only a part of an ordered list or of an embedded proof; "
                "take the whole.",
                pointer="",
            ) from None
        return Group(tuple(indexes), tuple(quads))
