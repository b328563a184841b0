"""What an Open Badge shows in every part of it, unless its issuer says otherwise.

    >>> subject = {"id": "urn:x:2", "narrative": "By hand", "achievement": {}}
    >>> usual_pointers({"issuer": "urn:x:1", "evidence": [], "validFrom": "2026-01-01",
    ...                     "credentialSubject": subject})
    ('/issuer', '/validFrom', '/credentialSubject/achievement')

Who says it, about which achievement, since when and until when, and where one can ask whether it
was withdrawn: without these nobody can judge a credential, and a holder who left out the status
entry could show a badge that was taken back. What is told about the holder (evidence, narrative,
results, name and address, endorsements) is the holder's to show.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

ALWAYS_SHOWN: Final = (
    "name",
    "issuer",
    "validFrom",
    "validUntil",
    "issuanceDate",
    "expirationDate",
    "awardedDate",
    "credentialStatus",
    "credentialSchema",
    "refreshService",
    "termsOfUse",
)
"""Members of a credential (VC Data Model 2.0 and 1.1, Open Badges 3.0) that are not left out."""


def usual_pointers(document: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the JSON Pointers to what a derived credential must show, as far as it is there.

    The subject's ``id`` comes along with its achievement.
    """
    found = [f"/{member}" for member in ALWAYS_SHOWN if member in document]
    subject = document.get("credentialSubject")
    if isinstance(subject, list):
        places = [(f"/credentialSubject/{place}", item) for place, item in enumerate(subject)]
    else:
        places = [("/credentialSubject", subject)]
    found += [
        f"{place}/achievement"
        for place, item in places
        if isinstance(item, Mapping) and "achievement" in item
    ]
    return tuple(found)
