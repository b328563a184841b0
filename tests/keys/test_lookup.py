from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from keys.algorithms import PublicKey
from keys.base58 import base58btc_encode
from keys.encoding import base64url_decode, public_key_to_jwk, public_key_to_multibase
from keys.errors import (
    ControllerDocumentError,
    KeyFormatError,
    KeysError,
    UnknownAlgorithmError,
    VerificationMethodNotFoundError,
)
from keys.lookup import find_verification_method, read_verification_method

ISSUER = "https://example.org/issuers/1"
KEY = f"{ISSUER}#key"


@pytest.fixture
def method(public_keys: dict[str, PublicKey]) -> dict[str, Any]:
    """Give a well-formed Multikey."""
    multibase = public_key_to_multibase(public_keys["Ed25519"])
    return {"id": KEY, "type": "Multikey", "controller": ISSUER, "publicKeyMultibase": multibase}


def document(method: object, *listed: object) -> dict[str, Any]:
    return {"id": ISSUER, "verificationMethod": [method], "assertionMethod": list(listed)}


def test_a_key_is_found_by_reference_embedded_and_relative(method: dict[str, Any]) -> None:
    relative = method | {"id": "#key"}
    written = [
        document(method, KEY),
        document(method, "#key"),
        document(relative, KEY),
        {"id": ISSUER, "assertionMethod": [relative]},
        {"id": ISSUER, "assertionMethod": method},
        {"id": ISSUER, "assertionMethod": KEY, "verificationMethod": method},
        document(method, "other", 5, None, {"id": 7}, KEY),
    ]
    found = {
        find_verification_method(each, asked).id for each in written for asked in (KEY, "#key")
    }
    assert found == {KEY}


@pytest.mark.parametrize(
    ("kind", "algorithm"),
    [
        ("Multikey", "P-384"), ("JsonWebKey", "RSA"), ("JsonWebKey2020", "P-256"),
        ("Ed25519VerificationKey2020", "Ed25519"), ("Ed25519VerificationKey2018", "Ed25519"),
    ],
)  # fmt: skip
def test_every_known_type_of_key_is_read(
    kind: str, algorithm: str, public_keys: dict[str, PublicKey]
) -> None:
    key = public_keys[algorithm]
    jwk = public_key_to_jwk(key)
    material: dict[str, Any] = {"publicKeyJwk": jwk}
    if kind in {"Multikey", "Ed25519VerificationKey2020"}:
        material = {"publicKeyMultibase": public_key_to_multibase(key)}
    elif kind == "Ed25519VerificationKey2018":
        material = {"publicKeyBase58": base58btc_encode(base64url_decode(jwk["x"]))}
    method = {"id": KEY, "type": kind, "controller": ISSUER, **material}
    found = find_verification_method(document(method, KEY), KEY)
    assert (found.public_key, found.algorithm, found.controller) == (key, algorithm, ISSUER)


def test_a_key_that_is_only_held_or_listed_elsewhere_is_not_found(method: dict[str, Any]) -> None:
    held = document(method) | {"authentication": [KEY]}
    with pytest.raises(VerificationMethodNotFoundError, match="holds the key but does not list"):
        find_verification_method(held, KEY)
    assert find_verification_method(held, KEY, purpose="authentication").id == KEY


def test_a_revoked_key_is_not_found_and_its_date_is_told(method: dict[str, Any]) -> None:
    revoked = document(method | {"revoked": "2026-01-01T00:00:00Z"})
    with pytest.raises(VerificationMethodNotFoundError) as raised:
        find_verification_method(revoked, KEY)
    assert raised.value.params == {"revoked": "2026-01-01T00:00:00Z"}


@pytest.mark.parametrize("purpose", ["verificationMethod", "id", "@context", "", "controller"])
def test_only_relationships_are_purposes(purpose: str, method: dict[str, Any]) -> None:
    with pytest.raises(VerificationMethodNotFoundError):
        find_verification_method(document(method, KEY), KEY, purpose=purpose)


@pytest.mark.parametrize("asked", ["", "#other", ISSUER, f"{ISSUER}#", "did:web:a#key", None, {}])
def test_another_id_is_not_found(asked: str, method: dict[str, Any]) -> None:
    without_id = {name: value for name, value in method.items() if name != "id"}
    with pytest.raises(VerificationMethodNotFoundError):
        find_verification_method(document(method, KEY, without_id), asked)


