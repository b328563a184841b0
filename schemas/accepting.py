"""The quick yes: whether a document surely conforms.

    >>> from schemas.ob3 import ImageSchema
    >>> surely_conforms({"id": "https://example.org/a.png", "type": "Image"}, lambda _: ImageSchema)
    True
    >>> surely_conforms({"id": "a.png", "type": "Image"}, lambda _: ImageSchema)
    False

Nearly every document that is checked is in order, and then nobody asks where a problem stands.
So the schemas are compiled once: an object becomes a table of readers by ``data_key``, a list a
loop, and a single value is read by the very method with which its field reads it for marshmallow.
There is no second list of rules here. What this walk does not know (a validator, a hook, a new kind
of field) it leaves to marshmallow's own method, which is slower and never wrong.

``False`` means "not sure", never "wrong": :mod:`schemas.checking` then asks the schemas themselves,
which say what is the matter.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, fields
from marshmallow.decorators import VALIDATES_SCHEMA

from schemas.fields import Checked, Text
from schemas.nodes import (
    Choice,
    Context,
    Either,
    Many,
    Node,
    NodeSchema,
    OneOrMany,
    TypeSet,
    schema_of,
)
from schemas.problems import is_surely_sound, survey

Reader = Callable[[Any], Any]
"""Takes a value, or raises ``ValidationError``; of a single value it gives what was read."""

Rule = Callable[[Mapping[str, Any]], object]
"""Takes an object as it would be loaded, or raises ``ValidationError``."""

Kind = Callable[[Mapping[str, Any]], type[NodeSchema]]

_SCALARS: Final = frozenset({str, bool, int})
_PLAIN_HOOK: Final = {"pass_original": False, "skip_on_field_errors": True}
_Shape: TypeAlias = tuple[
    tuple[str, ...],
    tuple[tuple[str, Reader, Reader], ...],
    tuple[tuple[str, Reader], ...],
]
"""The keys of texts; of values that are remembered, with both their readers; and of others."""

_MOST_SHAPES: Final = 100
_LONGEST_SHAPE: Final = 2000
_REMEMBERED: Final = 1024
_LONGEST_REMEMBERED: Final = 200
_MOST_NAMES: Final = 8
_REMEMBERED_OBJECTS: Final = 256
_LONGEST_REMEMBERED_OBJECT: Final = 16_384


class NotSureError(ValidationError):
    """The quick walk leaves this document to the schemas."""

    def __init__(self) -> None:
        super().__init__("not sure")


def surely_conforms(document: object, kind: Kind) -> bool:
    """Say whether marshmallow would find no problem; ``False`` where that is not sure."""
    if type(document) is not dict or not is_surely_sound(document):
        return False
    try:
        object_reader(kind(document))(document)
    except ValidationError:
        return False
    return True


class ObjectReader:
    """One schema as a table; filled after it was made, for the standards' classes are recursive.

    Objects with the same keys are read alike, so what there is to do for them is found out once.
    """

    __slots__ = ("closed", "fields", "readers", "required", "rules", "shapes")

    def __init__(self, schema: Schema) -> None:
        found = {field.data_key or name: field for name, field in schema.load_fields.items()}
        self.readers = {key: _compiled(field) for key, field in found.items()}
        self.required = frozenset(key for key, field in found.items() if field.required)
        self.closed = schema.unknown == RAISE
        self.fields = {
            name: (
                field.data_key or name,
                field.deserialize
                if type(field) in _HOLDERS
                else self.readers[field.data_key or name],
            )
            for name, field in schema.load_fields.items()
        }
        self.rules: tuple[Rule, ...] = tuple(
            getattr(schema, name)
            for name, _, _ in schema._hooks[VALIDATES_SCHEMA]  # noqa: SLF001 - no public way
        )
        self.shapes: dict[tuple[str, ...], _Shape] = {}

    def __call__(self, value: Any) -> None:
        """Read an object, or raise."""
        if type(value) is not dict:
            raise NotSureError
        keys = (*value,)
        texts, formed, others = self.shapes.get(keys) or self._shape(keys)
        for key in texts:
            if type(value[key]) is not str:
                raise NotSureError
        for key, remembered, other in formed:
            inner = value[key]
            if type(inner) is str and len(inner) <= _LONGEST_REMEMBERED:
                remembered(inner)
            elif inner is None:
                raise NotSureError
            else:
                other(inner)
        for key, reader in others:
            inner = value[key]
            if inner is None and reader is not accept:
                raise NotSureError
            reader(inner)
        if self.rules:
            self.ask(value)

    def ask(self, value: Mapping[str, Any]) -> None:
        """Ask what concerns the object as a whole."""
        loaded = Loaded(value, self.fields)
        for rule in self.rules:
            rule(loaded)

    def _shape(self, keys: tuple[str, ...]) -> _Shape:
        """Sort an object's keys by how their values are read."""
        if not self.required.issubset(keys) or (self.closed and not self.readers.keys() >= {*keys}):
            raise NotSureError
        readers = [(key, self.readers.get(key, accept)) for key in keys]
        shape: _Shape = (
            tuple(key for key, reader in readers if reader is read_text),
            tuple((k, r.remembered, r.other) for k, r in readers if isinstance(r, FormedReader)),
            tuple(
                (key, reader)
                for key, reader in readers
                if reader is not read_text and not isinstance(reader, FormedReader)
            ),
        )
        if len(self.shapes) < _MOST_SHAPES and sum(map(len, keys)) <= _LONGEST_SHAPE:
            self.shapes[keys] = shape
        return shape


