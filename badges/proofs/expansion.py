"""JSON-LD expansion in safe mode: what PyLD would leave out of the data is an error here.

PyLD processes contexts and expands; ``SafeProcessor`` looks over its shoulder at every place where
the algorithms of JSON-LD 1.1 API drop a key or a value without a word, and refuses

- what would not reach the data: undefined terms and types, relative ids, nulls, values that float
  free, ``@index``, base directions (a claim added there would not break the signature);
- what reaches the data but not a reader of the JSON: IRIs and keywords in place of terms,
  ``@graph``, ``@included``, ``@nest``, ``@reverse``, contexts written into the document (renaming
  ``validUntil`` that way would not break the signature either).

``expander(load_context)`` gives one ``Expander`` per loader; it may be shared between threads.
"""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final, TypeAlias

from pyld.context_resolver import ContextResolver
from pyld.jsonld import KEYWORDS, JsonLdProcessor
from pyld.jsonld import JsonLdError as PyldError

from badges.proofs.errors import (
    DocumentLimitError,
    DroppedValueError,
    InlineContextError,
    InvalidIriError,
    IriForTermError,
    JsonLdError,
    JsonLdSyntaxError,
    ProtectedTermError,
    RelativeIriError,
    UndefinedTermError,
    UnknownContextError,
    UnsupportedKeywordError,
    excerpt,
)
from badges.proofs.iris import has_scheme
from schemas import documents

LoadContext: TypeAlias = Callable[[str], Mapping[str, Any]]
"""Gives the bundled context of an IRI; raises ``schemas.documents.UnknownContextError`` or
``LookupError`` for any other."""

MAXIMUM_CONTEXTS: Final = 10
"""Contexts in one list; credentials have two to five."""

MAXIMUM_CONTEXT_LISTS: Final = 20
"""Different lists in one document; an endorsed credential has one or two."""

_KNOWN_KEYWORDS = frozenset(KEYWORDS)
_KEYWORDS_IN_USE = frozenset({"@id", "@type", "@value", "@language", "@list"})
_REMEMBERED_CONTEXTS = 1000
_INDEX_CONTAINERS = "a map from indices, ids or types"


class Expander:
    """Expands documents under contexts from one loader, and remembers processed contexts.

    PyLD's caches are not made for threads: whoever uses a ``SafeProcessor`` holds the ``lock``.
    """

    def __init__(self, load_context: LoadContext) -> None:
        self._load_context = load_context
        self.lock = threading.Lock()
        self.processed: dict[tuple[Any, ...], tuple[Any, ...]] = {}
        self.options = {
            "isFrame": False,
            "keepFreeFloatingNodes": False,
            "processingMode": "json-ld-1.1",
            "base": "",
            "documentLoader": self._load,
            "contextResolver": ContextResolver({}, self._load),
        }

    def expand(self, document: Mapping[str, Any]) -> Any:
        """Give the expanded form of one node object; raises a ``JsonLdError``."""
        with self.lock:
            return SafeProcessor(self, document).run()

    def _load(self, iri: str, _options: object) -> dict[str, Any]:
        try:
            # PyLD rewrites contexts in place while it resolves them.
            loaded = copy.deepcopy(dict(self._load_context(iri)))
        except (documents.UnknownContextError, LookupError) as error:
            raise UnknownContextError(
                f"The context {excerpt(iri)} is not among the bundled ones, and is never fetched.",
                iri=iri[:200],
            ) from error
        return {"contextUrl": None, "documentUrl": iri, "document": loaded}


@lru_cache(maxsize=8)
def expander(load_context: LoadContext) -> Expander:
    """Give the one expander of this loader."""
    return Expander(load_context)


