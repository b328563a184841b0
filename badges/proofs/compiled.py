"""Contexts processed once: for each shape of node, the statements it makes, in canonical order.

A *shape* is the surroundings a JSON object stands in, its keys and its types; a credential has
some ten, and all credentials of one kind have the same. PyLD processes the contexts of a shape
once; what remains is a ``Plan``: which member becomes which predicate, in the order of canonical
N-Quads. To write an object's statements is then to walk its plan (``walking``).

``Compiler`` compiles only what has one plain meaning: terms of the contexts, ``@set``, types that
are terms. For all else it raises ``NotMineError``, and the full processor (``jsonld``) decides. The
conditions are stated where they are checked; each is one under which ``expansion`` refuses nothing
and adds nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, TypeAlias

from badges.proofs.errors import JsonLdError
from badges.proofs.expansion import MAXIMUM_CONTEXTS, LoadContext, SafeProcessor, expander
from badges.proofs.iris import PLAIN_SCHEMES, has_scheme, is_absolute_iri
from badges.proofs.quads import RDF, XSD

LITERAL: Final = 1
"""A string becomes a literal with the step's datatype."""
IRI: Final = 2
"""A string is an IRI (``@type: @id``)."""
TERM: Final = 3
"""A string is a term of the vocabulary (``@type: @vocab``)."""
NO_STRING: Final = 4
"""A string is not written here (``xsd:double``); objects and numbers are."""
CONSTANT: Final = 5
"""What is written is the same for every object of the shape: its types."""

REPEATED_TERMS: Final = frozenset({"issuer", "achievement"})
"""Members that many credentials share; what they make is remembered (``remembering``)."""

_MAXIMUM_SHAPES: Final = 2000
_MAXIMUM_TYPES: Final = 10
_ORDINARY_ENTRIES = frozenset(
    {"@id", "@type", "@container", "@context", "reverse", "protected", "_prefix", "_term_has_colon"}
)
_DEFAULTS = ("@language", "@direction", "@vocab")
_KEYWORDS = {"id": "@id", "type": "@type"}
LINE_END: Final = b" .\n"
_RDF_TYPE = f" <{RDF}type> ".encode()

ActiveContext: TypeAlias = Mapping[str, Any]
Types: TypeAlias = "str | tuple[str, ...]"


class NotMineError(Exception):
    """The document is for the full processor; this says nothing about whether it is sound."""


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """The surroundings of an object: the context in which its types are read.

    ``reference`` is the one that holds for an object with nothing but an id, which does not leave
    the type-scoped context it stands in (JSON-LD 1.1 API, 5.1.2, step 7).
    """

    active: ActiveContext
    reference: ActiveContext
    plans: dict[tuple[tuple[str, ...], Types], Plan] = field(default_factory=dict)
    nested: dict[tuple[str, ...], Scope] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Term:
    """What a member's value means.

    ``prefix`` is the predicate between its spaces, ``kind`` one of the constants above,
    ``datatype`` what a literal is coerced to, ``end`` what follows a literal's quotes, ``words``
    the line's end for each string that a ``TERM`` may be, ``active`` the context for values.
    ``scope`` is where objects stand that are values, once one was seen.
    """

    prefix: bytes
    kind: int
    datatype: str | None
    end: bytes
    words: Mapping[str, bytes]
    repeats: bool
    active: ActiveContext
    scoped_context: Any
    scope: Scope | None = None

    @property
    def mappings(self) -> Mapping[str, Any]:
        """Give the terms that an IRI's scheme must not be one of, else it is a compact IRI."""
        mappings: Mapping[str, Any] = self.active["mappings"]
        return mappings


