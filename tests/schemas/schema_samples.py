"""Documents that use every class of their standard, made fresh for each test."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

V2 = "https://www.w3.org/ns/credentials/v2"
V1 = "https://www.w3.org/2018/credentials/v1"
OB3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
OB2 = "https://w3id.org/openbadges/v2"
HASH = "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399"
MISSING = object()


def profile() -> dict[str, Any]:
    return {
        "id": "did:web:example.org:issuers:ada",
        "type": ["Profile"],
        "name": "Ada Community",
        "url": "https://example.org",
        "phone": "+49 30 1234",
        "description": "We learn together.",
        "endorsementJwt": ["eyJhbGciOiJFUzI1NiJ9.e30.c2ln"],
        "image": {"id": "data:image/png;base64,iVBORw0KGgo=", "type": "Image", "caption": "Logo"},
        "email": "ada@example.org",
        "address": {
            "type": ["Address"],
            "addressCountry": "Germany",
            "addressCountryCode": "DE",
            "addressRegion": "Berlin",
            "addressLocality": "Berlin",
            "streetAddress": "Weg 1",
            "postOfficeBoxNumber": "7",
            "postalCode": "10115",
            "geo": {"type": "GeoCoordinates", "latitude": 52.5, "longitude": 13},
        },
        "otherIdentifier": [
            {"type": "IdentifierEntry", "identifier": "42", "identifierType": "systemId"}
        ],
        "official": "Ada L.",
        "parentOrg": {"id": "urn:org:1", "type": ["Profile"], "name": "Parent"},
        "familyName": "L",
        "givenName": "A",
        "additionalName": "B",
        "patronymicName": "C",
        "honorificPrefix": "Dr.",
        "honorificSuffix": "MA",
        "familyNamePrefix": "van",
        "dateOfBirth": "1990-02-28",
    }


def proof() -> dict[str, Any]:
    return {
        "type": "DataIntegrityProof",
        "created": "2026-05-01T09:00:00Z",
        "cryptosuite": "eddsa-rdfc-2022",
        "challenge": "c",
        "domain": "example.org",
        "nonce": "n",
        "proofPurpose": "assertionMethod",
        "proofValue": "z3FXQ",
        "verificationMethod": "did:web:example.org:issuers:ada#z6Mk",
    }


def endorsement() -> dict[str, Any]:
    return {
        "@context": [V2, OB3],
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "id": "urn:uuid:1b0e8a5e-5c1c-4b47-9d32-1f8ad4ac6a51",
        "name": "In good standing",
        "description": "A word from a neighbour.",
        "credentialSubject": {
            "id": "did:web:example.org:issuers:ada",
            "type": ["EndorsementSubject"],
            "endorsementComment": "They do good work.",
        },
        "awardedDate": "2026-05-01T09:00:00Z",
        "issuer": "did:web:neighbour.example",
        "validFrom": "2026-05-01T09:00:00+02:00",
        "validUntil": "2027-05-01T09:00:00Z",
        "proof": [proof()],
        "credentialSchema": [{"id": "https://example.org/s", "type": "JsonSchema"}],
        "credentialStatus": {"id": "https://example.org/status#1", "type": "Other"},
        "refreshService": {"id": "https://example.org/refresh", "type": "Refresh"},
        "termsOfUse": [{"type": "Terms", "id": "https://example.org/terms"}],
    }


def alignment() -> dict[str, Any]:
    return {
        "type": ["Alignment"],
        "targetCode": "S1",
        "targetDescription": "Programming",
        "targetName": "Python",
        "targetFramework": "ESCO",
        "targetType": "ceterms:Credential",
        "targetUrl": "http://data.europa.eu/esco/skill/1",
    }


def achievement() -> dict[str, Any]:
    return {
        "id": "https://example.org/achievements/ada/loops/1",
        "type": ["Achievement"],
        "alignment": [alignment()],
        "achievementType": "Badge",
        "creator": {"id": "did:web:example.org:issuers:ada", "type": ["Profile"]},
        "creditsAvailable": 2.5,
        "criteria": {"id": "https://example.org/criteria", "narrative": "Two workshops."},
        "description": "Can write loops.",
        "endorsement": [endorsement()],
        "endorsementJwt": ["eyJhbGciOiJFUzI1NiJ9.e30.c2ln"],
        "fieldOfStudy": "Programming",
        "humanCode": "L1",
        "image": {"id": "https://example.org/loops.png", "type": "Image"},
        "inLanguage": "de",
        "name": "Loops",
        "otherIdentifier": [
            {"type": "IdentifierEntry", "identifier": "L1", "identifierType": "ext:local"}
        ],
        "related": [
            {"id": "urn:badge:2", "type": ["Related"], "inLanguage": "pt-BR", "version": "2"}
        ],
        "resultDescription": [
            {
                "id": "urn:result:1",
                "type": ["ResultDescription"],
                "alignment": [alignment()],
                "allowedValue": ["A", "B"],
                "name": "Grade",
                "requiredLevel": "urn:level:1",
                "requiredValue": "B",
                "resultType": "LetterGrade",
                "rubricCriterionLevel": [
                    {
                        "id": "urn:level:1",
                        "type": ["RubricCriterionLevel"],
                        "alignment": [alignment()],
                        "description": "Mastered",
                        "level": "1",
                        "name": "Mastered",
                        "points": "10",
                    }
                ],
                "valueMax": "A",
                "valueMin": "F",
            }
        ],
        "specialization": "Python",
        "tag": ["python"],
        "version": "1",
    }


def credential() -> dict[str, Any]:
    """Give an AchievementCredential in canonical form with every property there is."""
    return {
        "@context": [V2, OB3, {"extra": "https://example.org/extra"}],
        "id": "https://example.org/credentials/a/1",
        "type": ["VerifiableCredential", "AchievementCredential"],
        "name": "Loops",
        "description": "A badge.",
        "image": {"id": "https://example.org/loops.png", "type": "Image"},
        "awardedDate": "2026-05-01T09:00:00Z",
        "credentialSubject": {
            "id": "urn:uuid:5f0d2c3e-3c31-4b0e-9d3c-2f6f5f3a9b10",
            "type": ["AchievementSubject"],
            "activityEndDate": "2026-04-30T18:00:00Z",
            "activityStartDate": "2026-04-01T18:00:00Z",
            "creditsEarned": 1,
            "achievement": achievement(),
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": True,
                    "identityHash": HASH,
                    "identityType": "emailAddress",
                    "salt": "Kosher",
                }
            ],
            "image": {"id": "https://example.org/grace.png", "type": "Image"},
            "licenseNumber": "1",
            "narrative": "Wrote many.",
            "result": [
                {
                    "type": ["Result"],
                    "achievedLevel": "urn:level:1",
                    "alignment": [alignment()],
                    "resultDescription": "urn:result:1",
                    "status": "Completed",
                    "value": "A",
                }
            ],
            "role": "Member",
            "source": profile(),
            "term": "Spring",
        },
        "endorsement": [endorsement()],
        "endorsementJwt": ["eyJhbGciOiJFUzI1NiJ9.e30.c2ln"],
        "evidence": [
            {
                "id": "https://example.org/work",
                "type": ["Evidence"],
                "narrative": "The program.",
                "name": "Program",
                "description": "Twenty lines.",
                "genre": "Code",
                "audience": "Everyone",
            }
        ],
        "issuer": profile(),
        "validFrom": "2026-05-01T09:00:00Z",
        "validUntil": "2028-05-01T09:00:00.5+02:00",
        "proof": [proof()],
        "credentialSchema": [{"id": "https://example.org/s", "type": "JsonSchema"}],
        "credentialStatus": status_entry(),
        "refreshService": {"id": "https://example.org/refresh", "type": "Refresh"},
        "termsOfUse": [{"type": "Terms", "id": "https://example.org/terms"}],
    }


def status_entry() -> dict[str, Any]:
    return {
        "id": "https://example.org/status/1#7",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "7",
        "statusListCredential": "https://example.org/status/1",
    }


def compacted(value: Any) -> Any:
    """Let single values stand alone where OB 3.0 compacts them."""
    if isinstance(value, list):
        return [compacted(each) for each in value]
    if not isinstance(value, dict):
        return value
    alone = {"type", "proof", "credentialSchema", "termsOfUse"}
    result = {}
    for key, each in value.items():
        inner = compacted(each)
        single = key in alone and isinstance(inner, list) and len(inner) == 1
        result[key] = inner[0] if single else inner
    return result


def credential_v1() -> dict[str, Any]:
    """Give an AchievementCredential on VC Data Model 1.1."""
    document = {key: each for key, each in credential().items() if not key.startswith("valid")}
    return document | {
        "@context": [V1, "https://purl.imsglobal.org/spec/ob/v3p0/context.json"],
        "issuanceDate": "2022-05-01T09:00:00Z",
    }


def verifiable_credential() -> dict[str, Any]:
    return {
        "@context": [V2],
        "id": "urn:uuid:1",
        "type": ["VerifiableCredential"],
        "issuer": {"id": "did:example:issuer", "name": {"@value": "Ada", "@language": "en"}},
        "credentialSubject": {"id": "did:example:subject"},
        "validFrom": "2026-05-01T09:00:00Z",
        "validUntil": "2027-05-01T09:00:00Z",
        "credentialStatus": status_entry(),
        "relatedResource": [{"id": "https://example.org/a.png", "digestSRI": "sha384-abc"}],
    }


def status_list() -> dict[str, Any]:
    return {
        "@context": [V2],
        "id": "https://example.org/status/1",
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": "did:web:example.org",
        "credentialSubject": {
            "id": "https://example.org/status/1#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": "uH4sIAAAA",
        },
    }


def presentation() -> dict[str, Any]:
    return {
        "@context": [V2],
        "type": ["VerifiablePresentation"],
        "holder": {"id": "did:example:holder"},
        "verifiableCredential": [
            verifiable_credential(),
            {
                "@context": V2,
                "id": "data:application/vc+jwt,a.b.c",
                "type": "EnvelopedVerifiableCredential",
            },
        ],
    }


def issuer() -> dict[str, Any]:
    return {
        "@context": OB2,
        "id": "https://example.org/issuer.json",
        "type": "Issuer",
        "name": "Ada Community",
        "url": "https://example.org",
        "email": "ada@example.org",
        "image": "data:image/png;base64,iVBORw0KGgo=",
        "publicKey": "https://example.org/key.json",
        "revocationList": "https://example.org/revoked.json",
        "verification": {
            "startsWith": "https://example.org/assertions/",
            "allowedOrigins": ["example.org", "localhost:8443"],
        },
    }


def badge_class() -> dict[str, Any]:
    return {
        "@context": OB2,
        "id": "https://example.org/badge.json",
        "type": ["BadgeClass"],
        "name": "Loops",
        "description": "Can write loops.",
        "image": "data:image/png;base64,iVBORw0KGgo=",
        "criteria": {"narrative": "Two workshops."},
        "issuer": "https://example.org/issuer.json",
        "alignment": {"targetName": "Python", "targetUrl": "https://example.org/python"},
        "tags": ["python"],
    }


def assertion() -> dict[str, Any]:
    return {
        "@context": OB2,
        "id": "https://example.org/assertions/1",
        "type": "Assertion",
        "recipient": {"type": "email", "hashed": True, "salt": "Kosher", "identity": HASH},
        "badge": "https://example.org/badge.json",
        "verification": {"type": "HostedBadge"},
        "issuedOn": "2026-05-01T09:00Z",
        "expires": "2028-05-01T09:00:00Z",
        "image": {"id": "https://example.org/loops.png", "caption": "Loops"},
        "evidence": ["https://example.org/work", {"id": "_:b0", "narrative": "The program."}],
    }


def cryptographic_key() -> dict[str, Any]:
    return {
        "@context": OB2,
        "id": "https://example.org/key.json",
        "type": "CryptographicKey",
        "owner": "https://example.org/issuer.json",
        "publicKeyPem": "-----BEGIN PUBLIC KEY-----",
    }


def revocation_list() -> dict[str, Any]:
    return {
        "@context": OB2,
        "id": "https://example.org/revoked.json",
        "type": "RevocationList",
        "issuer": "https://example.org/issuer.json",
        "revokedAssertions": [
            "urn:uuid:52e4c6b3-8c13-4fa8-8482-a5cf34ef37a9",
            {"id": "urn:uuid:6deb4a00-ebce-4b28-8cc2-afa705ef7be4", "revocationReason": "Theft"},
        ],
    }


Path = tuple[str | int, ...]


def changed(document: dict[str, Any], path: Path, value: object) -> dict[str, Any]:
    """Give a copy with the value at ``path`` replaced, or taken away if it is MISSING."""
    copied = deepcopy(document)
    place: Any = copied
    for step in path[:-1]:
        place = place[step]
    if value is MISSING:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return copied


def places(value: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """Give every place of a document with what stands there."""
    if path:
        yield path, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from places(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from places(inner, (*path, index))
