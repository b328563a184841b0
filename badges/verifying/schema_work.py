"""How much work a stranger's JSON Schema would be, counted before anybody sets out to do it.

    >>> tree = {"type": "object", "properties": {"a": {"$ref": "#"}}}
    >>> work(tree, {"a": {"a": {}}})
    5
    >>> work({"allOf": [{"$ref": "#"}]}, {})
    Traceback (most recent call last):
    badges.verifying.schema_work.UnboundedSchemaError: the schema refers to itself without end

A schema of one kilobyte can double the work with each of forty references, and no validator has a
limit. So the walk that it would take is counted here: each pair of a subschema and a value once,
times the ways that lead there. The count is never too low, for whatever may apply is counted; it
asks nothing of the values but their shape.

References are followed inside of the document only. What this count does not understand, nested
``$id``, it refuses: a schema for badges can do without.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any, Final
from urllib.parse import unquote

MAXIMUM_WORK: Final = 200_000
"""Subschemas applied to one document; the official ones take some hundreds."""

MAXIMUM_PATTERNS: Final = 200
"""Regular expressions in one schema; compiling each costs up to a few milliseconds."""

_MAXIMUM_STEPS: Final = 400  # how deep references and values may nest, taken together

_LISTS: Final = ("allOf", "anyOf", "oneOf")
_SINGLES: Final = ("not", "if", "then", "else")
_MAPS: Final = ("dependentSchemas", "dependencies")
_REFERENCES: Final = ("$ref", "$dynamicRef", "$recursiveRef")
_ELEMENTS: Final = ("additionalItems", "unevaluatedItems", "contains")
_MEMBERS: Final = ("additionalProperties", "unevaluatedProperties")
_LOOKING_BACK: Final = ("unevaluatedProperties", "unevaluatedItems")
_ANCHORS: Final = ("$anchor", "$dynamicAnchor")


class UnboundedSchemaError(Exception):
    """The schema takes too much work, or cannot be measured."""


def work(schema: Any, value: Any) -> int:
    """Count the subschemas that are applied to a value; raises ``UnboundedSchemaError``."""
    try:
        return _Walk(schema).count(schema, value, 0)
    except RecursionError:
        raise UnboundedSchemaError("the schema nests too deep") from None


def survey(schema: Any) -> None:
    """Look at the whole of a schema for what makes it unfit; raises ``UnboundedSchemaError``."""
    waiting, patterns, is_root = [schema], 0, True
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            if not is_root and isinstance(node.get("$id", node.get("id")), str) and _is_base(node):
                raise UnboundedSchemaError("the schema holds another one with an address")
            found = node.get("patternProperties")
            patterns += ("pattern" in node) + (len(found) if isinstance(found, dict) else 0)
            waiting += node.values()
        is_root = False
    if patterns > MAXIMUM_PATTERNS:
        raise UnboundedSchemaError("the schema has too many regular expressions")


def _is_base(node: Mapping[str, Any]) -> bool:
    """Tell a subschema with an address of its own; in old drafts a fragment was an anchor."""
    own = node.get("$id", node.get("id"))
    return "$id" in node or (isinstance(own, str) and "$ref" in node)


class _Walk:
    """One count over one schema document."""

    def __init__(self, root: Any) -> None:
        self._root = root
        base = root.get("$id", root.get("id", "")) if isinstance(root, dict) else ""
        self._base = base.partition("#")[0] if isinstance(base, str) else ""
        self._known: dict[tuple[int, int], int | None] = {}
        self._found: dict[str, Any] = {}

    def count(self, schema: Any, value: Any, steps: int) -> int:
        """Count one subschema on one value and all that follows from it."""
        if not isinstance(schema, dict):
            return 1
        place = (id(schema), id(value))
        if place in self._known:
            known = self._known[place]
            if known is None:
                raise UnboundedSchemaError("the schema refers to itself without end")
            return known
        if steps > _MAXIMUM_STEPS:
            raise UnboundedSchemaError("the schema nests too deep")
        self._known[place] = None
        # looking back at what was evaluated may mean to evaluate it again
        again = 2 if any(name in schema for name in _LOOKING_BACK) else 1
        applied = chain(
            ((inner, value, again) for inner in self._beside(schema)),
            ((inner, below, 1) for inner, below in _below(schema, value)),
        )
        total = 1
        for inner, on, times in applied:
            total += times * self.count(inner, on, steps + 1)
            if total > MAXIMUM_WORK:
                raise UnboundedSchemaError("the schema takes too much work")
        self._known[place] = total
        return total

    def _beside(self, schema: Mapping[str, Any]) -> Iterator[Any]:
        """Give the subschemas that apply to the same value."""
        for name in _LISTS:
            found = schema.get(name)
            yield from found if isinstance(found, list) else ()
        for name in _SINGLES:
            if name in schema:
                yield schema[name]
        for name in _MAPS:
            found = schema.get(name)
            yield from found.values() if isinstance(found, dict) else ()
        for name in _REFERENCES:
            if name in schema:
                yield self._target(schema[name])

    def _target(self, reference: Any) -> Any:
        """Follow a reference inside of the document."""
        if not isinstance(reference, str):
            raise UnboundedSchemaError("a reference is no text")
        if reference not in self._found:
            address, _, fragment = reference.partition("#")
            if address not in ("", self._base):
                raise UnboundedSchemaError("the schema refers to another document")
            self._found[reference] = self._at(unquote(fragment))
        return self._found[reference]

    def _at(self, fragment: str) -> Any:
        if fragment and not fragment.startswith("/"):
            return self._anchored(fragment)
        node = self._root
        for part in fragment.split("/")[1:]:
            key = part.replace("~1", "/").replace("~0", "~")
            if isinstance(node, list) and key.isdecimal() and int(key) < len(node):
                node = node[int(key)]
            elif isinstance(node, dict) and key in node:
                node = node[key]
            else:
                raise UnboundedSchemaError("a reference leads nowhere")
        return node

    def _anchored(self, name: str) -> Any:
        waiting = [self._root]
        while waiting:
            node = waiting.pop()
            if isinstance(node, dict):
                own = node.get("$id", node.get("id"))
                if own == f"#{name}" or any(node.get(anchor) == name for anchor in _ANCHORS):
                    return node
                waiting += node.values()
            elif isinstance(node, list):
                waiting += node
        raise UnboundedSchemaError("a reference leads nowhere")


def _below(schema: Mapping[str, Any], value: Any) -> Iterator[tuple[Any, Any]]:
    """Give the subschemas that apply to the values inside of this one."""
    if isinstance(value, dict):
        named = schema.get("properties")
        for name, inner in named.items() if isinstance(named, dict) else ():
            if name in value:
                yield inner, value[name]
        everywhere = [schema[name] for name in _MEMBERS if name in schema]
        patterns = schema.get("patternProperties")
        everywhere += patterns.values() if isinstance(patterns, dict) else []
        yield from ((inner, each) for inner in everywhere for each in value.values())
        if "propertyNames" in schema:
            yield from ((schema["propertyNames"], name) for name in value)
    elif isinstance(value, list):
        everywhere = [schema[name] for name in _ELEMENTS if name in schema]
        for name in ("items", "prefixItems"):
            found = schema.get(name)
            if isinstance(found, list):
                yield from zip(found, value, strict=False)
            elif name in schema:
                everywhere.append(found)
        yield from ((inner, each) for inner in everywhere for each in value)
