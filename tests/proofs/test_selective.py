"""ecdsa-sd-2023: what a holder may show, and what nobody can make of it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from badges.proofs.content import Content
from badges.proofs.errors import (
    InvalidSignatureError,
    JsonLdError,
    MalformedProofError,
    PointerError,
    UnknownSuiteError,
)
from badges.proofs.selective import create_base_proof, derive, is_base, verify_derived
from badges.proofs.selective.proof_values import (
    BASE_HEADER,
    DERIVED_HEADER,
    BaseProofValue,
    DerivedProofValue,
    decode_base,
    decode_derived,
    encode_base,
    encode_derived,
)
from keys.encoding import base64url_encode
from keys.signer import LocalSigner, generate_private_key
from tests.proofs.selective_badge import OPTIONS, badge, secured

OPTIONAL = (
    "/name",
    "/evidence",
    "/evidence/0",
    "/evidence/1/narrative",
    "/credentialSubject/identifier/0",
    "/credentialSubject/identifier/1",
    "/endorsement",
    "/endorsement/0/credentialSubject/endorsementComment",
)
SIGNER = LocalSigner(generate_private_key("P-256"), OPTIONS["verificationMethod"])
SECURED = secured(SIGNER)


def verify(shown: dict[str, Any], signer: LocalSigner = SIGNER) -> None:
    verify_derived(Content(shown), shown["proof"][0], signer.public_key)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(OPTIONAL), unique=True))
def test_any_choice_of_the_holder_verifies(pointers: list[str]) -> None:
    shown = derive(SECURED, selective_pointers=pointers)
    verify(shown)
    assert ("evidence" in shown) == any(pointer.startswith("/evidence") for pointer in pointers)
    assert shown["issuer"] == SECURED["issuer"]


def test_hidden_parts_are_nowhere_in_what_is_shown() -> None:
    shown = str(derive(SECURED, selective_pointers=["/evidence/1"]))
    assert "Radio" in shown
    assert not [text for text in ("Die erste", "abc", "Gut gemacht") if text in shown]


def test_credential_without_mandatory_parts_and_with_all_of_them() -> None:
    free = secured(SIGNER, pointers=())
    shown = derive(free, selective_pointers=["/name"])
    verify(shown)
    assert set(shown) == {"@context", "id", "type", "name", "proof"}
    bound = secured(SIGNER, pointers=("",))
    verify(derive(bound, selective_pointers=[]))
    with pytest.raises(PointerError):
        derive(free, selective_pointers=[])


def test_single_proof_stays_single() -> None:
    shown = derive({**SECURED, "proof": SECURED["proof"][0]}, selective_pointers=[])
    assert isinstance(shown["proof"], dict)
    verify_derived(Content(shown), shown["proof"], SIGNER.public_key)


def test_fresh_secrets_for_each_proof() -> None:
    one, two = (decode_base(secured(SIGNER)["proof"][0]["proofValue"]) for _ in range(2))
    assert one.hmac_key != two.hmac_key
    assert one.public_key != two.public_key


def altered(path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def alter(shown: dict[str, Any]) -> None:
        *way, last = path.split(".")
        place: Any = shown
        for step in way:
            place = place[int(step) if isinstance(place, list) else step]
        place[int(last) if isinstance(place, list) else last] = value

    return alter


@pytest.mark.parametrize(
    ("alter", "error"),
    [
        (altered("name", "Schweißen"), InvalidSignatureError),
        (altered("issuer.name", "Andere"), InvalidSignatureError),
        (altered("validFrom", "2020-01-01T10:00:00Z"), InvalidSignatureError),
        (altered("id", "urn:uuid:5f0c2b9e-4d7a-4c43-a4e3-9d5e4cf5f6a1"), InvalidSignatureError),
        (altered("validUntil", "2030-01-01T10:00:00Z"), InvalidSignatureError),
        (altered("evidence", [{"type": ["Evidence"], "name": "Neu"}]), InvalidSignatureError),
        (altered("proof.0.created", "2026-02-01T10:00:00Z"), InvalidSignatureError),
        (altered("proof.0.verificationMethod", "did:web:b.example#k"), InvalidSignatureError),
        (altered("proof.0.@context", ["https://www.w3.org/ns/did/v1"]), MalformedProofError),
        (altered("proof.0.unknownTerm", "x"), JsonLdError),
        (altered("hidden", "x"), JsonLdError),
        (lambda shown: shown.pop("name"), InvalidSignatureError),
        (lambda shown: shown.pop("validFrom"), InvalidSignatureError),
    ],
)
def test_altered_credential_is_refused(alter: Any, error: Any) -> None:
    shown = copy.deepcopy(dict(derive(SECURED, selective_pointers=["/name"])))
    alter(shown)
    with pytest.raises(error):
        verify(shown)


def test_other_keys_do_not_fit() -> None:
    shown = derive(SECURED, selective_pointers=["/name"])
    for algorithm in ("P-256", "P-384", "Ed25519"):
        with pytest.raises(InvalidSignatureError):
            verify(shown, LocalSigner(generate_private_key(algorithm), "did:web:x.example#k"))


def revalued(shown: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Give the credential with other parts in its proof value."""
    value = decode_derived(shown["proof"][0]["proofValue"])
    parts = {name: getattr(value, name) for name in DerivedProofValue.__slots__} | changes
    proof = {**shown["proof"][0], "proofValue": encode_derived(DerivedProofValue(**parts))}
    return {**shown, "proof": [proof]}


