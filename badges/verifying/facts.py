"""What a badge says, for the pages that show it, of either version of the standard.

>>> facts_of({
...     "id": "urn:uuid:1",
...     "issuer": {"id": "did:web:linden.example", "name": "Linden"},
...     "validFrom": "2026-05-01T09:00:00Z",
...     "credentialSubject": {"achievement": {"id": "urn:a", "name": "Loops"}},
... }).achievement_name
'Loops'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

from badges.proofs.content import Content
from badges.verifying.foreign import host_of, id_of, instant, listed, node, text


@dataclass(frozen=True, slots=True)
class Facts:
    """What stands in the badge; empty where it says nothing.

    ``recipient_name`` is the name as signed: in clear, or given beside the badge and equal to the
    signed hash. ``issuer_domain`` is where the issuer's id leads, empty for a bare key. Instants
    are aware; ``valid_until`` is none for a badge that does not expire.
    """

    credential_id: str = ""
    issuer_id: str = ""
    issuer_name: str = ""
    issuer_domain: str = ""
    achievement_id: str = ""
    achievement_name: str = ""
    achievement_description: str = ""
    criteria: str = ""
    image: str = ""
    recipient_name: str = ""
    issued_at: datetime | None = None
    valid_until: datetime | None = None

    def naming(self, recipient_name: str) -> Self:
        """Give the facts with a name that the signature confirms."""
        return replace(self, recipient_name=recipient_name)


def facts_of(credential: Mapping[str, Any], content: Content | None = None) -> Facts:
    """Read an OB 3.0 credential, on either VC data model; ``content`` is the credential's."""
    about = (
        _about(credential)
        if content is None
        else content.once(_about, "issuer", "achievement", "name")
    )
    subject = node(credential.get("credentialSubject"))
    start = credential.get("validFrom", credential.get("issuanceDate"))
    return Facts(
        text(credential, "id"),
        *about,
        _name_in_clear(subject),
        instant(credential.get("awardedDate")) or instant(start),
        instant(credential.get("validUntil", credential.get("expirationDate"))),
    )


def _about(credential: Mapping[str, Any]) -> tuple[str, str, str, str, str, str, str, str]:
    """Read what is the same in all badges of one achievement, in the order of ``Facts``."""
    achievement = node(node(credential.get("credentialSubject")).get("achievement"))
    issuer = credential.get("issuer")
    return (
        id_of(issuer),
        text(node(issuer), "name"),
        host_of(id_of(issuer)),
        text(achievement, "id"),
        text(achievement, "name") or text(credential, "name"),
        text(achievement, "description"),
        text(node(achievement.get("criteria")), "narrative") or id_of(achievement.get("criteria")),
        id_of(achievement.get("image")),
    )


def facts_of_assertion(
    assertion: Mapping[str, Any], badge: Mapping[str, Any], issuer: Mapping[str, Any]
) -> Facts:
    """Read an OB 2.0 Assertion with its BadgeClass and Profile, as far as they are known."""
    issuer_id = id_of(issuer) or id_of(badge.get("issuer"))
    return Facts(
        credential_id=text(assertion, "id"),
        issuer_id=issuer_id,
        issuer_name=text(issuer, "name"),
        issuer_domain=host_of(issuer_id),
        achievement_id=text(badge, "id") or id_of(assertion.get("badge")),
        achievement_name=text(badge, "name"),
        achievement_description=text(badge, "description"),
        criteria=text(node(badge.get("criteria")), "narrative") or id_of(badge.get("criteria")),
        image=id_of(badge.get("image")),
        issued_at=instant(assertion.get("issuedOn")),
        valid_until=instant(assertion.get("expires")),
    )


def _name_in_clear(subject: Mapping[str, Any]) -> str:
    for identity in listed(subject.get("identifier")):
        if text(identity, "identityType") == "name" and identity.get("hashed") is False:
            return text(identity, "identityHash")
    return ""