Step: TypeAlias = tuple[str, int, bytes, Any, Term]
"""Key, kind, what begins and what ends a string's line, meaning.

A constant's lines stand where others have the end.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """How objects of one shape are written; ``steps`` is ``None`` for shapes that are not ours."""

    steps: tuple[Step, ...] | None
    has_id: bool
    mappings: Mapping[str, Any]


class Compiler:
    """The plans of all shapes seen under contexts from one loader.

    May be shared between threads: a walk only looks up, and what is missing is compiled under the
    lock that PyLD's caches need anyway.
    """

    def __init__(self, load_context: LoadContext) -> None:
        self._expander = expander(load_context)
        self._processor = SafeProcessor(self._expander, {})
        self._forget()

    def _forget(self) -> None:
        # Walks under way keep what they hold; contexts are told apart by identity, so the scopes
        # that keep them alive go together with the roots.
        self.roots: dict[tuple[str, ...], Scope] = {}
        self._scopes: dict[tuple[int, int], Scope] = {}
        self._shapes = 0

    def root(self, contexts: Any) -> Scope:
        """Give the surroundings of a document with this ``@context``."""
        known = self.roots.get(tuple(contexts)) if type(contexts) is list else None
        if known is None:
            key = _listed_contexts(contexts)
            with self._expander.lock:
                initial = self._processor.initial_context()
                active = self._process(initial, list(key))
                known = self.roots[key] = self._scope(active, active)
        return known

    def nested(self, scope: Scope, contexts: Any) -> Scope:
        """Give the surroundings of an object that names contexts of its own."""
        key = _listed_contexts(contexts)
        known = scope.nested.get(key)
        if known is None:
            with self._expander.lock:
                active = self._process(scope.active, list(key))
                known = scope.nested[key] = self._scope(active, active)
        return known

    def inside(self, term: Term) -> Scope:
        """Give the surroundings of an object that is the value of a term."""
        if term.scope is None:
            with self._expander.lock:
                term.scope = self._inside(term)
        return term.scope

    def plan(self, scope: Scope, keys: tuple[str, ...], types: Types) -> Plan:
        """Compile a shape, or remember that it is not ours."""
        with self._expander.lock:
            try:
                plan = self._plan(scope, keys, types)
            except NotMineError:
                plan = Plan(None, has_id=False, mappings={})
            scope.plans[keys, types] = plan
            self._count()
            return plan

    def _count(self) -> None:
        self._shapes += 1
        if self._shapes > _MAXIMUM_SHAPES:
            self._forget()

    def _process(self, active: ActiveContext, local: Any, **how: bool) -> ActiveContext:
        try:
            processed: ActiveContext = self._processor.process_context(active, local, **how)
        except JsonLdError as error:
            raise NotMineError from error
        # Defaults change what every value means; no credential context sets one.
        if any(default in processed for default in _DEFAULTS):
            raise NotMineError
        # So an IRI that begins with one of these is never taken for a compact one.
        if any(scheme in processed["mappings"] for scheme in PLAIN_SCHEMES):
            raise NotMineError
        return processed

    def _scope(self, active: ActiveContext, reference: ActiveContext) -> Scope:
        key = id(active), id(reference)
        known = self._scopes.get(key)
        if known is None:
            known = self._scopes[key] = Scope(active, reference)
            self._count()
        return known

    def _inside(self, term: Term) -> Scope:
        reference = term.active
        active = reference.get("previousContext", reference)
        if term.scoped_context:
            reference = self._process(reference, term.scoped_context, override_protected=True)
            active = self._process(active, term.scoped_context, override_protected=True)
        return self._scope(active, reference)

    def _plan(self, scope: Scope, keys: tuple[str, ...], types: Types) -> Plan:
        listed = (types,) if isinstance(types, str) else types
        active, iris = self._with_types(scope, keys, listed)
        if keys == ("id",):
            active = scope.reference
        steps = list(self._steps(scope, active, keys))
        if iris:
            lines = tuple(_RDF_TYPE + b"<" + iri.encode() + b">" + LINE_END for iri in iris)
            types_term = Term(_RDF_TYPE, CONSTANT, None, b"", {}, False, active, None)  # noqa: FBT003
            steps.append(("type", CONSTANT, b"", lines, types_term))
        steps.sort(key=lambda step: step[-1].prefix)
        if len({step[-1].prefix for step in steps}) != len(steps):
            raise NotMineError  # two members with one predicate would have to be sorted together
        return Plan(tuple(steps), has_id="id" in keys, mappings=active["mappings"])

    def _with_types(
        self, scope: Scope, keys: tuple[str, ...], types: tuple[str, ...]
    ) -> tuple[ActiveContext, list[str]]:
        """Apply the contexts of the types, and give the types' IRIs in order."""
        if ("type" in keys) != bool(types) or len(types) > _MAXIMUM_TYPES:
            raise NotMineError
        active = scope.active
        mappings = active["mappings"]
        iris = set()
        for type_ in sorted(types):
            mapping = mappings.get(type_)
            if not mapping or has_scheme(type_) or not _is_iri(mapping["@id"]):
                raise NotMineError
            iris.add(mapping["@id"])
            if mapping.get("@context"):
                active = self._process(active, mapping["@context"], propagate=False)
        return active, sorted(iris)

    def _steps(self, scope: Scope, active: ActiveContext, keys: tuple[str, ...]) -> Iterator[Step]:
        surroundings = [context["mappings"] for context in (scope.active, scope.reference, active)]
        for key in keys:
            if key == "@context":
                continue
            # A keyword has one name in all surroundings, and no other key is one.
            keyword = _KEYWORDS.get(key)
            for mappings in surroundings:
                name = (mappings.get(key) or {}).get("@id")
                if (name != keyword) if keyword else (isinstance(name, str) and name[:1] == "@"):
                    raise NotMineError
            if keyword is None:
                yield self._step(key, active)

    def _step(self, key: str, active: ActiveContext) -> Step:
        mapping = active["mappings"].get(key)
        if not mapping or key.startswith("@") or not _is_ordinary(mapping):
            raise NotMineError
        if mapping.get("@context"):
            active = self._process(active, mapping["@context"], override_protected=True)
            if active["mappings"].get(key) != mapping:
                raise NotMineError
        prefix = b" <" + mapping["@id"].encode() + b"> "
        kind, datatype, end = _coercion(mapping.get("@type"))
        words = _words(active) if kind == TERM else {}
        repeats = key in REPEATED_TERMS
        term = Term(prefix, kind, datatype, end, words, repeats, active, mapping.get("@context"))
        return key, kind, prefix + b"<" if kind == IRI else prefix, end, term


