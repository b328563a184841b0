"""The credential that everybody issues and checks: about 3 KB, as a community would award it.

>>> import json
>>> one, other = credential(1), credential(2)
>>> one["issuer"] == other["issuer"], one["credentialSubject"] == other["credentialSubject"]
(True, False)
>>> 3000 < len(json.dumps(one, ensure_ascii=False, separators=(",", ":")).encode()) < 3100
True
"""

from __future__ import annotations

import hashlib
import uuid
from typing import Any, Final

HOST: Final = "https://badges.example.org"
ISSUER: Final = "did:web:badges.example.org:issuers:linden"
STATUS_LIST: Final = f"{HOST}/status/7c1e0b"
VALID_FROM: Final = "2024-05-01T09:00:00Z"
SCHEMA: Final = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
)


def credential(number: int, *, achievement: int = 0, issuer: str = ISSUER) -> dict[str, Any]:
    """Build the unsigned credential of the ``number``-th recipient; nothing in it is shared.

    ``achievement`` other than 0 gives an achievement of its own, with other words.
    """
    seed = hashlib.sha256(f"recipient {number}".encode()).digest()
    own_id = uuid.UUID(bytes=seed[:16], version=4)
    index = int.from_bytes(seed[16:19], "big") % 131_072
    return {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": f"{HOST}/credentials/{own_id.hex}/1",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Reparaturbegleitung – Stufe 2",
        "description": "Für Menschen, die im Reparaturcafé andere beim Reparieren begleiten.",
        "issuer": _issuer(issuer),
        "validFrom": VALID_FROM,
        "awardedDate": VALID_FROM,
        "validUntil": "2034-05-01T09:00:00Z",
        "credentialSubject": {
            "id": f"urn:uuid:{uuid.UUID(bytes=seed[8:24], version=4)}",
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": True,
                    "identityHash": f"sha256${hashlib.sha256(seed).hexdigest()}",
                    "identityType": "emailAddress",
                    "salt": seed[:8].hex(),
                }
            ],
            "activityStartDate": "2023-11-03T17:00:00Z",
            "activityEndDate": "2024-04-27T20:00:00Z",
            "role": "Begleitung, Elektrogeräte",
            "achievement": _achievement(achievement),
        },
        "evidence": [
            {
                "id": f"{HOST}/evidence/{own_id.hex}",
                "type": ["Evidence"],
                "name": "Werkstattbuch",
                "narrative": f"{20 + number % 60} Reparaturen begleitet, davon {number % 20} "
                "allein verantwortet; bestätigt von drei Menschen aus dem Team.",
                "genre": "Portfolio",
            }
        ],
        "credentialStatus": {
            "id": f"{STATUS_LIST}#{index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(index),
            "statusListCredential": STATUS_LIST,
        },
        "credentialSchema": [{"id": SCHEMA, "type": "JsonSchema"}],
    }


def _issuer(issuer: str) -> dict[str, Any]:
    return {
        "id": issuer,
        "type": ["Profile"],
        "name": "Werkstatt an der Linde e. V.",
        "url": "https://linde.example.org",
        "description": "Offene Werkstatt: reparieren, bauen, voneinander lernen – jede Woche.",
        "email": "hallo@linde.example.org",
        "image": {
            "id": f"{HOST}/issuers/linden/logo.png",
            "type": "Image",
            "caption": "Ein Lindenblatt mit Schraubenschlüssel",
        },
    }


def _achievement(number: int) -> dict[str, Any]:
    own_id = f"{HOST}/achievements/linden/reparaturbegleitung/{2 + number}"
    also = f" (Fassung {number})" if number else ""
    return {
        "id": own_id,
        "type": ["Achievement"],
        "achievementType": "Badge",
        "name": f"Reparaturbegleitung – Stufe 2{also}",
        "description": "Begleitet andere beim Reparieren, erklärt jeden Schritt, achtet auf "
        f"Sicherheit und schreibt auf, was gelungen ist und was nicht.{also}",
        "criteria": {
            "narrative": "1. An zwanzig Abenden mitgeholfen.\n2. Sicherheitsunterweisung für "
            f'Elektrogeräte.\n3. Rückmeldung von zwei Gästen ("hat mir geholfen").{also}'
        },
        "image": {
            "id": f"{own_id}.png",
            "type": "Image",
            "caption": "Abzeichen mit Schraubendreher und zwei Händen",
        },
        "tag": ["reparieren", "begleiten", "nachhaltigkeit"],
        "alignment": [
            {
                "type": ["Alignment"],
                "targetCode": "S1.8.1",
                "targetName": "coaching and mentoring",
                "targetFramework": "ESCO",
                "targetType": "CFItem",
                "targetUrl": "http://data.europa.eu/esco/skill/"
                "0f1f2f68-bd28-4d34-b4ac-6fdb5cd2b2b6",
            },
            {
                "type": ["Alignment"],
                "targetCode": "L3",
                "targetName": "Managing learning",
                "targetFramework": "LifeComp",
                "targetUrl": "https://publications.jrc.ec.europa.eu/repository/handle/JRC120911",
            },
        ],
    }
