"""What W3C's test suite asks of VC Data Model 2.0, input by input, in our own words.

Each line changes one thing of a small credential or presentation. Form is the matter of
``schemas.checking``, what the words mean that of JSON-LD; either may refuse.
"""

from __future__ import annotations

import copy
from typing import Any

import pytest

from badges.proofs.errors import ProofsError
from badges.proofs.jsonld import to_quads
from schemas.checking import check_presentation, check_verifiable_credential

V2 = "https://www.w3.org/ns/credentials/v2"
SRI = "sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU"
MULTIBASE = "uWZVc7WaX1h4D8rJVb-vlMIqxaEKEb1tYbX8fet7JJzQ"
CREDENTIAL: dict[str, Any] = {
    "@context": [V2],
    "type": ["VerifiableCredential"],
    "issuer": "did:example:issuer",
    "credentialSubject": {"id": "did:example:subject"},
}
PRESENTATION: dict[str, Any] = {"@context": [V2], "type": ["VerifiablePresentation"]}
ENVELOPED = {"@context": V2, "id": "data:application/vc+jwt,a.b.c"}
SCHEMA = {"id": "https://example.org/schema.json", "type": "JsonSchema"}
EVIDENCE = {"type": "https://example.org/#Evidence"}
SERVICE = {"id": "did:example:refresh", "type": "https://example.org/#Refresh"}
STATUS = {"id": "https://example.org/status/1#7", "type": "https://example.org/#Status"}
POLICY = {"type": "https://example.org/#Policy"}

MISSING: Any = None
"""In a change: take the property away. ``NULL`` puts ``null`` there."""
NULL: Any = "null"

FINE_CREDENTIALS: list[dict[str, Any]] = [
    {},
    {
        "@context": [V2, {"Own": "https://example.org/#Own"}],
        "type": ["VerifiableCredential", "Own"],
    },
    {"type": ["https://example.org/#Own", "VerifiableCredential"]},
    {"type": ["https://a.example/#A", "VerifiableCredential", "https://a.example/#B"]},
    {"id": "did:example:credential"},
    {"id": "urn:uuid:9c9a36f8-518f-4976-a934-6649502d0008"},
    {"issuer": {"id": "did:example:issuer"}},
    {"issuer": {"id": "did:example:issuer", "name": "Ada"}},
    {"issuer": {"id": "did:example:issuer", "name": {"@value": "Ada", "@language": "en"}}},
    {"issuer": {"id": "did:example:issuer", "description": [{"@value": "A", "@language": "fr"}]}},
    {"name": "Dog", "description": "A dog"},
    {"name": {"@value": "Dog", "@language": "en", "@direction": "ltr"}},
    {"name": [{"@value": "Dog", "@language": "en"}, {"@value": "Chien", "@language": "fr"}]},
    {"description": {"@value": "كلب", "@language": "ar", "@direction": "rtl"}},
    {"credentialSubject": [{"id": "did:example:a"}, {"id": "did:example:b"}]},
    {"validFrom": "2010-01-01T19:23:24.123Z"},
    {"validFrom": "2010-01-01T19:23:24-05:00"},
    {"validFrom": "3000-01-01T00:00:00Z"},
    {"validUntil": "2010-01-01T19:23:24Z"},
    {"validFrom": "2010-01-01T19:23:24Z", "validUntil": "2010-01-01T19:23:24Z"},
    {"credentialStatus": STATUS},
    {"credentialStatus": {"type": "https://example.org/#Status"}},
    {"credentialSchema": SCHEMA},
    {"credentialSchema": [SCHEMA, SCHEMA | {"id": "did:example:schema"}]},
    {"refreshService": SERVICE},
    {"refreshService": [SERVICE, SERVICE | {"id": "did:example:other"}]},
    {"termsOfUse": POLICY},
    {"termsOfUse": [POLICY, POLICY | {"id": "https://example.org/terms"}]},
    {"evidence": EVIDENCE},
    {"evidence": [EVIDENCE, EVIDENCE | {"id": "https://example.org/talk"}]},
    {"renderMethod": {"type": "https://example.org/#Render"}},
    {"relatedResource": {"id": V2, "digestSRI": SRI}},
    {"relatedResource": {"id": V2, "digestMultibase": MULTIBASE}},
    {"relatedResource": {"id": V2, "digestSRI": SRI, "digestMultibase": MULTIBASE}},
    {"relatedResource": [{"id": V2, "mediaType": "application/ld+json", "digestSRI": SRI}]},
    {"relatedResource": {"id": "https://example.org/a.png", "digestSRI": "sha256-abc="}},
]

