"""What can be wrong with a document, as values with a path, a code and a sentence.

    >>> Problem("issuer.name", "document.required", "“name” is missing.", {"term": "name"})
    Problem(path='issuer.name', code='document.required', message='“name” is missing.', ...)

:data:`SENTENCES` is the one table of what this room can say. The doors translate by ``code``
and ``params``; ``message`` is the English sentence for logs and for ``--json``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

import orjson

PREFIX: Final = "document."

MAX_DEPTH: Final = 40
"""How deep a document may nest; a full credential with endorsements needs about fifteen."""

MAX_NODES: Final = 50_000
"""How many values a document may hold."""

MAX_PROBLEMS: Final = 100
"""How many problems are told of one document; nobody reads more."""

MAX_SHOWN: Final = 80
"""How many characters of a property's name may appear in a path."""

SENTENCES: Final[Mapping[str, str]] = {
    "required": "“{term}” is missing; this kind of document needs it.",
    "null": "“{term}” is null; give a value or leave it out.",
    "unknown": "“{term}” is not allowed here; the standard names every property of this object.",
    "node": "“{term}” must be an object with properties of its own.",
    "list": "“{term}” must be a list.",
    "empty": "“{term}” must not be empty.",
    "text": "“{term}” must be a text.",
    "number": "“{term}” must be a number.",
    "whole_number": "“{term}” must be a whole number of at least {least}.",
    "flag": "“{term}” must be true or false.",
    "choice": "“{term}” must be one of: {choices}.",
    "form": "“{term}” is not written as the standard asks; an example: {example}.",
    "iri": "“{term}” must be a full address or identifier, such as https://example.org/badge.",
    "iri_long": "“{term}” is longer than {most} characters; give a shorter address.",
    "web_address": "“{term}” must be a web address that begins with https:// or http://.",
    "data_uri": "“{term}” must be the address of a picture, not the picture itself (data: URI).",
    "date_time": "“{term}” must be a date and time with its zone, such as 2026-05-01T09:00:00Z.",
    "date": "“{term}” must be a date such as 2026-05-01.",
    "email": "“{term}” must be an e-mail address.",
    "identity_hash": "“{term}” is said to be hashed but is not sha256$ and 64 hexadecimal digits.",
    "multibase": "“{term}” must be a multibase text in the alphabet that its first letter names.",
    "language": "“{term}” must be a language tag such as de or pt-BR.",
    "jws": "“{term}” must be a signed token of three parts, separated by dots.",
    "origin": "“{term}” must be a bare host name such as example.org, without https:// and path.",
    "type": "“{term}” must name {choices}.",
    "context": "“{term}” must be {choices} at this place.",
    "context_entry": "“{term}” may hold full addresses and objects only.",
    "language_text": "“{term}” must be a text, or an object of @value, @language and @direction.",
    "criteria": "The criteria need a text (narrative) or an address (id).",
    "subject": "The recipient is not named; give an id or at least one identifier.",
    "subject_empty": "The credential says nothing about its subject.",
    "dates": "The credential ends before it begins; validUntil must not be before validFrom.",
    "expires": "The badge expires before it was issued; expires must not be before issuedOn.",
    "status_index": '“{term}” must be a whole number written as a text, such as "94567".',
    "status_messages": "“statusMessage” must hold one message for each of the {count} states.",
    "digest": "Name a digest for the related resource: digestSRI or digestMultibase.",
    "digest_differs": "The digest of {id} is not that of the document known here.",
    "integrity": "“{term}” must be sha256-, sha384- or sha512- and the digest in base64.",
    "repeated": "“{term}” names the same resource twice.",
    "envelope": "An enveloped credential must be a data: address that holds the credential.",
    "revoked_entry": "An entry of the revocation list must be an address or an object with an id.",
    "not_object": "This is not a JSON object.",
    "not_json": "This holds a value that JSON cannot hold (such as NaN).",
    "broken_text": "This holds a broken character (half of a surrogate pair).",
    "too_deep": "The document nests deeper than {most} levels and was not looked at.",
    "too_many": "The document holds more than {most} values and was not looked at.",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a document.

    ``path`` leads to the place (``"credentialSubject.achievement.name"``, ``"evidence[0].id"``,
    empty for the whole document), ``code`` is stable and dotted, ``params`` fills the sentence.
    """

    path: str
    code: str
    message: str
    params: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class Sentence(str):
    """A sentence that remembers its code, so that marshmallow can carry it as a plain text."""

    __slots__ = ("code", "params")

    code: str
    params: dict[str, str]

    def __new__(cls, key: str, /, **params: object) -> Self:
        """Put the sentence ``key`` of :data:`SENTENCES` into words."""
        shown = {name: clip(str(value)) for name, value in params.items()}
        sentence = super().__new__(cls, SENTENCES[key].format(**shown))
        sentence.code = PREFIX + key
        sentence.params = shown
        return sentence


def clip(text: str) -> str:
    """Shorten a stranger's text to what a sentence can bear."""
    return text if len(text) <= MAX_SHOWN * 8 else text[: MAX_SHOWN * 8] + "…"


def problem(path: str, key: str, /, **params: object) -> Problem:
    """Make the :class:`Problem` ``key`` at ``path``."""
    sentence = Sentence(key, **params)
    return Problem(path, sentence.code, str(sentence), sentence.params)


def collect(messages: object, path: str = "") -> Iterator[Problem]:
    """Give marshmallow's nested messages as flat problems, in the order of the schema."""
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            yield from collect(inner, path if key == "_schema" else join(path, key))
    elif isinstance(messages, list):
        for inner in messages:
            yield from collect(inner, path)
    elif isinstance(messages, Sentence):
        params = dict(messages.params)
        if messages.code == PREFIX + "unknown":  # only the path knows the stranger's name
            params = {"term": path.rpartition(".")[2]}
            messages = Sentence("unknown", **params)
        yield Problem(path, messages.code, str(messages), params)
    else:
        raise TypeError(f"a message without a code at {path!r}: {messages!r}")


def join(path: str, key: object) -> str:
    """Lengthen a path by a property's name or by a place in a list."""
    if isinstance(key, int):
        return f"{path}[{key}]"
    name = str(key)
    name = name if len(name) <= MAX_SHOWN else name[:MAX_SHOWN] + "…"
    return f"{path}.{name}" if path else name


def survey(document: object) -> Problem | None:
    """Say what keeps a document from being looked at: its size, its depth, a value not of JSON.

    Walks with a list of its own, so that no depth of nesting can exhaust the stack.
    """
    if not isinstance(document, dict):
        return problem("", "not_object")
    waiting: list[tuple[Any, int, str]] = [(document, 1, "")]
    seen = 0
    while waiting:
        value, depth, path = waiting.pop()
        seen += 1
        flaw = "too_many" if seen + len(waiting) > MAX_NODES else _flaw(value, depth)
        if flaw in _LIMITS:
            return problem("", flaw, most=_LIMITS[flaw])
        if flaw:
            return problem(path, flaw)
        if isinstance(value, dict):
            waiting += [(inner, depth + 1, join(path, key)) for key, inner in value.items()]
        elif isinstance(value, list):
            waiting += [(inner, depth + 1, join(path, place)) for place, inner in enumerate(value)]
    return None


def _flaw(value: object, depth: int) -> str:  # noqa: PLR0911 - one line for each kind of value
    """Name what keeps one value from being read here or written as JSON; empty if nothing."""
    match value:
        case dict() | list() if depth > MAX_DEPTH:
            return "too_deep"
        case dict() | list() if len(value) > MAX_NODES:
            return "too_many"
        case dict() if not all(isinstance(key, str) for key in value):
            return "not_json"
        case dict():
            return "broken_text" if any(map(_is_broken, value)) else ""
        case str():
            return "broken_text" if _is_broken(value) else ""
        case float():
            return "" if math.isfinite(value) else "not_json"
        case list() | bool() | int() | None:
            return ""
    return "not_json"


def _is_broken(text: str) -> bool:
    """Find lone surrogates: they have no UTF-8 form (RFC 8259 8.2), so nothing could sign them."""
    return not text.isascii() and not _SURROGATES.isdisjoint(text)


_LIMITS: Final = {"too_deep": MAX_DEPTH, "too_many": MAX_NODES}
_SURROGATES: Final = frozenset(map(chr, range(0xD800, 0xE000)))


def is_surely_sound(document: dict[str, Any]) -> bool:
    """Say whether ``survey`` finds nothing; ``False`` means "not sure".

    Writing the document finds keys that are no text and lone surrogates. There are no more levels
    than opening brackets, and no more values than characters: what is small in both is not counted.
    """
    try:
        text = orjson.dumps(document)
    except (TypeError, ValueError):
        return False
    if len(text) <= MAX_NODES and text.count(b"{") + text.count(b"[") <= MAX_DEPTH:
        return True
    return survey(document) is None