def test_one_signed_node_cannot_be_shown_as_two() -> None:
    shown = derive(SECURED, selective_pointers=["/evidence/0", "/evidence/1"])
    value = decode_derived(shown["proof"][0]["proofValue"])
    twice = {**value.labels, 0: value.labels[1]}
    with pytest.raises(MalformedProofError, match="one label"):
        verify(revalued(shown, labels=twice))


@pytest.mark.parametrize(
    "change",
    [
        lambda value: {"labels": {**value.labels, 99: bytes(32)}},
        lambda value: {"labels": dict(list(value.labels.items())[1:])},
        lambda value: {"mandatory_indexes": (*value.mandatory_indexes, 10_000)},
        lambda value: {"mandatory_indexes": value.mandatory_indexes[:-1]},
        lambda value: {"mandatory_indexes": value.mandatory_indexes[::-1]},
        lambda value: {"signatures": value.signatures[1:]},
        lambda value: {"signatures": (*value.signatures, bytes(64))},
        lambda value: {"signatures": value.signatures[::-1]},
        lambda value: {"base_signature": bytes(64)},
        lambda value: {"base_signature": b"\xff" * 64},
        lambda value: {"public_key": bytes(35)},
    ],
)
def test_altered_proof_value_is_refused(change: Callable[[Any], dict[str, Any]]) -> None:
    shown = derive(SECURED, selective_pointers=["/name", "/evidence"])
    value = decode_derived(shown["proof"][0]["proofValue"])
    with pytest.raises((InvalidSignatureError, MalformedProofError)):
        verify(revalued(shown, **change(value)))


def test_parts_of_two_credentials_do_not_mix() -> None:
    """Neither statements nor labels of another award by the same issuer fit in."""
    one = derive(SECURED, selective_pointers=["/name"])
    two = derive(secured(SIGNER), selective_pointers=["/name"])
    value = decode_derived(two["proof"][0]["proofValue"])
    for member in ("signatures", "labels", "public_key"):
        with pytest.raises((InvalidSignatureError, MalformedProofError)):
            verify(revalued(one, **{member: getattr(value, member)}))


def test_base_proof_is_not_verified_and_derived_not_derived_from() -> None:
    assert is_base(SECURED["proof"][0]["proofValue"])
    with pytest.raises(MalformedProofError, match="for the holder only"):
        verify(SECURED)
    shown = derive(SECURED, selective_pointers=["/name"])
    with pytest.raises(MalformedProofError):
        derive(shown, selective_pointers=["/name"])


def test_base_proof_of_another_document_makes_nothing() -> None:
    with pytest.raises(MalformedProofError, match="signatures for"):
        derive({**SECURED, "description": "Neu"}, selective_pointers=["/description"])