class Loaded(Mapping[str, Any]):
    """What marshmallow would hand to a schema's rules, each value read when a rule asks for it."""

    __slots__ = ("_fields", "_value")

    def __init__(self, value: Mapping[str, Any], known: Mapping[str, tuple[str, Reader]]) -> None:
        self._value = value
        self._fields = known

    def __getitem__(self, name: str) -> Any:
        key, read = self._fields[name]
        return read(self._value[key])

    def __contains__(self, name: object) -> bool:
        known = self._fields.get(name)  # type: ignore[call-overload]  # any object may be asked for
        return known is not None and known[0] in self._value

    def get(self, name: str, default: Any = None) -> Any:
        """Give the value as loaded, or ``default``."""
        key, read = self._fields[name]
        return read(self._value[key]) if key in self._value else default

    def __iter__(self) -> Iterator[str]:
        return (name for name, (key, _) in self._fields.items() if key in self._value)

    def __len__(self) -> int:
        return sum(1 for _ in self)


@cache
def object_reader(kind: type[Schema]) -> Reader:
    """Give the reader of a schema, compiled at first use."""
    schema = schema_of(kind)
    return ObjectReader(schema) if _is_plain(schema) else schema.load


def _is_plain(schema: Schema) -> bool:
    """Say whether loading is reading the fields, then the rules over the whole, and no more."""
    hooks = {tag: found for tag, found in schema._hooks.items() if found}  # noqa: SLF001 - as above
    rules = hooks.get(VALIDATES_SCHEMA, ())
    return (
        schema.unknown in (RAISE, EXCLUDE)
        and hooks.keys() <= {VALIDATES_SCHEMA}
        and all(not many and options == _PLAIN_HOOK for _, many, options in rules)
    )


def _compiled(field: fields.Field[Any]) -> Reader:
    """Give what reads a field's value as ``field.deserialize`` does."""
    extras = (field.validators, field.pre_load, field.post_load)
    if not isinstance(field, Checked) or field.allow_none or any(extras):
        return _single(field.deserialize)
    compile_: Callable[[Any], Reader] = _COMPILERS.get(type(field), FormedReader)
    return compile_(field)


def _foreign(value: object) -> None:
    """Accept a value that no schema describes if it is JSON."""
    if survey({"": value}) is not None:
        raise NotSureError


def accept(value: object) -> None:
    """Read the value of a key that no schema describes."""
    if type(value) not in _SCALARS:
        _foreign(value)


def _single(read: Reader) -> Reader:
    """Read a value of any kind; what is inside it is nobody else's to look at."""

    def checked(value: Any) -> Any:
        if type(value) not in _SCALARS:
            _foreign(value)
        return read(value)

    return checked


