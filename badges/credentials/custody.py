"""The issuers' keys as rows: made, opened for signing, rotated, revoked (decisions 6, 7).

The life of a key is decided by :class:`keys.keyring.Keyring`, a value; here its steps are written
back to the rows. A private key leaves its seal only inside the signer.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache

import sqlalchemy as sa

from badges.database import db
from badges.errors import ConflictError, NotFoundError
from badges.models import Profile, SigningKey
from badges.ports import now, ports
from keys.controller import verification_method_id
from keys.encoding import public_key_to_jwk, thumbprint
from keys.errors import KeysError
from keys.keyring import KeyRecord, Keyring, KeyState
from keys.sealing import KeyBinding
from keys.signer import KeyReference, Signer, generate_private_key, open_signer, seal_private_key

ISSUER_ALGORITHMS = ("Ed25519", "RSA", "P-256")
"""A new issuer gets one of each: Data Integrity signs with the first, JWT and JWS with the second,
and what a holder may show in part with the third."""

AT_NEED = frozenset({"P-256", "P-384"})
"""Issuers from before have none of the first, nobody has the second before a program signs with it;
``signer_at_need`` draws one when the first thing asks for it."""

KEY_ALGORITHMS = (*ISSUER_ALGORITHMS, *sorted(AT_NEED.difference(ISSUER_ALGORITHMS)))
"""What an issuer may have a key for."""

_ACTIVE_KEYS = "active signing keys"
_open_signer = lru_cache(maxsize=256)(open_signer)


def create_issuer_keys(profile: Profile) -> tuple[SigningKey, ...]:
    """Give a new issuer its keys, active at once."""
    return tuple(create_key(profile, name, activate=True) for name in ISSUER_ALGORITHMS)


def create_key(profile: Profile, algorithm: str, *, activate: bool = False) -> SigningKey:
    """Draw a key, seal it and keep it, ``pending`` unless it is to sign at once."""
    private_key = generate_private_key(algorithm)
    public_key = private_key.public_key()
    name = thumbprint(public_key)
    row = SigningKey(
        community_id=profile.community_id,
        profile=profile,
        algorithm=algorithm,
        thumbprint=name,
        verification_method=verification_method_id(profile.did, public_key),
        public_jwk=public_key_to_jwk(public_key),
        uri=seal_private_key(
            private_key, _binding(name, profile.community_id, algorithm), ports().master_keys
        ),
        state=KeyState.PENDING,
        created_at=now(),
    )
    db.session.add(row)
    db.session.flush()
    if activate:
        activate_key(row)
    return row


def signer_of(profile: Profile, algorithm: str) -> tuple[SigningKey, Signer]:
    """Open the active key of an algorithm; raises ``NotFoundError`` where there is none."""
    row = _active_key(profile, algorithm)
    if row is None:
        raise NotFoundError(
            "keys.none_active",
            f"{profile.slug} has no active {algorithm} key; make one with badges keys new.",
            algorithm=algorithm,
        )
    return row, _opened(row)


def _opened(row: SigningKey) -> Signer:
    binding = _binding(row.thumbprint, row.community_id, row.algorithm)
    reference = KeyReference(row.uri, binding, row.verification_method)
    return _open_signer(reference, ports().master_keys)


def open_some() -> bool:
    """Open the oldest and the newest key that sign; gives whether there is one.

    Keys are sealed under master keys from oldest to newest, so these two miss whichever is lost.
    Raises ``KeysError`` where one does not open.
    """
    signing = sa.select(SigningKey).where(SigningKey.state == KeyState.ACTIVE).limit(1)
    rows = [
        db.session.scalar(signing.order_by(end)) for end in (SigningKey.id, SigningKey.id.desc())
    ]
    for row in rows:
        if row is not None:
            _opened(row)
    return rows[0] is not None


def signer_at_need(profile: Profile, algorithm: str) -> tuple[SigningKey, Signer]:
    """Open the active key of an algorithm, drawing one for an issuer that never had any.

    Raises ``NotFoundError`` where somebody retired or revoked the last one and made no other.
    """
    if algorithm in AT_NEED and all(row.algorithm != algorithm for row in keys_of(profile)):
        create_key(profile, algorithm, activate=True)
    return signer_of(profile, algorithm)


def _active_key(profile: Profile, algorithm: str) -> SigningKey | None:
    """Find the row; a session remembers it and looks at its state anew in each transaction."""
    known: dict[tuple[int, str], SigningKey] = db.session.info.setdefault(_ACTIVE_KEYS, {})
    row = known.get((profile.id, algorithm))
    if row is not None and row in db.session and row.state == KeyState.ACTIVE:
        return row
    row = db.session.scalar(
        sa.select(SigningKey).where(
            SigningKey.profile_id == profile.id,
            SigningKey.algorithm == algorithm,
            SigningKey.state == KeyState.ACTIVE,
        )
    )
    if row is not None:
        known[profile.id, algorithm] = row
    return row


def keys_of(profile: Profile) -> list[SigningKey]:
    """List an issuer's keys, oldest to newest; those of a former id of its are no longer."""
    return list(
        db.session.scalars(
            sa.select(SigningKey)
            .where(
                SigningKey.profile_id == profile.id,
                SigningKey.verification_method.startswith(f"{profile.did}#", autoescape=True),
            )
            .order_by(SigningKey.created_at, SigningKey.id)
        )
    )


