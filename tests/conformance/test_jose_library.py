"""A JOSE library that is not the one we sign with reads our tokens with our published keys."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from joserfc import jws, jwt
from joserfc.errors import BadSignatureError, UnsupportedAlgorithmError
from joserfc.jwk import RSAKey

from badges.proofs import read_jwt
from tests.conformance.altering import altered
from tests.conformance.issued import Issued

pytestmark = pytest.mark.conformance

RS256 = ["RS256"]


@pytest.fixture(scope="module")
def jwk(issued: Issued) -> RSAKey:
    """Fetch the key that the token's ``kid`` points to."""
    address = str(read_jwt(issued.read("fine", "credential.jwt").decode()).header["kid"])
    return RSAKey.import_key(json.loads(issued.documents[address].file.read_bytes()))


@pytest.fixture(scope="module")
def pem(issued: Issued) -> RSAKey:
    """Take the key out of the CryptographicKey that the OB 2.0 Profile names."""
    (address,) = issued.document("issuer.ob2.json")["publicKey"]
    return RSAKey.import_key(
        json.loads(issued.documents[address].file.read_bytes())["publicKeyPem"]
    )


def test_the_vc_jwt_is_verified_with_the_published_key(issued: Issued, jwk: RSAKey) -> None:
    token = jwt.decode(issued.read("fine", "credential.jwt").decode(), jwk, algorithms=RS256)
    claims = token.claims
    assert claims["iss"] == claims["issuer"]["id"]
    assert claims["sub"] == claims["credentialSubject"]["id"]
    assert (claims["jti"], "vc" in claims) == (claims["id"], False)
    jwt.JWTClaimsRegistry(iss={"essential": True}, nbf={"essential": True}).validate(claims)


def test_the_ob2_jws_is_verified_with_the_published_key(issued: Issued, pem: RSAKey) -> None:
    found = jws.deserialize_compact(issued.read("fine", "assertion.jws"), pem, algorithms=RS256)
    assertion = json.loads(found.payload)
    assert assertion["verification"]["type"] == "SignedBadge"
    assert assertion["verification"]["creator"] in issued.document("issuer.ob2.json")["publicKey"]


def test_every_published_key_is_in_the_key_set_with_its_issuer(issued: Issued) -> None:
    keys = issued.document("jwks.json")["keys"]
    assert {key["iss"] for key in keys} == {issued.document("did.json")["id"]}
    assert all("d" not in key for key in keys)


@pytest.mark.parametrize("file", ["credential.jwt", "assertion.jws"])
@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (lambda token, key: (altered(token, b"sha256$"), key), BadSignatureError),
        (lambda token, _: (token, RSAKey.generate_key(2048)), BadSignatureError),
    ],
    ids=["altered", "another key"],
)
def test_what_was_not_signed_with_this_key_is_refused(
    issued: Issued,
    jwk: RSAKey,
    file: str,
    spoil: Callable[[bytes, RSAKey], tuple[bytes, RSAKey]],
    error: type[Exception],
) -> None:
    token, key = spoil(issued.read("fine", file), jwk)
    with pytest.raises(error):
        jws.deserialize_compact(token, key, algorithms=RS256)


def test_only_the_named_algorithm_is_accepted(issued: Issued, jwk: RSAKey) -> None:
    token = issued.read("fine", "credential.jwt").decode()
    with pytest.raises(UnsupportedAlgorithmError):
        jwt.decode(token, jwk, algorithms=["ES256"])
