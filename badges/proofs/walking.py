"""The quick way from a document to its canonical dataset: walk values along compiled plans.

Each object gives its lines in the order of canonical N-Quads, since its plan is in the order of
predicates and all lines of one subject stand together there. Objects without an id are blank nodes;
in a tree each has one line that leads to it, so its first-degree hash (RDFC-1.0, 4.6) is known as
soon as its own lines are. Where all these hashes differ, their order gives the labels, and that is
the whole of RDFC-1.0; where two are alike, ``canonical`` decides over the same statements.

What many credentials share (``compiled.REPEATED_TERMS``) is remembered with its lines, under the
exact JSON text of the value and the context it stands in. Nothing outside such a part can change its
lines: the part has an id, so no label reaches into it, and labels of its own are put in afterwards.

A walk answers or raises ``NotMineError``; it never refuses a document, and never mends one. All its
state is its own, so any number of threads may walk.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

import orjson

from badges.proofs.canonical import CanonicalDataset, canonicalize
from badges.proofs.compiled import (
    CONSTANT,
    IRI,
    LITERAL,
    TERM,
    Compiler,
    NotMineError,
    Plan,
    Scope,
    Term,
    compiler,
)
from badges.proofs.errors import InvalidNumberError
from badges.proofs.expansion import LoadContext
from badges.proofs.iris import is_absolute_iri, is_plain_iri
from badges.proofs.jsonld import NOT_CHARACTERS, boolean, number
from badges.proofs.quads import literal, parse_nquads
from badges.proofs.remembering import Memory

_MAXIMUM_ENTRIES: Final = 5000
"""Members and items; ``jsonld`` counts each up to three times and stops at 20,000."""

_MAXIMUM_DEPTH: Final = 24
"""Nested objects; each may stand in an array, and ``jsonld`` counts both and stops at 64."""

_DEEPEST_PART: Final = 12
_MAXIMUM_CONTEXT_LISTS: Final = 10
_END = b" .\n"
_EXACTLY = (
    orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_SUBCLASS
)
_HASHES = {"sha256": hashlib.sha256, "sha384": hashlib.sha384}


class Blank:
    """A blank node: its own lines less the subject, and what its first-degree hash is over."""

    __slots__ = ("digest", "first_degree", "is_ground", "lines")

    def __init__(self, lines: list[Any], first_degree: bytes, *, is_ground: bool) -> None:
        self.lines = lines
        self.is_ground = is_ground
        self.first_degree = first_degree
        self.digest = b""


Line: TypeAlias = "bytes | tuple[bytes, list[Blank]]"
"""Lines as they are, or the beginning of lines that end in the labels of blank nodes."""


class Lines:
    """What a walk has made.

    ``blocks`` are subjects with their lines, ``pending`` those of them that wait for labels,
    ``names`` the ids that are described, ``entries`` and ``context_lists`` what is limited.
    """

    __slots__ = ("blanks", "blocks", "context_lists", "entries", "names", "pending")

    def __init__(self) -> None:
        self.blocks: list[tuple[bytes, bytes]] = []
        self.pending: list[tuple[bytes, list[Line]]] = []
        self.blanks: list[Blank] = []
        self.names: list[str] = []
        self.entries = 0
        self.context_lists = 0

    def add(self, other: Lines) -> None:
        """Take in those of a part."""
        self.blocks += other.blocks
        self.pending += other.pending
        self.blanks += other.blanks
        self.names += other.names
        self.entries += other.entries
        self.context_lists += other.context_lists


_parts: Memory[tuple[bytes, Lines]] = Memory()


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
            made = _Walk(shapes, algorithm, careful=False).document(document, scope)
        except _OddTextError:
            made = _Walk(shapes, algorithm, careful=True).document(document, scope)
        return _dataset(made, algorithm)
    except (TypeError, KeyError, UnicodeError, InvalidNumberError, orjson.JSONEncodeError) as error:
        # Values of kinds that no JSON has, half characters, numbers that processors write apart.
        raise NotMineError from error


class _OddTextError(Exception):
    """A string holds a control character that JSON and N-Quads escape differently."""


def _quoted(value: str) -> bytes:
    if NOT_CHARACTERS.search(value):
        raise NotMineError
    return literal(value).encode()


def _nothing(_: bytes) -> None:
    """Check nothing, since each string was looked at."""


class _Walk:
    """One walk over one document.

    Strings are written as JSON writes them, and ``check`` looks for what N-Quads writes otherwise;
    a ``careful`` walk writes each as N-Quads does, which takes longer.
    """

    __slots__ = ("algorithm", "careful", "check", "made", "quote", "shapes")

    def __init__(self, shapes: Compiler, algorithm: str, *, careful: bool) -> None:
        self.shapes = shapes
        self.algorithm = algorithm
        self.careful = careful
        self.quote: Callable[[str], bytes] = _quoted if careful else orjson.dumps
        self.check: Callable[[bytes], None] = _nothing if careful else _check_text
        self.made = Lines()

    def document(self, document: dict[str, Any], scope: Scope) -> Lines:
        """Walk all of it."""
        made = self.made
        self._node(document, scope, b"", b"", 0)
        says_something = made.blocks or made.pending or (made.blanks and made.blanks[-1].lines)
        # Whether the document may be described in a second place is decided elsewhere, too.
        if not says_something or made.names.count(document.get("id", "")) > 1:
            raise NotMineError
        if made.entries > _MAXIMUM_ENTRIES or made.context_lists > _MAXIMUM_CONTEXT_LISTS:
            raise NotMineError
        return made

    def _object(
        self, value: dict[str, Any], term: Term, subject: bytes, start: bytes, depth: int
    ) -> bytes | Blank:
        """Write an object that is a member's value; give what ends the line that leads to it."""
        if depth > _MAXIMUM_DEPTH:
            raise NotMineError
        scope = term.scope or self.shapes.inside(term)
        if term.repeats and depth <= _DEEPEST_PART and "id" in value:
            return self._part(value, scope)
        return self._node(value, scope, subject, start, depth)

    def _part(self, value: dict[str, Any], scope: Scope) -> bytes:
        """Write an object that has an id, or find it among what was written before."""
        key = scope, self.algorithm, orjson.dumps(value, option=_EXACTLY)
        found = _parts.get(key)
        if found is None:
            walk = _Walk(self.shapes, self.algorithm, careful=self.careful)
            end = walk._node(value, scope, b"", b"", _MAXIMUM_DEPTH - _DEEPEST_PART)
            if not isinstance(end, bytes) or walk.made.entries > _MAXIMUM_ENTRIES:
                raise NotMineError
            for blank in walk.made.blanks:
                blank.digest = _HASHES[self.algorithm](blank.first_degree).digest()
            found = end, walk.made
            _parts.put(key, found, 2000 + 4 * len(key[2]) + 500 * walk.made.entries)
        self.made.add(found[1])
        return found[0]

    def _node(
        self, value: dict[str, Any], scope: Scope, parent: bytes, prefix: bytes, depth: int
    ) -> bytes | Blank:
        """Write an object; ``parent`` and ``prefix`` begin the line that leads to it.

        ``parent`` is empty for a blank node, ``prefix`` for the document itself.
        """
        made, quote = self.made, self.quote
        if depth and "@context" in value:
            scope = self.shapes.nested(scope, value["@context"])
            made.context_lists += 1
        types = value.get("type", ())
        if type(types) is list:
            types = tuple(types)
        keys = tuple(value)
        plan = scope.plans.get((keys, types)) or self.shapes.plan(scope, keys, types)
        if plan.steps is None:
            raise NotMineError
        made.entries += len(keys)
        subject = b""
        if plan.has_id:
            name = value["id"]
            subject = self._iri(name, plan.mappings)
            if len(keys) == 1:
                return subject + _END
            made.names.append(name)
        lines: list[Any] = []
        is_ground = True
        for key, start, kind, head, end, term in plan.steps:
            if kind == CONSTANT:
                lines += end
                continue
            item = value[key]
            kind_of_item = type(item)
            if kind_of_item is list:
                made.entries += len(item)
                if len(item) != 1:
                    blanks = self._items(item, lines, start, term, subject, depth)
                    if blanks:
                        is_ground = False
                        lines.append((start, blanks))
                    continue
                item = item[0]
                kind_of_item = type(item)
            if kind_of_item is str:
                if kind == LITERAL:
                    lines.append(head + quote(item) + end)
                elif kind == IRI and is_plain_iri(item):
                    lines.append(head + item.encode() + end)
                else:
                    lines.append(start + self._string(item, term))
            else:
                if kind_of_item is dict:
                    written = self._object(item, term, subject, start, depth + 1)
                else:
                    written = _scalar(item, term)
                if type(written) is bytes:
                    lines.append(start + written)
                else:
                    is_ground = False
                    lines.append((start, [written]))
        if subject:
            if is_ground:
                if lines:
                    block = subject + subject.join(lines)
                    self.check(block)
                    made.blocks.append((subject, block))
            else:
                self.check(_first_degree(subject, lines))
                made.pending.append((subject, _joined(subject, lines)))
            return subject + _END
        first_degree = _first_degree(b"_:a", lines) if lines else b""
        self.check(first_degree)
        if parent:
            first_degree = parent + prefix + b"_:a" + _END + first_degree
        elif prefix:
            first_degree += b"_:z" + prefix + b"_:a" + _END
        blank = Blank(lines, first_degree, is_ground=is_ground)
        made.blanks.append(blank)
        return blank

    def _items(
        self,
        items: list[Any],
        lines: list[Line],
        start: bytes,
        term: Any,
        subject: bytes,
        depth: int,
    ) -> list[Blank]:
        """Write the items of an array in order; give those that wait for labels."""
        ends = set()
        blanks = []
        for item in items:
            if type(item) is str:
                ends.add(self._string(item, term))
            elif type(item) is dict:
                end = self._object(item, term, subject, start, depth + 1)
                if isinstance(end, bytes):
                    ends.add(end)
                else:
                    blanks.append(end)
            else:
                ends.add(_scalar(item, term))
        lines += [start + end for end in sorted(ends)]
        return blanks

    def _string(self, item: str, term: Any) -> bytes:
        if term.kind == LITERAL:
            return self.quote(item) + term.end
        if term.kind == IRI:
            return self._iri(item, term.mappings) + _END
        if term.kind == TERM and item in term.words:
            end: bytes = term.words[item]
            return end
        raise NotMineError

    def _iri(self, name: Any, mappings: Mapping[str, Any]) -> bytes:
        if type(name) is not str:
            raise NotMineError
        # A scheme that is a term makes it a compact IRI; no term is one of the plain schemes.
        if not is_plain_iri(name) and (
            not is_absolute_iri(name) or name.partition(":")[0] in mappings
        ):
            raise NotMineError
        return b"<" + name.encode() + b">"


