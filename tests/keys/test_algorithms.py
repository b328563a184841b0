from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa, x25519

from keys.algorithms import ALGORITHMS, PublicKey, algorithm, algorithm_of
from keys.errors import KeyFormatError, UnknownAlgorithmError


@pytest.mark.parametrize("name", list(ALGORITHMS))
def test_each_key_knows_its_own_algorithm(name: str, public_keys: dict[str, PublicKey]) -> None:
    assert algorithm_of(public_keys[name]) is ALGORITHMS[name]
    assert algorithm(name).name == name


@pytest.mark.parametrize("name", ["none", "HS256", "", "ed25519", "secp256k1"])
def test_a_name_outside_the_table_is_refused(name: str) -> None:
    with pytest.raises(
        UnknownAlgorithmError, match="use one of: Ed25519, P-256, P-384, P-521, RSA"
    ):
        algorithm(name)


@pytest.mark.parametrize(
    "key",
    [
        ec.generate_private_key(ec.SECP224R1()).public_key(),
        ec.generate_private_key(ec.SECP256K1()).public_key(),
        x25519.X25519PrivateKey.generate().public_key(),
        "a key",
    ],
    ids=["P-224", "secp256k1", "X25519", "text"],
)
def test_a_kind_of_key_outside_the_table_is_refused(key: object) -> None:
    with pytest.raises(UnknownAlgorithmError):
        algorithm_of(key)


def test_a_weak_rsa_key_is_refused_with_its_size() -> None:
    weak = rsa.generate_private_key(65537, 1024).public_key()  # noqa: S505 - it must be refused
    with pytest.raises(KeyFormatError, match="1024 bits is too weak") as raised:
        algorithm_of(weak)
    assert raised.value.params == {"bits": 1024}


@pytest.mark.parametrize(
    ("n", "e"),
    [((1 << 8200) + 1, 65537), ((1 << 2048) + 1, (1 << 40) + 1)],
    ids=["modulus", "exponent"],
)
def test_an_rsa_key_that_only_costs_time_is_refused(n: int, e: int) -> None:
    slow = rsa.RSAPublicNumbers(e=e, n=n).public_key()
    with pytest.raises(KeyFormatError, match="too large"):
        algorithm_of(slow)