BAD_CREDENTIALS: list[dict[str, Any]] = [
    {"@context": MISSING},
    {"@context": []},
    {"@context": ["https://w3id.org/security/data-integrity/v2", V2]},
    {"@context": [V2, "https ://not-a-url/contexts/example/v1"]},
    {"@context": [V2, "https://unknown.example/context"]},
    {"@context": [V2, 123192875]},
    {"@context": [V2, {"VerifiableCredential": "https://example.org/#Bad"}]},
    {"@context": [V2, {"@protected": True, "Own": "urn:own:1"}, {"Own": "urn:own:2"}]},
    {"type": MISSING},
    {"type": []},
    {"type": ["https://example.org/#Own"]},
    {"type": ["VerifiableCredential", "Unmapped"]},
    {"@context": [V2, {"Own": "no url"}], "type": ["VerifiableCredential", "Own"]},
    {"id": NULL},
    {"id": "not-a-url"},
    {"id": ["did:example:a", "did:example:b"]},
    {"issuer": MISSING},
    {"issuer": NULL},
    {"issuer": "not-a-url"},
    {"issuer": {"id": NULL}},
    {"issuer": {"id": "not-a-url"}},
    {"issuer": {"name": "Ada"}},
    {"issuer": {"id": "did:example:issuer", "name": {"@value": "Ada", "url": "did:example:a"}}},
    {"name": {"@value": "Dog", "@language": "en", "url": "did:example:a"}},
    {"name": {"@value": "Dog", "@direction": "up"}},
    {"description": {"@value": "Dog", "@language": "not a language"}},
    {"description": {"@language": "en"}},
    {"description": [7]},
    {"credentialSubject": MISSING},
    {"credentialSubject": {}},
    {"credentialSubject": []},
    {"credentialSubject": [{"id": "did:example:a"}, {}]},
    {"credentialSubject": "did:example:subject"},
    {"credentialSubject": {"id": ["did:example:a", "did:example:b"]}},
    {"credentialSubject": {"id": "did:example:a", "undefinedTerm": 1}},
    {"validFrom": "2010-01-01"},
    {"validFrom": "2010-01-01T19:23:24"},
    {"validFrom": 1262373804},
    {"validUntil": "1st of May"},
    {"validFrom": "2011-01-01T00:00:00Z", "validUntil": "2010-01-01T00:00:00Z"},
    {"credentialStatus": {"id": "https://example.org/status/1#7"}},
    {"credentialStatus": STATUS | {"id": ["urn:a", "urn:b"]}},
    {"credentialStatus": STATUS | {"id": "not-a-url"}},
    {"credentialStatus": STATUS | {"type": 7}},
    {"credentialStatus": STATUS | {"type": "UnmappedType"}},
    {"credentialSchema": {"id": SCHEMA["id"]}},
    {"credentialSchema": {"type": SCHEMA["type"]}},
    {"credentialSchema": SCHEMA | {"id": 7}},
    {"credentialSchema": [SCHEMA, {"id": SCHEMA["id"]}]},
    {"refreshService": {"id": "did:example:refresh"}},
    {"refreshService": [SERVICE, {"id": "did:example:refresh"}]},
    {"termsOfUse": {"id": "https://example.org/terms"}},
    {"termsOfUse": [POLICY, {"id": "https://example.org/terms"}]},
    {"evidence": {"id": "https://example.org/talk"}},
    {"evidence": [EVIDENCE, {"id": "https://example.org/talk"}]},
    {"evidence": "https://example.org/talk"},
    {"renderMethod": {"id": "https://example.org/render"}},
    {"confidenceMethod": {"id": "https://example.org/confidence"}},
    {"relatedResource": [V2]},
    {"relatedResource": {"digestSRI": SRI}},
    {"relatedResource": {"id": V2}},
    {"relatedResource": [{"id": V2, "digestSRI": SRI}, {"id": V2, "digestMultibase": MULTIBASE}]},
    {"relatedResource": {"id": V2, "digestSRI": "sha384-" + "A" * 64}},
    {"relatedResource": {"id": V2, "digestSRI": "md5-abc"}},
    {"relatedResource": {"id": V2, "digestMultibase": "u" + "A" * 43}},
    {"relatedResource": {"id": V2, "digestSRI": SRI, "digestMultibase": "u" + "A" * 43}},
    {"proof": {"proofValue": "z1"}},
]

