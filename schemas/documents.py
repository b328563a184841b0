"""The JSON-LD contexts that documents name, from the wheel and never from the network.

    >>> load_context("https://www.w3.org/ns/credentials/v2")["@context"]["@protected"]
    True

``catalog.json`` says for each address which file holds it, the SHA-256 of its bytes, where
those came from and under which licence. The list is closed: what is not in it is refused, since
whoever serves a context decides what the signed words mean. Contexts that define ``@vocab``
(W3C's examples, undefined-terms) are left out on purpose; with them every typing error becomes
a defined term. Whoever runs the service may add files of their own, each with its SHA-256, by a
catalogue of the same shape: :func:`add_contexts`.
"""

from __future__ import annotations

import functools
import hashlib
import json
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Final, cast
from urllib.parse import urlsplit

MAXIMUM_CATALOGUE_BYTES: Final = 100_000
MAXIMUM_CONTEXT_BYTES: Final = 1_000_000
MAXIMUM_ADDED: Final = 100
"""Contexts in an operator's catalogue."""

_ROOM: Final = resources.files(__package__ or "schemas")
_REQUIRED: Final = frozenset({"file", "sha256"})
_TOLD: Final = frozenset({"source", "licence"})


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


class CatalogueError(DocumentError):
    """An operator's catalogue, or a file that it names, cannot be used; the sentence says which."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a context comes from.

    ``sha256`` is the hexadecimal digest of the file's bytes, ``source`` a package with its
    version or a repository with its commit, and the path there.
    """

    iri: str
    file: str
    sha256: str
    source: str
    licence: str


@dataclass(frozen=True, slots=True)
class _Added:
    """A context of the operator's, whose bytes were checked when they were read."""

    source: Source
    data: bytes


_added: Final[dict[str, _Added]] = {}


def load_context(iri: str) -> dict[str, Any]:
    """Give the context document at ``iri``, fresh, so that the caller may change it.

    Raises :class:`UnknownContextError` for an address that is not known here and
    :class:`DamagedContextError` if the bundled bytes are not those that the catalog names.
    """
    data = context_bytes(iri)
    if data is None:
        raise UnknownContextError(iri)
    return cast("dict[str, Any]", json.loads(data))


def context_bytes(iri: str) -> bytes | None:
    """Give the bytes of the context at ``iri``, none where it is not known here."""
    bundled = _catalog().get(iri)
    if bundled is not None:
        return _checked_bytes(bundled)
    added = _added.get(iri)
    return None if added is None else added.data


def describe_context(iri: str) -> Source:
    """Give a context's line in the catalog; raises :class:`UnknownContextError`."""
    found = _catalog().get(iri)
    if found is None and iri in _added:
        found = _added[iri].source
    if found is None:
        raise UnknownContextError(iri)
    return found


def context_iris() -> frozenset[str]:
    """Give the addresses of all contexts that are known here."""
    return frozenset(_catalog()) | frozenset(_added)


def add_contexts(catalogue: Path) -> None:
    """Make the operator's own contexts known, all of them or none, before anything is processed.

    ``catalogue`` is a JSON file shaped like ``catalog.json``: by address ``file`` (lying beside it)
    and ``sha256``, optionally ``source`` and ``licence``. What was read once stays as it was read;
    the same catalogue may be given again. Raises :class:`CatalogueError`.
    """
    lines = _json(catalogue, _bytes(catalogue, MAXIMUM_CATALOGUE_BYTES))
    if not isinstance(lines, dict) or len(lines) > MAXIMUM_ADDED:
        raise CatalogueError(
            f"{catalogue} must hold one JSON object of at most {MAXIMUM_ADDED} addresses, each "
            'with "file" and "sha256".'
        )
    found = {iri: _read_line(catalogue, iri, line) for iri, line in lines.items()}
    known = context_iris() | found.keys()
    for added in found.values():
        _check_definitions(catalogue.parent / added.source.file, added.data, known)
    for iri, added in found.items():
        if iri in _added and _added[iri].data != added.data:
            raise CatalogueError(f"{catalogue} changes {iri!r}; restart the service to change it.")
    _added.update(found)


def _read_line(catalogue: Path, iri: str, line: object) -> _Added:
    """Read the file that a line of the catalogue names, and hold it against its digest."""
    place = f"{catalogue}, {iri[:200]!r}:"
    if iri in _catalog():
        raise CatalogueError(f"{place} this context comes with the service; remove the line.")
    if not _is_https(iri):
        raise CatalogueError(f"{place} give the context's https address, without a fragment.")
    texts = isinstance(line, dict) and all(isinstance(value, str) for value in line.values())
    if not isinstance(line, dict) or not texts or not _REQUIRED <= line.keys() <= _REQUIRED | _TOLD:
        raise CatalogueError(
            f'{place} give "file" and "sha256", and nothing else but "source" and "licence".'
        )
    name = line["file"]
    if name in {"", ".", ".."} or "/" in name or "\\" in name or "\0" in name:
        raise CatalogueError(f'{place} "file" must be the name of a file beside the catalogue.')
    data = _bytes(catalogue.parent / name, MAXIMUM_CONTEXT_BYTES)
    actual = hashlib.sha256(data).hexdigest()
    if actual != line["sha256"].lower():
        raise CatalogueError(
            f"{catalogue.parent / name} is not the file that {catalogue.name} means: its SHA-256 "
            f"is {actual}; look at what changed before you write that down."
        )
    told = {key: line.get(key, "") for key in _TOLD}
    return _Added(Source(iri=iri, file=name, sha256=actual, **told), data)


def _is_https(iri: str) -> bool:
    if not iri.isascii() or not iri.isprintable() or " " in iri or "#" in iri:
        return False
    try:
        parts = urlsplit(iri)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname)


def _check_definitions(file: Path, data: bytes, known: frozenset[str]) -> None:
    """Refuse a context under which a typing error has a meaning, or which leans on unknown ones."""
    document = _json(file, data)
    if not isinstance(document, dict) or "@context" not in document:
        raise CatalogueError(f'{file} is no JSON-LD context; it needs a member "@context".')
    open_contexts = [document["@context"]]
    while open_contexts:
        context = open_contexts.pop()
        if isinstance(context, list):
            open_contexts.extend(context)
        elif isinstance(context, str) and context not in known:
            raise CatalogueError(
                f"{file} leans on the context {context[:200]!r}, which is not known here; add that "
                "one as well."
            )
        elif isinstance(context, dict):
            for keyword in ("@vocab", "@base"):
                if context.get(keyword) is not None:
                    raise CatalogueError(
                        f"{file} sets {keyword}, so that any word has a meaning; use a context "
                        "that defines its terms one by one."
                    )
            open_contexts.extend(context[key] for key in ("@import",) if key in context)
            open_contexts.extend(
                term["@context"]
                for term in context.values()
                if isinstance(term, dict) and "@context" in term
            )
        elif context is not None and not isinstance(context, str):
            raise CatalogueError(f"{file} is no JSON-LD context; its definitions are no objects.")


def _bytes(file: Path, maximum: int) -> bytes:
    try:
        with file.open("rb") as opened:
            data = opened.read(maximum + 1)
    except OSError as error:
        raise CatalogueError(
            f"{file} cannot be read ({error.strerror}); give the path of a readable file."
        ) from error
    if len(data) > maximum:
        raise CatalogueError(f"{file} is larger than {maximum} bytes; make it smaller.")
    return data


def _json(file: Path, data: bytes) -> object:
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise CatalogueError(f"{file} is no JSON that can be read; correct it.") from error


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
