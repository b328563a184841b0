"""Keys as rows: sealed, rotated without breaking anything, revoked with everything they signed."""

from __future__ import annotations

import pytest
from support import Clock

from badges.credentials.custody import (
    activate_key,
    create_key,
    keyring_of,
    keys_of,
    retire_key,
    revoke_key,
    signer_of,
)
from badges.errors import ConflictError, NotFoundError
from badges.models import Community
from keys.encoding import public_key_from_jwk
from keys.signer import verify_signature


@pytest.mark.parametrize("algorithm", ["Ed25519", "RSA"])
def test_the_active_key_signs_what_its_published_half_verifies(
    issuer: Community, algorithm: str
) -> None:
    row, signer = signer_of(issuer.profile, algorithm)
    signature = signer.sign(b"text")
    public_key = public_key_from_jwk(row.public_jwk)
    assert verify_signature(public_key, signature, b"text", algorithm=algorithm)
    assert signer.verification_method == row.verification_method


def test_a_private_key_is_nowhere_in_the_clear(issuer: Community) -> None:
    for row in keys_of(issuer.profile):
        assert row.uri.startswith("sealed:")
        assert "d" not in row.public_jwk


def test_a_pending_key_neither_signs_nor_is_published(issuer: Community) -> None:
    pending = create_key(issuer.profile, "Ed25519")
    row, _ = signer_of(issuer.profile, "Ed25519")
    published = [record.verification_method for record in keyring_of(issuer.profile).published()]
    assert row is not pending
    assert pending.verification_method not in published


def test_rotation_retires_the_key_before(issuer: Community, clock: Clock) -> None:
    first, _ = signer_of(issuer.profile, "Ed25519")
    clock.move(days=1)
    second = create_key(issuer.profile, "Ed25519", activate=True)
    vouching = [r.verification_method for r in keyring_of(issuer.profile).assertion_methods()]
    assert signer_of(issuer.profile, "Ed25519")[0] is second
    assert first.state == "retired"
    assert first.verification_method in vouching


def test_a_revoked_key_vouches_for_nothing_and_stays_listed(issuer: Community) -> None:
    row, _ = signer_of(issuer.profile, "Ed25519")
    revoke_key(row)
    ring = keyring_of(issuer.profile)
    assert row.verification_method not in [r.verification_method for r in ring.assertion_methods()]
    assert row.verification_method in [r.verification_method for r in ring.published()]
    with pytest.raises(NotFoundError):
        signer_of(issuer.profile, "Ed25519")


@pytest.mark.parametrize("step", [activate_key, retire_key, revoke_key])
def test_a_revoked_key_takes_no_further_step(issuer: Community, step: object) -> None:
    row, _ = signer_of(issuer.profile, "RSA")
    revoke_key(row)
    with pytest.raises(ConflictError):
        step(row)  # type: ignore[operator]