FINE_PRESENTATIONS: list[dict[str, Any]] = [
    {},
    {"id": "urn:uuid:9c9a36f8-518f-4976-a934-6649502d0008"},
    {"@context": [V2, {"Own": "urn:own:1"}], "type": ["VerifiablePresentation", "Own"]},
    {"verifiableCredential": CREDENTIAL},
    {"verifiableCredential": [CREDENTIAL, CREDENTIAL]},
    {"verifiableCredential": [ENVELOPED | {"type": "EnvelopedVerifiableCredential"}]},
    {"holder": "did:example:holder"},
    {"holder": {"id": "did:example:holder"}},
    {"termsOfUse": POLICY},
]

BAD_PRESENTATIONS: list[dict[str, Any]] = [
    {"@context": MISSING},
    {"@context": ["https://w3id.org/security/data-integrity/v2", V2]},
    {"@context": ["https://w3id.org/security/data-integrity/v2"]},
    {"@context": [V2, "https://example.com"]},
    {"@context": [V2, "https ://not-a-url/contexts/example/v1"]},
    {"@context": [V2, 123192875]},
    {"type": MISSING},
    {"type": ["https://example.org/#Own"]},
    {"verifiableCredential": ["a.b.c"]},
    {"verifiableCredential": [CREDENTIAL, 7]},
    {"verifiableCredential": [CREDENTIAL | {"type": []}]},
    {"verifiableCredential": [ENVELOPED]},
    {
        "verifiableCredential": [
            ENVELOPED | {"type": "EnvelopedVerifiableCredential", "id": "a.b.c"}
        ]
    },
    {"holder": "z6MkpJySvETLnxhQG9DzEdmKJtysBDjuuTeDfUj1uNNCUqcj"},
    {"holder": {"id": "not-a-url"}},
    {"holder": {"name": "Acme"}},
    {"termsOfUse": {"id": "https://example.org/terms"}},
]


def changed(document: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    made = {**copy.deepcopy(document), **change}
    return {
        key: None if value == NULL else {"id": None} if value == {"id": NULL} else value
        for key, value in made.items()
        if value is not MISSING
    }


def has_meaning(document: dict[str, Any]) -> bool:
    """Say whether JSON-LD takes every word of a document."""
    try:
        to_quads(document)
    except ProofsError:
        return False
    return True


@pytest.mark.parametrize("change", FINE_CREDENTIALS, ids=str)
def test_a_credential_that_the_data_model_allows(change: dict[str, Any]) -> None:
    assert check_verifiable_credential(changed(CREDENTIAL, change)) == ()


@pytest.mark.parametrize("change", BAD_CREDENTIALS, ids=str)
def test_a_credential_that_the_data_model_refuses(change: dict[str, Any]) -> None:
    made = changed(CREDENTIAL, change)
    assert check_verifiable_credential(made) or not has_meaning(made)


@pytest.mark.parametrize("change", FINE_PRESENTATIONS, ids=str)
def test_a_presentation_that_the_data_model_allows(change: dict[str, Any]) -> None:
    assert check_presentation(changed(PRESENTATION, change)) == ()


@pytest.mark.parametrize("change", BAD_PRESENTATIONS, ids=str)
def test_a_presentation_that_the_data_model_refuses(change: dict[str, Any]) -> None:
    made = changed(PRESENTATION, change)
    assert check_presentation(made) or not has_meaning(made)
