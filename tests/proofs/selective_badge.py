"""An award with everything in it that a holder may or may not want to show."""

from __future__ import annotations

from typing import Any

from badges.proofs.content import Content
from badges.proofs.selective import create_base_proof
from keys.signer import LocalSigner

CONTEXTS = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]
OPTIONS = {
    "type": "DataIntegrityProof",
    "cryptosuite": "ecdsa-sd-2023",
    "created": "2026-01-01T10:00:00Z",
    "verificationMethod": "did:web:badges.example#key-2",
    "proofPurpose": "assertionMethod",
}
MANDATORY = ("/issuer", "/validFrom", "/credentialSubject/achievement")


def badge() -> dict[str, Any]:
    """Give the credential: nodes without id, an ordered list, an embedded proof."""
    return {
        "@context": list(CONTEXTS),
        "id": "https://badges.example/credentials/1/1",
        "type": ["VerifiableCredential", "AchievementCredential"],
        "name": "Löten lernen",
        "issuer": {"id": "did:web:badges.example", "type": ["Profile"], "name": "Werkstatt"},
        "validFrom": "2026-01-01T10:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [_identity("emailAddress", "abc"), _identity("name", "def")],
            "achievement": {
                "id": "https://badges.example/achievements/loeten/1",
                "type": ["Achievement"],
                "name": "Löten",
                "description": "Kann löten.",
                "criteria": {"narrative": "Drei Platinen."},
                "resultDescription": [_result("Fein"), _result("Grob")],
            },
        },
        "evidence": [
            {"type": ["Evidence"], "name": "Platine", "narrative": "Die erste"},
            {"type": ["Evidence"], "name": "Radio", "narrative": "Es spielt"},
        ],
        "endorsement": [_endorsement()],
    }


def secured(signer: LocalSigner, pointers: tuple[str, ...] = MANDATORY) -> dict[str, Any]:
    """Give the credential with a base proof."""
    document = badge()
    proof = create_base_proof(Content(document), signer, OPTIONS, mandatory_pointers=pointers)
    return {**document, "proof": [proof]}


def _identity(kind: str, salt: str) -> dict[str, Any]:
    return {
        "type": "IdentityObject",
        "identityHash": "sha256$" + "0" * 64,
        "identityType": kind,
        "hashed": True,
        "salt": salt,
    }


def _result(name: str) -> dict[str, Any]:
    return {
        "id": f"https://badges.example/results/{name}",
        "type": ["ResultDescription"],
        "name": name,
        "resultType": "Status",
        "allowedValue": ["bestanden", "offen", "nicht bestanden"],
    }


def _endorsement() -> dict[str, Any]:
    subject = "https://badges.example/achievements/loeten/1"
    said = {"type": ["EndorsementSubject"], "endorsementComment": "Gut gemacht"}
    return {
        "@context": list(CONTEXTS),
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "issuer": "did:web:verein.example",
        "credentialSubject": {"id": subject, **said},
        "proof": {**OPTIONS, "cryptosuite": "eddsa-rdfc-2022", "proofValue": "z3"},
    }