class SafeProcessor(JsonLdProcessor):  # type: ignore[misc]  # PyLD has no types
    """PyLD's processor for one document, refusing what it would drop."""

    def __init__(self, shared: Expander, document: Mapping[str, Any]) -> None:
        super().__init__()
        self._shared = shared
        self._document = document
        self._elements: list[Any] = []
        self._context_lists: dict[tuple[int, tuple[str, ...]], Any] = {}

    def run(self) -> Any:
        """Expand the document; every error is one of ours."""
        options = self._shared.options
        with _our_errors():
            return self._expand(self.initial_context(), None, self._document, options)

    def initial_context(self) -> Any:
        """Give the active context before any ``@context``."""
        return self._get_initial_context(self._shared.options)

    def process_context(
        self,
        active_ctx: Any,
        local_ctx: Any,
        *,
        override_protected: bool = False,
        propagate: bool = True,
    ) -> Any:
        """Give the active context under ``local_ctx``; every error is one of ours."""
        with _our_errors():
            return self._process_context(
                active_ctx, local_ctx, self._shared.options, override_protected, propagate
            )

    def _expand(
        self, active_ctx: Any, active_property: Any, element: Any, options: Any, **how: Any
    ) -> Any:
        if element is not None:
            expanded = super()._expand(active_ctx, active_property, element, options, **how)
            if expanded is not None:
                return expanded
        path = self._path(active_property)
        raise DroppedValueError(
            f"The value at {path or '/'} is empty or stands where it says nothing; leave it out.",
            path=path,
        )

    def _expand_object(
        self,
        active_ctx: Any,
        active_property: Any,
        expanded_active_property: Any,
        element: Any,
        expanded_parent: Any,
        *how: Any,
        **options: Any,
    ) -> None:
        self._elements.append(element)
        for key, value in element.items():
            if key != "@context":
                self._check_key(active_ctx, key, value)
        super()._expand_object(
            active_ctx,
            active_property,
            expanded_active_property,
            element,
            expanded_parent,
            *how,
            **options,
        )
        self._check_types(active_ctx, element, _listed(expanded_parent.get("@type")))
        self._elements.pop()

    def _check_key(self, active_ctx: Any, key: str, value: Any) -> None:
        mapping = active_ctx["mappings"].get(key)
        property_ = mapping["@id"] if mapping else key
        if not mapping and not key.startswith("@"):
            if has_scheme(key):
                path = self._path(key)
                raise IriForTermError(
                    f"{excerpt(key)} at {path} is an IRI; use a term that the contexts define.",
                    term=key[:200],
                    path=path,
                )
            # No bundled context has @vocab; a test suite's loader may hand in one that has.
            if not active_ctx.get("@vocab"):
                raise _undefined(key, self._path(key))
        if property_ is None:
            raise _undefined(key, self._path(key))
        if property_.startswith("@"):
            self._check_keyword(active_ctx, key, property_)
        if mapping:
            containers = set(mapping.get("@container") or ())
            if containers & {"@index", "@id", "@type"} and isinstance(value, dict):
                raise _unsupported(_INDEX_CONTAINERS, self._path(key))
        if value is None and (not mapping or mapping.get("@type") != "@json"):
            path = self._path(key)
            raise DroppedValueError(
                f"The value at {path} is null, which says nothing; leave it out.", path=path
            )

    def _check_keyword(self, active_ctx: Any, key: str, keyword: str) -> None:
        if keyword not in _KEYWORDS_IN_USE:
            raise _unsupported(keyword, self._path(key))
        if key == keyword:
            for term, mapping in active_ctx["mappings"].items():
                if mapping and mapping["@id"] == keyword:
                    path = self._path(key)
                    raise IriForTermError(
                        f"The contexts write {keyword} as {excerpt(term)}; so must {path}.",
                        term=key,
                        path=path,
                    )

    def _check_types(self, active_ctx: Any, element: Any, types: Sequence[Any]) -> None:
        # An IRI in place of a type's term would keep the term's own context from applying.
        mappings = active_ctx["mappings"]
        written = {
            text
            for key, value in element.items()
            if key == "@type" or (mappings.get(key) or {}).get("@id") == "@type"
            for text in _listed(value)
            if _is_text(text)
        }
        as_iris = {type_ for type_ in types if type_ in written and has_scheme(type_)}
        for term, mapping in mappings.items() if as_iris else ():
            if mapping and mapping["@id"] in as_iris:
                path = self._path("type")
                raise IriForTermError(
                    f"The contexts have the type {excerpt(term)}; {path} must not write its IRI.",
                    term=term,
                    path=path,
                )

    def _expand_iri(
        self,
        active_ctx: Any,
        value: Any,
        base: Any = None,
        vocab: Any = False,  # noqa: FBT002
        local_ctx: Any = None,
        defined: Any = None,
    ) -> Any:
        if isinstance(value, str) and value.startswith("@") and value not in _KNOWN_KEYWORDS:
            path = self._path(None)
            kind = UndefinedTermError if base is None or vocab else InvalidIriError
            raise kind(
                f"{excerpt(value)} at {path or '/'} looks like a JSON-LD keyword but is none.",
                term=value[:200],
                path=path,
            )
        # PyLD would resolve against a made-up base; a relative id must stay one to be seen.
        expanded = super()._expand_iri(active_ctx, value, None, vocab, local_ctx, defined)
        if base is None or not isinstance(expanded, str) or expanded.startswith(("@", "_:")):
            return expanded
        if not has_scheme(expanded):
            path = self._path(None)
            if vocab:
                raise _undefined(str(value), path)
            raise RelativeIriError(
                f"{excerpt(value)} at {path or '/'} is a relative IRI; write it in full.",
                iri=str(value)[:200],
                path=path,
            )
        return expanded

    def _expand_language_map(self, active_ctx: Any, language_map: Any, direction: Any) -> Any:
        for values in language_map.values():
            if any(item is None for item in _listed(values)) or values is None:
                raise DroppedValueError("A language map holds null; leave it out.", path="")
        return super()._expand_language_map(active_ctx, language_map, direction)

    def _prepare_nested_context(self, active_ctx: Any, element: Any, options: Any) -> Any:
        if "@context" in element:
            self._check_context(element["@context"], active_ctx)
        return super()._prepare_nested_context(active_ctx, element, options)

    def _check_context(self, context: Any, active_ctx: Any) -> None:
        contexts = context if isinstance(context, list) else [context]
        if not 1 <= len(contexts) <= MAXIMUM_CONTEXTS:
            raise UnknownContextError(
                f"A document names 1 to {MAXIMUM_CONTEXTS} contexts, not {len(contexts)}."
            )
        for item in contexts:
            if not isinstance(item, str):
                raise InlineContextError(
                    "A context stands in the document itself; name published contexts only."
                )
        # Each list is processed once for each surroundings it stands in, which takes a while.
        self._context_lists[id(active_ctx), tuple(contexts)] = active_ctx
        if len(self._context_lists) > MAXIMUM_CONTEXT_LISTS:
            raise DocumentLimitError(
                f"The document names contexts in more than {MAXIMUM_CONTEXT_LISTS} different ways."
            )

    def _process_context(
        self,
        active_ctx: Any,
        local_ctx: Any,
        options: Any,
        override_protected: Any = False,  # noqa: FBT002 - PyLD's signature
        propagate: Any = True,  # noqa: FBT002
        validate_scoped: Any = True,  # noqa: FBT002
        cycles: Any = None,
    ) -> Any:
        rest = (override_protected, propagate, validate_scoped, cycles)
        if cycles is not None:  # PyLD checks a scoped context while its parent is half made
            return super()._process_context(active_ctx, local_ctx, options, *rest)
        key = (id(active_ctx), _context_key(local_ctx), override_protected, propagate)
        known = self._shared.processed.get(key)
        if known is None:
            result = super()._process_context(active_ctx, local_ctx, options, *rest)
            if len(self._shared.processed) > _REMEMBERED_CONTEXTS:
                self._shared.processed.clear()
            # Keeping both inputs alive keeps their ids theirs.
            known = self._shared.processed[key] = (result, active_ctx, local_ctx)
        return known[0]

    def _path(self, key: Any) -> str:
        """Give the JSON Pointer (RFC 6901) of the element at work, or of its member ``key``."""
        steps = _find(self._document, self._elements[-1]) if self._elements else []
        steps = [*steps, key] if isinstance(key, str) else steps
        return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def _context_key(local_ctx: Any) -> Any:
    if isinstance(local_ctx, str):
        return local_ctx
    if isinstance(local_ctx, list) and all(isinstance(item, str) for item in local_ctx):
        return tuple(local_ctx)
    return id(local_ctx)


