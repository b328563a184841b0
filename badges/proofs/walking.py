"""The quick way from a document to its canonical dataset: walk values along compiled plans.

Each object gives its lines in the order of canonical N-Quads, since its plan is in the order of
predicates and all lines of one subject stand together there. Objects without an id are blank nodes;
in a tree each has one line that leads to it, so what its first-degree hash (RDFC-1.0, 4.6) is over
is known as soon as its own lines are. ``ordering`` does the rest.

What many credentials share (``compiled.REPEATED_TERMS``) is remembered with its lines, under the
exact JSON text of the value and the context it stands in. Nothing outside such a part can change
its lines: the part has an id, so no label reaches into it, and its own are put in afterwards.

A walk answers or raises ``NotMineError``; it never refuses a document, and never mends one. All its
state is its own, so any number of threads may walk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

import orjson

from badges.proofs.canonical import CanonicalDataset
from badges.proofs.compiled import (
    CONSTANT,
    IRI,
    LINE_END,
    LITERAL,
    TERM,
    Compiler,
    NotMineError,
    Scope,
    Step,
    Term,
    compiler,
)
from badges.proofs.errors import InvalidNumberError
from badges.proofs.expansion import LoadContext
from badges.proofs.iris import is_absolute_iri, is_plain_iri
from badges.proofs.jsonld import NOT_CHARACTERS, boolean, number
from badges.proofs.ordering import HASHES, Blank, Line, Pending, ordered, unnamed
from badges.proofs.quads import literal
from badges.proofs.remembering import Memory

_MAXIMUM_ENTRIES: Final = 3000
"""Members and items; ``jsonld`` counts each up to three times and stops at 10,000."""

_MAXIMUM_DEPTH: Final = 24
"""Nested objects; each may stand in an array, and ``jsonld`` counts both and stops at 64."""

_DEEPEST_PART: Final = 12
_MAXIMUM_CONTEXT_LISTS: Final = 10

EXACTLY: Final = (
    orjson.OPT_PASSTHROUGH_DATACLASS
    | orjson.OPT_PASSTHROUGH_DATETIME
    | orjson.OPT_PASSTHROUGH_SUBCLASS
)
"""Options of ``orjson``: a value that JSON does not have is refused, and not made one of JSON's."""

_parts: Memory[tuple[bytes, Walk]] = Memory()


def walk(document: Any, *, algorithm: str, load_context: LoadContext) -> CanonicalDataset:
    """Give the canonical dataset of a document, or raise ``NotMineError``.

    Raises ``CanonicalizationLimitError`` as ``canonicalize`` does.
    """
    if type(document) is not dict:
        raise NotMineError
    shapes = compiler(load_context)
    try:
        scope = shapes.root(document["@context"])
        try:
            return Walk(shapes, algorithm).dataset(document, scope)
        except _OddTextError:
            return Walk(shapes, algorithm, careful=True).dataset(document, scope)
    except (TypeError, KeyError, UnicodeError, InvalidNumberError, orjson.JSONEncodeError) as error:
        # Values of kinds that no JSON has, half characters, numbers that processors write apart.
        raise NotMineError from error


class _OddTextError(NotMineError):
    """A string holds a control character that JSON and N-Quads escape differently."""