def keyring_of(profile: Profile) -> Keyring:
    """Give the issuer's keys as the value that their documents are built from."""
    return Keyring(tuple(_record(row) for row in keys_of(profile)))


def activate_key(row: SigningKey) -> None:
    """Let a pending key sign from now on; the one before it is retired."""
    _step(row, lambda ring: ring.activate(row.verification_method, at=now()))


def rotate_key(row: SigningKey) -> SigningKey:
    """Let a new key of the same kind sign instead of an active one, which is retired.

    The old one stays published. Raises ``ConflictError`` for a key that does not sign.
    """
    if row.state != KeyState.ACTIVE:
        raise ConflictError("keys.state", "Only a key that signs can be replaced.")
    return create_key(row.profile, row.algorithm, activate=True)


def retire_key(row: SigningKey) -> None:
    """Let a key sign no more; what it signed stays valid."""
    _step(row, lambda ring: ring.retire(row.verification_method, at=now()))


def revoke_key(row: SigningKey, *, compromised_at: datetime | None = None) -> None:
    """Take all trust from a key; re-issuing what it signed is up to the caller."""
    _step(
        row,
        lambda ring: ring.revoke(row.verification_method, at=now(), compromised_at=compromised_at),
    )


def key_address(row: SigningKey, suffix: str) -> str:
    """Give where a key is published: ``….jwk``, ``….ob2.json`` or ``….json``."""
    return f"{row.profile.iri}/keys/{row.thumbprint}{suffix}"


def _step(row: SigningKey, step: Callable[[Keyring], Keyring]) -> None:
    """Apply one step of the keyring and write every key that it changed."""
    try:
        ring = step(keyring_of(row.profile))
    except KeysError as error:
        raise ConflictError("keys.state", str(error)) from error
    for other in keys_of(row.profile):
        record = ring.find(other.verification_method)
        other.state = record.state
        other.activated_at = record.activated_at
        other.retired_at = record.retired_at
        other.revoked_at = record.revoked_at
        other.compromised_at = record.compromised_at
    db.session.flush()


def _record(row: SigningKey) -> KeyRecord:
    return KeyRecord(
        row.algorithm,
        row.public_jwk,
        row.verification_method,
        KeyState(row.state),
        created_at=row.created_at,
        activated_at=row.activated_at,
        retired_at=row.retired_at,
        revoked_at=row.revoked_at,
        compromised_at=row.compromised_at,
    )


def _binding(thumbprint_: str, community_id: int, algorithm: str) -> KeyBinding:
    return KeyBinding(thumbprint_, str(community_id), algorithm)
