"""What a signature covers: a document less its proofs, whose canonical forms are each made once.

    >>> content = Content({"@context": "https://www.w3.org/ns/credentials/v2", "proof": [{}],
    ...                    "id": "urn:uuid:5f0c2b9e-4d7a-4c43-a4e3-9d5e4cf5f6a1",
    ...                    "type": "VerifiableCredential"})
    >>> content.jcs().decode()[:55]
    '{"@context":"https://www.w3.org/ns/credentials/v2","id"'
    >>> content.rdfc() is content.rdfc("sha256")
    True

Checking the terms, and every proof of a set, ask for the same few forms of one document. What is
wrong with a form is found once as well and told to each who asks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeVar

from badges.proofs.canonical import CanonicalDataset, canonicalize_json
from badges.proofs.datasets import canonical_dataset
from badges.proofs.errors import ProofsError
from badges.proofs.likeness import Likeness, learn, likeness
from badges.proofs.moulds import ALGORITHM
from schemas import documents

if TYPE_CHECKING:
    from badges.proofs.expansion import LoadContext

Answer = TypeVar("Answer")

_NOT_ASKED: Final[Any] = object()


class Content:
    """A document less its ``proof``; it must not be changed while its content is in use.

    ``proof`` is that member as it stands there, none where there is none. ``load_context`` gives
    the context of an IRI; the bundled ones where nothing is said.
    """

    __slots__ = ("_forms", "_likeness", "_longer", "document", "load_context", "proof")

    def __init__(
        self, document: Mapping[str, Any], *, load_context: LoadContext = documents.load_context
    ) -> None:
        unsigned = dict(document)
        self.proof: Any = unsigned.pop("proof", None)
        self.document: Mapping[str, Any] = unsigned
        self.load_context = load_context
        self._forms: dict[str, Any] = {}
        self._likeness: Any = _NOT_ASKED
        self._longer: dict[tuple[int, ...], Content] = {}

    @property
    def contexts(self) -> Any:
        """Give the document's ``@context`` as it stands there, none where there is none."""
        return self.document.get("@context")

    def replacing(self, members: Mapping[str, Any]) -> Content:
        """Give the content with other ``members``, where a signature covers more than usual."""
        other = Content(self.document, load_context=self.load_context)
        other.document = {**self.document, **members}
        return other

    def with_proofs(self, proofs: list[dict[str, Any]]) -> Content:
        """Give the content with some of its proofs, which a later one covers as well.

        Whoever asks for the same proofs gets the same content. What is known to be wrong with the
        part is wrong with the whole; nobody looks for it again, be the chain as long as it may.
        """
        named = tuple(map(id, proofs))  # which stay what they are, since the content holds them
        known = self._longer.get(named)
        if known is None:
            known = self._longer[named] = self.replacing({"proof": proofs})
        for form, found in self._forms.items():
            if isinstance(found, ProofsError):
                known._forms.setdefault(form, found)  # noqa: SLF001 - of its own class
        return known

    def rdfc(self, algorithm: str = "sha256") -> CanonicalDataset:
        """Give the statements as RDFC-1.0 writes them, over ``sha256`` or ``sha384``.

        Raises a ``JsonLdError`` for what they would not cover, ``CanonicalizationLimitError`` for
        a document that would take too long.
        """
        dataset: CanonicalDataset = self._once(algorithm, lambda: self._dataset(algorithm))
        return dataset

    @property
    def likeness(self) -> Likeness | None:
        """Tell whether the document is like others before it, which shortens most questions."""
        if self._likeness is _NOT_ASKED:
            is_usual = self.load_context is documents.load_context
            self._likeness = likeness(self.document) if is_usual else None
        found: Likeness | None = self._likeness
        return found

    def once(self, question: Callable[[Mapping[str, Any]], Answer], *members: str) -> Answer:
        """Answer a question about the document, once for all documents that are alike.

        It may look at which members there are, at the kinds of their values, at ``type`` and
        ``@context``, and otherwise only at ``members``, wherever one of that name stands: so that
        its answer is the same for each document that differs in other texts.
        """
        alike = self.likeness if self._likeness is _NOT_ASKED else self._likeness
        if alike is None:
            return question(self.document)
        notes = alike.mould.notes
        known: Answer = notes.get(question, _NOT_ASKED)
        if known is _NOT_ASKED:
            known = question(self.document)
            if not alike.mould.varies(*members):
                notes[question] = known
        return known

    def _dataset(self, algorithm: str) -> CanonicalDataset:
        alike = self.likeness if algorithm == ALGORITHM else None
        cast = None if alike is None else alike.dataset()
        if cast is not None:
            return cast
        made = canonical_dataset(self.document, algorithm=algorithm, load_context=self.load_context)
        if alike is None and algorithm == ALGORITHM and self.load_context is documents.load_context:
            learn(self.document)
        return made

    def jcs(self) -> bytes:
        """Give the bytes of RFC 8785; raises ``JsonNumberError``."""
        data: bytes = self._once("jcs", lambda: canonicalize_json(self.document))
        return data

    def _once(self, form: str, make: Callable[[], Any]) -> Any:
        known = self._forms.get(form)
        if known is None:
            try:
                known = make()
            except ProofsError as error:
                known = error
            self._forms[form] = known
        if isinstance(known, ProofsError):
            raise known
        return known