@lru_cache(maxsize=8)
def compiler(load_context: LoadContext) -> Compiler:
    """Give the one compiler of this loader."""
    return Compiler(load_context)


def _listed_contexts(contexts: Any) -> tuple[str, ...]:
    listed = contexts if type(contexts) is list else [contexts]
    if not 1 <= len(listed) <= MAXIMUM_CONTEXTS or not all(type(item) is str for item in listed):
        raise NotMineError
    return tuple(listed)


def _is_iri(name: Any) -> bool:
    return isinstance(name, str) and is_absolute_iri(name)


def _is_ordinary(mapping: Mapping[str, Any]) -> bool:
    coercion = mapping.get("@type")
    return (
        mapping.keys() <= _ORDINARY_ENTRIES
        and not mapping["reverse"]
        and mapping.get("@context") is not False  # a context of null
        and set(mapping.get("@container") or ()) <= {"@set"}
        and _is_iri(mapping["@id"])
        and (coercion in (None, "@id", "@vocab") or _is_iri(coercion))
    )


def _coercion(coercion: str | None) -> tuple[int, str | None, bytes]:
    """Give the kind, the datatype and the end of a string's line."""
    if coercion == "@id":
        return IRI, None, b">" + LINE_END
    if coercion == "@vocab":
        return TERM, None, b""
    if coercion == XSD + "double":
        return NO_STRING, coercion, b""
    suffix = "" if coercion in (None, XSD + "string") else f"^^<{coercion}>"
    return LITERAL, coercion, suffix.encode() + LINE_END


def _words(active: ActiveContext) -> dict[str, bytes]:
    return {
        word: b"<" + mapping["@id"].encode() + b">" + LINE_END
        for word, mapping in active["mappings"].items()
        if mapping and _is_iri(mapping["@id"])
    }
