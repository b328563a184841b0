"""The life of an issuer's keys: pending → active → retired → revoked.

    >>> from datetime import UTC, datetime
    >>> from keys.signer import generate_private_key
    >>> from keys.encoding import public_key_to_jwk
    >>> now = datetime(2026, 1, 1, tzinfo=UTC)
    >>> jwk = public_key_to_jwk(generate_private_key("Ed25519").public_key())
    >>> ring = Keyring((KeyRecord("Ed25519", jwk, "did:example:a#1", created_at=now),))
    >>> ring.activate("did:example:a#1", at=now).active("Ed25519").state.value
    'active'

A **pending** key is kept and not yet shown. The **active** key signs, one of each algorithm. A
**retired** key signs no more, and what it signed stays valid. A **revoked** key vouches for
nothing, whatever the dates in a credential say, since a thief writes any date; it stays listed
so that a checker can tell why.

A keyring is a value: each step gives a new one, and the rows that keep it are written elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from keys import algorithms
from keys.algorithms import PublicKey, algorithm_of
from keys.encoding import public_key_from_jwk
from keys.errors import KeyFormatError, KeyStateError, NoActiveKeyError, excerpt

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


class KeyState(StrEnum):
    """Where a key is in its life."""

    PENDING = "pending"
    ACTIVE = "active"
    RETIRED = "retired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """What is known in public about one key; instants carry a time zone.

    ``compromised_at`` is the earliest instant at which somebody else may have had the key, where
    that is known; it informs people and lifts no revocation.
    """

    algorithm: str
    public_jwk: Mapping[str, str] = field(hash=False)
    verification_method: str
    state: KeyState = KeyState.PENDING
    created_at: datetime = field(kw_only=True)
    activated_at: datetime | None = None
    retired_at: datetime | None = None
    revoked_at: datetime | None = None
    compromised_at: datetime | None = None

    def __post_init__(self) -> None:
        algorithms.algorithm(self.algorithm)
        object.__setattr__(self, "public_jwk", MappingProxyType(dict(self.public_jwk)))
        for name in ("created_at", "activated_at", "retired_at", "revoked_at", "compromised_at"):
            instant: datetime | None = getattr(self, name)
            if instant is not None and instant.tzinfo is None:
                raise KeyStateError(f"{name} needs a time zone; give it in UTC.")
        if self.state is KeyState.REVOKED and self.revoked_at is None:
            raise KeyStateError("A revoked key needs revoked_at, which its document publishes.")

    @property
    def public_key(self) -> PublicKey:
        """Read the key; raises ``KeyFormatError`` where the JWK is of another algorithm."""
        public_key = public_key_from_jwk(dict(self.public_jwk))
        if algorithm_of(public_key).name != self.algorithm:
            raise KeyFormatError(f"The stored JWK is no {self.algorithm} key.")
        return public_key


@dataclass(frozen=True, slots=True)
class Keyring:
    """All keys of one issuer, kept oldest to newest; the newest active one signs."""

    records: tuple[KeyRecord, ...] = ()

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.records, key=lambda record: record.created_at))
        object.__setattr__(self, "records", ordered)
        if len({record.verification_method for record in ordered}) != len(ordered):
            raise KeyStateError("Two keys share a verification method; each needs its own.")

    def active(self, algorithm: str) -> KeyRecord:
        """Give the key that signs with this algorithm; raises ``NoActiveKeyError``."""
        algorithms.algorithm(algorithm)
        for record in reversed(self.records):
            if record.state is KeyState.ACTIVE and record.algorithm == algorithm:
                return record
        raise NoActiveKeyError(
            f"There is no active {algorithm} key; make one with 'badges keys new' and activate it.",
            algorithm=algorithm,
        )

    def published(self) -> tuple[KeyRecord, ...]:
        """Give the keys that documents list: active, retired, and revoked with its date."""
        return tuple(record for record in self.records if record.state is not KeyState.PENDING)

    def assertion_methods(self) -> tuple[KeyRecord, ...]:
        """Give the keys whose signatures count: active and retired."""
        good = {KeyState.ACTIVE, KeyState.RETIRED}
        return tuple(record for record in self.records if record.state in good)

    def find(self, verification_method: str) -> KeyRecord:
        """Give one key by its verification method; raises ``KeyStateError``."""
        for record in self.records:
            if record.verification_method == verification_method:
                return record
        raise KeyStateError(f"{excerpt(verification_method)} is no key of this issuer.")

    def add(self, record: KeyRecord) -> Keyring:
        """Take one more key in; raises ``KeyStateError`` if it is there already."""
        return Keyring((*self.records, record))

    def activate(self, verification_method: str, *, at: datetime) -> Keyring:
        """Let a pending key sign from ``at`` on; the active one of its algorithm retires.

        Raises ``KeyStateError`` for a key that is not pending: a retired key never comes back.
        """
        new = self._expect(verification_method, KeyState.PENDING, step="activated")
        signing = replace(new, state=KeyState.ACTIVE, activated_at=at)
        return Keyring(
            tuple(
                signing if record == new else _retired_for(signing, record, at=at)
                for record in self.records
            )
        )

    def retire(self, verification_method: str, *, at: datetime) -> Keyring:
        """Let an active key sign no more; raises ``KeyStateError``."""
        record = self._expect(verification_method, KeyState.ACTIVE, step="retired")
        return self._swap(record, replace(record, state=KeyState.RETIRED, retired_at=at))

    def revoke(
        self, verification_method: str, *, at: datetime, compromised_at: datetime | None = None
    ) -> Keyring:
        """Take back all trust in a key from now on, for old signatures too.

        Raises ``KeyStateError`` for a key that is revoked already, or a ``compromised_at`` that
        lies after ``at``.
        """
        record = self._expect(
            verification_method,
            KeyState.PENDING,
            KeyState.ACTIVE,
            KeyState.RETIRED,
            step="revoked",
        )
        if compromised_at is not None and compromised_at > at:
            raise KeyStateError("The key was compromised before it is revoked; check the dates.")
        revoked = replace(
            record, state=KeyState.REVOKED, revoked_at=at, compromised_at=compromised_at
        )
        return self._swap(record, revoked)

    def _expect(self, verification_method: str, *states: KeyState, step: str) -> KeyRecord:
        record = self.find(verification_method)
        if record.state not in states:
            raise KeyStateError(
                f"The key is {record.state.value} and cannot be {step}; "
                f"only a key that is {' or '.join(states)} can.",
                state=record.state.value,
            )
        return record

    def _swap(self, record: KeyRecord, changed: KeyRecord) -> Keyring:
        return Keyring(tuple(changed if each == record else each for each in self.records))


def _retired_for(successor: KeyRecord, record: KeyRecord, *, at: datetime) -> KeyRecord:
    """Retire ``record`` if it is the active key that ``successor`` takes over from."""
    if record.state is not KeyState.ACTIVE or record.algorithm != successor.algorithm:
        return record
    return replace(record, state=KeyState.RETIRED, retired_at=at)
