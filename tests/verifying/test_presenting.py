"""Presentations, and credentials that are no badges."""

from __future__ import annotations

from typing import Any

import pytest

from badges.proofs import UnsignedCredential, secure
from badges.proofs.envelopes import envelope, envelope_presentation
from badges.proofs.presentations import presentation, secure_presentation
from badges.proofs.vc_jose import sign_credential, sign_presentation
from badges.verifying.credentials import verify_credential
from badges.verifying.presenting import PresentationResult, verify_presentation
from badges.wording import wording
from keys.did import did_key
from keys.signer import LocalSigner, generate_private_key
from tests.verifying.issuers import NOW, START, Issuer, Web, dump

V2 = "https://www.w3.org/ns/credentials/v2"
ASKED: dict[str, Any] = {"challenge": "c-1", "domain": "check.example"}


def person(algorithm: str = "Ed25519") -> LocalSigner:
    key = generate_private_key(algorithm)
    did = did_key(key.public_key())
    return LocalSigner(key, f"{did}#{did.removeprefix('did:key:')}")


def did_of(signer: LocalSigner) -> str:
    return signer.verification_method.partition("#")[0]


@pytest.fixture(scope="module")
def holder() -> LocalSigner:
    return person()


def plain_credential(signer: LocalSigner) -> dict[str, Any]:
    """Give a credential that is no badge."""
    return {
        "@context": [V2],
        "type": ["VerifiableCredential"],
        "issuer": did_of(signer),
        "credentialSubject": {"id": "did:example:ada"},
    }


def shown(holder: LocalSigner, *credentials: dict[str, Any], **options: Any) -> dict[str, Any]:
    draft = presentation(credentials, holder=did_of(holder))
    return secure_presentation(draft, holder, created=START, **{**ASKED, **options})


def verify(document: object, fetch: Any = None, **asked: Any) -> PresentationResult:
    data = document.encode() if isinstance(document, str) else dump(document)
    return verify_presentation(data, now=NOW, fetch=fetch or Web(), **{**ASKED, **asked})


@pytest.mark.parametrize("algorithm", ["Ed25519", "P-256", "P-384"])
def test_a_presentation_of_badges_is_verified(algorithm: str) -> None:
    issuer = Issuer()
    badges = [
        issuer.sign(issuer.credential(id=f"https://linden.example/credentials/{number}/1"))
        for number in range(2)
    ]
    result = verify(shown(person(algorithm), *badges), issuer.web())
    assert result.verified
    assert [each.verified for each in result.credentials] == [True, True]


@pytest.mark.parametrize("asked", [{}, {"challenge": None}, {"challenge": None, "domain": None}])
def test_what_the_checker_did_not_ask_for_is_not_compared(
    holder: LocalSigner, asked: dict[str, Any]
) -> None:
    assert verify(shown(holder), **asked).verified


@pytest.mark.parametrize("options", [{"challenge": "c-2"}, {"domain": "other.example"}])
def test_a_presentation_for_another_checker_is_refused(
    holder: LocalSigner, options: dict[str, str]
) -> None:
    result = verify(shown(holder, **options))
    assert (result.status, result.signature.reason.code) == ("not_verified", "signature.binding")
    assert dict(result.signature.reason.params) == {"member": next(iter(options))}


def test_another_holders_name_is_refused(holder: LocalSigner) -> None:
    draft = presentation([], holder=did_of(person()))
    result = verify(secure_presentation(draft, holder, created=START, **ASKED))
    assert (result.status, result.holder.reason.code) == ("not_verified", "holder.another")


def test_a_holder_who_cannot_be_asked_leaves_it_open() -> None:
    issuer = Issuer()
    result = verify(shown(issuer.signer()))
    assert (result.status, result.holder.reason.code) == ("undecided", "holder.unknown")


def test_an_issuers_proof_is_no_presentation(holder: LocalSigner) -> None:
    draft = UnsignedCredential(presentation([], holder=did_of(holder)))
    result = verify(secure(draft, holder, created=START))
    assert result.signature.reason.code == "signature.purpose"


