"""A proof's own options in canonical form, which differ from proof to proof by a time only.

    >>> options = {"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022",
    ...            "created": "2026-05-01T09:00:00Z", "proofPurpose": "assertionMethod",
    ...            "verificationMethod": "did:web:badges.example#key-1"}
    >>> v2 = "https://www.w3.org/ns/credentials/v2"
    >>> canonical_configuration(options, v2).decode()[:66]
    '_:c14n0 <http://purl.org/dc/terms/created> "2026-05-01T09:00:00Z"^'

One issuer's proofs are alike but for ``created``. So the form of the first is kept, cut open at
that time, and others are put together from it. That is sound because

* all other members, and the contexts, are the same to the byte, and only bundled contexts count;
* the new time is a plain ASCII literal where an equally plain one stood, and nowhere else;
* no other statement has its predicate, so that the order of the lines does not depend on it; and
* there is no second blank node, so that no label does.

What does not fit is made in full, as ever.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import orjson

from badges.proofs.datasets import canonical_dataset
from badges.proofs.expansion import LoadContext
from badges.proofs.remembering import Memory
from schemas import documents

_CREATED: Final = "created"
_SLOT: Final = "\x00"  # never in a document: canonical N-Quads would escape it
_PLAIN_TIME: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", re.ASCII)
_SECOND_LABEL: Final = "_:c14n1"

_Halves = tuple[str, str]
_memory: Final[Memory[_Halves]] = Memory(maximum_entries=500)


def canonical_configuration(
    options: Mapping[str, Any],
    contexts: Any,
    *,
    algorithm: str = "sha256",
    load_context: LoadContext = documents.load_context,
) -> bytes:
    """Give a proof's options under the document's contexts as RDFC-1.0 writes them.

    Raises what ``canonical_dataset`` raises.
    """
    configuration = {**options, "@context": contexts}
    created = options.get(_CREATED)
    is_plain = isinstance(created, str) and _PLAIN_TIME.fullmatch(created) is not None
    if not is_plain or load_context is not documents.load_context:
        return _in_full(configuration, algorithm, load_context)
    key = _key(configuration, algorithm)
    halves = None if key is None else _memory.get(key)
    if halves is None:
        data = _in_full(configuration, algorithm, load_context)
        found = _cut_open(data.decode(), str(created))
        if key is not None and found is not None:
            _memory.put(key, found, size=len(key) + len(data))
        return data
    return f"{halves[0]}{created}{halves[1]}".encode()


def _in_full(configuration: Mapping[str, Any], algorithm: str, load_context: LoadContext) -> bytes:
    return canonical_dataset(configuration, algorithm=algorithm, load_context=load_context).data


def _key(configuration: Mapping[str, Any], algorithm: str) -> bytes | None:
    """Write down everything but the time, to the byte; none where that cannot be done."""
    try:
        return algorithm.encode() + orjson.dumps({**configuration, _CREATED: _SLOT})
    except (TypeError, ValueError):
        return None


def _cut_open(text: str, created: str) -> _Halves | None:
    """Cut a canonical form at its one time; none where another time could change more than it."""
    before, found, after = text.partition(f'"{created}"^^<')
    line = before.rpartition("\n")[2]
    is_alone = (
        created not in before + after and text.count(f"\n{line}") + text.startswith(line) == 1
    )
    if not found or not is_alone or _SECOND_LABEL in text or not line.endswith("> "):
        return None
    return before + '"', '"^^<' + after
