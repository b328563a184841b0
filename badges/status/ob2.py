"""What was revoked, as Open Badges 2.0 says it: a list of ids.

>>> revoked = revocation_list(
...     "https://badges.example/revocations",
...     issuer="https://badges.example/issuer",
...     entries=[RevokedAssertion("urn:uuid:f3a1…", "issued by mistake")],
... )
>>> is_revoked(revoked, "urn:uuid:f3a1…"), len(revoked["revokedAssertions"])
(True, 2)
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from badges.status.errors import damaged_list


@dataclass(frozen=True, slots=True)
class RevokedAssertion:
    """One line of an Open Badges 2.0 RevocationList: the Assertion's id, and why it was revoked."""

    id: str
    reason: str = ""


def revocation_list(
    list_id: str, *, issuer: str, entries: Iterable[RevokedAssertion]
) -> dict[str, Any]:
    """Build the Open Badges 2.0 RevocationList served at ``list_id``.

    1EdTech's validator overlooks a list of one entry, because JSON-LD compaction unwraps it. So
    there are always two or more: ids that no badge has, derived from ``list_id``, fill it up.
    """
    revoked = [
        {"id": entry.id, "revocationReason": entry.reason} if entry.reason else {"id": entry.id}
        for entry in entries
    ]
    for number in range(2 - len(revoked)):
        name = f"{list_id}#placeholder-{number}"
        revoked.append({"id": uuid.uuid5(uuid.NAMESPACE_URL, name).urn})
    return {
        "@context": "https://w3id.org/openbadges/v2",
        "id": list_id,
        "type": "RevocationList",
        "issuer": issuer,
        "revokedAssertions": revoked,
    }


def is_revoked(list_document: Mapping[str, Any], assertion_id: str) -> bool:
    """Tell whether an Open Badges 2.0 RevocationList names the Assertion.

    Entries are ids or objects with ``id`` or ``uid``, one of them or an array. Raises
    ``StatusListError`` where the document is no list at all: nothing revoked is ``[]``, not absent.
    """
    if "revokedAssertions" not in list_document:
        raise damaged_list("has no revokedAssertions")
    revoked = list_document["revokedAssertions"]
    for entry in revoked if isinstance(revoked, list | tuple) else (revoked,):
        if entry == assertion_id:
            return True
        if isinstance(entry, Mapping) and assertion_id in (entry.get("id"), entry.get("uid")):
            return True
    return False