class Walk:
    """One walk over one document, and what it has made.

    ``blocks`` are the subjects that have ids, with their lines, which are empty for those in
    ``pending``: these wait for labels. ``parts`` are the walks of its parts, which ``_close`` takes
    in. ``entries`` and ``context_lists`` are what is limited.

    Strings are written as JSON writes them, and the result is searched for what N-Quads writes
    otherwise; a ``careful`` walk writes each as N-Quads does, which takes longer.
    """

    __slots__ = (
        "algorithm",
        "blanks",
        "blocks",
        "careful",
        "context_lists",
        "entries",
        "parts",
        "pending",
        "quote",
        "shapes",
    )

    def __init__(self, shapes: Compiler, algorithm: str, *, careful: bool = False) -> None:
        self.shapes = shapes
        self.algorithm = algorithm
        self.careful = careful
        self.quote: Callable[[str], bytes] = _quoted if careful else orjson.dumps
        self.blocks: dict[bytes, bytes] = {}
        self.pending: list[Pending] = []
        self.blanks: list[Blank] = []
        self.parts: list[Walk] = []
        self.entries = 0
        self.context_lists = 0

    def dataset(self, document: dict[str, Any], scope: Scope) -> CanonicalDataset:
        """Walk all of it, label the blank nodes, and put all blocks in order."""
        self.take(document, scope)
        data = ordered(self.blocks.values(), self.pending, self.blanks, self.algorithm)
        if not data:
            raise NotMineError  # nothing is said; the full processor says so
        return CanonicalDataset(data)

    def take(self, document: dict[str, Any], scope: Scope) -> None:
        """Walk all of it."""
        self._node(document, scope, b"", b"", 0)
        self._close()
        if self.context_lists > _MAXIMUM_CONTEXT_LISTS:
            raise NotMineError

    def _close(self) -> None:
        """Check what was written, and take in the parts, which were checked when they were."""
        if not self.careful:
            written = [*self.blocks.values(), *[blank.first_degree for blank in self.blanks]]
            written += [unnamed(*pending) for pending in self.pending]
            if is_odd(b"".join(written)):
                raise _OddTextError
        count = len(self.blocks)
        for part in self.parts:
            self.blocks.update(part.blocks)
            self.pending += part.pending
            self.blanks += part.blanks
            self.entries += part.entries
            self.context_lists += part.context_lists
            count += len(part.blocks)
        # Whether one thing may be described in two places is decided elsewhere, too.
        if len(self.blocks) < count or self.entries > _MAXIMUM_ENTRIES:
            raise NotMineError

    def _object(
        self, value: dict[str, Any], term: Term, subject: bytes, depth: int
    ) -> bytes | Blank:
        """Write an object that is a member's value; give what ends the line that leads to it."""
        if depth > _MAXIMUM_DEPTH:
            raise NotMineError
        scope = term.scope or self.shapes.inside(term)
        if term.repeats and depth <= _DEEPEST_PART and "id" in value:
            return self._part(value, scope)
        return self._node(value, scope, subject, term.prefix, depth)

    def _part(self, value: dict[str, Any], scope: Scope) -> bytes:
        """Write an object that has an id, or find it among what was written before."""
        key = scope, self.algorithm, orjson.dumps(value, option=EXACTLY)
        found = _parts.get(key)
        if found is None:
            part = Walk(self.shapes, self.algorithm, careful=self.careful)
            end = part._node(value, scope, b"", b"", _MAXIMUM_DEPTH - _DEEPEST_PART)
            if type(end) is not bytes:
                raise NotMineError
            part._close()
            for blank in part.blanks:
                blank.digest = HASHES[self.algorithm](blank.first_degree).digest()
            found = end, part
            _parts.put(key, found, 2000 + 4 * len(key[2]) + 500 * part.entries)
        self.parts.append(found[1])
        return found[0]

    def _node(
        self, value: dict[str, Any], scope: Scope, parent: bytes, prefix: bytes, depth: int
    ) -> bytes | Blank:
        """Write an object; ``parent`` and ``prefix`` begin the line that leads to it.

        ``parent`` is empty for a blank node, ``prefix`` for the document itself. Gives what ends
        that line, or the blank node whose label will.
        """
        if depth and "@context" in value:
            scope = self.shapes.nested(scope, value["@context"])
            self.context_lists += 1
        types = value.get("type", ())
        if type(types) is list:
            types = tuple(types)
        keys = tuple(value)
        plan = scope.plans.get((keys, types)) or self.shapes.plan(scope, keys, types)
        if plan.steps is None:
            raise NotMineError
        self.entries += len(keys)
        if plan.has_id:
            subject = _iri(value["id"], plan.mappings)
            end = subject + LINE_END
            if len(keys) == 1:
                return end
            lines, waiting = self._lines(value, plan.steps, subject, depth + 1)
            if subject in self.blocks:
                raise NotMineError  # described in two places: see ``_close``
            if waiting:
                self.blocks[subject] = b""
                self.pending.append((subject, lines, waiting))
            else:
                self.blocks[subject] = subject.join(lines)
            return end
        lines, waiting = self._lines(value, plan.steps, b"", depth + 1)
        first_degree = unnamed(b"_:a", lines, waiting) if waiting else b"_:a".join(lines)
        if parent:
            first_degree = parent + prefix + b"_:a" + LINE_END + first_degree
        elif prefix:
            first_degree += b"_:z" + prefix + b"_:a" + LINE_END
        blank = Blank(lines, waiting, first_degree)
        self.blanks.append(blank)
        return blank

    def _lines(
        self, value: dict[str, Any], steps: tuple[Step, ...], subject: bytes, depth: int
    ) -> tuple[list[Any], list[int]]:
        """Write the members in the order of the plan; tell which lines wait for labels.

        The first line is empty, so that a subject joins them as it stands before each.
        """
        quote = self.quote
        lines: list[Any] = [b""]
        waiting: list[int] = []
        for key, kind, head, end, term in steps:
            item = value[key]
            kind_of_item = type(item)
            if kind_of_item is str and kind == LITERAL:
                lines.append(head + quote(item) + end)
                continue
            if kind_of_item is list and kind != CONSTANT:
                self.entries += len(item)
                if len(item) != 1:
                    blanks = self._items(item, lines, term, subject, depth)
                    if blanks:
                        waiting.append(len(lines))
                        lines.append((term.prefix, blanks))
                    continue
                item = item[0]
                kind_of_item = type(item)
            if kind_of_item is dict:
                written = self._object(item, term, subject, depth)
                if type(written) is bytes:
                    lines.append(term.prefix + written)
                else:
                    waiting.append(len(lines))
                    lines.append((term.prefix, [written]))
            elif kind == CONSTANT:
                lines += end
            elif kind_of_item is str and kind == IRI and is_plain_iri(item):
                lines.append(head + item.encode() + end)
            else:
                lines.append(term.prefix + self._scalar(item, term))
        return lines, waiting

    def _items(
        self, items: list[Any], lines: list[Line], term: Term, subject: bytes, depth: int
    ) -> list[Blank]:
        """Write the items of an array in order; give those that wait for labels."""
        ends = set()
        blanks = []
        for item in items:
            if type(item) is dict:
                end = self._object(item, term, subject, depth)
                if isinstance(end, Blank):
                    blanks.append(end)
                else:
                    ends.add(end)
            else:
                ends.add(self._scalar(item, term))
        start = term.prefix
        lines += [start + end for end in sorted(ends)]
        return blanks

    def _scalar(self, item: Any, term: Term) -> bytes:
        """Write what ends the line of a value that is no object."""
        if type(item) is str:
            if term.kind == LITERAL:
                return self.quote(item) + term.end
            if term.kind == IRI:
                return _iri(item, term.mappings) + LINE_END
            if term.kind == TERM and item in term.words:
                return term.words[item]
        elif type(item) is bool:
            return _boolean(term.datatype, value=item)
        elif type(item) is int or type(item) is float:
            return number(item, term.datatype).encode() + LINE_END
        raise NotMineError


