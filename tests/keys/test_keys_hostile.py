"""Whatever a stranger's document holds, the readers raise a KeysError or give an answer."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keys.controller import verification_method
from keys.did import derived_document, did_of, did_web, did_web_url
from keys.encoding import public_key_from_jwk, public_key_from_multibase, public_key_from_pem
from keys.errors import KeysError
from keys.lookup import PURPOSES, find_verification_method, read_verification_method
from keys.signer import generate_private_key

if TYPE_CHECKING:
    from collections.abc import Callable

DID = "did:web:example.org"
KEYS = [
    verification_method(
        generate_private_key(name).public_key(), method_id=f"{DID}#{name}", controller=DID
    )
    for name in ("Ed25519", "P-256", "RSA")
]
ATOMS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
WORDS = st.sampled_from(
    [
        "id", "type", "controller", "verificationMethod", "publicKeyMultibase", "publicKeyJwk",
        "publicKeyBase58", "revoked", "expires", "kty", "crv", "x", "y", "n", "e", "alg", "use",
        "key_ops", "kid", "iss", "Multikey", "JsonWebKey", "OKP", "EC", "RSA", "Ed25519", "P-256",
        "\ud800", "2026-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00", "AQAB", "A" * 43, DID,
        *PURPOSES, *(key["id"] for key in KEYS),
    ]
)  # fmt: skip
JSON = st.recursive(
    ATOMS | WORDS | st.sampled_from(KEYS),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=6),
    max_leaves=25,
)

READERS: dict[str, Callable[[Any], object]] = {
    "find": lambda value: find_verification_method(value, KEYS[0]["id"]),
    "find any": lambda value: find_verification_method({"id": DID, "assertionMethod": [{}]}, value),
    "find for": lambda value: find_verification_method(
        {"id": DID, "assertionMethod": [KEYS[0]["id"]], "verificationMethod": value}, KEYS[0]["id"]
    ),
    "read": lambda value: read_verification_method(value, KEYS[0]["id"]),
    "jwk": public_key_from_jwk,
    "multibase": public_key_from_multibase,
    "pem": public_key_from_pem,
    "derived": derived_document,
    "did_of": did_of,
    "did_web_url": did_web_url,
}


@pytest.mark.parametrize("name", list(READERS))
@given(value=JSON)
@settings(max_examples=150, deadline=None)
def test_any_json_is_read_or_refused(name: str, value: Any) -> None:
    with contextlib.suppress(KeysError):
        READERS[name](value)


@given(number=st.integers(0, 2), member=st.lists(WORDS, max_size=3), value=JSON)
@settings(max_examples=400, deadline=None)
def test_a_good_key_with_one_member_changed_is_read_or_refused(
    number: int, member: list[str], value: Any
) -> None:
    document = {"id": DID, "verificationMethod": KEYS, "assertionMethod": [KEYS[number]["id"]]}
    changed = json.loads(json.dumps(document))
    changed["verificationMethod"][number].update(dict.fromkeys(member, value))
    with contextlib.suppress(KeysError):
        find_verification_method(changed, KEYS[number]["id"])


@given(change=st.dictionaries(WORDS, JSON, min_size=1, max_size=2))
@settings(max_examples=300, deadline=None)
def test_a_good_jwk_with_members_changed_is_read_or_refused(change: dict[str, Any]) -> None:
    with contextlib.suppress(KeysError):
        public_key_from_jwk(KEYS[2]["publicKeyJwk"] | change)


@given(
    st.text(max_size=80)
    | st.text("abc.:%/?#[]@3A0190-_~ ", max_size=30).map("did:web:".__add__)
    | st.text("z6MkjZRaev3u\n", max_size=60).map("did:key:".__add__)
)
@settings(max_examples=400, deadline=None)
def test_any_text_is_a_did_or_refused(text: str) -> None:
    for reader in (did_web, did_web_url, did_of, derived_document):
        with contextlib.suppress(KeysError):
            reader(text)


def test_an_error_never_repeats_a_megabyte() -> None:
    huge = "\u202e" * 1_000_000
    for reader in READERS.values():
        with pytest.raises(KeysError) as raised:
            reader(huge)
        assert len(str(raised.value)) < 1_000
        assert str(raised.value).replace("…", "").isascii()
