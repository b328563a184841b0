from __future__ import annotations

from dataclasses import replace

import pytest

from keys.errors import MasterKeyError, SealError
from keys.sealing import (
    KeyBinding,
    MasterKeys,
    new_master_key,
    reseal,
    seal,
    sealed_under,
    unseal,
)

BINDING = KeyBinding(key_id="k1", community="linden", algorithm="RSA")
OLD, NEW = new_master_key(), new_master_key()


def test_two_seals_of_one_key_differ_and_both_open() -> None:
    masters = MasterKeys.parse(OLD)
    first, second = (seal(b"private", BINDING, masters) for _ in range(2))
    assert first != second
    assert unseal(first, BINDING, masters) == unseal(second, BINDING, masters) == b"private"


@pytest.mark.parametrize(
    "change", [{"key_id": "k2"}, {"community": "other"}, {"algorithm": "Ed25519"}]
)
def test_a_blob_moved_elsewhere_does_not_open(change: dict[str, str]) -> None:
    masters = MasterKeys.parse(OLD)
    blob = seal(b"private", BINDING, masters)
    with pytest.raises(SealError, match="does not open"):
        unseal(blob, replace(BINDING, **change), masters)


def test_the_bindings_parts_cannot_run_into_each_other() -> None:
    assert KeyBinding("ab", "c", "RSA").encode() != KeyBinding("a", "bc", "RSA").encode()


def test_every_altered_byte_is_noticed() -> None:
    masters = MasterKeys.parse(OLD)
    blob = seal(b"private", BINDING, masters)
    for position in range(len(blob)):
        altered = bytearray(blob)
        altered[position] ^= 0x40
        with pytest.raises(SealError):
            unseal(bytes(altered), BINDING, masters)


@pytest.mark.parametrize("blob", [b"", b"\x01", bytes(37), b"\x02" + bytes(80), bytes(70_000)])
def test_what_is_no_blob_is_refused(blob: bytes) -> None:
    with pytest.raises(SealError):
        unseal(blob, BINDING, MasterKeys.parse(OLD))


def test_resealing_lets_the_old_master_key_go() -> None:
    both = MasterKeys.parse(f"{OLD},{NEW}")
    moved = reseal(seal(b"private", BINDING, MasterKeys.parse(OLD)), BINDING, both)
    assert sealed_under(moved) == both.ids[-1]
    assert unseal(moved, BINDING, MasterKeys.parse(NEW)) == b"private"
    assert reseal(moved, BINDING, both) is moved


def test_a_missing_master_key_is_named() -> None:
    blob = seal(b"private", BINDING, MasterKeys.parse(OLD))
    with pytest.raises(MasterKeyError, match=sealed_under(blob)):
        unseal(blob, BINDING, MasterKeys.parse(NEW))


@pytest.mark.parametrize(
    "text",
    ["", " , ", "AAAA", f"{OLD},{OLD}", f"{OLD}=", "geheim!", "ü"],
    ids=["empty", "comma", "short", "twice", "padded", "no base64", "no ascii"],
)
def test_a_setting_that_is_no_list_of_keys_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(MasterKeyError) as raised:
        MasterKeys.parse(text)
    assert not text.strip(" ,") or text not in str(raised.value)


def test_a_setting_lists_keys_oldest_to_newest() -> None:
    masters = MasterKeys.parse(f" {OLD} ,\n{NEW}")
    assert masters.newest == MasterKeys.parse(NEW).keys[0]
    assert OLD not in repr(masters)
    assert "keys" not in repr(masters)
