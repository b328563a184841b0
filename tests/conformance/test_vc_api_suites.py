"""What the W3C's test suites ask, as tables: issue, alter, verify (tests/suites tells of them).

The cases are those of vc-data-model-2.0, vc-di-eddsa, vc-di-ecdsa and vc-bitstring-status-list,
put to the same wrapper in this process; the documents are our own.
"""

from __future__ import annotations

import base64
import gzip
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.suites.issuers import ThrowAwayIssuer
from tests.suites.vc_api import create_app

pytestmark = pytest.mark.conformance

BASE = "https://suites.example"
V1, V2 = "https://www.w3.org/2018/credentials/v1", "https://www.w3.org/ns/credentials/v2"
UUID = "urn:uuid:5f0c2b9e-4d7a-4c43-a4e3-9d5e4cf5f6a1"
FIRST = "eddsa-rdfc-2022-ed25519"
EMBEDDED = (
    FIRST,
    "eddsa-jcs-2022-ed25519",
    "ecdsa-rdfc-2019-p-256",
    "ecdsa-rdfc-2019-p-384",
    "ecdsa-jcs-2019-p-256",
    "ecdsa-jcs-2019-p-384",
    "ecdsa-sd-2023-p-256",
)
MORE_CONTEXT = "https://w3id.org/security/data-integrity/v2"
Document = dict[str, Any]
Alter = Callable[[Document], object]


class Suites:
    """The wrapper, and whoever signs there."""

    def __init__(self) -> None:
        app = create_app(BASE, strict=True)

        self.client: FlaskClient = app.test_client()
        self.issuers: dict[str, ThrowAwayIssuer] = app.extensions["issuers"]

    def credential(self, issuer: str = FIRST, /, **changes: Any) -> Document:
        return {
            "@context": [V2],
            "id": UUID,
            "type": ["VerifiableCredential"],
            "issuer": self.issuers[issuer].did,
            "credentialSubject": {"id": "did:example:alice", "name": "Alice"},
            **changes,
        }

    def issue(self, document: Any, issuer: str = FIRST, /, **options: Any) -> TestResponse:
        body = {"credential": document, "options": options}
        return self.client.post(f"/{issuer}/credentials/issue", json=body)

    def issued(self, issuer: str = FIRST, /, **changes: Any) -> Document:
        """Issue a credential and bring it to where a verifier gets it."""
        answer = self.issue(self.credential(issuer, **changes), issuer)
        assert answer.status_code == 201, answer.text
        made: Document = answer.json
        return self.shown(made, "/credentialSubject") if "ecdsa-sd" in issuer else made

    def shown(self, base: Document, *pointers: str) -> Document:
        body = {"verifiableCredential": base, "options": {"selectivePointers": list(pointers)}}
        answer = self.client.post("/credentials/derive", json=body)
        assert answer.status_code == 201, answer.text
        made: Document = answer.json
        return made

    def verify(self, document: Any) -> int:
        body = {"verifiableCredential": document}
        return self.client.post("/credentials/verify", json=body).status_code


@pytest.fixture(scope="module")
def suites() -> Suites:
    return Suites()


def proof_of(document: Document) -> Document:
    found: Any = document["proof"]
    proof: Document = found[0] if isinstance(found, list) else found
    return proof


# Data Integrity: what an issuer makes


@pytest.mark.parametrize("name", EMBEDDED)
def test_a_proof_has_the_members_of_its_suite(suites: Suites, name: str) -> None:
    issuer = suites.issuers[name]
    made = suites.issue(suites.credential(name), name).json
    proof = proof_of(made)
    assert (proof["type"], proof["cryptosuite"]) == ("DataIntegrityProof", issuer.suite.name)
    assert proof["proofPurpose"] == "assertionMethod"
    assert proof["verificationMethod"].startswith(f"{issuer.did}#z")
    assert proof["proofValue"][0] == ("u" if "ecdsa-sd" in name else "z")
    assert proof.get("@context") == (made["@context"] if "jcs" in name else None)


@pytest.mark.parametrize("name", [*EMBEDDED, "vc-jose-p-256", "vc-jose-ed25519"])
def test_what_is_issued_verifies(suites: Suites, name: str) -> None:
    assert suites.verify(suites.issued(name)) == 200


@pytest.mark.parametrize("name", EMBEDDED)
def test_a_credential_of_1_1_gets_the_terms_of_its_proof(suites: Suites, name: str) -> None:
    old = {"@context": [V1], "issuanceDate": "2026-01-01T00:00:00Z"}
    subject = {"id": "did:example:alice"}
    made = suites.issued(name, **old, credentialSubject=subject)
    assert made["@context"] == [V1, MORE_CONTEXT]
    assert suites.verify(made) == 200


# VC Data Model 2.0: what an issuer takes

