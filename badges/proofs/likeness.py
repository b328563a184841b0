"""Learning which documents are alike, from those that were walked.

    >>> badge = lambda name: {
    ...     "@context": ["https://www.w3.org/ns/credentials/v2",
    ...                  "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
    ...     "id": f"urn:x:{name}", "type": ["VerifiableCredential", "OpenBadgeCredential"],
    ...     "name": name, "credentialSubject": {"type": "AchievementSubject",
    ...         "achievement": {"id": "urn:x:loops", "type": "Achievement"}}}
    >>> [likeness(badge(name)) is not None or learn(badge(name)) for name in "abc"]
    [None, None, True]

What is learned is kept by the achievement that a credential is of and the members that it has, in
bounded memory. Nothing depends on whether something was learned but the time that the next takes.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

from badges.proofs.canonical import CanonicalDataset
from badges.proofs.compiled import NotMineError, compiler
from badges.proofs.moulds import Mould, Slot, differences
from badges.proofs.remembering import Memory
from badges.proofs.walking import EXACTLY
from schemas import documents

MOST_SLOTS: Final = 24
MOST_TURNS: Final = 12
"""How often a mould is made anew before documents of a kind are taken to be too unlike."""

_LONGEST: Final = 32_768
_BYTES_EACH: Final = 28
"""What a kind takes for each byte of its JSON, its mould with four orders of lines included."""


@dataclass(slots=True)
class Kind:
    """What is known of documents of one kind.

    ``text`` is the JSON of the last one that was no cast of the ``mould``.
    """

    text: bytes
    slots: frozenset[Slot] = frozenset()
    mould: Mould | None = None
    turns: int = 0


@dataclass(frozen=True, slots=True)
class Likeness:
    """That a document is a cast of its kind's ``mould``, and what fills the slots."""

    mould: Mould
    values: list[bytes]

    def dataset(self) -> CanonicalDataset | None:
        """Cast the canonical dataset; none where that is left to the walk."""
        return self.mould.dataset(self.values)


_kinds: Final[Memory[Kind]] = Memory(maximum_entries=500, maximum_bytes=24_000_000)


def likeness(document: Mapping[str, Any]) -> Likeness | None:
    """Tell whether a document is like others before it; for the bundled contexts only."""
    key = _key(document)
    kind = None if key is None else _kinds.get(key)
    mould = None if kind is None else kind.mould
    if mould is None:
        return None
    text = _written(document)
    values = None if text is None else mould.values(text)
    return None if values is None else Likeness(mould, values)


def learn(document: Mapping[str, Any]) -> None:
    """Take note of a document that the walk took, under the bundled contexts."""
    key = _key(document)
    if key is None:
        return
    kind = _kinds.get(key)
    if kind is not None and kind.turns == MOST_TURNS:
        return
    text = _written(document)
    if text is None or len(text) > _LONGEST:
        return
    if kind is None:
        _kinds.put(key, Kind(text), _BYTES_EACH * len(text))
    else:
        _compare(kind, document, text)


def _compare(kind: Kind, document: Mapping[str, Any], text: bytes) -> None:
    """Find what differs from the last one, and make the mould anew."""
    kind.turns += 1
    found = differences(orjson.loads(kind.text), document)
    slots = frozenset() if found is None else kind.slots | found
    kind.mould, kind.text, kind.slots = None, text, slots
    if not slots or len(slots) > MOST_SLOTS:
        return
    try:
        kind.mould = Mould(document, slots, compiler(documents.load_context))
    except (NotMineError, TypeError, KeyError):
        kind.turns = MOST_TURNS


def _written(document: Mapping[str, Any]) -> bytes | None:
    try:
        return orjson.dumps(document, option=EXACTLY)
    except (TypeError, ValueError):  # nothing that JSON has
        return None


def _key(document: Mapping[str, Any]) -> Hashable:
    """Give what credentials of one achievement and one form share."""
    subject = document.get("credentialSubject")
    achievement = subject.get("achievement") if type(subject) is dict else None
    own_id = achievement.get("id") if type(achievement) is dict else None
    return (own_id, *document, *(subject or ())) if type(own_id) is str else None
