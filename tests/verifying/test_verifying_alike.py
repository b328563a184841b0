"""Of documents that are alike, what is remembered of one never changes what is said of another."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from badges.proofs import likeness as learning
from badges.proofs.errors import ProofsError
from badges.proofs.remembering import Memory
from badges.verifying import VerificationResult
from badges.verifying.credentials import verify_credential
from badges.verifying.errors import UnreadableError
from tests.proofs import made_up
from tests.proofs.made_up import SCALE, dice
from tests.verifying.issuers import NOW, Issuer, Web, check, dump, reason

ISSUER = Issuer()
PUBLISHED = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/"
SCHEMA = f"{PUBLISHED}ob_v3p0_achievementcredential_schema.json"
OTHER_SCHEMA = f"{PUBLISHED}ob_v3p0_endorsementcredential_schema.json"
DIGEST = "sha384-" + "A" * 64
TEXTS: list[tuple[tuple[str | int, ...], tuple[str, ...]]] = [
    (("id",), ("urn:uuid:1", "urn:uuid:2", "https://linden.example/credentials/2/1", "no iri")),
    (("name",), ("Loops", "Kreise", "")),
    (("validFrom",), ("2026-05-01T09:00:00Z", "2026-04-01T09:00:00Z", "2027-01-01T00:00:00Z", "x")),
    (("validUntil",), ("2036-05-01T09:00:00Z", "2026-05-02T09:00:00Z", "2020-01-01T00:00:00Z")),
    (("issuer", "name"), ("Linden", "Ulme")),
    (("credentialSubject", "id"), ("urn:uuid:3", "urn:uuid:4", "urn:uuid:1")),
    (("credentialSubject", "identifier", 0, "identityHash"), ("Ada", "Eve", "sha256$0")),
    (("credentialSubject", "achievement", "name"), ("Loops", "", "Runden")),
    (("credentialSubject", "achievement", "criteria", "narrative"), ("Be there.", "Do it.")),
    (("evidence", 0, "name"), ("Talk", "Book", "Vortrag")),
    (("evidence", 0, "digestSRI"), (DIGEST, "", "sha384-x")),
    (("credentialSchema", 0, "id"), (SCHEMA, SCHEMA, OTHER_SCHEMA, "https://s.example/1.json")),
    (("credentialStatus", "statusListIndex"), ("77", "78", "131072", "-1", "x")),
    (("credentialStatus", "statusPurpose"), ("revocation", "suspension", "refresh")),
    (("credentialStatus", "statusListCredential"), (ISSUER.status_list, "https://e.example/s")),
]


@pytest.fixture(autouse=True)
def _nothing_learned(monkeypatch: pytest.MonkeyPatch) -> None:
    forget(monkeypatch)


def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "_kinds", Memory(maximum_entries=500))


def badge() -> dict[str, Any]:
    made = ISSUER.credential(
        validUntil="2036-05-01T09:00:00Z",
        evidence=[{"id": "urn:e:1", "type": ["Evidence"], "name": "Talk", "digestSRI": DIGEST}],
        credentialSchema=[{"id": SCHEMA, "type": "JsonSchema"}],
    )
    made["credentialSubject"]["identifier"] = [
        {"type": "IdentityObject", "hashed": False, "identityHash": "Ada", "identityType": "name"}
    ]
    return made


def put(document: dict[str, Any], place: tuple[str | int, ...], value: str) -> dict[str, Any]:
    made: Any = copy.deepcopy(document)
    *way, last = place
    inner = made
    for step in way:
        inner = inner[step]
    inner[last] = value
    return dict(made)


def signed(document: dict[str, Any]) -> dict[str, Any]:
    """Sign what can be signed; the rest gets a proof that holds for another."""
    try:
        return dict(ISSUER.sign(document))
    except (ProofsError, TypeError, AttributeError):
        return {**document, "proof": ISSUER.sign(badge())["proof"]}


def likes(seed: int) -> Iterator[dict[str, Any]]:
    """Give badges that differ in the texts of a few places, and some that differ in more."""
    rng = dice(seed)
    places = rng.sample(TEXTS, rng.randint(1, 4))
    for turn in range(8):
        document = badge()
        for place, texts in places:
            document = put(document, place, rng.choice(texts if rng.random() < 0.3 else texts[:1]))
        secured = signed(document)
        if turn > 4 and rng.random() < 0.5:
            secured = made_up.mutated(rng, secured)
        yield secured


def judged(data: bytes) -> VerificationResult | str:
    try:
        return check(data, ISSUER.web(), name="Ada")
    except UnreadableError as error:
        return error.reason.code


def test_what_is_remembered_changes_no_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    verified = 0
    for seed in range(12 * SCALE):
        documents = [dump_safely(each) for each in likes(seed)]
        forget(monkeypatch)
        found = [judged(each) for each in documents]
        for data, one in zip(documents, found, strict=True):
            forget(monkeypatch)
            assert judged(data) == one, f"seed {seed}"
            verified += isinstance(one, VerificationResult) and one.verified
    assert verified > 10 * SCALE


def dump_safely(document: dict[str, Any]) -> bytes:
    try:
        return dump(document)
    except UnicodeEncodeError:  # half a character
        return b"{}"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"endorsement": [{"type": ["EndorsementCredential"]}]}, "endorsements.invalid"),
        ({"endorsementJwt": ["a.b.c"]}, "endorsements.invalid"),
        ({}, "endorsements.none"),
    ],
)
def test_an_endorsement_is_seen_beside_badges_without(change: dict[str, Any], told: str) -> None:
    for own_id in ("urn:uuid:1", "urn:uuid:2", "urn:uuid:3"):
        check(dump(signed({**badge(), "id": own_id})), ISSUER.web())
    data = dump({**signed({**badge(), "id": "urn:uuid:4"}), **change})
    result = check(data, ISSUER.web())
    if change:
        assert not result.verified
        result = check(dump(signed({**badge(), **change})), ISSUER.web())
    assert reason(result, "endorsements") == told


def test_a_schema_of_badges_is_asked_of_any_credential() -> None:
    named = [{"id": SCHEMA, "type": "JsonSchema"}]
    subject = {"id": "urn:uuid:5", "type": ["AchievementSubject"]}
    plain = ISSUER.credential(
        type=["VerifiableCredential"], credentialSchema=named, credentialSubject=subject
    )
    web = Web(ISSUER.pages())
    result = verify_credential(ISSUER.sign(plain), now=NOW, fetch=web)
    assert reason(result, "conformance") == "schema.broken"
    good = ISSUER.sign(ISSUER.credential(credentialSchema=named))
    assert verify_credential(good, now=NOW, fetch=web).verified