def _scalar(item: Any, term: Any) -> bytes:
    """Write what is no string, object or array."""
    if type(item) is bool:
        return boolean(term.datatype, value=item).encode() + _END
    if type(item) is int or type(item) is float:
        return number(item, term.datatype).encode() + _END
    raise NotMineError


def _first_degree(subject: bytes, lines: list[Line]) -> bytes:
    """Write a node's own lines, its neighbours without names (RDFC-1.0, 4.6.3, step 3)."""
    written = []
    for line in lines:
        if type(line) is bytes:
            written.append(line)
        else:
            start, blanks = line
            written += [start + b"_:z" + _END] * len(blanks)
    return subject + subject.join(written) if written else b""


def _joined(subject: bytes, lines: list[Line]) -> list[Line]:
    """Put the subject before each line."""
    joined: list[Line] = []
    run: list[bytes] = []
    for line in lines:
        if type(line) is bytes:
            run.append(subject + line)
        else:
            joined += [b"".join(run), (subject + line[0], line[1])]
            run.clear()
    return [*joined, b"".join(run)]


def _check_text(written: bytes) -> None:
    """Raise for text that is written otherwise than JSON writes it, or that is no text."""
    if (b"\\" in written and b"\\u" in written) or b"\x7f" in written:
        raise _OddTextError
    # Noncharacters are rare, and so are the bytes that all of them have.
    if (b"\xef" in written or b"\xbf" in written) and NOT_CHARACTERS.search(written.decode()):
        raise NotMineError


