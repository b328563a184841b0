"""Keys that this room's tests share; made anew in each run, never kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from keys.algorithms import ALGORITHMS
from keys.signer import generate_private_key

if TYPE_CHECKING:
    from keys.algorithms import PrivateKey, PublicKey


@pytest.fixture(scope="session")
def private_keys() -> dict[str, PrivateKey]:
    """Give one private key of each algorithm, by name."""
    return {name: generate_private_key(name) for name in ALGORITHMS}


@pytest.fixture(scope="session")
def public_keys(private_keys: dict[str, PrivateKey]) -> dict[str, PublicKey]:
    """Give the public halves, by algorithm."""
    return {name: key.public_key() for name, key in private_keys.items()}