TERMS = {"id": "https://example.org/terms/1", "type": "https://example.org/Terms"}
GOOD_DIGEST = "sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU"
STATUS = {
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "7",
    "statusListCredential": "https://example.org/status/1",
}


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "https://example.org/credentials/1"},
        {"type": ["VerifiableCredential", "https://example.org/Kind"]},
        {"type": ["https://example.org/Kind", "VerifiableCredential"]},
        {"name": "A name"},
        {"name": {"@value": "A name", "@language": "en"}},
        {"description": [{"@value": "x", "@language": "en"}, {"@value": "y", "@language": "de"}]},
        {"credentialSubject": [{"id": "did:example:a"}, {"name": "B"}]},
        {"validFrom": "2026-01-01T00:00:00.5Z", "validUntil": "2099-01-01T00:00:00+01:00"},
        {"validFrom": "2098-01-01T00:00:00Z"},
        {"credentialStatus": STATUS},
        {"credentialStatus": [STATUS, {**STATUS, "id": "https://example.org/status/1#7"}]},
        {"credentialSchema": {"id": "https://example.org/schema", "type": "JsonSchema"}},
        {"refreshService": [TERMS, {"type": "https://example.org/Refresh"}]},
        {"termsOfUse": TERMS},
        {"evidence": [TERMS, {"type": ["https://example.org/Evidence"]}]},
        {"relatedResource": {"id": V2, "digestSRI": GOOD_DIGEST}},
        {"relatedResource": [{"id": V2, "mediaType": "a/b", "digestSRI": GOOD_DIGEST}]},
    ],
)
def test_what_the_data_model_allows_is_signed(suites: Suites, changes: Document) -> None:
    assert suites.issue(suites.credential(**changes)).status_code == 201


@pytest.mark.parametrize(
    "changes",
    [
        {"@context": []},
        {"@context": ["https://example.org/unheard", V2]},
        {"@context": [V2, "https ://no-address"]},
        {"@context": [V2, 7]},
        {"@context": [V2, "https://example.org/unheard"]},
        {"id": None},
        {"id": "not an identifier"},
        {"id": ["urn:x:1", "urn:x:2"]},
        {"type": []},
        {"type": ["https://example.org/Kind"]},
        {"type": ["VerifiableCredential", "NoSuchType"]},
        {"type": ["VerifiableCredential", "relative/type"]},
        {"issuer": None},
        {"issuer": "not an address"},
        {"issuer": {"name": "No id"}},
        {"issuer": {"id": None}},
        {"credentialSubject": {}},
        {"credentialSubject": []},
        {"credentialSubject": [{"id": "did:example:a"}, {}]},
        {"credentialSubject": "did:example:alice"},
        {"credentialSubject": {"noSuchTerm": "x"}},
        {"credentialSubject": {"id": ["did:example:a", "did:example:b"]}},
        {"name": {"@value": "x", "@language": "en", "url": "https://example.org"}},
        {"validFrom": "yesterday"},
        {"validFrom": "2026-01-01"},
        {"validUntil": "2026-13-01T00:00:00Z"},
        {"validFrom": "2026-02-01T00:00:00Z", "validUntil": "2026-01-01T00:00:00Z"},
        {"credentialStatus": {**STATUS, "type": None}},
        {"credentialStatus": {**STATUS, "id": "no address"}},
        {"credentialStatus": {**STATUS, "statusListIndex": True}},
        {"credentialStatus": {**STATUS, "statusListIndex": "-1"}},
        {"credentialSchema": {"id": "https://example.org/schema"}},
        {"credentialSchema": {"type": "JsonSchema"}},
        {"credentialSchema": {"id": "schema", "type": "JsonSchema"}},
        {"refreshService": {"id": "https://example.org/refresh"}},
        {"termsOfUse": [TERMS, {"id": "https://example.org/terms/2"}]},
        {"evidence": {"id": "https://example.org/evidence"}},
        {"relatedResource": [V2]},
        {"relatedResource": {"digestSRI": GOOD_DIGEST}},
        {"relatedResource": {"id": V2}},
        {"relatedResource": [{"id": V2, "digestSRI": GOOD_DIGEST}] * 2},
        {"relatedResource": {"id": V2, "digestSRI": "sha384-" + "A" * 64}},
        {"relatedResource": {"id": V2, "digestMultibase": "u" + "A" * 43}},
        {"statusEntry": {"type": "BitstringStatusListEntry", "statusListIndex": True}},
        # The product's own strictness: nothing that a signature does not cover, or that renames
        {"@context": [V2, {"Kind": "https://example.org/Kind"}]},
        {"name": {"@value": "x", "@language": "ar", "@direction": "rtl"}},
    ],
)
@pytest.mark.parametrize("name", [FIRST, "eddsa-jcs-2022-ed25519"])
def test_what_the_data_model_forbids_is_not_signed(
    suites: Suites, changes: Document, name: str
) -> None:
    assert suites.issue(suites.credential(name, **changes), name).status_code == 400


@pytest.mark.parametrize("member", ["@context", "type", "issuer", "credentialSubject"])
def test_what_is_required_is_missed(suites: Suites, member: str) -> None:
    document = suites.credential()
    del document[member]
    assert suites.issue(document).status_code == 400


@pytest.mark.parametrize("document", [None, "text", [], 7])
def test_what_is_no_object_is_not_signed(suites: Suites, document: Any) -> None:
    assert suites.issue(document).status_code == 400