def _dataset(made: Lines, algorithm: str) -> CanonicalDataset:
    """Label the blank nodes, and put all blocks in order (RDFC-1.0, 4.4.3)."""
    blanks = made.blanks
    blocks = list(made.blocks)
    if blanks:
        if len(blanks) > 1:
            new_hash = _HASHES[algorithm]
            by_digest = {
                blank.digest or new_hash(blank.first_degree).digest(): blank for blank in blanks
            }
            if len(by_digest) < len(blanks):
                return _ties(made, algorithm)
            blanks = [by_digest[digest] for digest in sorted(by_digest)]
        labels = {blank: b"_:c14n%d" % place for place, blank in enumerate(blanks)}
        blocks += _labelled(made.pending, labels)
    blocks.sort()
    by_subject = dict(blocks)
    if len(by_subject) < len(blocks):
        return CanonicalDataset(_merged(blocks))
    return CanonicalDataset(b"".join(by_subject.values()))


def _labelled(
    pending: list[tuple[bytes, list[Line]]], labels: Mapping[Blank, bytes]
) -> list[tuple[bytes, bytes]]:
    blocks = [(subject, b"".join(_ends(lines, labels))) for subject, lines in pending]
    for blank, label in labels.items():
        ends = blank.lines if blank.is_ground else _ends(blank.lines, labels)
        if ends:
            blocks.append((label, label + label.join(ends)))
    return blocks


def _ends(lines: list[Line], labels: Mapping[Blank, bytes]) -> list[bytes]:
    ends = []
    for line in lines:
        if type(line) is bytes:
            ends.append(line)
        else:
            start, blanks = line
            if len(blanks) == 1:
                ends.append(start + labels[blanks[0]] + _END)
            else:
                ends += [start + end for end in sorted([labels[blank] + _END for blank in blanks])]
    return ends


def _merged(blocks: list[tuple[bytes, bytes]]) -> bytes:
    """Write a dataset in which a subject has lines in two places, and maybe the same ones."""
    lines = {line for _, block in blocks for line in block.split(b"\n")}
    lines.discard(b"")
    return b"".join([line + b"\n" for line in sorted(lines)])


def _ties(made: Lines, algorithm: str) -> CanonicalDataset:
    """Label by the whole algorithm, over the same statements."""
    labels = {blank: b"_:b%d" % place for place, blank in enumerate(made.blanks)}
    if len(labels) < len(made.blanks):
        raise NotMineError  # a remembered part stands in two places
    blocks = [*made.blocks, *_labelled(made.pending, labels)]
    text = b"".join([block for _, block in blocks]).decode()
    dataset = canonicalize(parse_nquads(text), algorithm=algorithm)
    return CanonicalDataset(dataset.data)
