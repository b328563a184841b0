"""Fields that hold other fields, and the base of every schema in this room.

    >>> class Note(NodeSchema):
    ...     narrative = Text(required=True)
    >>> OneOrMany(Node(lambda: Note)).deserialize({"narrative": "Well done"})
    [{'narrative': 'Well done'}]

Both serialisations of JSON-LD are read: the canonical one, where everything that may occur
more than once is a list, and the compacted one, where a single value stands alone (OB 3.0,
"Serialization").
"""

from __future__ import annotations

import copy
import functools
import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final, TypeVar

from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, fields

from schemas.fields import Checked, Text, is_iri
from schemas.problems import Sentence

_T = TypeVar("_T")
_HUMP: Final = re.compile(r"_([a-z])")
# BCP 47 in outline; which subtags are registered changes every few months
_LANGUAGE_TAG: Final = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")


class NodeSchema(Schema):
    """An object of a document.

    Attributes are spelled as Python does; the document's camelCase is their ``data_key``.
    Properties that the standard does not name are left alone (JSON-LD's open world): checking
    never re-writes a document, so nothing is lost by not loading them.
    """

    class Meta:
        """Unknown properties are somebody's extension."""

        unknown = EXCLUDE

    error_messages = {  # noqa: RUF012 - as marshmallow declares it
        "type": Sentence("not_object"),
        "unknown": Sentence("unknown", term=""),
    }

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        """Spell the attribute as the standard does, unless its field says otherwise."""
        if field_obj.data_key is None:
            field_obj.data_key = _HUMP.sub(lambda found: found[1].upper(), field_name)


class ClosedSchema(NodeSchema):
    """An object whose properties the standard names in full (``additionalProperties: false``)."""

    class Meta:
        """Unknown properties are refused."""

        unknown = RAISE


@functools.cache
def schema_of(kind: type[Schema]) -> Schema:
    """Give the one instance of a schema; the classes are recursive, the instances shared."""
    return kind()


def ask(field: Checked[Any], value: object) -> None:
    """Ask from a schema's rule that ``value`` suits ``field``; complain at its ``data_key``."""
    is_plain = type(value) is str and not field.validators
    try:
        (field._read if is_plain else field.deserialize)(value)  # noqa: SLF001 - one family
    except ValidationError as error:
        raise ValidationError({field.term: error.messages}) from None


class Node(Checked[dict[str, Any]]):
    """An object of its own schema, named late because the standard's classes are recursive.

    ``repeats`` says that the same object stands in many documents, so that it may be remembered.
    """

    def __init__(
        self, kind: Callable[[], type[Schema]], *, repeats: bool = False, **options: Any
    ) -> None:
        super().__init__(**options)
        self.kind = kind
        self.repeats = repeats

    def _read(self, value: object) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self.make_error("node")
        loaded: dict[str, Any] = schema_of(self.kind()).load(value)
        return loaded

    def _write(self, value: Any) -> Any:
        return schema_of(self.kind()).dump(value)


class Choice(Node):
    """An object whose schema depends on what it says of itself."""

    def __init__(self, choose: Callable[[Mapping[str, Any]], type[Schema]], **options: Any) -> None:
        super().__init__(lambda: NodeSchema, **options)
        self.choose = choose

    def _read(self, value: object) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self.make_error("node")
        loaded: dict[str, Any] = schema_of(self.choose(value)).load(value)
        return loaded

    def _write(self, value: Any) -> Any:
        said = {"@context": value.get("context"), "type": value.get("type")}
        return schema_of(self.choose(said)).dump(value)


class Either(Checked[Any]):
    """An address, or the object that would be found there."""

    def __init__(self, address: Checked[str], node: Node, **options: Any) -> None:
        super().__init__(**options)
        self.address = address
        self.node = node

    def _bind_to_schema(self, field_name: str, parent: Any) -> None:
        super()._bind_to_schema(field_name, parent)
        self.address, self.node = copy.copy(self.address), copy.copy(self.node)
        for inner in (self.address, self.node):
            inner._bind_to_schema(field_name, self)  # noqa: SLF001 - as fields.List does

    def _read(self, value: object) -> Any:
        return (self.node if isinstance(value, dict) else self.address).deserialize(value)

    def _write(self, value: Any) -> Any:
        return self.node._write(value) if isinstance(value, dict) else value  # noqa: SLF001 - one family