def test_a_listed_key_that_is_missing_is_said_so() -> None:
    with pytest.raises(VerificationMethodNotFoundError, match="does not hold the key"):
        find_verification_method({"id": ISSUER, "assertionMethod": [KEY]}, KEY)


def test_two_keys_of_one_name_are_refused(
    method: dict[str, Any], public_keys: dict[str, PublicKey]
) -> None:
    other = method | {"publicKeyMultibase": public_key_to_multibase(public_keys["P-256"])}
    twice = document(method, KEY)
    twice["verificationMethod"].append(other)
    for doubled in (twice, document(method, KEY, other)):
        with pytest.raises(ControllerDocumentError, match="two different keys"):
            find_verification_method(doubled, KEY)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"controller": "https://example.org/issuers/2"}, ControllerDocumentError),
        ({"controller": None}, ControllerDocumentError),
        ({"controller": [ISSUER]}, ControllerDocumentError),
        ({"type": "MultiKey"}, ControllerDocumentError),
        ({"type": ["Multikey", "JsonWebKey"]}, ControllerDocumentError),
        ({"type": [["Multikey"]]}, ControllerDocumentError),
        ({"type": "JsonWebKey"}, KeyFormatError),
        ({"type": "Ed25519VerificationKey2018"}, KeyFormatError),
        ({"publicKeyMultibase": "z" * 1_000_000}, KeyFormatError),
        ({"publicKeyMultibase": {"z": "6Mk"}}, KeyFormatError),
        ({"publicKeyMultibase": "z11"}, UnknownAlgorithmError),
        ({"secretKeyMultibase": "z1"}, KeyFormatError),
        ({"revoked": "yesterday"}, ControllerDocumentError),
        ({"revoked": True}, ControllerDocumentError),
        ({"revoked": "2026-02-30T00:00:00Z"}, ControllerDocumentError),
        ({"expires": "0001-01-01T00:00:00+14:00"}, ControllerDocumentError),
    ],
)
def test_a_malformed_key_is_refused(
    change: dict[str, Any], error: type[KeysError], method: dict[str, Any]
) -> None:
    with pytest.raises(error):
        find_verification_method(document(method | change, KEY), KEY)


def test_a_2020_key_must_be_ed25519(public_keys: dict[str, PublicKey]) -> None:
    method = {
        "id": KEY,
        "type": "Ed25519VerificationKey2020",
        "controller": ISSUER,
        "publicKeyMultibase": public_key_to_multibase(public_keys["P-256"]),
    }
    with pytest.raises(KeyFormatError, match="must hold an Ed25519 key"):
        find_verification_method(document(method, KEY), KEY)


def test_dates_come_as_instants_in_utc(method: dict[str, Any]) -> None:
    dated = method | {"revoked": "2026-01-01T02:00:00+02:00", "expires": "2027-01-01T00:00:00"}
    found = find_verification_method(document(dated, KEY), KEY)
    assert found.revoked == datetime(2026, 1, 1, tzinfo=UTC)
    assert found.expires == datetime(2027, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "value", [None, [], "text", 5, {}, {"id": 5}, {"id": ""}, {"id": "a" * 9999}]
)
def test_what_is_no_controller_document_is_refused(value: object) -> None:
    with pytest.raises(ControllerDocumentError):
        find_verification_method(value, KEY)


def test_a_document_of_endless_keys_is_refused() -> None:
    with pytest.raises(ControllerDocumentError, match="more than 1024"):
        find_verification_method({"id": ISSUER, "assertionMethod": [KEY] * 2000}, KEY)


def test_a_multikey_document_is_read_at_its_own_address(method: dict[str, Any]) -> None:
    assert read_verification_method(method, KEY).controller == ISSUER
    with pytest.raises(ControllerDocumentError, match="is the key"):
        read_verification_method(method, f"{ISSUER}#other")


@pytest.mark.parametrize(
    ("naming", "controller"),
    [({"controller": ISSUER}, ISSUER), ({"iss": ISSUER, "kid": "other"}, ISSUER), ({}, None)],
)
def test_a_bare_jwk_names_its_controller_or_nobody(
    naming: dict[str, str], controller: str | None, public_keys: dict[str, PublicKey]
) -> None:
    jwk = public_key_to_jwk(public_keys["RSA"]) | naming
    found = read_verification_method(jwk, "https://example.org/key.jwk")
    assert (found.id, found.controller) == ("https://example.org/key.jwk", controller)
    with pytest.raises(ControllerDocumentError):
        read_verification_method(jwk | {"controller": 5}, "https://example.org/key.jwk")
