"""Signing a given document for a community: what the VC-API does with a token (decisions 26).

    signed = sign_document(actor, credential, suite="eddsa-rdfc-2022")

The document is checked as our own drafts are, signed with the community's key and handed back. It
is nobody's award: no row of it is kept but a line in the audit trail, so its status is the
caller's to publish.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from badges import audit
from badges.accounts.access import Actor, Permission
from badges.credentials.custody import key_address, signer_at_need
from badges.errors import NotFoundError
from badges.issuing.reserved import refuse_reserved
from badges.issuing.securing import (
    SELECTIVE_SUITE,
    DocumentRefusedError,
    Securing,
    secure_document,
    securing_suite,
)
from badges.ports import now
from badges.proofs.selective import usual_pointers
from schemas.checking import check_credential

ACHIEVEMENT_TYPES = frozenset({"AchievementCredential", "OpenBadgeCredential"})


def sign_document(
    actor: Actor,
    document: Mapping[str, Any],
    *,
    suite: str,
    algorithm: str | None = None,
    mandatory_pointers: Sequence[str] | None = None,
) -> dict[str, Any]:
    """Sign a credential of the actor's community as it stands.

    ``suite`` is a name in ``SECURING_SUITES``; ``algorithm`` chooses among the keys it may use.
    ``mandatory_pointers`` are for ``ecdsa-sd-2023``; unless they are given, every part shows who
    says it, since when, and where to ask whether it was withdrawn.
    Raises ``NotFoundError`` for another suite or a missing key, ``DocumentRefusedError`` for what
    is not signed here, ``ProofsError`` for what a signature would not cover.
    """
    actor.require(Permission.CREDENTIALS_SIGN)
    way = securing_suite(suite)
    if way is None:
        raise NotFoundError("not_found", "There is nothing at this address.")
    profile = actor.community.profile
    refuse_reserved(document, profile)
    _check_badge(document)
    key, signer = signer_at_need(profile, way.algorithm(algorithm))
    if mandatory_pointers is None and way.name == SELECTIVE_SUITE:
        mandatory_pointers = usual_pointers(document)
    signed = secure_document(
        document,
        way,
        signer,
        created=now(),
        kid=key_address(key, ".jwk") if way.securing is Securing.VC_JWT else None,
        mandatory_pointers=mandatory_pointers,
    )
    digest = hashlib.sha256(json.dumps(signed, sort_keys=True).encode()).hexdigest()
    audit.record(actor, "document.sign", f"document:{digest[:32]}", suite=suite, key=key.thumbprint)
    return signed


def _check_badge(document: Mapping[str, Any]) -> None:
    """Ask of a badge what Open Badges 3.0 asks beyond the data model."""
    types = document.get("type")
    if not isinstance(types, list) or ACHIEVEMENT_TYPES.isdisjoint(
        name for name in types if isinstance(name, str)
    ):
        return
    for problem in check_credential(document):
        raise DocumentRefusedError(
            "vc_api.schema",
            f"This badge would not be valid. {problem.path}: {problem.message}",
            path=problem.path,
        )