class FormedReader:
    """Reads a value of some form; most are short texts, and the same ones come again."""

    __slots__ = ("other", "read", "remembered")

    def __init__(self, field: Checked[Any]) -> None:
        self.read = field._read  # noqa: SLF001 - one family
        self.remembered = lru_cache(_REMEMBERED)(self.read)
        self.other = _single(self.read)

    def __call__(self, value: Any) -> Any:
        """Read a value, or find what was read before."""
        if type(value) is str and len(value) <= _LONGEST_REMEMBERED:
            return self.remembered(value)
        return self.other(value)


def read_text(value: Any) -> str:
    """Read a text of any words."""
    if type(value) is not str:
        raise NotSureError
    return value


def _names(field: TypeSet | Context) -> Reader:
    """Remember the lists of types and of contexts that were fine: there are few."""
    other = _single(field._read)  # noqa: SLF001 - one family
    remembered = lru_cache(_REMEMBERED)(lambda names: other(list(names)))

    def checked(value: Any) -> Any:
        if type(value) is not list or len(value) > _MOST_NAMES:
            return other(value)
        for each in value:
            if type(each) is not str or len(each) > _LONGEST_REMEMBERED:
                return other(value)
        return remembered((*value,))

    return checked


class NodeReader:
    """Reads an object of one class, looked up at the first call: it may hold this very field."""

    __slots__ = ("_kind", "_read")

    def __init__(self, kind: Callable[[], type[Schema]]) -> None:
        self._kind = kind
        self._read: Reader | None = None

    @property
    def inner(self) -> Reader:
        """What reads the class."""
        if self._read is None:
            self._read = object_reader(self._kind())
        return self._read

    def __call__(self, value: Any) -> None:
        """Read an object, or raise."""
        (self._read or self.inner)(value)


def _node(field: Node) -> Reader:
    read = NodeReader(field.kind)
    return _repeated(read) if field.repeats else read


def _repeated(read: Reader) -> Reader:
    """Remember the last objects that were fine, by their bytes.

    Other than JSON, marshal's format 2 has different bytes for all that differs (1, 1.0 and true;
    a list and a tuple), and the same bytes for the same value.
    """
    remembered = lru_cache(_REMEMBERED_OBJECTS)(
        lambda data: read(marshal.loads(data))  # noqa: S302 - what was written a line before
    )

    def checked(value: Any) -> None:
        try:
            data = marshal.dumps(value, 2)
        except ValueError:  # nothing that JSON has
            raise NotSureError from None
        if len(data) > _LONGEST_REMEMBERED_OBJECT:
            read(value)
        else:
            remembered(data)

    return checked


def _choice(field: Choice) -> Reader:
    choose = field.choose

    def read(value: Any) -> None:
        if type(value) is not dict:
            raise NotSureError
        object_reader(choose(value))(value)

    return read


def _either(field: Either) -> Reader:
    address, node = _compiled(field.address), _compiled(field.node)
    return lambda value: (node if type(value) is dict else address)(value)


class ManyReader:
    """Reads an array, entry by entry."""

    __slots__ = ("_least", "entry")

    def __init__(self, field: Many[Any] | OneOrMany[Any]) -> None:
        self.entry = _compiled(field.inner)
        self._least = field.least

    def __call__(self, value: Any) -> None:
        """Read an array, or raise."""
        if type(value) is not list or len(value) < self._least:
            raise NotSureError
        for each in value:
            if each is None:
                raise NotSureError
            self.entry(each)


class OneOrManyReader(ManyReader):
    """Reads one value, or an array of them."""

    __slots__ = ()

    def __call__(self, value: Any) -> None:
        """Read what stands there, or raise."""
        (super().__call__ if type(value) is list else self.entry)(value)


_Compilers: TypeAlias = Mapping[type[Checked[Any]], Callable[[Any], Reader]]
_HOLDERS: Final[_Compilers] = MappingProxyType(
    {Node: _node, Choice: _choice, Either: _either, Many: ManyReader, OneOrMany: OneOrManyReader}
)
"""Fields that hold fields."""

_COMPILERS: Final[_Compilers] = MappingProxyType(
    {
        **_HOLDERS,
        Text: lambda field: FormedReader(field) if field.choices else read_text,
        TypeSet: _names,
        Context: _names,
    }
)
"""How the fields are compiled that have a quicker way than their own."""
