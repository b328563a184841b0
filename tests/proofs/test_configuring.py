"""Options put together from those of an earlier proof are those that would be made in full."""

from __future__ import annotations

import random
from typing import Any

import pytest

from badges.proofs.configuring import canonical_configuration
from badges.proofs.datasets import canonical_dataset
from badges.proofs.errors import JsonLdError
from schemas.documents import load_context

V2 = "https://www.w3.org/ns/credentials/v2"
CONTEXTS: list[Any] = [
    V2,
    [V2],
    [V2, "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
    ["https://www.w3.org/2018/credentials/v1", "https://w3id.org/security/data-integrity/v2"],
]
MEMBERS: dict[str, list[Any]] = {
    "type": ["DataIntegrityProof"],
    "cryptosuite": ["eddsa-rdfc-2022", "ecdsa-rdfc-2019"],
    "verificationMethod": ["did:web:a.example#1", "did:web:b.example#2", "did:key:z6Mk#z6Mk"],
    "proofPurpose": ["assertionMethod", "authentication"],
    "id": [None, None, "urn:uuid:7c4bb2ce-9e4a-4b3a-8f0e-0f5a3a1f0e55"],
    "expires": [None, None, "2026-05-01T09:00:00Z", "2031-01-01T00:00:00Z"],
    "challenge": [None, "c", "2026-05-01T09:00:00Z", "\x00", '"2026-05-01T09:00:00Z"^^<'],
    "domain": [None, "a.example", ["a.example", "2026-05-01T09:00:00Z"]],
    "previousProof": [None, None, "urn:uuid:1", ["urn:uuid:2", "urn:uuid:1"]],
    "nonce": [None, "ü\n"],
}
TIMES = ["2026-05-01T09:00:00Z", "2026-05-01T09:00:01Z", "0001-01-01T00:00:00Z",
         "9999-99-99T99:99:99Z", "2026-05-01T09:00:00+02:00", "2026-05-01T09:00:00.5Z",
         '2026"', "", "2026-05-01T09:00:00Z\n"]  # fmt: skip


def in_full(options: dict[str, Any], contexts: Any, algorithm: str) -> bytes | str:
    try:
        dataset = canonical_dataset({**options, "@context": contexts}, algorithm=algorithm)
    except JsonLdError as error:
        return error.code
    return dataset.text.encode()


def made(options: dict[str, Any], contexts: Any, algorithm: str) -> bytes | str:
    try:
        return canonical_configuration(options, contexts, algorithm=algorithm)
    except JsonLdError as error:
        return error.code


@pytest.mark.parametrize("seed", range(5))
def test_no_proof_gets_other_options_than_its_own(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same proofs each time
    differing = []
    for _ in range(400):
        drawn = {name: chance.choice(values) for name, values in MEMBERS.items()}
        options = {name: value for name, value in drawn.items() if value is not None}
        contexts, algorithm = chance.choice(CONTEXTS), chance.choice(["sha256", "sha384"])
        for created in chance.sample(TIMES, 3):
            asked = ({**options, "created": created}, contexts, algorithm)
            if made(*asked) != in_full(*asked):
                differing.append(asked)
    assert differing == []


def test_contexts_of_the_callers_own_are_never_remembered() -> None:
    options = {"type": "DataIntegrityProof", "created": TIMES[0], "cryptosuite": "eddsa-rdfc-2022"}
    asked = []

    def load(iri: str) -> dict[str, Any]:
        asked.append(iri)
        return load_context(iri)

    first = canonical_configuration(options, V2, load_context=load)
    assert canonical_configuration(options, V2, load_context=load) == first
    assert asked
