"""Reading again only what may differ from a document that is known to conform.

    >>> from schemas.ob3 import ImageSchema
    >>> one = {"id": "https://example.org/a.png", "type": "Image", "caption": "A leaf"}
    >>> is_in_order = rereader(lambda _: ImageSchema, one, [("id",)])
    >>> is_in_order({**one, "id": "https://example.org/b.png"}), is_in_order({**one, "id": "b.png"})
    (True, False)

Every member of an object is read by itself, and then the object as a whole by its rules. So, where
two documents differ in some texts only, it is enough to read these, and to ask those rules that
look at them: each is watched once at its work. What a rule learns from the rest, and from a member
being there or not, is the same for all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from marshmallow import ValidationError

from schemas.accepting import (
    FormedReader,
    Kind,
    Loaded,
    ManyReader,
    NodeReader,
    ObjectReader,
    OneOrManyReader,
    Reader,
    Rule,
    accept,
    object_reader,
    read_text,
)
from schemas.problems import is_surely_sound

_PROOF: Final = "proof"
_DIFFERING: Final = ("created", "proofValue")
_IN_USUAL_PROOF: Final = tuple((0, name) for name in _DIFFERING)

Slots = dict[Any, "Slots"]
"""The keys and indices that lead to what differs, as a tree."""


def rereader(
    kind: Kind, document: Mapping[str, Any], slots: Iterable[tuple[str | int, ...]]
) -> Callable[[Mapping[str, Any]], bool]:
    """Give a test for documents that differ from ``document`` in the texts at ``slots`` only.

    ``document`` must conform, and the others' texts be whole characters (no lone surrogates), as
    what was once written in UTF-8 is. Where it has a ``proof``, that of others may be any. The test
    tells whether another surely conforms; ``False`` means "not sure", as in
    :mod:`schemas.accepting`.
    """
    found = [*slots]
    has_proof = _PROOF in document
    reads = _Reads(kind, document)
    read, alike = reads.again([*found, (_PROOF,)] if has_proof else found), None
    if has_proof and _is_usual(document[_PROOF]):
        alike = reads.again([*found, *((_PROOF, *place) for place in _IN_USUAL_PROOF)])
    known = document.get(_PROOF)

    def is_in_order(other: Mapping[str, Any]) -> bool:
        if (_PROOF in other) is not has_proof:
            return False
        if alike is not None and _are_alike(known, other[_PROOF]):
            return _is_passed(alike, other)
        if has_proof and not _is_sound_proof(other[_PROOF]):
            return False
        return _is_passed(read, other)

    return is_in_order


class _Reads:
    """What reads a document of some kind, or of others like it what differs."""

    def __init__(self, kind: Kind, document: Mapping[str, Any]) -> None:
        self._document = document
        self._read = object_reader(kind(document))

    def again(self, slots: Iterable[tuple[str | int, ...]]) -> Reader:
        """Read what lies at, or below, these places."""
        if not isinstance(self._read, ObjectReader):
            return self._read
        tree: Slots = {}
        for slot in slots:
            branch = tree
            for step in slot:
                branch = branch.setdefault(step, {})
        return partial(_read_again, [*_steps(self._read, self._document, tree, ())])


def _is_usual(proof: Any) -> bool:
    """Tell a proof that stands alone in an array, has a time and a value, and is all of texts."""
    if type(proof) is not list or len(proof) != 1 or type(proof[0]) is not dict:
        return False
    is_whole = all(name in proof[0] for name in _DIFFERING)
    return is_whole and all(type(value) is str for value in proof[0].values())


def _are_alike(known: Any, proof: Any) -> bool:
    """Tell whether a proof differs from a usual one in its time and value only, if at all."""
    if type(proof) is not list or len(proof) != 1 or type(proof[0]) is not dict:
        return False
    [one], [other] = known, proof
    if one.keys() != other.keys():
        return False
    texts = [other[name] for name in _DIFFERING]
    # half a character would not be ASCII
    if not all(type(value) is str and value.isascii() for value in texts):
        return False
    alike: bool = {**other, **{name: one[name] for name in _DIFFERING}} == one
    return alike


def _read_again(steps: Iterable[_Step], other: Mapping[str, Any]) -> None:
    """Take each step with another document, or raise ``ValidationError``."""
    for way, members, rules, fields in steps:
        holder: Any = other
        for step in way:
            holder = holder[step]
        for key, read in members:
            read(holder[key])
        if rules:
            loaded = Loaded(holder, fields)
            for rule in rules:
                rule(loaded)


def _is_passed(read: Reader, document: Mapping[str, Any]) -> bool:
    try:
        read(document)
    except ValidationError:
        return False
    return True


def _is_sound_proof(proof: Any) -> bool:
    return type(proof) in (dict, list) and is_surely_sound({_PROOF: proof})


class _Step(NamedTuple):
    """The way to an object or array, what is read of it again, and the rules that are asked."""

    way: tuple[Any, ...]
    members: tuple[tuple[Any, Reader], ...]
    rules: tuple[Rule, ...] = ()
    fields: Mapping[str, tuple[str, Reader]] = MappingProxyType({})


def _steps(
    reader: ObjectReader | ManyReader, value: Any, tree: Slots, way: tuple[Any, ...]
) -> Iterator[_Step]:
    """Read of a value only what the tree leads to; all of a part where that cannot be told."""
    members: list[tuple[Any, Reader]] = []
    for key, below in tree.items():
        if isinstance(reader, ObjectReader):
            again = reader.readers.get(key, accept)
        else:
            again = reader.entry
        opened = _opened(again, value[key]) if below else None
        if opened is not None:
            yield from _steps(opened, value[key], below, (*way, key))
        elif not below and isinstance(
            again, FormedReader
        ):  # a text that differs is one not to be remembered
            members.append((key, again.read))
        elif below or again is not read_text:  # what differs is a text
            members.append((key, again))
    if isinstance(reader, ObjectReader):
        rules = tuple(rule for rule in reader.rules if _looks_at(tree, rule, value, reader.fields))
        yield _Step(way, tuple(members), rules, reader.fields)
    elif members:
        yield _Step(way, tuple(members))


def _opened(reader: Reader, value: Any) -> ObjectReader | ManyReader | None:
    """Give what reads a value part by part, if anything does."""
    if isinstance(reader, NodeReader):
        reader = reader.inner
    if isinstance(reader, ObjectReader):
        return reader if type(value) is dict else None
    if isinstance(reader, OneOrManyReader) and type(value) is not list:
        return _opened(reader.entry, value)
    if isinstance(reader, ManyReader) and type(value) is list:
        return reader
    return None


class _Watched(Loaded):
    """An object that takes note of the members whose values a rule asks for (``seen``)."""

    __slots__ = ("seen",)

    def __init__(self, value: Mapping[str, Any], known: Mapping[str, tuple[str, Reader]]) -> None:
        super().__init__(value, known)
        self.seen: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        self.seen.add(self._fields[name][0])
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self.seen.add(self._fields[name][0])
        return super().get(name, default)


def _looks_at(
    tree: Slots, rule: Rule, value: Mapping[str, Any], fields: Mapping[str, tuple[str, Reader]]
) -> bool:
    """Tell whether what a rule says of this object may be different for another."""
    watched = _Watched(value, fields)
    try:
        rule(watched)
    except ValidationError:
        return True
    return not watched.seen.isdisjoint(tree)
