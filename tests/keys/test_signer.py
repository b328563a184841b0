from __future__ import annotations

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519

from keys import signer as signer_module
from keys.algorithms import ALGORITHMS, PrivateKey, PublicKey
from keys.errors import KeyFormatError, KeysError, SealError, UnknownAlgorithmError
from keys.sealing import KeyBinding, MasterKeys, new_master_key
from keys.signer import (
    KeyReference,
    LocalSigner,
    generate_private_key,
    open_signer,
    private_key_from_bytes,
    private_key_to_bytes,
    seal_private_key,
    verify_signature,
)

NAMES = list(ALGORITHMS)
SIGNATURE_BYTES = {"Ed25519": 64, "P-256": 64, "P-384": 96, "P-521": 132, "RSA": 256}


@pytest.fixture(scope="module")
def masters() -> MasterKeys:
    return MasterKeys.parse(new_master_key())


@pytest.mark.parametrize("name", NAMES)
def test_a_signature_is_raw_and_verifies(name: str, private_keys: dict[str, PrivateKey]) -> None:
    signer = LocalSigner(private_keys[name], "did:example:a#key")
    signature = signer.sign(b"data")
    assert (signer.algorithm, len(signature)) == (name, SIGNATURE_BYTES[name])
    assert verify_signature(signer.public_key, signature, b"data", algorithm=name)


@pytest.mark.parametrize("name", NAMES)
def test_altered_data_and_altered_signatures_do_not_verify(
    name: str, private_keys: dict[str, PrivateKey]
) -> None:
    signer = LocalSigner(private_keys[name], "did:example:a#key")
    signature = signer.sign(b"data")
    flipped = bytes([signature[0] ^ 1]) + signature[1:]
    for given, data in [
        (signature, b"Data"), (flipped, b"data"), (b"", b"data"),
        (signature[:-1], b"data"), (signature + b"\0", b"data"), (bytes(len(signature)), b"data"),
    ]:  # fmt: skip
        assert not verify_signature(signer.public_key, given, data, algorithm=name)


@pytest.fixture(params=["with sodium", "without"])
def _library(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take each test twice, with what the extra "fast" brings and without."""
    if request.param == "without":
        monkeypatch.setattr(signer_module, "sodium", None)


@pytest.mark.usefixtures("_library")
def test_both_libraries_sign_and_judge_alike(private_keys: dict[str, PrivateKey]) -> None:
    private_key = private_keys["Ed25519"]
    assert isinstance(private_key, ed25519.Ed25519PrivateKey)
    expected = private_key.sign(b"data")
    signer = LocalSigner(private_keys["Ed25519"], "did:a#b")
    assert signer.sign(b"data") == expected
    for given, verdict in [(expected, True), (expected[:32] + bytes(32), False), (b"", False)]:
        assert verify_signature(signer.public_key, given, b"data", algorithm="Ed25519") is verdict


@pytest.mark.usefixtures("_library")
def test_a_signature_that_sodium_alone_refuses_has_one_verdict() -> None:
    # A signature whose R is the neutral element: s·B = h·A, found by knowing the secret scalar.
    signature, public_key = _with_a_neutral_point(b"data")
    assert verify_signature(public_key, signature, b"data", algorithm="Ed25519")


def _with_a_neutral_point(data: bytes) -> tuple[bytes, PublicKey]:
    seed = bytes(range(32))
    private_key = ed25519.Ed25519PrivateKey.from_private_bytes(seed)
    digest = bytearray(hashlib.sha512(seed).digest()[:32])
    digest[0] &= 248
    digest[31] = digest[31] & 127 | 64
    neutral = (1).to_bytes(32, "little")
    public_key = private_key.public_key()
    challenge = hashlib.sha512(neutral + public_key.public_bytes_raw() + data).digest()
    order = 2**252 + 27742317777372353535851937790883648493
    s = int.from_bytes(challenge, "little") * int.from_bytes(digest, "little") % order
    return neutral + s.to_bytes(32, "little"), public_key


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("claimed", NAMES)
def test_a_key_verifies_only_under_its_own_algorithm(
    name: str, claimed: str, private_keys: dict[str, PrivateKey]
) -> None:
    signer = LocalSigner(private_keys[name], "did:example:a#key")
    signature = signer.sign(b"data")
    good = verify_signature(signer.public_key, signature, b"data", algorithm=claimed)
    assert good == (name == claimed)


@pytest.mark.parametrize("name", ["none", "EdDSA", "HS256", ""])
def test_an_algorithm_outside_the_table_is_an_error(
    name: str, public_keys: dict[str, PublicKey]
) -> None:
    with pytest.raises(UnknownAlgorithmError):
        verify_signature(public_keys["Ed25519"], b"", b"", algorithm=name)
    with pytest.raises(UnknownAlgorithmError):
        generate_private_key(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_stored_key_signs_after_it_was_sealed(
    name: str, private_keys: dict[str, PrivateKey], masters: MasterKeys
) -> None:
    binding = KeyBinding("k1", "linden", name)
    uri = seal_private_key(private_keys[name], binding, masters)
    signer = open_signer(KeyReference(uri, binding, "did:example:a#key"), masters)
    signature = signer.sign(b"data")
    assert signer.verification_method == "did:example:a#key"
    assert verify_signature(
        private_keys[name].public_key(), signature, b"data", algorithm=signer.algorithm
    )


def test_a_sealed_key_of_another_community_does_not_open(
    private_keys: dict[str, PrivateKey], masters: MasterKeys
) -> None:
    uri = seal_private_key(private_keys["RSA"], KeyBinding("k1", "linden", "RSA"), masters)
    stolen = KeyReference(uri, KeyBinding("k1", "another", "RSA"), "did:example:b#key")
    with pytest.raises(SealError, match="sealed for another key, community or algorithm"):
        open_signer(stolen, masters)


def test_a_key_sealed_under_a_false_algorithm_does_not_sign(
    private_keys: dict[str, PrivateKey], masters: MasterKeys
) -> None:
    binding = KeyBinding("k1", "linden", "RSA")
    uri = seal_private_key(private_keys["Ed25519"], binding, masters)
    with pytest.raises(KeyFormatError, match="is for Ed25519, not for RSA"):
        open_signer(KeyReference(uri, binding, "did:example:a#key"), masters)


@pytest.mark.parametrize(
    ("uri", "error"),
    [
        ("pkcs11:token=badges", UnknownAlgorithmError),
        ("sealed", UnknownAlgorithmError),
        ("", UnknownAlgorithmError),
        ("sealed:", SealError),
        ("sealed:AA==", KeyFormatError),
    ],
)
def test_a_uri_without_backend_or_body_is_refused(
    uri: str, error: type[KeysError], masters: MasterKeys
) -> None:
    with pytest.raises(error):
        open_signer(KeyReference(uri, KeyBinding("k", "c", "RSA"), "did:example:a#k"), masters)


def test_private_keys_come_back_from_pkcs8_and_nothing_else(
    private_keys: dict[str, PrivateKey],
) -> None:
    data = private_key_to_bytes(private_keys["P-384"])
    assert private_key_to_bytes(private_key_from_bytes(data)) == data
    for wrong in (b"", data[:-1], b"0" * 50):
        with pytest.raises(KeyFormatError):
            private_key_from_bytes(wrong)


def test_a_signers_repr_shows_no_key(private_keys: dict[str, PrivateKey]) -> None:
    assert repr(LocalSigner(private_keys["RSA"], "did:a#b")) == (
        "LocalSigner(verification_method='did:a#b')"
    )
