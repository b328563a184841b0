"""vc+jwt and vp+jwt: each case of the W3C's suite, and what a forger would try besides."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import jwt as pyjwt
import pytest

from badges.proofs import UnsignedCredential, errors, vc_jose
from badges.proofs.envelopes import Enveloped, envelope, envelope_presentation, opened
from badges.proofs.jws import sign_jws
from keys.signer import LocalSigner, generate_private_key
from tests.proofs.test_jwt import unsigned

V2 = "https://www.w3.org/ns/credentials/v2"
AT = datetime(2026, 1, 1, tzinfo=UTC)
HOLDER = "did:web:holder.example"


def presentation(*credentials: Any, **changes: Any) -> dict[str, Any]:
    document = {
        "@context": [V2],
        "id": "urn:uuid:1",
        "type": "VerifiablePresentation",
        "holder": HOLDER,
        "verifiableCredential": list(credentials),
    }
    return {**document, **changes}


@pytest.mark.parametrize(
    ("algorithm", "alg"),
    [
        ("RSA", "RS256"),
        ("P-256", "ES256"),
        ("P-384", "ES384"),
        ("P-521", "ES512"),
        ("Ed25519", "EdDSA"),
    ],
)
def test_another_library_accepts_what_we_sign_and_nothing_is_added(
    credential: dict[str, Any], algorithm: str, alg: str
) -> None:
    signer = LocalSigner(generate_private_key(algorithm), "did:web:badges.example#key-1")
    token = vc_jose.sign_credential(UnsignedCredential(credential), signer)
    assert pyjwt.get_unverified_header(token) == {
        "alg": alg,
        "kid": "did:web:badges.example#key-1",
        "typ": "vc+jwt",
        "cty": "vc",
    }
    assert pyjwt.decode(token, signer.public_key, algorithms=[alg]) == credential
    read = vc_jose.read_credential(token)
    payload = vc_jose.verify_jwt(read, signer.public_key, algorithms=[alg])
    assert vc_jose.credential_of(payload) == credential


def test_the_signatures_time_is_not_the_credentials(
    credential: dict[str, Any], signer: LocalSigner
) -> None:
    token = vc_jose.sign_credential(
        UnsignedCredential(credential), signer, issued_at=AT, expires_at=AT.replace(year=2030)
    )
    payload = vc_jose.read_credential(token).payload
    assert payload["iat"] == AT.timestamp()
    assert vc_jose.signature_period(payload).ends == AT.replace(year=2030)
    assert vc_jose.credential_of(payload)["validUntil"] == "2027-01-01T10:00:00Z"


def test_a_presentation_says_for_whom_it_is(
    credential: dict[str, Any], signer: LocalSigner
) -> None:
    inner = vc_jose.sign_credential(UnsignedCredential(credential), signer)
    document = presentation(envelope(inner))
    token = vc_jose.sign_presentation(document, signer, audience="https://a.example", nonce="n-1")
    read = vc_jose.read_presentation(token)
    payload = vc_jose.verify_jwt(read, signer.public_key, algorithms=["EdDSA"])
    assert (payload["aud"], payload["nonce"]) == ("https://a.example", "n-1")
    assert vc_jose.presentation_of(payload) == document
    assert opened(document["verifiableCredential"][0]) == Enveloped("vc+jwt", inner)


@pytest.mark.parametrize(
    "changes",
    [
        {"proof": []},
        {"badExtension": {"huh": "what?"}},
        {"vc": {}},
        {"exp": 1},
        {"@context": ["https://www.w3.org/2018/credentials/v1"]},
        {"type": ["OpenBadgeCredential"]},
        {"issuer": {"name": "nobody"}},
        {"credentialSubject": []},
        {"name": "\ud800"},
        {"name": 2**53},
        {"name": float("nan")},
    ],
)
def test_what_is_no_credential_is_not_signed(
    credential: dict[str, Any], signer: LocalSigner, changes: dict[str, Any]
) -> None:
    with pytest.raises(errors.ProofsError):
        vc_jose.sign_credential(UnsignedCredential(credential | changes), signer)


@pytest.mark.parametrize(
    "document",
    [
        presentation(proof={}),
        presentation(extension=1),
        presentation(type="VerifiableCredential"),
        presentation("a string"),
        presentation({"id": "urn:x"}),
        presentation(holder={}),
        presentation(envelope("x") | {"id": "not-a-credential"}),
        presentation(envelope("x") | {"id": "data:,x"}),
        presentation(envelope("x") | {"@context": "https://other.example"}),
        presentation(*[{"type": "VerifiableCredential"}] * 101),
    ],
)
def test_what_is_no_presentation_is_not_signed(
    signer: LocalSigner, document: dict[str, Any]
) -> None:
    with pytest.raises((errors.JoseError, errors.AlreadySecuredError)):
        vc_jose.sign_presentation(document, signer)


@pytest.mark.parametrize(
    "header",
    [
        {"typ": "JWT"},
        {"typ": "vp+jwt"},
        {"typ": "bad+typ", "cty": "bad+cty"},
        {"typ": "vc+jwt", "cty": "vp"},
        {},
    ],
)
def test_the_type_must_say_what_it_is(
    credential: dict[str, Any], signer: LocalSigner, header: dict[str, str]
) -> None:
    fine = vc_jose.sign_credential(UnsignedCredential(credential), signer)
    payload = vc_jose.read_credential(fine).jws.payload
    assert vc_jose.read_credential(sign_jws(payload, signer, typ="application/VC+JWT", cty="vc"))
    with pytest.raises(errors.MalformedTokenError):
        vc_jose.read_credential(sign_jws(payload, signer, **header))


@pytest.mark.parametrize(
    "claims",
    [
        {"vc": "oops", "vp": "nooo"},
        {"vp": {}},
        {"iss": "did:web:evil.example"},
        {"jti": "urn:uuid:other"},
        {"sub": 5},
        {"exp": "2030-01-01T00:00:00Z"},
        {"exp": True},
        {"nbf": 1e300},
    ],
)
def test_a_claim_that_is_forbidden_or_contradicts_is_refused(
    credential: dict[str, Any], claims: dict[str, Any]
) -> None:
    agreeing = {"iss": "did:web:badges.example", "jti": credential["id"], "iat": "a text"}
    assert vc_jose.credential_of(credential | agreeing) == credential
    with pytest.raises(errors.JwtClaimError):
        vc_jose.read_credential(unsigned({"alg": "ES256", "typ": "vc+jwt"}, credential | claims))


def test_an_unsecured_document_is_no_token(credential: dict[str, Any]) -> None:
    for text in ("{}", '{"type":"VerifiableCredential"}', str(credential)):
        with pytest.raises(errors.MalformedTokenError):
            vc_jose.read_credential(text)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("data:application/vc+jwt,a.b.c", Enveloped("vc+jwt", "a.b.c")),
        ("data:application/VC+JWT,a.b.c", Enveloped("vc+jwt", "a.b.c")),
        ("data:application/vc+jwt;base64,YS5iLmM=", Enveloped("vc+jwt", "a.b.c")),
        ("data:application/vc+sd-jwt,a~b", Enveloped("vc+sd-jwt", "a~b")),
        ("data:application/vc+cose;base64,0oRY", Enveloped("vc+cose", "")),
    ],
)
def test_envelopes_are_opened_and_others_keep_their_name(url: str, expected: Enveloped) -> None:
    assert opened(envelope("x") | {"id": url}) == expected
    assert opened(envelope_presentation("x") | {"id": url}) == expected


@pytest.mark.parametrize(
    "document",
    [1, [], None, {}, envelope("x") | {"id": 5}, envelope("x") | {"type": "VerifiableCredential"}],
)
def test_what_is_no_envelope_is_not_opened(document: Any) -> None:
    with pytest.raises(errors.EnvelopeError):
        opened(document)
