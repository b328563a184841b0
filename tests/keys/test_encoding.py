from __future__ import annotations

import base64
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from keys.algorithms import ALGORITHMS, PrivateKey, PublicKey
from keys.base58 import multibase_encode
from keys.encoding import (
    PRIVATE_JWK_MEMBERS,
    base64url_decode,
    base64url_encode,
    public_key_from_jwk,
    public_key_from_multibase,
    public_key_from_pem,
    public_key_to_jwk,
    public_key_to_multibase,
    public_key_to_pem,
    thumbprint,
)
from keys.errors import KeyFormatError, KeysError, UnknownAlgorithmError
from keys.signer import private_key_to_bytes

NAMES = list(ALGORITHMS)
MULTIKEY_BEGINNING = {"Ed25519": "z6Mk", "P-256": "zDna", "P-384": "z82L", "P-521": "z2J9"}


@pytest.mark.parametrize("name", NAMES)
def test_a_key_survives_jwk_and_pem(name: str, public_keys: dict[str, PublicKey]) -> None:
    key = public_keys[name]
    assert public_key_from_jwk(public_key_to_jwk(key)) == key
    assert public_key_from_pem(public_key_to_pem(key)) == key


@pytest.mark.parametrize(("name", "beginning"), MULTIKEY_BEGINNING.items())
def test_a_multikey_begins_as_its_kind_does_and_is_read_back(
    name: str, beginning: str, public_keys: dict[str, PublicKey]
) -> None:
    text = public_key_to_multibase(public_keys[name])
    assert text.startswith(beginning)
    assert public_key_from_multibase(text) == public_keys[name]


@pytest.mark.parametrize("name", NAMES)
def test_a_public_jwk_has_no_private_member(name: str, public_keys: dict[str, PublicKey]) -> None:
    assert not set(PRIVATE_JWK_MEMBERS) & set(public_key_to_jwk(public_keys[name]))


def test_the_thumbprints_are_those_of_the_rfcs() -> None:
    # RFC 8037, appendix A.3, and RFC 7638, 3.1.
    ed25519 = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
    rsa_2048 = {
        "kty": "RSA",
        "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSo"
        "c_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_"
        "FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4v"
        "MQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
        "e": "AQAB",
        "alg": "RS256",
        "kid": "2011-04-29",
    }
    assert thumbprint(public_key_from_jwk(ed25519)) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    assert (
        thumbprint(public_key_from_jwk(rsa_2048)) == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
    )


@pytest.mark.parametrize("member", PRIVATE_JWK_MEMBERS)
def test_a_jwk_that_carries_a_private_member_is_refused(
    member: str, public_keys: dict[str, PublicKey]
) -> None:
    jwk = public_key_to_jwk(public_keys["Ed25519"]) | {member: "AAAA"}
    with pytest.raises(KeyFormatError, match=f"private member '{member}'"):
        public_key_from_jwk(jwk)


@pytest.mark.parametrize(
    ("name", "change", "error"),
    [
        ("Ed25519", {"alg": "RS256"}, KeyFormatError),
        ("RSA", {"alg": "HS256"}, KeyFormatError),
        ("Ed25519", {"use": "enc"}, KeyFormatError),
        ("Ed25519", {"key_ops": ["sign"]}, KeyFormatError),
        ("Ed25519", {"key_ops": "verify"}, KeyFormatError),
        ("Ed25519", {"x": "AAAA"}, KeyFormatError),
        ("Ed25519", {"x": None}, KeyFormatError),
        ("Ed25519", {"crv": "X25519"}, UnknownAlgorithmError),
        ("Ed25519", {"crv": ["Ed25519"]}, UnknownAlgorithmError),
        ("P-256", {"crv": "P-384"}, KeyFormatError),
        ("P-256", {"crv": "secp256k1"}, UnknownAlgorithmError),
        ("P-256", {"x": "A" * 43, "y": "A" * 43}, KeyFormatError),
        ("RSA", {"e": "AQ"}, KeyFormatError),
        ("RSA", {"n": "AQAB"}, KeyFormatError),
        ("RSA", {"n": "A" * 1_000_000}, KeyFormatError),
    ],
)
def test_a_jwk_for_another_use_or_with_wrong_numbers_is_refused(
    name: str,
    change: dict[str, Any],
    error: type[KeysError],
    public_keys: dict[str, PublicKey],
) -> None:
    with pytest.raises(error):
        public_key_from_jwk({**public_key_to_jwk(public_keys[name]), **change})


@pytest.mark.parametrize(
    "text", ["AA==", "A", "AB", "A+", "A/", "A\n", "Ä", None, b"AA", "A" * 20_000]
)
def test_base64url_has_one_spelling(text: object) -> None:
    with pytest.raises(KeyFormatError):
        base64url_decode(text)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"\xed\x01" + bytes(31), KeyFormatError),
        (b"\x80\x24" + bytes(33), KeyFormatError),
        (b"\x80\x24\x04" + bytes(64), KeyFormatError),
        (b"\x12\x05" + bytes(32), UnknownAlgorithmError),
        (b"\xec\x01" + bytes(32), UnknownAlgorithmError),
        (b"", UnknownAlgorithmError),
    ],
    ids=["short", "no point", "uncompressed", "hash", "X25519", "empty"],
)
def test_a_multikey_of_another_kind_is_refused(data: bytes, error: type[KeysError]) -> None:
    with pytest.raises(error):
        public_key_from_multibase(multibase_encode(data))


def test_rsa_has_no_multikey(public_keys: dict[str, PublicKey]) -> None:
    with pytest.raises(UnknownAlgorithmError, match="publish a JWK"):
        public_key_to_multibase(public_keys["RSA"])


def test_a_weak_rsa_key_is_refused_in_every_form() -> None:
    weak = rsa.generate_private_key(65537, 1024).public_key()  # noqa: S505 - it must be refused
    pem = weak.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    for write in (public_key_to_jwk, public_key_to_pem, thumbprint):
        with pytest.raises(KeyFormatError, match="too weak"):
            write(weak)
    with pytest.raises(KeyFormatError, match="too weak"):
        public_key_from_pem(pem)


@pytest.mark.parametrize("text", ["", "-----BEGIN PUBLIC KEY-----", "\ud800", "x" * 20_000, None])
def test_what_is_no_pem_public_key_is_refused(text: object) -> None:
    with pytest.raises(KeyFormatError):
        public_key_from_pem(text)


def test_a_private_pem_is_no_public_key(private_keys: dict[str, PrivateKey]) -> None:
    body = base64.encodebytes(private_key_to_bytes(private_keys["Ed25519"])).decode()
    label = "PRIVATE " + "KEY"
    with pytest.raises(KeyFormatError):
        public_key_from_pem(f"-----BEGIN {label}-----\n{body}-----END {label}-----\n")


@pytest.mark.parametrize(
    "point",
    [
        "01" + "00" * 31,
        "00" * 32,
        "00" * 31 + "80",
        "ec" + "ff" * 30 + "7f",
        "ee" + "ff" * 30 + "ff",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    ],
)
def test_an_ed25519_key_that_any_signature_fits_is_refused(point: str) -> None:
    multikey = multibase_encode(b"\xed\x01" + bytes.fromhex(point))
    with pytest.raises(KeyFormatError, match="small order"):
        public_key_from_multibase(multikey)
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": base64url_encode(bytes.fromhex(point))}
    with pytest.raises(KeyFormatError, match="small order"):
        public_key_from_jwk(jwk)
