from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from keys.errors import MasterKeyError
from keys.keyfile import load_or_create_key_file
from keys.sealing import new_master_key

if TYPE_CHECKING:
    from pathlib import Path


def test_the_file_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    made = load_or_create_key_file(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_or_create_key_file(path) == made
    assert list(tmp_path.iterdir()) == [path]


def test_many_that_start_at_once_read_the_same_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(load_or_create_key_file, [tmp_path / "master.key"] * 32))
    assert len(set(made)) == 1


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_file_that_others_may_use_is_refused_in_one_sentence(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "master.key"
    load_or_create_key_file(path)
    path.chmod(mode)
    with pytest.raises(MasterKeyError, match="run 'chmod 600"):
        load_or_create_key_file(path)


def test_keys_added_below_are_newer_and_comments_are_skipped(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    old = load_or_create_key_file(path)
    path.write_text(path.read_text() + f"# 2027\n{new_master_key()}\n")
    both = load_or_create_key_file(path)
    assert both.keys[0] == old.newest
    assert len(both.keys) == 2


@pytest.mark.parametrize("content", [b"", b"# nothing\n", b"\xff\xfe", b"A" * 70_000])
def test_a_file_without_keys_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "master.key"
    path.touch(0o600)
    path.write_bytes(content)
    with pytest.raises(MasterKeyError):
        load_or_create_key_file(path)
    assert path.read_bytes() == content


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(MasterKeyError, match="check its folder"):
        load_or_create_key_file(tmp_path / "missing" / "master.key")
    with pytest.raises(MasterKeyError, match="cannot be used"):
        load_or_create_key_file(tmp_path)
