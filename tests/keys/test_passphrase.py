"""The master key under a passphrase opens for who knows it, and tells when it was altered."""

from __future__ import annotations

import json

import pytest

from keys.errors import PassphraseError
from keys.passphrase import lock, unlock

CHEAP = 2**10
PASSPHRASE = "grüne Wiese im März"


@pytest.fixture(scope="module")
def box() -> bytes:
    return lock(b"the master key", PASSPHRASE, cost=CHEAP)


def test_the_passphrase_opens_the_box_in_whichever_form_of_unicode(box: bytes) -> None:
    assert unlock(box, PASSPHRASE) == b"the master key"
    assert unlock(box, "gru\u0308ne Wiese im Ma\u0308rz") == b"the master key"


def test_two_boxes_of_one_secret_share_nothing(box: bytes) -> None:
    other = json.loads(lock(b"the master key", PASSPHRASE, cost=CHEAP))
    assert other["sealed"] != json.loads(box)["sealed"]


@pytest.mark.parametrize("member", ["salt", "nonce", "cost", "kdf"])
def test_no_parameter_can_be_changed_unseen(box: bytes, member: str) -> None:
    altered = json.loads(box)
    altered[member] = CHEAP * 2 if member == "cost" else json.loads(box)["sealed"][:22]
    with pytest.raises(PassphraseError):
        unlock(json.dumps(altered).encode(), PASSPHRASE)


@pytest.mark.parametrize(
    "junk", [b"", b"[]", b"{}", b'{"sealed": 1}', b'{"sealed": "AA", "cost": 1099511627776}']
)
def test_what_is_no_box_is_told_as_damaged(junk: bytes) -> None:
    with pytest.raises(PassphraseError, match="damaged"):
        unlock(junk, PASSPHRASE)


def test_a_short_passphrase_is_not_taken() -> None:
    with pytest.raises(PassphraseError, match="12 characters"):
        lock(b"x", "short")
