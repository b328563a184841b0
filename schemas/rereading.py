"""Reading again only what may differ from a document that is known to conform.

    >>> from schemas.ob3 import ImageSchema
    >>> one = {"id": "https://example.org/a.png", "type": "Image", "caption": "A leaf"}
    >>> is_in_order = rereader(lambda _: ImageSchema, one, [("id",)])
    >>> is_in_order({**one, "id": "https://example.org/b.png"}), is_in_order({**one, "id": "b.png"})
    (True, False)

Every member of an object is read by itself, and then the object as a whole. So, where two documents
differ in some texts only, it is enough to read these, and to ask what concerns the objects that they
stand in as a whole.
"""  # noqa: E501 - the example is one line

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from marshmallow import ValidationError

from schemas.accepting import (
    Kind,
    ManyReader,
    NodeReader,
    NotSureError,
    ObjectReader,
    OneOrManyReader,
    Reader,
    accept,
    object_reader,
)
from schemas.problems import is_surely_sound

_PROOF: Final = "proof"

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
    tree: Slots = {}
    for slot in slots:
        branch = tree
        for step in slot:
            branch = branch.setdefault(step, {})
    has_proof = _PROOF in document
    if has_proof:
        tree[_PROOF] = {}
    read = _again(object_reader(kind(document)), document, tree)

    def is_in_order(other: Mapping[str, Any]) -> bool:
        if (_PROOF in other) is not has_proof:
            return False
        try:
            if has_proof and not _is_sound_proof(other[_PROOF]):
                return False
            read(other)
        except ValidationError:
            return False
        return True

    return is_in_order


def _is_sound_proof(proof: Any) -> bool:
    return type(proof) in (dict, list) and is_surely_sound({_PROOF: proof})


def _again(reader: Reader, value: Any, tree: Slots) -> Reader:
    """Give what reads of a value only what the tree leads to, or all where it cannot be told."""
    if isinstance(reader, NodeReader):
        reader = reader.inner
    if not tree:
        return reader
    if isinstance(reader, ObjectReader) and type(value) is dict:
        return _members(reader, value, tree)
    if isinstance(reader, ManyReader) and type(value) is list and len(value) == 1:
        first = _again(reader.entry, value[0], tree[0])
        return lambda other: first(other[0])
    if isinstance(reader, OneOrManyReader) and type(value) is dict:
        return _again(reader.entry, value, tree)
    return reader


def _members(reader: ObjectReader, value: dict[str, Any], tree: Slots) -> Reader:
    steps = [
        (key, _again(reader.readers.get(key, accept), value[key], below))
        for key, below in tree.items()
    ]

    def read(other: Any) -> None:
        for key, again in steps:
            inner = other[key]
            if inner is None:
                raise NotSureError
            again(inner)
        if reader.rules:
            reader.ask(other)

    return read
