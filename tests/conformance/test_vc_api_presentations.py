"""What the W3C's test suites ask of presentations, of proof sets and of chains, as tables."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest

from badges.proofs.data_integrity import add_proof, create_proof, secure
from badges.proofs.documents import UnsignedCredential
from badges.proofs.presentations import presentation, secure_presentation
from tests.suites.issuers import ThrowAwayIssuer, throw_away_issuers
from tests.suites.vc_api import create_app

pytestmark = pytest.mark.conformance

CREATED = datetime(2026, 5, 1, tzinfo=UTC)
CHALLENGE, DOMAIN = "c-128-random-bits", "checker.example"
V2 = "https://www.w3.org/ns/credentials/v2"
MORE_CONTEXT = "https://w3id.org/security/data-integrity/v2"
SUITES = ("eddsa-rdfc-2022-ed25519", "eddsa-jcs-2022-ed25519", "ecdsa-rdfc-2019-p-384")
Document = dict[str, Any]


@pytest.fixture(scope="module")
def people() -> dict[str, ThrowAwayIssuer]:
    return throw_away_issuers()


@pytest.fixture(scope="module")
def post() -> Callable[..., int]:
    client = create_app("https://suites.example", strict=True).test_client()

    def call(path: str, **body: Any) -> int:
        return client.post(path, json=body).status_code

    return call


def credential(issuer: ThrowAwayIssuer) -> UnsignedCredential:
    return UnsignedCredential(
        {
            "@context": [V2],
            "type": ["VerifiableCredential"],
            "issuer": issuer.did,
            "credentialSubject": {"id": "did:example:alice", "name": "Alice"},
        }
    )


def signed(issuer: ThrowAwayIssuer) -> Document:
    made = secure(credential(issuer), issuer.signer, created=CREATED, suite=issuer.suite.name)
    return dict(made)


def shown(holder: ThrowAwayIssuer, /, **changes: Any) -> Document:
    document = {**presentation([signed(holder)], holder=holder.did), **changes}
    return secure_presentation(
        document,
        holder.signer,
        created=CREATED,
        challenge=CHALLENGE,
        domain=DOMAIN,
        suite=holder.suite.name,
    )


ASKED = {"challenge": CHALLENGE, "domain": DOMAIN}


@pytest.mark.parametrize("name", SUITES)
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"id": "urn:uuid:5f0c2b9e-4d7a-4c43-a4e3-9d5e4cf5f6a1"},
        {"@context": [V2, MORE_CONTEXT]},
        {"type": ["VerifiablePresentation", "https://example.org/Kind"]},
        {"verifiableCredential": []},
    ],
)
def test_a_presentation_verifies(
    people: dict[str, ThrowAwayIssuer], post: Callable[..., int], name: str, changes: Document
) -> None:
    made = shown(people[name], **changes)
    assert post("/presentations/verify", verifiablePresentation=made, options=ASKED) == 200


@pytest.mark.parametrize("name", SUITES)
def test_a_holder_may_be_an_object_or_unnamed(
    people: dict[str, ThrowAwayIssuer], post: Callable[..., int], name: str
) -> None:
    holder = people[name]
    named = shown(holder, holder={"id": holder.did})
    unnamed = secure_presentation(
        presentation([signed(holder)]),
        holder.signer,
        created=CREATED,
        challenge=CHALLENGE,
        suite=holder.suite.name,
    )
    for made in (named, unnamed):
        asked = {"challenge": CHALLENGE}
        assert post("/presentations/verify", verifiablePresentation=made, options=asked) == 200


ALTERATIONS: dict[str, Callable[[Document], object]] = {
    "no context": lambda made: made.pop("@context"),
    "contexts in another order": lambda made: made["@context"].insert(0, MORE_CONTEXT),
    "no base context": lambda made: made.update({"@context": [MORE_CONTEXT]}),
    "no type": lambda made: made.pop("type"),
    "another type": lambda made: made.update(type=["https://example.org/Kind"]),
    "no proof": lambda made: made.pop("proof"),
    "another holder": lambda made: made.update(holder="did:example:other"),
    "a holder that is no address": lambda made: made.update(holder="nobody"),
    "a holder without id": lambda made: made.update(holder={"type": "https://example.org/X"}),
    "a credential that is a string": lambda made: made.update(verifiableCredential=["urn:x:1"]),
    "a credential that is a number": lambda made: made.update(verifiableCredential=[7]),
    "one credential less": lambda made: made.update(verifiableCredential=[]),
    "another claim": lambda made: made["verifiableCredential"][0].update(name="x"),
    "an unsigned credential": lambda made: made["verifiableCredential"][0].pop("proof"),
}


@pytest.mark.parametrize("name", SUITES)
@pytest.mark.parametrize("alteration", ALTERATIONS)
def test_an_altered_presentation_is_refused(
    people: dict[str, ThrowAwayIssuer], post: Callable[..., int], name: str, alteration: str
) -> None:
    made = deepcopy(shown(people[name]))
    ALTERATIONS[alteration](made)
    assert post("/presentations/verify", verifiablePresentation=made, options=ASKED) == 400


@pytest.mark.parametrize("asked", [{"challenge": "another"}, {**ASKED, "domain": "other.example"}])
def test_a_presentation_for_another_checker_is_refused(
    people: dict[str, ThrowAwayIssuer], post: Callable[..., int], asked: dict[str, str]
) -> None:
    made = shown(people[SUITES[0]])
    assert post("/presentations/verify", verifiablePresentation=made, options=asked) == 400


@pytest.mark.parametrize("document", [None, "text", [], 7, {}])
def test_what_is_no_presentation_is_refused(post: Callable[..., int], document: Any) -> None:
    assert post("/presentations/verify", verifiablePresentation=document, options={}) == 400


FIRST_PROOF = "urn:uuid:26329423-bec9-4b2e-88cb-a7c7d9dc4544"


def chain(people: dict[str, ThrowAwayIssuer], name: str, previous: Any) -> Document:
    """Let somebody else sign first, and the issuer confirm it."""
    issuer, other = people[name], people["ecdsa-rdfc-2019-p-256"]
    document = credential(issuer)
    first = create_proof(document, other.signer, created=CREATED, proof_id=FIRST_PROOF)
    made = add_proof(
        {**document, "proof": [first]},
        issuer.signer,
        created=CREATED,
        suite=issuer.suite.name,
        previous_proof=previous,
    )
    return dict(made)


@pytest.mark.parametrize("name", SUITES)
@pytest.mark.parametrize("previous", [None, FIRST_PROOF, [FIRST_PROOF]])
def test_sets_and_chains_of_proofs_verify(
    people: dict[str, ThrowAwayIssuer], post: Callable[..., int], name: str, previous: Any
) -> None:
    made = chain(people, name, previous)
    assert len(made["proof"]) == 2
    assert post("/credentials/verify", verifiableCredential=made) == 200


BROKEN_CHAINS: dict[str, Callable[[Document], object]] = {
    "the first proof is gone": lambda made: made["proof"].pop(0),
    "the first proof has another id": lambda made: made["proof"][0].update(id="urn:uuid:other"),
    "the first proof does not hold": lambda made: made["proof"][0].update(
        created="2020-01-01T00:00:00Z"
    ),
    "the chain was cut": lambda made: made["proof"][1].pop("previousProof"),
    "a missing one is named": lambda made: made["proof"][1].update(previousProof=["urn:uuid:no"]),
    "what is named is no name": lambda made: made["proof"][1].update(previousProof={"id": "x"}),
}


@pytest.mark.parametrize("name", SUITES)
@pytest.mark.parametrize("break_it", BROKEN_CHAINS)
def test_a_broken_chain_is_refused(
    people: dict[str, ThrowAwayIssuer], post: Callable[..., int], name: str, break_it: str
) -> None:
    made = deepcopy(chain(people, name, FIRST_PROOF))
    BROKEN_CHAINS[break_it](made)
    assert post("/credentials/verify", verifiableCredential=made) == 400
