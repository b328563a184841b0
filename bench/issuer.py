"""Our own issuer: keys made on the spot, what it publishes, and a web that is a table."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, Final, Unpack

import orjson

from badges.fetched import Fetched, UnreachableError, Wanted
from badges.proofs import UnsignedCredential, secure, sign_credential
from badges.status import Bitstring, status_list_credential
from badges.timestamps import utc_text
from bench import credential as sample
from keys.controller import did_document, verification_method_id
from keys.did import did_web_url
from keys.encoding import public_key_to_jwk
from keys.keyring import KeyRecord, Keyring
from keys.signer import LocalSigner, generate_private_key

NOW: Final = datetime(2026, 5, 1, 12, tzinfo=UTC)
SIGNED_AT: Final = datetime(2024, 5, 1, 9, tzinfo=UTC)


def instants() -> Iterator[datetime]:
    """Give one second after the other: no two signatures are of the same time."""
    return (SIGNED_AT + timedelta(seconds=number % 60_000_000) for number in itertools.count())


@dataclass(frozen=True)
class Issuer:
    """An issuer with an Ed25519 and an RSA key under a did:web."""

    did: str = sample.ISSUER
    keys: Mapping[str, Any] = field(
        default_factory=lambda: {name: generate_private_key(name) for name in ("Ed25519", "RSA")}
    )

    def signer(self, algorithm: str = "Ed25519") -> LocalSigner:
        """Give the signer under the name that the DID document publishes."""
        key = self.keys[algorithm]
        return LocalSigner(key, verification_method_id(self.did, key.public_key()))

    def signed(self, document: dict[str, Any], suite: str | None = None) -> bytes:
        """Sign with the Ed25519 key; give the bytes to hand out."""
        made = secure(
            UnsignedCredential(document), self._ed25519, created=next(self._instants), suite=suite
        )
        return orjson.dumps(made)

    def token(self, document: dict[str, Any]) -> str:
        """Sign as a VC-JWT with the Ed25519 key."""
        return sign_credential(UnsignedCredential(document), self._ed25519)

    @cached_property
    def _instants(self) -> Iterator[datetime]:
        return instants()

    @cached_property
    def _ed25519(self) -> LocalSigner:
        return self.signer()

    def published(self) -> dict[str, bytes]:
        """Give the DID document and the signed status list, by address."""
        listed = status_list_credential(
            sample.STATUS_LIST,
            issuer=self.did,
            bits=Bitstring(),
            valid_from=utc_text(NOW - timedelta(days=1)),
            valid_until=utc_text(NOW + timedelta(days=6)),
        )
        return {
            did_web_url(self.did): orjson.dumps(self.did_document()),
            sample.STATUS_LIST: self.signed(listed),
        }

    def did_document(self) -> dict[str, Any]:
        """Give the DID document with both keys."""
        ring = Keyring()
        for algorithm in self.keys:
            signer = self.signer(algorithm)
            name = signer.verification_method
            jwk = public_key_to_jwk(signer.public_key)
            ring = ring.add(KeyRecord(algorithm, jwk, name, created_at=SIGNED_AT))
            ring = ring.activate(name, at=SIGNED_AT)
        return did_document(self.did, ring)


@dataclass(frozen=True, slots=True)
class Web:
    """A fetch that answers from a table."""

    pages: Mapping[str, bytes]

    def __call__(self, url: str, **_wanted: Unpack[Wanted]) -> Fetched:
        """Give the document at ``url``; raises ``UnreachableError``."""
        body = self.pages.get(url)
        if body is None:
            raise UnreachableError(url, "it is not in this table")
        return Fetched(url, body=body)