def _listed(value: Any) -> Sequence[Any]:
    if value is None:
        return ()
    return value if isinstance(value, list) else (value,)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _find(place: Any, wanted: Any) -> list[str | int]:
    open_places: list[tuple[Any, list[str | int]]] = [(place, [])]
    while open_places:
        current, steps = open_places.pop()
        if current is wanted:
            return steps
        inner: Iterable[tuple[str | int, Any]] = ()
        if isinstance(current, dict):
            inner = current.items()
        elif isinstance(current, list):
            inner = enumerate(current)
        open_places.extend((value, [*steps, step]) for step, value in inner)
    return []


def _undefined(term: str, path: str) -> UndefinedTermError:
    return UndefinedTermError(
        f"No context of the document defines {excerpt(term)} at {path or '/'}.",
        term=term[:200],
        path=path,
    )


def _unsupported(form: str, path: str) -> UnsupportedKeywordError:
    return UnsupportedKeywordError(
        f"{form} at {path or '/'} is not taken in credentials; write plain terms and values.",
        path=path,
    )


@contextmanager
def _our_errors() -> Iterator[None]:
    try:
        yield
    except PyldError as error:
        raise _translated(error) from error
    except (RecursionError, TypeError, KeyError, AttributeError, ValueError) as error:
        # Shapes that PyLD does not foresee; the documents are hostile, the reason is theirs.
        raise JsonLdSyntaxError("The document is no JSON-LD that can be read.") from error


def _translated(error: PyldError) -> JsonLdError:
    """Give our error for one of PyLD's, whose cause may be ours already."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, JsonLdError):
            return cause
        if isinstance(cause, documents.DocumentError):
            raise cause  # the installation is damaged; that is not the document's fault
        if getattr(cause, "code", None) == "protected term redefinition":
            return ProtectedTermError("A context of the document redefines a protected term.")
        cause = cause.__cause__
    return JsonLdSyntaxError(f"The document is no JSON-LD: {excerpt(error.args[0])}.")