@lru_cache(maxsize=100)
def _boolean(datatype: str | None, *, value: bool) -> bytes:
    return boolean(datatype, value=value).encode() + LINE_END


def _quoted(string: str) -> bytes:
    if NOT_CHARACTERS.search(string):
        raise NotMineError
    return literal(string).encode()


def _iri(name: Any, mappings: Mapping[str, Any]) -> bytes:
    if type(name) is not str:
        raise NotMineError
    if not is_plain_iri(name):
        # A scheme that is a prefix makes it a compact IRI; no term is one of the plain schemes.
        term = mappings.get(name.partition(":")[0])
        if not is_absolute_iri(name) or (term and term["_prefix"]):
            raise NotMineError
    return f"<{name}>".encode()


def is_odd(written: bytes) -> bool:
    """Tell a text that is written otherwise than JSON writes it, or that is no text."""
    if b"\x7f" in written or _has_pair(written, b"\\", b"u"):
        return True
    # UTF-8 of all noncharacters has one of these pairs, which are rare in that of characters.
    return _has_pair(written, b"\xbf", b"\xbe\xbf") or _has_pair(written, b"\xef", b"\xb7")


def _has_pair(written: bytes, first: bytes, seconds: bytes) -> bool:
    # Twice as quick as looking for both at once, where the first is rare.
    at = written.find(first)
    while at >= 0:
        if written[at + 1] in seconds:
            return True
        at = written.find(first, at + 1)
    return False