# Data Integrity: what a verifier refuses


def in_proof(**changes: Any) -> Alter:
    return lambda document: proof_of(document).update(changes)


def without(member: str) -> Alter:
    return lambda document: proof_of(document).pop(member)


ALTERATIONS: dict[str, Alter] = {
    "no proof": lambda document: document.pop("proof"),
    "a proof that is null": lambda document: document.update(proof=None),
    "a proof that is a string": lambda document: document.update(proof="x"),
    "no type": without("type"),
    "no verificationMethod": without("verificationMethod"),
    "no proofPurpose": without("proofPurpose"),
    "no cryptosuite": without("cryptosuite"),
    "no proofValue": without("proofValue"),
    "another type": in_proof(type="UnknownProofType"),
    "another cryptosuite": in_proof(cryptosuite="UnknownCryptosuite"),
    "a cryptosuite that is a list": in_proof(cryptosuite=["eddsa-rdfc-2022"]),
    "another purpose": in_proof(proofPurpose="authentication"),
    "an unknown purpose": in_proof(proofPurpose="invalidPurpose"),
    "another key": in_proof(verificationMethod="did:key:invalidVm"),
    "another time": in_proof(created="2020-01-01T00:00:00Z"),
    "a time that is none": in_proof(created="invalidDate"),
    "an end that is none": in_proof(expires="invalidDate"),
    "an end in the past": in_proof(expires="2020-01-01T00:00:00Z"),
    "a proofValue that is null": in_proof(proofValue=None),
    "no multibase header": lambda document: in_proof(
        proofValue=proof_of(document)["proofValue"][1:]
    )(document),
    "a shortened proofValue": lambda document: in_proof(
        proofValue=proof_of(document)["proofValue"][:-1]
    )(document),
    "a previous proof that is missing": in_proof(previousProof="urn:uuid:missing"),
    "previous proofs that are missing": in_proof(previousProof=["urn:uuid:missing"]),
    "an undefined term": lambda document: document.update(undefinedTerm="x"),
    "an undefined type": lambda document: document["type"].append("UndefinedType"),
    "another claim": lambda document: document.update(name="Not what was signed"),
    "another issuer": lambda document: document.update(issuer="did:example:other"),
    "a base address": lambda document: document["@context"].append(
        {"@base": "https://invalid.example.com/"}
    ),
    "contexts in another order": lambda document: document["@context"].insert(0, MORE_CONTEXT),
}


@pytest.mark.parametrize("alteration", ALTERATIONS)
@pytest.mark.parametrize("name", EMBEDDED)
def test_an_altered_document_is_refused(suites: Suites, name: str, alteration: str) -> None:
    document = deepcopy(suites.issued(name))
    ALTERATIONS[alteration](document)
    assert suites.verify(document) == 400


@pytest.mark.parametrize("name", EMBEDDED)
def test_a_context_that_changes_no_meaning_may_follow(suites: Suites, name: str) -> None:
    """The rdfc suites sign statements; the jcs suites leave room for it (ECDSA 1.0, 3.3.2)."""
    document = deepcopy(suites.issued(name))
    document["@context"].append(MORE_CONTEXT)
    assert suites.verify(document) == 200


@pytest.mark.parametrize("document", [None, "text", [], 7, {}])
def test_what_is_no_credential_is_refused(suites: Suites, document: Any) -> None:
    assert suites.verify(document) == 400


def test_a_base_proof_is_not_for_verifiers(suites: Suites) -> None:
    name = "ecdsa-sd-2023-p-256"
    assert suites.verify(suites.issue(suites.credential(name), name).json) == 400


def test_a_holder_shows_what_was_chosen(suites: Suites) -> None:
    name = "ecdsa-sd-2023-p-256"
    document = suites.credential(name, name="A", description="B")
    base = suites.issue(document, name, mandatoryPointers=["/issuer"]).json
    part = suites.shown(base, "/name", "/credentialSubject/id")
    assert part.keys() == document.keys() - {"description"} | {"proof"}
    assert part["credentialSubject"] == {"id": "did:example:alice"}
    assert suites.verify(part) == 200
    assert suites.verify({**part, "name": "C"}) == 400


# Bitstring Status List


def test_the_status_list_is_as_the_recommendation_asks(suites: Suites) -> None:
    answer = suites.client.post(
        f"/{FIRST}/credentials/issue?status=1", json={"credential": suites.credential()}
    )
    entry = answer.json["credentialStatus"]
    assert entry["type"] == "BitstringStatusListEntry"
    assert entry["statusListIndex"].isdigit()
    assert entry["id"] != entry["statusListCredential"]
    listed = suites.client.get(entry["statusListCredential"].removeprefix(BASE)).json
    assert listed["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    subject = listed["credentialSubject"]
    assert (subject["type"], subject["statusPurpose"]) == ("BitstringStatusList", "revocation")
    packed = subject["encodedList"].removeprefix("u")
    bits = gzip.decompress(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
    assert len(bits) >= 16 * 1024
    assert suites.verify(answer.json) == 200
    assert suites.verify(listed) == 200
