"""Documents that are alike: what two badges of one achievement differ in is a handful of texts.

    >>> one = {"id": "urn:uuid:1", "name": "Ada", "tags": ["a", "b"]}
    >>> sorted(differences(one, {**one, "id": "urn:uuid:2", "name": "Eve"}))
    [('id',), ('name',)]
    >>> differences(one, {**one, "tags": ["a", "c"]}) is None  # their order would depend on it
    True

A ``Mould`` is made of one document and the places (``slots``) whose texts differ in others. It
holds the document's JSON and its canonical dataset, both cut open at the slots. Another document
fits if its JSON is the same to the byte but for what stands in the slots; its dataset is then cast
from the mould. That is sound because

* only whole texts are slots, no key, ``type`` or context, so that every plan of the walk is the
  same, and of an array of several none that stands in it, nor an object's id, so that every order
  within one subject is the same (nodes without an id are ordered by their labels);
* a text is put where the walk put it: as the literal that it is, or as an IRI if it is a plain one;
  one that JSON and N-Quads write differently is left to the walk;
* subjects must still be of one description each; and
* labels and the order of subjects, which do depend on the texts, are found anew. For each order
  that was met, all lines stand written in it, cut open at the slots.

The walk itself says where a text belongs: it walks the document once with a mark in each slot.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from operator import itemgetter
from typing import Any, Final, TypeAlias

import orjson

from badges.proofs.canonical import CanonicalDataset
from badges.proofs.compiled import Compiler, NotMineError
from badges.proofs.iris import are_plain_iris
from badges.proofs.ordering import HASHES, Blank, Pending, labelled, ordered
from badges.proofs.walking import Walk, is_odd

ALGORITHM: Final = "sha256"

Slot: TypeAlias = "tuple[str | int, ...]"
"""The keys and indices that lead to a text."""

_Cut: TypeAlias = Callable[[bytes], tuple[bytes, list[int]]]
_Take: TypeAlias = Callable[[list[bytes]], Any]
_NO_SLOTS_BELOW: Final = frozenset({"type", "@type", "@context"})
MOST_ORDERS: Final = 8
"""Orders of subjects and blank nodes that a mould remembers; a badge has about four."""

_MARK: Final = "urn:slot:%d:"


def differences(one: Any, other: Any) -> frozenset[Slot] | None:
    """Give the places of the texts in which two documents differ; none if they differ otherwise."""
    found: set[Slot] = set()
    return frozenset(found) if _compare(one, other, (), found) else None


def _compare(one: Any, other: Any, place: Slot, found: set[Slot]) -> bool:
    if type(one) is not type(other):
        return False
    if type(one) is dict:
        return [*one] == [*other] and all(
            _same(one[key], other[key])
            if key in _NO_SLOTS_BELOW
            else _compare(one[key], other[key], (*place, key), found)
            for key in one
        )
    if type(one) is list and len(one) == len(other):
        if len(one) == 1:
            return _compare(one[0], other[0], (*place, 0), found)
        return all(
            _compare_among(mine, others, (*place, at), found)
            for at, (mine, others) in enumerate(zip(one, other, strict=True))
        )
    if type(one) is str and one != other:
        found.add(place)
        return True
    return _same(one, other)


def _compare_among(one: Any, other: Any, place: Slot, found: set[Slot]) -> bool:
    """Compare two that stand among others: of one id, or without, they may differ within."""
    both = type(one) is dict and type(other) is dict
    if not both or any(one.get(name) != other.get(name) for name in ("id", "@id")):
        return _same(one, other)
    return _compare(one, other, place, found)


def _same(one: Any, other: Any) -> bool:
    """Tell whether two values are written alike, which 1 and 1.0 are not."""
    return orjson.dumps(one) == orjson.dumps(other)


class Mould:
    """What documents that are alike have in common: see the module.

    ``slots`` are in the order in which the document writes them. ``notes`` is for others to note
    what they find out about all documents of this mould, under names of theirs.
    """

    __slots__ = (
        "_arranged",
        "_blanks",
        "_blocks",
        "_constants",
        "_cut",
        "_iris",
        "_marks",
        "_pending",
        "_steps",
        "_subjects",
        "notes",
        "slots",
    )

    def __init__(
        self, document: Mapping[str, Any], slots: Iterable[Slot], shapes: Compiler
    ) -> None:
        """Make the mould of a document; raises ``NotMineError`` where the walk takes none."""
        self.notes: dict[Hashable, Any] = {}
        marked = _Marked(document, slots)
        self.slots = marked.slots
        self._steps = frozenset(step for slot in self.slots for step in slot)
        self._constants = marked.constants
        walk = Walk(shapes, ALGORITHM)
        walk.take(marked.document, shapes.root(marked.document["@context"]))
        places = {id(blank): place for place, blank in enumerate(walk.blanks)}
        self._blanks = [_BlankMould(blank, marked, places) for blank in walk.blanks]
        waiting = {subject for subject, _, _ in walk.pending}
        self._pending = [
            (_Piece(subject, marked.cut), _LinesMould(lines, to_label, marked, places))
            for subject, lines, to_label in walk.pending
        ]
        self._blocks = [
            (_Piece(subject, marked.cut), _Piece(lines, marked.cut))
            for subject, lines in walk.blocks.items()
            if subject not in waiting
        ]
        self._subjects = [subject for subject, _ in (*self._blocks, *self._pending)]
        self._iris = marked.iris()
        self._cut, self._marks = marked.cut, marked.marks()
        self._arranged: dict[tuple[int, ...], _Piece] = {}

    def varies(self, *members: str) -> bool:
        """Tell whether a slot is, or lies within, a member of one of these names."""
        return not self._steps.isdisjoint(members)

    def values(self, text: bytes) -> list[bytes] | None:
        """Give what stands in the slots of a document's JSON (as ``orjson`` writes it), if it fits.

        What comes back is in no need of escapes, neither in JSON nor in N-Quads.
        """
        *heads, tail = self._constants
        found = []
        at = 0
        for head in heads:
            if not text.startswith(head, at):
                return None
            start = at + len(head)
            at = text.find(b'"', start)
            found.append(text[start:at])
        if at < 0 or text[at:] != tail:
            return None
        together = b"\n".join([*found, b""])
        return None if b"\\" in together or is_odd(together) else found

    def dataset(self, values: list[bytes]) -> CanonicalDataset | None:
        """Cast the canonical dataset of a document; none where that is left to the walk."""
        if not are_plain_iris(b"".join([values[place] + b"\n" for place in self._iris])):
            return None
        names = [subject.text or subject.fill(values) for subject in self._subjects]
        if len({*names}) < len(names):
            return None  # one thing described in two places: the walk knows what to do
        digests = [blank.digest or blank.digest_with(values) for blank in self._blanks]
        if len({*digests}) < len(digests):
            blocks, pending, blanks = self._parts(values)
            return CanonicalDataset(ordered(blocks, pending, blanks, ALGORITHM))
        order = (
            *sorted(range(len(names)), key=names.__getitem__),
            *sorted(range(len(digests)), key=digests.__getitem__),
        )
        whole = self._arranged.get(order)
        if whole is None:
            whole = self._arrange(order)
        return CanonicalDataset(whole.fill(values))

    def _parts(self, values: list[bytes]) -> tuple[list[bytes], list[Pending], list[Blank]]:
        """Fill the blocks of lines that are whole, those that wait for labels, and the blanks."""
        blanks: list[Blank] = []
        for mould in self._blanks:
            blanks.append(mould.fill(values, blanks))
        pending = [
            (subject.text or subject.fill(values), lines.fill(values, blanks), lines.places)
            for subject, lines in self._pending
        ]
        return [lines.text or lines.fill(values) for _, lines in self._blocks], pending, blanks

    def _arrange(self, order: tuple[int, ...]) -> _Piece:
        """Put all lines in the order that subjects and blank nodes are in; remember a few."""
        blocks, pending, blanks = self._parts(self._marks)
        count = len(self._subjects)
        waiting, nodes = labelled(pending, [blanks[place] for place in order[count:]])
        named = [*blocks, *waiting]
        nodes.sort()  # by their labels, which come after every IRI
        whole = _Piece(b"".join([*(named[place] for place in order[:count]), *nodes]), self._cut)
        if len(self._arranged) < MOST_ORDERS:
            self._arranged[order] = whole
        return whole


class _Marked:
    """A document with a mark in each slot, the slots in order, and the JSON between them."""

    def __init__(self, document: Mapping[str, Any], slots: Iterable[Slot]) -> None:
        text = orjson.dumps(document)
        number = 0
        while (_MARK % number).encode() in text:
            number += 1
        self._mark = (_MARK % number).encode()
        self.document = orjson.loads(text)
        asked = list(slots)
        for place, slot in enumerate(asked):
            _put(self.document, slot, f"{_MARK % number}{place};")
        self.text = orjson.dumps(self.document)
        self._order: dict[bytes, int] = {}
        self.constants: list[bytes] = []
        self._kinds: dict[int, set[bytes]] = {}
        parts = self.text.split(self._mark)
        self.constants.append(parts[0])
        for part in parts[1:]:
            own, _, rest = part.partition(b";")
            self._order[own] = len(self._order)
            self.constants.append(rest)
        self.slots = tuple(asked[int(own)] for own in self._order)

    def marks(self) -> list[bytes]:
        """Give what stands in each slot."""
        return [self._mark + own + b";" for own in self._order]

    def cut(self, written: bytes) -> tuple[bytes, list[int]]:
        """Give a text as a format, and which slots fill it."""
        head, *parts = written.split(self._mark)
        pieces, places, before = [head], [], head
        for part in parts:
            own, _, rest = part.partition(b";")
            place = self._order[own]
            places.append(place)
            self._kinds.setdefault(place, set()).add(before[-1:])
            pieces.append(rest)
            before = rest
        return b"%b".join(piece.replace(b"%", b"%%") for piece in pieces), places

    def iris(self) -> tuple[int, ...]:
        """Give the slots that are IRIs; raises ``NotMineError`` for one that says nothing."""
        if len(self._kinds) < len(self.slots) or any(len(k) > 1 for k in self._kinds.values()):
            raise NotMineError
        return tuple(sorted(place for place, kinds in self._kinds.items() if kinds == {b"<"}))


def _put(document: Any, slot: Slot, value: str) -> None:
    *way, last = slot
    for step in way:
        document = document[step]
    document[last] = value


class _Piece:
    """Some text of the dataset: ``text`` where it is always the same, else empty."""

    __slots__ = ("_format", "_take", "text")

    def __init__(self, written: bytes, cut: _Cut) -> None:
        self._format, places = cut(written)
        self._take: _Take = itemgetter(*places) if places else list
        self.text = b"" if places else written

    def fill(self, values: list[bytes]) -> bytes:
        written: bytes = self._format % self._take(values)
        return written


class _LinesMould:
    """The lines of a subject some of which lead to blank nodes (``places``)."""

    __slots__ = ("_lines", "_slotted", "_waiting", "places")

    def __init__(
        self, lines: list[Any], places: list[int], marked: _Marked, blanks: Mapping[int, int]
    ) -> None:
        self.places = places
        self._waiting = [
            (place, lines[place][0], [blanks[id(each)] for each in lines[place][1]])
            for place in places
        ]
        settled = [line if place not in places else b"" for place, line in enumerate(lines)]
        pieces = [_Piece(line, marked.cut) for line in settled]
        self._lines = [piece.text for piece in pieces]
        self._slotted = [
            (place, piece)
            for place, piece in enumerate(pieces)
            if not piece.text and settled[place]
        ]

    def fill(self, values: list[bytes], blanks: list[Blank]) -> list[Any]:
        """Write the lines; ``blanks`` are the blank nodes before, in the order of the walk."""
        lines: list[Any] = self._lines.copy()
        for place, piece in self._slotted:
            lines[place] = piece.fill(values)
        for place, start, nodes in self._waiting:
            lines[place] = start, [blanks[node] for node in nodes]
        return lines


class _BlankMould:
    """A blank node: ``digest`` is that of its first degree, empty where that differs."""

    __slots__ = ("_first_degree", "_lines", "digest")

    def __init__(self, blank: Blank, marked: _Marked, blanks: Mapping[int, int]) -> None:
        self._first_degree = _Piece(blank.first_degree, marked.cut)
        self._lines = _LinesMould(blank.lines, blank.waiting, marked, blanks)
        constant = self._first_degree.text
        self.digest = HASHES[ALGORITHM](constant).digest() if constant else b""

    def digest_with(self, values: list[bytes]) -> bytes:
        """Hash what depends on the slots."""
        return HASHES[ALGORITHM](self._first_degree.fill(values)).digest()

    def fill(self, values: list[bytes], blanks: list[Blank]) -> Blank:
        """Write the node; those that it leads to are among ``blanks`` already."""
        first_degree = self._first_degree.text or self._first_degree.fill(values)
        return Blank(self._lines.fill(values, blanks), self._lines.places, first_degree)