class Many(Checked[list[_T]]):
    """A list, of at least ``least`` entries."""

    def __init__(self, inner: Checked[_T], *, least: int = 0, **options: Any) -> None:
        super().__init__(**options)
        self.inner = inner
        self.least = least

    def _bind_to_schema(self, field_name: str, parent: Any) -> None:
        super()._bind_to_schema(field_name, parent)
        self.inner = copy.copy(self.inner)
        self.inner._bind_to_schema(field_name, self)  # noqa: SLF001 - as fields.List does

    def _read(self, value: object) -> list[_T]:
        if not isinstance(value, list):
            raise self.make_error("list")
        if len(value) < self.least:
            raise self.make_error("empty")
        loaded, complaints = [], {}
        for place, each in enumerate(value):
            try:
                loaded.append(self.inner.deserialize(each))
            except ValidationError as error:
                complaints[place] = error.messages
        if complaints:
            raise ValidationError(complaints)
        return loaded

    def _write(self, value: Any) -> Any:
        return [self.inner._write(each) for each in value]  # noqa: SLF001 - one family


class OneOrMany(Many[_T]):
    """A list or, in compacted form, its only entry alone; always loaded as a list."""

    def _read(self, value: object) -> list[_T]:
        if isinstance(value, list):
            return super()._read(value)
        return [self.inner.deserialize(value)]


class TypeSet(Checked[list[str]]):
    """The ``type`` of an object: of each group in ``wanted``, at least one must be named.

    ``single`` allows the compacted form, where one type stands alone instead of in a list.
    """

    def __init__(self, *wanted: str | Collection[str], single: bool = True, **options: Any) -> None:
        super().__init__(required=True, data_key="type", **options)
        self.wanted = tuple(
            (group,) if isinstance(group, str) else tuple(group) for group in wanted
        )
        self.single = single

    def _read(self, value: object) -> list[str]:
        if isinstance(value, str) and self.single:
            value = [value]
        if not isinstance(value, list):
            raise self.make_error("list")
        if not value:
            raise self.make_error("empty")
        if not all(isinstance(name, str) for name in value):
            raise self.make_error("text")
        for group in self.wanted:
            if not set(group) & set(value):
                raise self.make_error("type", choices=" / ".join(group))
        return value


class Context(Checked[list[Any]]):
    """The ``@context``: an ordered list, the first entries of which are settled.

    ``places`` gives a pattern for each of the first entries, ``shown`` what to write instead.
    """

    def __init__(
        self, *places: re.Pattern[str], shown: Collection[str], single: bool = False
    ) -> None:
        super().__init__(required=True, data_key="@context")
        self.places = places
        self.shown = tuple(shown)
        self.single = single

    def _read(self, value: object) -> list[Any]:
        if isinstance(value, str) and self.single:
            value = [value]
        if not isinstance(value, list):
            raise self.make_error("list")
        complaints = {}
        for place, pattern in enumerate(self.places):
            found = value[place] if place < len(value) else None
            if not isinstance(found, str) or not pattern.fullmatch(found):
                complaints[place] = self.make_error("context", choices=self.shown[place]).messages
        for place, entry in enumerate(value[len(self.places) :], len(self.places)):
            if not isinstance(entry, dict) and not is_iri(entry):
                complaints[place] = self.make_error("context_entry").messages
        if complaints:
            raise ValidationError(complaints)
        return value


class AnyObject(Checked[dict[str, Any]]):
    """An object whose meaning lies with somebody else; it must say something, though."""

    def _read(self, value: object) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self.make_error("node")
        if not value:
            raise self.make_error("empty")
        return value


class LanguageText(Text):
    """A text, or a JSON-LD value object with its language and direction (VCDM 2.0, 4.6)."""

    allowed: Final = frozenset({"@value", "@language", "@direction"})

    def _read(self, value: Any) -> Any:
        if isinstance(value, str):
            return value
        if (
            not isinstance(value, dict)
            or "@value" not in value
            or not self.allowed.issuperset(value)
            or not all(isinstance(part, str) for part in value.values())
            or value.get("@direction", "ltr") not in {"ltr", "rtl"}
            or not _LANGUAGE_TAG.fullmatch(value.get("@language", "en"))
        ):
            raise self.make_error("language_text")
        return value
