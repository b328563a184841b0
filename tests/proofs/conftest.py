"""A credential of our own and keys made for each run."""

from __future__ import annotations

from typing import Any

import pytest

from keys.signer import LocalSigner, generate_private_key

OB3 = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]


@pytest.fixture
def credential() -> dict[str, Any]:
    return {
        "@context": list(OB3),
        "id": "https://badges.example/credentials/1/1",
        "type": ["VerifiableCredential", "AchievementCredential"],
        "name": "Löten lernen",
        "issuer": {"id": "did:web:badges.example", "type": ["Profile"], "name": "Werkstatt"},
        "validFrom": "2026-01-01T10:00:00Z",
        "validUntil": "2027-01-01T10:00:00Z",
        "credentialSubject": {
            "id": "urn:uuid:5f0c2b9e-4d7a-4c43-a4e3-9d5e4cf5f6a1",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "https://badges.example/achievements/loeten/1",
                "type": ["Achievement"],
                "name": "Löten",
                "description": "Kann löten.",
                "criteria": {"narrative": "Drei Platinen."},
            },
        },
    }


@pytest.fixture(scope="session")
def signer() -> LocalSigner:
    return LocalSigner(generate_private_key("Ed25519"), "did:web:badges.example#key-1")


@pytest.fixture(scope="session")
def rsa_signer() -> LocalSigner:
    return LocalSigner(generate_private_key("RSA"), "https://badges.example/keys/1.jwk")
