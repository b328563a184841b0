from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from keys.algorithms import PublicKey
from keys.encoding import public_key_to_jwk
from keys.errors import KeyFormatError, KeyStateError, NoActiveKeyError, UnknownAlgorithmError
from keys.keyring import KeyRecord, Keyring, KeyState

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LATER = NOW + timedelta(days=30)


@pytest.fixture
def ring(public_keys: dict[str, PublicKey]) -> Keyring:
    """Give two Ed25519 keys and an RSA key, all pending, handed in newest first."""
    made = [("Ed25519", "#new", 2), ("Ed25519", "#old", 1), ("RSA", "#rsa", 0)]
    return Keyring(
        tuple(
            KeyRecord(
                name,
                public_key_to_jwk(public_keys[name]),
                method,
                created_at=NOW + timedelta(days=days),
            )
            for name, method, days in made
        )
    )


def names(records: tuple[KeyRecord, ...]) -> list[str]:
    return [record.verification_method for record in records]


def test_keys_are_kept_oldest_to_newest_and_pending_ones_stay_hidden(ring: Keyring) -> None:
    assert names(ring.records) == ["#rsa", "#old", "#new"]
    assert ring.published() == ring.assertion_methods() == ()


def test_activating_the_next_key_retires_the_one_before_of_its_algorithm(ring: Keyring) -> None:
    ring = ring.activate("#rsa", at=NOW).activate("#old", at=NOW).activate("#new", at=LATER)
    assert ring.active("Ed25519").verification_method == "#new"
    assert ring.active("RSA").verification_method == "#rsa"
    assert (ring.find("#old").state, ring.find("#old").retired_at) == (KeyState.RETIRED, LATER)
    assert names(ring.assertion_methods()) == ["#rsa", "#old", "#new"]


def test_a_revoked_key_stays_listed_and_vouches_for_nothing(ring: Keyring) -> None:
    ring = ring.activate("#old", at=NOW).revoke("#old", at=LATER, compromised_at=NOW)
    assert (names(ring.published()), ring.assertion_methods()) == (["#old"], ())
    assert (ring.find("#old").revoked_at, ring.find("#old").compromised_at) == (LATER, NOW)
    with pytest.raises(NoActiveKeyError, match="badges keys new"):
        ring.active("Ed25519")


@pytest.mark.parametrize("before", list(KeyState))
@pytest.mark.parametrize("step", ["activate", "retire", "revoke"])
def test_a_key_only_moves_forward(ring: Keyring, before: KeyState, step: str) -> None:
    if before is not KeyState.PENDING:
        ring = ring.activate("#old", at=NOW)
    if before is KeyState.RETIRED:
        ring = ring.retire("#old", at=NOW)
    if before is KeyState.REVOKED:
        ring = ring.revoke("#old", at=NOW)
    allowed = {
        ("activate", KeyState.PENDING), ("retire", KeyState.ACTIVE), ("revoke", KeyState.PENDING),
        ("revoke", KeyState.ACTIVE), ("revoke", KeyState.RETIRED),
    }  # fmt: skip
    if (step, before) in allowed:
        assert getattr(ring, step)("#old", at=LATER).find("#old").state != before
    else:
        with pytest.raises(KeyStateError, match=f"The key is {before.value} and cannot be"):
            getattr(ring, step)("#old", at=LATER)


def test_a_step_gives_a_new_keyring_and_leaves_the_old_one(ring: Keyring) -> None:
    ring.activate("#old", at=NOW)
    assert ring.find("#old").state is KeyState.PENDING
    assert len({ring, ring.activate("#old", at=NOW)}) == 2


def test_a_compromise_after_the_revocation_is_refused(ring: Keyring) -> None:
    with pytest.raises(KeyStateError, match="check the dates"):
        ring.revoke("#old", at=NOW, compromised_at=LATER)


def test_unknown_and_doubled_keys_are_refused(ring: Keyring) -> None:
    with pytest.raises(KeyStateError, match="no key of this issuer"):
        ring.activate("#other", at=NOW)
    with pytest.raises(KeyStateError, match="share a verification method"):
        ring.add(ring.find("#old"))
    with pytest.raises(UnknownAlgorithmError):
        ring.active("none")


def test_a_record_wants_time_zones_and_a_date_of_revocation() -> None:
    with pytest.raises(KeyStateError, match="time zone"):
        KeyRecord("RSA", {}, "#a", created_at=NOW.replace(tzinfo=None))
    with pytest.raises(KeyStateError, match="revoked_at"):
        KeyRecord("RSA", {}, "#a", KeyState.REVOKED, created_at=NOW)


def test_a_record_gives_its_key_and_refuses_one_of_another_algorithm(
    public_keys: dict[str, PublicKey],
) -> None:
    jwk = public_key_to_jwk(public_keys["P-256"])
    good = KeyRecord("P-256", jwk, "#a", created_at=NOW)
    assert good.public_key == public_keys["P-256"]
    with pytest.raises(KeyFormatError, match="no RSA key"):
        _ = KeyRecord("RSA", jwk, "#a", created_at=NOW).public_key
