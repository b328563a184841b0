"""From a JSON-LD document to the statements that a signature covers, in safe mode.

    >>> context = {"@context": {"id": "@id", "name": "https://schema.org/name"}}
    >>> def load_context(iri):
    ...     return {"https://e.example/v1": context}[iri]
    >>> document = {"@context": "https://e.example/v1", "id": "urn:x:1", "name": "Ada"}
    >>> to_quads(document, load_context=load_context)
    [Quad(subject='<urn:x:1>', predicate='<https://schema.org/name>', object='"Ada"', graph='')]
    >>> to_quads(document | {"nickname": "A."}, load_context=load_context)
    Traceback (most recent call last):
    badges.proofs.errors.UndefinedTermError: No context of the document defines 'nickname' at /nickname.

Nothing is dropped: what JSON-LD 1.1 API would leave out of the dataset is an error (``expansion``
says which). The statements follow "Deserialize JSON-LD to RDF Algorithm" there, section 8.
"""  # noqa: E501 - the example prints one line

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any, Final

from badges.proofs.canonical import canonicalize_json
from badges.proofs.errors import (
    DocumentLimitError,
    DroppedValueError,
    InvalidIriError,
    InvalidNumberError,
    InvalidTextError,
    JsonLdSyntaxError,
    SplitNodeError,
    excerpt,
)
from badges.proofs.expansion import LoadContext, expander
from badges.proofs.iris import is_absolute_iri
from badges.proofs.jsontext import MAXIMUM_DEPTH, MAXIMUM_INTEGER
from badges.proofs.quads import DEFAULT_GRAPH, RDF, XSD, Quad, iri, literal
from schemas import documents

MAXIMUM_VALUES: Final = 10_000
"""Objects, arrays and scalars in one document; a rich credential has some 200."""

NOT_CHARACTERS = re.compile(
    "[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(chr((plane << 16) + end) for plane in range(1, 17) for end in (0xFFFE, 0xFFFF))
    + "]"
)
_LANGUAGE_TAG = re.compile(r"[a-z]{1,8}(?:-[a-z0-9]{1,8})*")
_SIXTEEN_DIGITS = Context(prec=16, rounding=ROUND_HALF_UP)
_OPEN_BADGES = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
_ENDORSEMENT_SUBJECT = _OPEN_BADGES + "EndorsementSubject"
_ENDORSING = frozenset({"@id", "@type", _OPEN_BADGES + "endorsementComment"})
_FIRST_DOUBLE = 1e21
_SMALLEST_PLAIN = 1e-6


def to_quads(
    document: Mapping[str, Any], *, load_context: LoadContext = documents.load_context
) -> list[Quad]:
    """Give the statements of a document; raises a ``JsonLdError`` for what they would not cover.

    ``load_context`` gives the context of an IRI; the bundled ones where nothing is said.
    """
    if not isinstance(document, Mapping) or "@context" not in document:
        raise JsonLdSyntaxError("A document is one JSON object with an @context.")
    _check_values(document)
    expanded = expander(load_context).expand(document)
    return _Dataset(expanded).quads


def _check_values(document: Mapping[str, Any]) -> None:
    open_values: list[tuple[Any, int]] = [(document, 0)]
    count = 0
    while open_values:
        value, depth = open_values.pop()
        count += 1
        if isinstance(value, str):
            if NOT_CHARACTERS.search(value):
                raise InvalidTextError("A string holds code points that are no characters.")
        elif isinstance(value, Mapping | list):
            if depth >= MAXIMUM_DEPTH or count + len(value) > MAXIMUM_VALUES:
                raise DocumentLimitError(
                    "The document is nested too deeply or has too many values; it is not read."
                )
            open_values.extend((item, depth + 1) for item in value)
            if isinstance(value, Mapping):
                open_values.extend((item, depth + 1) for item in value.values())
        elif value is not None and not isinstance(value, int | float):
            raise JsonLdSyntaxError(f"A {type(value).__name__} is no JSON value.")