@pytest.mark.parametrize("algorithm", ["Ed25519", "P-384", "RSA"])
def test_suite_is_for_p256_only(algorithm: str) -> None:
    signer = LocalSigner(generate_private_key(algorithm), "did:web:x.example#k")
    with pytest.raises(UnknownSuiteError, match="P-256"):
        create_base_proof(Content(badge()), signer, OPTIONS, mandatory_pointers=[])


@pytest.mark.parametrize("change", [{"cryptosuite": "ecdsa-rdfc-2019"}, {"type": "Other"}], ids=str)
def test_options_of_another_suite_are_refused(change: dict[str, str]) -> None:
    with pytest.raises(MalformedProofError):
        create_base_proof(Content(badge()), SIGNER, {**OPTIONS, **change}, mandatory_pointers=[])


def test_mandatory_pointer_must_lead_somewhere() -> None:
    with pytest.raises(PointerError):
        secured(SIGNER, pointers=("/credentialSubject/invalidPointer",))


BASE = BaseProofValue(bytes(64), b"\x80\x24" + bytes(33), bytes(32), (bytes(64),), ("/a",))
DERIVED = DerivedProofValue(bytes(64), b"\x80\x24" + bytes(33), (bytes(64),), {0: bytes(32)}, (0,))
GOOD = [bytes(64), bytes(35), [bytes(64)], {0: bytes(32), 1: b"\1" * 32}, [0, 1]]


def test_values_come_back() -> None:
    assert decode_base(encode_base(BASE)) == BASE
    assert decode_derived(encode_derived(DERIVED)) == DERIVED


def written(components: Any, header: bytes = DERIVED_HEADER, tail: bytes = b"") -> str:
    return "u" + base64url_encode(header + cbor2.dumps(components) + tail)


def replaced(index: int, value: Any) -> list[Any]:
    return [value if place == index else item for place, item in enumerate(GOOD)]


@pytest.mark.parametrize(
    "value",
    [
        None,
        7,
        "",
        "u",
        "z3FXQ",
        written(GOOD)[1:],
        written(GOOD)[:-1],
        written(GOOD) + "=",
        written(GOOD) + "\n",
        "u" + "A" * 1_000_001,
        written(GOOD, header=b"\xd9\x5d\x02"),
        written(GOOD, header=BASE_HEADER),
        written(GOOD, tail=b"\0"),
        written(GOOD[:4]),
        written([*GOOD, 1]),
        written({}),
        written(cbor2.CBORTag(55799, GOOD)),
        written(replaced(0, bytes(63))),
        written(replaced(0, "x" * 64)),
        written(replaced(0, cbor2.CBORTag(64, bytes(64)))),
        written(replaced(1, bytes(36))),
        written(replaced(2, bytes(64))),
        written(replaced(2, [bytes(64), None])),
        written(replaced(3, [])),
        written(replaced(3, {"0": bytes(32)})),
        written(replaced(3, {-1: bytes(32)})),
        written(replaced(3, {True: bytes(32)})),
        written(replaced(3, {0: bytes(31)})),
        written(replaced(3, {0: bytes(32), 1: bytes(32)})),
        written(replaced(4, ["0"])),
        written(replaced(4, [1, 0])),
        written(replaced(4, [0, 0])),
        written(replaced(4, [-1])),
        written(replaced(4, [0.0])),
        "u" + base64url_encode(DERIVED_HEADER + b"\x9f\xff"),
        "u" + base64url_encode(DERIVED_HEADER + b"\x81" * 5_000 + b"\0"),
        "u" + base64url_encode(DERIVED_HEADER + b"\x9b" + b"\xff" * 8),
        "u" + base64url_encode(DERIVED_HEADER),
    ],
    ids=lambda value: str(value)[:24],
)
def test_malformed_proof_value_is_one_error(value: Any) -> None:
    with pytest.raises(MalformedProofError):
        decode_derived(value)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.binary(max_size=200))
def test_bytes_of_any_kind_are_at_most_malformed(data: bytes) -> None:
    for header, decode in ((BASE_HEADER, decode_base), (DERIVED_HEADER, decode_derived)):
        with pytest.raises(MalformedProofError):
            decode("u" + base64url_encode(header + data))
