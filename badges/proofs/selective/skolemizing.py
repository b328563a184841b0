"""Names for what has none: the blank nodes of a document, alike in every selection of it.

    >>> badge = {"@context": ["https://www.w3.org/ns/credentials/v2"], "id": "urn:x:1",
    ...          "type": ["VerifiableCredential"], "credentialSubject": {"name": "Ada"}}
    >>> skolemized = Skolemized(badge)
    >>> skolemized.document["credentialSubject"]
    {'name': 'Ada', 'id': 'urn:bnid:0'}
    >>> [quad.object for quad in skolemized.quads(skolemized.document) if quad.subject == "_:n0"]
    ['"Ada"']

Data Integrity ECDSA Cryptosuites 1.0, 3.4.5 to 3.4.9, write the ids into the expanded document and
compact that, which rewrites arrays of one. Here each id is written into the document as it stands,
wherever expansion meets an object that describes something and names nothing; so pointers mean what
they say.

The cells of a list (``@list``) and the graphs of embedded proofs are blank nodes without an object
of their own. They are named by the statement that leads to them, which is the same in every
selection that keeps them whole.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from badges.proofs.errors import UnsupportedKeywordError
from badges.proofs.expansion import Expander, LoadContext, SafeProcessor, expander
from badges.proofs.jsonld import to_quads
from badges.proofs.quads import Quad, is_blank
from badges.proofs.selective.pointers import copied
from schemas import documents

_SCHEME: Final = "urn:bnid"
_NAMED_OR_NO_NODE: Final = frozenset({"@id", "@value", "@list", "@set"})


class Skolemized:
    """A document whose every node has an id: ``document``, a copy of the one handed in.

    Raises what ``to_quads`` raises for the document.
    """

    def __init__(
        self, document: Mapping[str, Any], *, load_context: LoadContext = documents.load_context
    ) -> None:
        to_quads(document, load_context=load_context)  # every bound and check, before any change
        self._load_context = load_context
        self.document: dict[str, Any] = copied(document)
        self._prefix = _unused_prefix(self.document)
        for number, (element, term) in enumerate(_unnamed(self.document, expander(load_context))):
            element[term] = f"{self._prefix}{number}"
        self._names: dict[tuple[str, str, int], str] = {}

    def quads(self, selection: Mapping[str, Any]) -> list[Quad]:
        """Give the statements of ``document`` or a selection of it, blank nodes again blank.

        A blank node has the same label in all of them. Raises what ``to_quads`` raises, and
        ``UnsupportedKeywordError`` for a document that has blank node labels of its own in it.
        """
        opening = f"<{self._prefix}"

        def unskolemized(term: str) -> str:
            return f"_:n{term[len(opening) : -1]}" if term.startswith(opening) else term

        anonymous: dict[str, str] = {}  # made while the statements were: not alike anywhere else
        quads = []
        for quad in to_quads(selection, load_context=self._load_context):
            for term in (quad.subject, quad.object, quad.graph):
                if is_blank(term):
                    anonymous[term] = ""
            subject, item, graph = map(unskolemized, (quad.subject, quad.object, quad.graph))
            quads.append(Quad(subject, quad.predicate, item, graph))
        if not anonymous:
            return quads
        names = self._named(anonymous, quads)
        get = names.get
        return [Quad(get(s, s), predicate, get(o, o), get(g, g)) for s, predicate, o, g in quads]

    def _named(self, anonymous: Mapping[str, str], quads: list[Quad]) -> dict[str, str]:
        """Name each anonymous node by the one statement that leads to it."""
        leading: dict[str, tuple[str, str, int]] = {}
        siblings: dict[tuple[str, str], int] = {}
        for quad in dict.fromkeys(quads):
            if quad.object in anonymous:
                if quad.object in leading:
                    raise _own_labels()
                place = (quad.subject, quad.predicate)
                siblings[place] = siblings.get(place, -1) + 1
                leading[quad.object] = (*place, siblings[place])
        names: dict[str, str] = {}
        for start in anonymous:
            way: list[str] = []  # a list is a chain of cells, too long for recursion
            node = start
            while node in anonymous and node not in names:
                if node not in leading or len(way) > len(anonymous):
                    raise _own_labels()
                way.append(node)
                node = leading[node][0]
            for step in reversed(way):
                subject, predicate, number = leading[step]
                key = (names.get(subject, subject), predicate, number)
                names[step] = self._names.setdefault(key, f"_:m{len(self._names)}")
        return names


class _Recorder(SafeProcessor):
    """Notes the objects that describe something and have no id, in the order they close."""

    def __init__(self, shared: Expander, document: Mapping[str, Any]) -> None:
        super().__init__(shared, document)
        self.unnamed: list[tuple[dict[str, Any], str]] = []
        self._id_terms: dict[int, str] = {}

    def _expand_object(
        self,
        active_ctx: Any,
        active_property: Any,
        expanded_active_property: Any,
        element: Any,
        expanded_parent: Any,
        *how: Any,
        **options: Any,
    ) -> None:
        super()._expand_object(
            active_ctx,
            active_property,
            expanded_active_property,
            element,
            expanded_parent,
            *how,
            **options,
        )
        if not expanded_parent.keys() & _NAMED_OR_NO_NODE:
            self.unnamed.append((element, self._id_term(active_ctx)))

    def _id_term(self, active_ctx: Any) -> str:
        known = self._id_terms.get(id(active_ctx))
        if known is None:
            terms = (
                term
                for term, mapping in active_ctx["mappings"].items()
                if mapping and mapping["@id"] == "@id"
            )
            known = self._id_terms[id(active_ctx)] = next(terms, "@id")
        return known


def _unnamed(document: dict[str, Any], shared: Expander) -> list[tuple[dict[str, Any], str]]:
    """Give each node object without an id, and the member that the contexts have for one."""
    with shared.lock:
        recorder = _Recorder(shared, document)
        recorder.run()
    return recorder.unnamed


def _unused_prefix(document: Mapping[str, Any]) -> str:
    """Give a prefix that no text in the document has, so that no id of its own becomes blank."""
    text, number = json.dumps(document), 0
    prefix = f"{_SCHEME}:"
    while prefix in text:
        number += 1
        prefix = f"{_SCHEME}-{number}:"
    return prefix


def _own_labels() -> UnsupportedKeywordError:
    return UnsupportedKeywordError(
        "The document has blank node labels of its own (_:…); give ids or none.", path=""
    )
