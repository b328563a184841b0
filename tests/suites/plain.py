"""Two forms that the product refuses and the W3C's suites ask for, brought into plain ones.

A context written into the document lets whoever holds the document rename its terms, and
``@direction`` is covered by no signature over RDF: the product signs and verifies neither. The
data model allows both, so the suites' fixtures have them. Here an inline context becomes one with
an address made of its digest, and ``@direction`` is dropped as JSON-LD 1.1 API, 8.6 does. The
statements stay those of the given document, and so does the signature.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from tests.suites.contexts import load_test_context

LoadContext = Callable[[str], Mapping[str, Any]]
Reading = Callable[[Any], tuple[Any, LoadContext]]
"""From a given document to the one that is signed or verified, and how its contexts are loaded."""


def as_it_is(document: Any) -> tuple[Any, LoadContext]:
    """Give the document as it stands."""
    return document, load_test_context


def as_given(signed: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Give what was signed in the form in which it was given, with contexts that were added."""
    if "proof" not in signed:  # an envelope
        return dict(signed)
    contexts = given["@context"]
    added = signed["@context"][len(contexts) :]
    return {**signed, **given, "@context": [*contexts, *added]}


def plain(document: Any) -> tuple[Any, LoadContext]:
    """Give the document in plain form, and how its contexts are loaded."""
    inline: dict[str, dict[str, Any]] = {}

    def load(iri: str) -> Mapping[str, Any]:
        if iri not in inline:
            return load_test_context(iri)
        return inline[iri] if "@context" in inline[iri] else {"@context": inline[iri]}

    def named(context: Any) -> Any:
        if not isinstance(context, dict):
            return context
        text = json.dumps(context, sort_keys=True)
        iri = f"urn:sha256:{hashlib.sha256(text.encode()).hexdigest()}"
        inline[iri] = context
        return iri

    def walk(value: Any) -> Any:
        if isinstance(value, list):
            return [walk(each) for each in value]
        if not isinstance(value, dict):
            return value
        return {
            key: ([named(each) for each in inner] if isinstance(inner, list) else named(inner))
            if key == "@context"
            else walk(inner)
            for key, inner in value.items()
            if key != "@direction"
        }

    return walk(document), load
