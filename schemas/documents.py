"""The JSON-LD contexts that documents name, from the wheel and never from the network.

    >>> load_context("https://www.w3.org/ns/credentials/v2")["@context"]["@protected"]
    True

``catalog.json`` says for each address which file holds it, the SHA-256 of its bytes, where
those came from and under which licence. The list is closed: what is not in it is refused, since
whoever serves a context decides what the signed words mean. Contexts that define ``@vocab``
(W3C's examples, undefined-terms) are left out on purpose; with them every typing error becomes
a defined term.
"""

from __future__ import annotations

import functools
import hashlib
import json
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final, cast

_ROOM: Final = resources.files(__package__ or "schemas")


class DocumentError(Exception):
    """The base of what this module raises."""


class UnknownContextError(DocumentError):
    """The address is not among the contexts that we accept; ``iri`` is what was asked for."""

    def __init__(self, iri: str) -> None:
        self.iri = iri
        super().__init__(
            f"The context {iri[:200]!r} is not among those that this service knows; "
            "contexts are never fetched, so use one that context_iris() lists."
        )


class DamagedContextError(DocumentError):
    """A bundled file is not the one that was shipped; install the package again."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a bundled context comes from.

    ``sha256`` is the hexadecimal digest of the file's bytes, ``source`` a package with its
    version or a repository with its commit, and the path there.
    """

    iri: str
    file: str
    sha256: str
    source: str
    licence: str


def load_context(iri: str) -> dict[str, Any]:
    """Give the context document at ``iri``, fresh, so that the caller may change it.

    Raises :class:`UnknownContextError` for an address that is not bundled and
    :class:`DamagedContextError` if the bundled bytes are not those that the catalog names.
    """
    return cast("dict[str, Any]", json.loads(_checked_bytes(describe_context(iri))))


def context_bytes(iri: str) -> bytes | None:
    """Give the bytes of the context at ``iri``, none where it is not bundled."""
    found = _catalog().get(iri)
    return None if found is None else _checked_bytes(found)


def describe_context(iri: str) -> Source:
    """Give a context's line in the catalog; raises :class:`UnknownContextError`."""
    found = _catalog().get(iri)
    if found is None:
        raise UnknownContextError(iri)
    return found


def context_iris() -> frozenset[str]:
    """Give the addresses of all bundled contexts."""
    return frozenset(_catalog())


@functools.cache
def _catalog() -> dict[str, Source]:
    lines = json.loads((_ROOM / "catalog.json").read_text("utf-8"))
    return {iri: Source(iri=iri, **line) for iri, line in lines.items()}


@functools.cache
def _checked_bytes(source: Source) -> bytes:
    data = (_ROOM / "contexts" / source.file).read_bytes()
    if hashlib.sha256(data).hexdigest() != source.sha256:
        raise DamagedContextError(
            f"The bundled context {source.file} is not the one that was shipped; "
            "install the package again."
        )
    return data
