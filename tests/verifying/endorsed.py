"""A badge with endorsements that verifies without a network: everybody in it is a did:key."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tests.verifying.issuers import CONTEXTS, START, Issuer, dump, text


def keyed(domain: str) -> Issuer:
    """Give an issuer that is its own key."""
    issuer = Issuer(domain)
    issuer.did = "did:key:" + issuer.signer().verification_method.rpartition("#")[2]
    return issuer


def endorsement(endorser: Issuer, about: str, **changes: Any) -> dict[str, Any]:
    """Give an endorsement, not signed yet; ``None`` takes a property away."""
    document = {
        "@context": CONTEXTS,
        "id": uuid4().urn,
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Well done",
        "issuer": {"id": endorser.did, "type": ["Profile"], "name": "Friends of code"},
        "validFrom": text(START),
        "credentialSubject": {
            "id": about,
            "type": ["EndorsementSubject"],
            "endorsementComment": "I saw it.",
        },
        **changes,
    }
    return {key: value for key, value in document.items() if value is not None}


def endorsed_badge() -> bytes:
    """Give a badge with an endorsement that holds and one that nobody signed."""
    issuer, friend = keyed("linden.example"), keyed("friend.example")
    about = f"{issuer.base}/achievements/loops/1"
    begun = {"validFrom": "2026-01-01T09:00:00Z"}
    good, bad = (endorsement(friend, about, **begun) for _ in range(2))
    made = issuer.credential(endorsement=[friend.sign(good), bad], credentialStatus=None, **begun)
    return dump(issuer.sign(made))
