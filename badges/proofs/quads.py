r"""RDF statements as canonical N-Quads terms, written and read.

A term is its canonical N-Quads text, so that comparing, sorting and hashing need no objects::

    >>> quad = Quad("_:b0", iri("https://schema.org/name"), literal("Ada\x07"))
    >>> print(write_quad(quad), end="")
    _:b0 <https://schema.org/name> "Ada\u0007" .
    >>> parse_nquads(write_quad(quad)) == [quad]
    True

The escapes are those of RDF 1.2 N-Quads, "A Canonical form of N-Quads", which RDFC-1.0 hashes.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from badges.proofs.errors import NQuadsSyntaxError

XSD: Final = "http://www.w3.org/2001/XMLSchema#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
DEFAULT_GRAPH: Final = ""


class Quad(NamedTuple):
    """One statement; each member is a term's canonical text, ``graph`` empty for the default."""

    subject: str
    predicate: str
    object: str
    graph: str = DEFAULT_GRAPH


def _escapes() -> dict[int, str]:
    # C0 controls, DEL and what is no Char in XML 1.1 have no raw form in canonical N-Quads.
    table = {code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F, 0xFFFE, 0xFFFF)}
    short = {"\b": "b", "\t": "t", "\n": "n", "\f": "f", "\r": "r", '"': '"', "\\": "\\"}
    return table | {ord(raw): f"\\{letter}" for raw, letter in short.items()}


_ESCAPES = _escapes()
_NEEDS_ESCAPE = re.compile('[\x00-\x1f"\\\\\x7f\ufffe\uffff]')


def iri(value: str) -> str:
    """Write an absolute IRI, which the caller has checked (``iris.is_absolute_iri``)."""
    return f"<{value}>"


def literal(value: str, datatype: str = XSD + "string", language: str = "") -> str:
    """Write a literal; a language makes it an ``rdf:langString``."""
    text = value.translate(_ESCAPES) if _NEEDS_ESCAPE.search(value) else value
    if language:
        return f'"{text}"@{language}'
    if datatype == XSD + "string":
        return f'"{text}"'
    return f'"{text}"^^<{datatype}>'


def is_blank(term: str) -> bool:
    """Tell whether the term is a blank node."""
    return term.startswith("_:")


def write_quad(quad: Quad) -> str:
    """Write one canonical line with its line feed."""
    if quad.graph:
        return f"{quad.subject} {quad.predicate} {quad.object} {quad.graph} .\n"
    return f"{quad.subject} {quad.predicate} {quad.object} .\n"


_UCHAR = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_IRI = rf'<(?:[^\x00-\x20<>"{{}}|^`\\]|{_UCHAR})*>'
_BLANK = r"_:[\w:](?:[\w:.\u00b7-]*[\w:\u00b7-])?"
_STRING = rf'"(?:[^"\\\r\n]|\\[tbnrf"\'\\]|{_UCHAR})*"'
_LINE = re.compile(
    rf"[ \t]*({_IRI}|{_BLANK})[ \t]*({_IRI})[ \t]*"
    rf"({_IRI}|{_BLANK}|({_STRING})(?:\^\^({_IRI})|@([A-Za-z]+(?:-[A-Za-z0-9]+)*))?)[ \t]*"
    rf"({_IRI}|{_BLANK})?[ \t]*\.[ \t]*(?:#.*)?"
)
_EMPTY = re.compile(r"[ \t]*(?:#.*)?")
_ESCAPED = re.compile(rf"{_UCHAR}|\\.")
_UNESCAPES = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}


def parse_nquads(text: str) -> list[Quad]:
    """Read N-Quads (RDF 1.1) into canonical terms; raises ``NQuadsSyntaxError``."""
    quads = []
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), start=1):
        if _EMPTY.fullmatch(line):
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            raise NQuadsSyntaxError(f"Line {number} is no N-Quad.", line=number)
        subject, predicate, item, string, datatype, language, graph = match.groups()
        if string is not None:
            kind = _unescape(datatype[1:-1], number) if datatype else XSD + "string"
            item = literal(_unescape(string[1:-1], number), kind, language or "")
        else:
            item = _unescape(item, number)
        quads.append(
            Quad(
                _unescape(subject, number),
                _unescape(predicate, number),
                item,
                _unescape(graph, number) if graph else DEFAULT_GRAPH,
            )
        )
    return quads


def _unescape(text: str, number: int) -> str:
    def character(match: re.Match[str]) -> str:
        escape = match.group()
        if escape[1] not in "uU":
            return _UNESCAPES[escape[1]]
        code = int(escape[2:], 16)  # noqa: FURB166 - \\u is no Python prefix
        if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:  # noqa: PLR2004 - Unicode's own bounds
            raise NQuadsSyntaxError(f"Line {number} escapes what is no character.", line=number)
        return chr(code)

    return _ESCAPED.sub(character, text) if "\\" in text else text