class _Dataset:
    """Collects the quads of an expanded document."""

    def __init__(self, root: dict[str, Any]) -> None:
        self.quads: list[Quad] = []
        self._root = root
        self._root_id = root.get("@id")
        self._blanks: dict[str, str] = {}
        self._count = 0
        self._said: dict[tuple[str, str, str], Any] = {}
        self._node(root, DEFAULT_GRAPH)

    def _new_blank(self) -> str:
        self._count += 1
        return f"_:b{self._count - 1}"

    def _name(self, value: Any) -> str:
        """Give the term of an id: an IRI, or the document's own blank node label."""
        if isinstance(value, str) and value.startswith("_:"):
            if value not in self._blanks:
                self._blanks[value] = self._new_blank()
            return self._blanks[value]
        if not isinstance(value, str) or not is_absolute_iri(value):
            raise InvalidIriError(
                f"{excerpt(value)} is no valid IRI (RFC 3987); a signature cannot name it.",
                iri=str(value)[:200],
            )
        return iri(value)

    def _node(self, node: dict[str, Any], graph: str) -> str:
        if node is not self._root and self._root_id is not None:
            self._check_second_place(node)
        subject = self._name(node["@id"]) if "@id" in node else self._new_blank()
        if "@id" in node:
            self._check_agreement(node, subject, graph)
        for key, values in node.items():
            if key == "@type":
                for type_ in values:
                    self._add(subject, iri(RDF + "type"), self._name(type_), graph)
            elif key == "@graph":
                for inner in values:
                    self._node(inner, subject)
            elif key == "@reverse":
                self._reversed(subject, values, graph)
            elif key != "@id":
                self._property(subject, key, values, graph)
        return subject

    def _check_second_place(self, node: dict[str, Any]) -> None:
        # Statements do not say in which place they were made. Where the document's id stands in a
        # second place, whoever holds the document could move validUntil there, out of the sight of
        # its readers, and the signature would hold. An endorsement of the document is such a place;
        # what endorsements say, and they alone, may stand there.
        if node.get("@id") != self._root_id or len(node) == 1:
            return
        if node.keys() <= _ENDORSING and set(node.get("@type", ())) <= {_ENDORSEMENT_SUBJECT}:
            return
        raise SplitNodeError(
            f"{excerpt(self._root_id)} is described in two places; say it all in one."
        )

    def _check_agreement(self, node: dict[str, Any], subject: str, graph: str) -> None:
        # Two names for one id could change places, and the signature would hold: evidence under the
        # address of the achievement would lend it its name. Each endorsement has its own proof.
        for key, values in node.items():
            if key not in _ENDORSING and (
                self._said.setdefault((graph, subject, key), values) != values
            ):
                raise SplitNodeError(
                    f"{excerpt(node['@id'])} is described in two places that do not agree."
                )

    def _property(self, subject: str, key: str, values: list[dict[str, Any]], graph: str) -> None:
        if key.startswith(("@", "_:")):
            raise DroppedValueError(f"{excerpt(key)} does not reach the data.", path="")
        predicate = self._name(key)
        for item in values:
            self._add(subject, predicate, self._object(item, graph), graph)

    def _reversed(self, subject: str, properties: dict[str, Any], graph: str) -> None:
        for key, items in properties.items():
            for item in items:
                self._add(self._node(item, graph), self._name(key), subject, graph)

    def _add(self, subject: str, predicate: str, item: str, graph: str) -> None:
        self.quads.append(Quad(subject, predicate, item, graph))

    def _object(self, item: dict[str, Any], graph: str) -> str:
        if "@value" in item:
            return _literal(item)
        if "@list" in item:
            return self._list(item["@list"], graph)
        return self._node(item, graph)

    def _list(self, items: list[dict[str, Any]], graph: str) -> str:
        if not items:
            return iri(RDF + "nil")
        cells = [self._new_blank() for _ in items]
        rests = [*cells[1:], iri(RDF + "nil")]
        for cell, item, rest in zip(cells, items, rests, strict=True):
            self._add(cell, iri(RDF + "first"), self._object(item, graph), graph)
            self._add(cell, iri(RDF + "rest"), rest, graph)
        return cells[0]


def _literal(item: dict[str, Any]) -> str:
    if "@direction" in item or "@index" in item:
        raise DroppedValueError("A direction or index does not reach the data.", path="")
    value, datatype = item["@value"], item.get("@type")
    if datatype == "@json":
        return literal(canonicalize_json(value).decode(), RDF + "JSON")
    if datatype is not None and not is_absolute_iri(datatype):
        raise InvalidIriError(f"{excerpt(datatype)} is no datatype.", iri=str(datatype)[:200])
    if isinstance(value, bool):
        return boolean(datatype, value=value)
    if isinstance(value, int | float):
        return number(value, datatype)
    if not isinstance(value, str):
        raise JsonLdSyntaxError("A value is a string, a number or a boolean.")
    if "@language" in item:
        return literal(value, language=_language(item["@language"]))
    if datatype == XSD + "double":
        _check_double(value)
    return literal(value, datatype or XSD + "string")


def _language(tag: Any) -> str:
    if not isinstance(tag, str) or not _LANGUAGE_TAG.fullmatch(tag):
        raise InvalidTextError(f"{excerpt(tag)} is no language tag (BCP 47).")
    return tag


def boolean(datatype: str | None, *, value: bool) -> str:
    """Write a JSON boolean as a literal's term (section 8.2.2, step 9)."""
    return literal("true" if value else "false", datatype or XSD + "boolean")


def number(value: float, datatype: str | None) -> str:
    """Write a JSON number as a literal's term (section 8.2.2, steps 10 and 11).

    Raises ``InvalidNumberError`` for one that processors write differently.
    """
    is_integer = isinstance(value, int) or value.is_integer()
    is_inexact = is_integer and MAXIMUM_INTEGER < abs(value) < _FIRST_DOUBLE
    # jsonld.js takes numbers that JavaScript writes without a point (1e-7) for integers.
    is_tiny = 0 < abs(value) < _SMALLEST_PLAIN
    if is_inexact or is_tiny or not math.isfinite(value):
        raise InvalidNumberError(
            f"{excerpt(str(value))} is not written alike by every processor; make it a string."
        )
    if datatype == XSD + "double" or not is_integer or abs(value) >= _FIRST_DOUBLE:
        return literal(canonical_double(value), datatype or XSD + "double")
    return literal(str(int(value)), datatype or XSD + "integer")


def canonical_double(value: float) -> str:
    """Write a double as XML Schema's canonical form, 16 digits at most: ``5.5E0``."""
    number = float(value)
    if number == 0:
        return "0.0E0"
    sign, digits, exponent = _SIXTEEN_DIGITS.plus(Decimal(number)).as_tuple()
    text = "".join(map(str, digits))
    power = int(exponent) + len(text) - 1
    return f"{'-' if sign else ''}{text[0]}.{text[1:].rstrip('0') or '0'}E{power}"


def _check_double(text: str) -> None:
    # Some processors rewrite such strings as numbers, some keep them; only this form is both.
    try:
        canonical = canonical_double(float(text))
    except (ValueError, OverflowError):
        canonical = ""
    if canonical != text:
        raise InvalidNumberError(f"{excerpt(text)} should be a JSON number, not a string.")
