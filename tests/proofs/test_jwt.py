"""VC-JWT and the signed Open Badges 2.0: the key decides the algorithm, the caller what passes."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

import jwt as pyjwt
import pytest

from badges.proofs import (
    UnsignedCredential,
    credential_of,
    errors,
    read_jws,
    read_jwt,
    sign_assertion,
    sign_credential,
    verify_jws,
    verify_jwt,
)
from keys.encoding import public_key_to_pem
from keys.signer import LocalSigner, generate_private_key

V1 = "https://www.w3.org/2018/credentials/v1"


def b64(data: bytes | dict[str, Any]) -> str:
    raw = json.dumps(data).encode() if isinstance(data, dict) else data
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unsigned(header: dict[str, Any] | bytes, payload: dict[str, Any] | bytes) -> str:
    return f"{b64(header)}.{b64(payload)}.AAAA"


@pytest.mark.parametrize(
    ("algorithm", "alg"), [("RSA", "RS256"), ("P-256", "ES256"), ("Ed25519", "EdDSA")]
)
def test_another_library_accepts_our_tokens(
    credential: dict[str, Any], algorithm: str, alg: str
) -> None:
    signer = LocalSigner(generate_private_key(algorithm), "https://badges.example/keys/1.jwk")
    token = sign_credential(UnsignedCredential(credential), signer)
    assert pyjwt.get_unverified_header(token) == {
        "alg": alg,
        "kid": "https://badges.example/keys/1.jwk",
        "typ": "JWT",
    }
    payload = pyjwt.decode(
        token, signer.public_key, algorithms=[alg], options={"verify_exp": False}
    )
    assert payload == credential | {
        "iss": "did:web:badges.example",
        "jti": credential["id"],
        "sub": credential["credentialSubject"]["id"],
        "nbf": 1767261600,
        "exp": 1798797600,
    }
    ours = verify_jwt(read_jwt(token), signer.public_key, algorithms=[alg])
    assert credential_of(ours) == credential


@pytest.mark.parametrize(
    "changes",
    [
        {"validFrom": "2026-01-01T10:00:00.5Z"},
        {"validFrom": "2026-01-01T10:00:00"},
        {"validFrom": "2026-13-01T10:00:00Z"},
        {"validUntil": 5},
        {"credentialSubject": {"identifier": []}},
        {"issuer": {}},
        {"proof": []},
    ],
)
def test_signing_refuses_what_the_claims_cannot_repeat(
    credential: dict[str, Any], rsa_signer: LocalSigner, changes: dict[str, Any]
) -> None:
    with pytest.raises((errors.JwtClaimError, errors.AlreadySecuredError)):
        sign_credential(UnsignedCredential(credential | changes), rsa_signer)


def test_none_and_hs256_over_the_public_key_are_refused(rsa_signer: LocalSigner) -> None:
    pem = public_key_to_pem(rsa_signer.public_key).encode()
    signing_input = f"{b64({'alg': 'HS256'})}.{b64({'iss': 'x'})}"
    mac = hmac.digest(pem, signing_input.encode(), hashlib.sha256)
    for token in (f"{signing_input}.{b64(mac)}", f"{b64({'alg': 'none'})}.{b64({'iss': 'x'})}."):
        with pytest.raises(errors.AlgorithmError):
            verify_jwt(
                read_jwt(token), rsa_signer.public_key, algorithms=["RS256", "HS256", "none"]
            )


def test_the_algorithm_must_be_accepted_and_the_keys(
    credential: dict[str, Any], signer: LocalSigner, rsa_signer: LocalSigner
) -> None:
    token = read_jwt(sign_credential(UnsignedCredential(credential), rsa_signer))
    with pytest.raises(errors.AlgorithmError):
        verify_jwt(token, rsa_signer.public_key, algorithms=["ES256"])
    with pytest.raises(errors.AlgorithmError):
        verify_jwt(token, signer.public_key, algorithms=["RS256", "EdDSA"])


@pytest.mark.parametrize("part", [0, 1, 2])
def test_one_altered_character_is_refused(
    credential: dict[str, Any], rsa_signer: LocalSigner, part: int
) -> None:
    parts = sign_credential(UnsignedCredential(credential), rsa_signer).split(".")
    middle = len(parts[part]) // 2
    other = "A" if parts[part][middle] != "A" else "B"
    parts[part] = parts[part][:middle] + other + parts[part][middle + 1 :]
    with pytest.raises(errors.JoseError):
        verify_jwt(read_jwt(".".join(parts)), rsa_signer.public_key, algorithms=["RS256"])


@pytest.mark.parametrize(
    "token",
    [
        "",
        "a.b",
        "a.b.c.d",
        "ä.b.c",
        b"\xff.b.c",
        "e30.e30.e30",
        "A.A.A",
        unsigned({"alg": "RS256", "crit": ["exp"]}, {}),
        unsigned({"alg": "RS256", "typ": "at+jwt"}, {}),
        unsigned({"alg": 5}, {}),
        unsigned(b'{"alg":"RS256","alg":"none"}', {}),
        unsigned({"alg": "RS256"}, b'{"iss":"a","iss":"b"}'),
        unsigned({"alg": "RS256"}, b"[" * 10_000),
        unsigned({"alg": "RS256"}, b"[]"),
        "A" * 1_500_001,
    ],
)
def test_what_is_no_token_is_refused(token: str | bytes) -> None:
    with pytest.raises(errors.MalformedTokenError):
        read_jwt(token)


@pytest.mark.parametrize(
    ("claim", "value"),
    [
        ("iss", "did:web:evil.example"),
        ("jti", "urn:uuid:other"),
        ("sub", ["urn:uuid:5f0c2b9e-4d7a-4c43-a4e3-9d5e4cf5f6a1"]),
        ("nbf", 1767261599),
        ("nbf", True),
        ("exp", 1e300),
        ("exp", "1798797600"),
    ],
)
def test_a_claim_that_contradicts_the_credential_is_refused(
    credential: dict[str, Any], claim: str, value: Any
) -> None:
    with pytest.raises(errors.JwtClaimMismatchError) as caught:
        credential_of(credential | {claim: value})
    assert caught.value.reason.params["claim"] == claim


def test_a_version_1_credential_stands_in_vc_and_claims_complete_it() -> None:
    inner = {"@context": [V1], "type": ["VerifiableCredential"], "credentialSubject": {}}
    payload = {"vc": inner, "iss": "did:web:a", "nbf": 1767225600, "jti": "urn:x:1", "sub": "urn:s"}
    found = credential_of(payload)
    assert (found["issuer"], found["id"]) == ("did:web:a", "urn:x:1")
    assert found["issuanceDate"] == "2026-01-01T00:00:00Z"
    assert found["credentialSubject"] == {"id": "urn:s"}


@pytest.mark.parametrize(
    "payload",
    [
        {"vc": {"@context": ["https://www.w3.org/ns/credentials/v2"]}},
        {"@context": [V1]},
        {"vc": "x"},
        {"vc": {"@context": [V1]}, "nbf": 1e300},
        {"vc": {"@context": [V1]}, "nbf": {}},
    ],
)
def test_vc_goes_with_version_1_only(payload: dict[str, Any]) -> None:
    with pytest.raises(errors.JwtClaimError):
        credential_of(payload)


def test_a_signed_assertion_keeps_its_bytes(rsa_signer: LocalSigner) -> None:
    assertion = b'{ "type":"Assertion",\n "x": 1.0 }'
    jws = read_jws(sign_assertion(assertion, rsa_signer) + "\n")
    assert dict(jws.header) == {"alg": "RS256"}
    assert verify_jws(jws, rsa_signer.public_key, algorithms=["RS256"]) == assertion


def test_an_assertion_is_signed_with_rsa_only(signer: LocalSigner) -> None:
    with pytest.raises(errors.AlgorithmError):
        sign_assertion(b"{}", signer)