def test_one_bad_credential_spoils_the_presentation(holder: LocalSigner) -> None:
    issuer = person()
    good = secure(UnsignedCredential(plain_credential(issuer)), issuer, created=START)
    bad = {**good, "issuer": did_of(holder)}
    result = verify(shown(holder, good, bad))
    assert result.status == "not_verified"
    assert [each.verified for each in result.credentials] == [True, False]
    assert result.signature.passed


def test_what_was_altered_after_signing_is_refused(holder: LocalSigner) -> None:
    issuer = person()
    credential = secure(UnsignedCredential(plain_credential(issuer)), issuer, created=START)
    document = shown(holder, credential)
    document["verifiableCredential"] = []
    assert verify({**document, "verifiableCredential": [credential] * 2}).signature.reason.code == (
        "signature.invalid"
    )


def test_enveloped_credentials_and_presentations_are_opened(holder: LocalSigner) -> None:
    issuer = person("P-256")
    token = sign_credential(UnsignedCredential(plain_credential(issuer)), issuer)
    draft = presentation([envelope(token)], holder=did_of(holder))
    embedded = verify(secure_presentation(draft, holder, created=START, **ASKED))
    assert embedded.verified, embedded
    outer = sign_presentation(draft, holder, audience="check.example", nonce="c-1")
    assert verify(outer).verified
    assert verify(envelope_presentation(outer)).verified
    assert verify(outer, challenge="c-2").signature.reason.code == "signature.binding"


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"null", b'"x"', b"ey.x", b"ey" + b"A" * 99 + b".e30.AA", b"\xff", b"[" * 9999],
)
def test_what_is_no_presentation_is_refused_without_a_crash(data: bytes) -> None:
    result = verify_presentation(data, now=NOW, fetch=Web())
    assert (result.status, result.verified) == ("not_verified", False)


@pytest.mark.parametrize("shown_there", [7, "x", [7], [None], [[]], {}, [{"id": "data:,"}]])
def test_strange_credentials_in_it_are_refused(holder: LocalSigner, shown_there: Any) -> None:
    document = {**shown(holder), "verifiableCredential": shown_there}
    result = verify(document)
    assert result.status == "not_verified"
    assert result.to_json(wording("en").sentence)["verified"] is False


def test_a_presentation_of_very_many_credentials_is_not_looked_at(holder: LocalSigner) -> None:
    result = verify({**shown(holder), "verifiableCredential": [{}] * 21})
    assert (result.conformance.reason.code, result.credentials) == ("conformance.too_many", ())


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_a_credential_that_is_no_badge_is_verified(holder: LocalSigner, suite: str) -> None:
    draft = UnsignedCredential(plain_credential(holder))
    secured = secure(draft, holder, created=START, suite=suite)
    result = verify_credential(secured, now=NOW, fetch=Web())
    assert result.verified
    assert not verify_credential(draft, now=NOW, fetch=Web()).verified


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Another"},
        {"undefinedTerm": 1},
        {"type": ["VerifiableCredential", "Undefined"]},
        {"validUntil": "2026-01-01T00:00:00Z"},
        {"issuer": "did:example:other"},
        {"credentialSubject": []},
        {"@context": ["https://unknown.example/v1"]},
        {"proof": None},
        {"proof": 7},
    ],
)
def test_an_altered_credential_is_refused(holder: LocalSigner, change: dict[str, Any]) -> None:
    secured = secure(UnsignedCredential(plain_credential(holder)), holder, created=START)
    result = verify_credential({**secured, **change}, now=NOW, fetch=Web())
    assert result.status == "not_verified"


def test_a_credential_may_be_a_token_or_enveloped(holder: LocalSigner) -> None:
    token = sign_credential(UnsignedCredential(plain_credential(holder)), holder)
    for given in (token, envelope(token)):
        assert verify_credential(given, now=NOW, fetch=Web()).verified
    other = verify_credential(
        {**envelope(token), "id": "data:application/vc+cose;base64,AA"}, now=NOW, fetch=Web()
    )
    assert other.check("valid_signature").reason.code == "signature.suite"


@pytest.mark.parametrize(
    "given", [None, 7, [], "", "ey", {"type": "EnvelopedVerifiableCredential"}]
)
def test_what_is_no_credential_is_refused_without_a_crash(given: Any) -> None:
    assert verify_credential(given, now=NOW, fetch=Web()).status == "not_verified"
