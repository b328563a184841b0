"""Throw-away issuers, one for every way to sign: drawn at each start, kept nowhere.

Each is a did:key, since that is what the W3C's suites can resolve.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from badges.issuing.securing import SECURING_SUITES, SecuringSuite
from keys.did import did_key
from keys.signer import LocalSigner, generate_private_key


@dataclass(frozen=True, slots=True)
class ThrowAwayIssuer:
    """One endpoint's issuer: ``name`` is the suite's, and the key's where it has a choice."""

    name: str
    suite: SecuringSuite
    did: str
    signer: LocalSigner


def throw_away_issuers() -> dict[str, ThrowAwayIssuer]:
    """Draw an issuer for every suite and key that it may use; RSA has no did:key here."""
    return {issuer.name: issuer for issuer in _issuers()}


def _issuers() -> Iterator[ThrowAwayIssuer]:
    for suite in SECURING_SUITES.values():
        for algorithm in suite.algorithms:
            if algorithm == "RSA":
                continue
            key = generate_private_key(algorithm)
            did = did_key(key.public_key())
            method = f"{did}#{did.removeprefix('did:key:')}"
            name = f"{suite.name}-{algorithm.lower()}"
            yield ThrowAwayIssuer(name, suite, did, LocalSigner(key, method))
