"""How a signed document is kept: packed with what all documents of its badge share.

    packing = packing_of(award.version, award.language)
    kept = packing.pack(signed)                            # the value of ``Credential.packed``

The base is made from the first document of each achievement version and language, and holds what
the issuer says of itself and of the achievement. Whatever is of one person, even if only by chance
(ids, salts, hashes, names, moments, evidence, words of others), is a blank or left out: a base
stays when the person is erased. Where later documents have grown unlike (another key, another name
of the issuer, words of their own), another base is made; those before stay, for what was packed
with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session, SessionTransaction

from badges.database import db
from badges.models import AchievementVersion, DocumentBase
from badges.models.blanks import LONG, SHORT, TEXT, UUID
from badges.models.compact import deflated, filled, name_of, unpacked
from badges.ports import now

SAVES_ENOUGH: Final = 20
"""How many bytes of a document another base must save to be worth being kept."""

MOST_BASES: Final = 32
"""How many bases a version has in one language at most; the newest of them are looked at."""

_PACKINGS: Final = "packings of this session"
_ROLLED_BACK: Final = "how often this session was rolled back"

_SHARED: Final = frozenset({"@context", "type", "name", "issuer", "credentialSchema"})


@dataclass(slots=True)
class Packing:
    """The bases of one achievement version in one language, the newest first.

    It belongs to one session. What it adds is kept in that session's transaction, and forgotten
    with it: after a roll-back, also to a savepoint, it looks again.
    """

    community_id: int
    version_id: int
    language: str
    bases: list[tuple[bytes, int]] = field(default_factory=list)
    seen: int = -1

    def pack(self, document: bytes) -> bytes:
        """Give a signed document as it is kept; its exact bytes are recovered from that."""
        self._look()
        for body, _ in self.bases:
            packed = filled(document, body)
            if packed is not None:
                return packed
        best = document
        for body, usual in self.bases:
            packed = deflated(document, body)
            if len(packed) <= usual + SAVES_ENOUGH:
                return packed
            best = min(best, packed, key=len)
        if len(self.bases) < MOST_BASES:
            return self._pack_anew(document, best)
        return best

    def _look(self) -> None:
        rolled_back = db.session.info.get(_ROLLED_BACK, 0)
        if self.seen == rolled_back:
            return
        rows = db.session.execute(
            sa.select(DocumentBase.body, DocumentBase.usual)
            .where(
                DocumentBase.version_id == self.version_id, DocumentBase.language == self.language
            )
            .order_by(DocumentBase.id.desc())
            .limit(MOST_BASES)
        )
        self.bases = [(body, usual) for body, usual in rows]
        self.seen = rolled_back

    def _pack_anew(self, document: bytes, best: bytes) -> bytes:
        body = shared_part(document)
        packed = (filled(document, body) or deflated(document, body)) if body else document
        if len(packed) + SAVES_ENOUGH > len(best):
            return best
        db.session.execute(
            sa.insert(DocumentBase).values(
                community_id=self.community_id,
                version_id=self.version_id,
                language=self.language,
                name=name_of(body),
                body=body,
                usual=len(packed),
                created_at=now(),
            )
        )
        self.bases.insert(0, (body, len(packed)))
        return packed


def packing_of(version: AchievementVersion, language: str) -> Packing:
    """Give the session's packing for documents of a version in a language, looked up once."""
    known: dict[tuple[int, str], Packing] = db.session.info.setdefault(_PACKINGS, {})
    return known.setdefault(
        (version.id, language), Packing(version.community_id, version.id, language)
    )


def unpack(kept: bytes) -> bytes:
    """Give the exact signed bytes of what is kept; ``Credential.document`` does the same."""
    return unpacked(kept)


def shared_part(document: bytes) -> bytes:
    """Give what a signed credential shares with others of its badge; empty where that is nothing.

    The parts stay in their order, since that is how the next document repeats them.
    """
    try:
        content = orjson.loads(document)
        shared = orjson.dumps({key: _part(key, value) for key, value in content.items()})
    except (orjson.JSONDecodeError, AttributeError, LookupError, TypeError):
        return b""
    for mark in (SHORT, LONG, UUID, TEXT):
        shared = shared.replace(orjson.dumps(mark)[1:-1], mark.encode())
    return shared


def _part(key: str, value: Any) -> Any:
    shared: Any = ""
    match key:
        case _ if key in _SHARED:
            shared = value
        case "id":
            prefix, _, number = value.rsplit("/", 2)
            shared = f"{prefix}/{SHORT}/{number}"
        case "credentialSubject":
            shared = {name: _of_subject(name, each) for name, each in value.items()}
        case "credentialStatus":
            shared = value | {
                "id": f"{value['statusListCredential']}#{TEXT}",
                "statusListIndex": TEXT,
            }
        case "validFrom" | "validUntil" | "awardedDate":
            shared = TEXT
        case "proof":
            shared = [each | {"created": TEXT, "proofValue": TEXT} for each in value]
    return shared


def _of_subject(name: str, value: Any) -> Any:
    match name:
        case "type" | "achievement":
            return value
        case "id":
            return f"urn:uuid:{UUID}"
        case "identifier":
            return [_identity(each) for each in value]
        case "narrative":
            return TEXT
    return ""


def _identity(value: Mapping[str, Any]) -> dict[str, Any]:
    if value["hashed"]:
        return {**value, "identityHash": f"sha256${LONG}", "salt": SHORT}
    return {**value, "identityHash": TEXT}


def _note_roll_back(session: Session, _transaction: SessionTransaction) -> None:
    session.info[_ROLLED_BACK] = session.info.get(_ROLLED_BACK, 0) + 1


sa.event.listen(db.session, "after_soft_rollback", _note_roll_back)
