"""Files on disk, each under the hash of its content."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from badges.errors import LimitError, NotFoundError
from badges.storage import MAX_BLOB, BlobDamagedError, BlobMissingError, FileStore, QuotaError

QUOTA = 1000


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


def stored(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


def test_what_was_put_is_given_back(store: FileStore) -> None:
    blob = store.put(1, b"data", quota=QUOTA)
    assert (blob.sha256, blob.size) == (hashlib.sha256(b"data").hexdigest(), 4)
    assert store.get(1, blob.sha256) == b"data"


def test_equal_bytes_are_kept_once_and_count_once(store: FileStore, tmp_path: Path) -> None:
    assert store.put(1, b"x" * 600, quota=QUOTA) == store.put(1, b"x" * 600, quota=QUOTA)
    assert len(stored(tmp_path)) == 1
    assert store.usage(1) == 600


def test_communities_share_nothing(store: FileStore) -> None:
    blob = store.put(1, b"data", quota=QUOTA)
    with pytest.raises(NotFoundError):
        store.get(2, blob.sha256)
    store.put(2, b"data", quota=QUOTA)
    assert store.delete(1, blob.sha256)
    assert store.get(2, blob.sha256) == b"data"


def test_only_our_user_may_read(store: FileStore, tmp_path: Path) -> None:
    store.put(1, b"data", quota=QUOTA)
    (path,) = stored(tmp_path)
    assert path.stat().st_mode & 0o777 == 0o600
    folders = [folder for folder in path.parents if folder.is_relative_to(tmp_path / "files")]
    assert {folder.stat().st_mode & 0o777 for folder in folders} == {0o700}


def test_a_quota_is_refused_before_writing(store: FileStore, tmp_path: Path) -> None:
    store.put(1, b"a" * 600, quota=QUOTA)
    with pytest.raises(QuotaError) as caught:
        store.put(1, b"b" * 401, quota=QUOTA)
    assert isinstance(caught.value, LimitError)
    assert len(stored(tmp_path)) == 1
    store.put(2, b"b" * 401, quota=QUOTA)


def test_a_file_beyond_the_limit_is_refused(store: FileStore) -> None:
    with pytest.raises(QuotaError, match="20 MB"):
        store.put(1, bytes(MAX_BLOB + 1), quota=10 * MAX_BLOB)


def test_damage_is_noticed_and_putting_again_mends_it(store: FileStore, tmp_path: Path) -> None:
    blob = store.put(1, b"data", quota=QUOTA)
    stored(tmp_path)[0].write_bytes(b"dada")
    with pytest.raises(BlobDamagedError):
        store.get(1, blob.sha256)
    store.put(1, b"data", quota=QUOTA)
    assert store.get(1, blob.sha256) == b"data"


def test_a_planted_link_is_not_followed(store: FileStore, tmp_path: Path) -> None:
    blob = store.put(1, b"data", quota=QUOTA)
    (path,) = stored(tmp_path)
    other = tmp_path / "other"
    other.write_bytes(b"data")
    path.unlink()
    path.symlink_to(other)
    with pytest.raises(BlobDamagedError):
        store.get(1, blob.sha256)


@pytest.mark.parametrize("sha256", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n"])
def test_what_is_no_hash_never_becomes_a_path(store: FileStore, sha256: str) -> None:
    with pytest.raises(BlobMissingError):
        store.get(1, sha256)
    with pytest.raises(BlobMissingError):
        store.delete(1, sha256)


def test_deleting_twice_is_no_error(store: FileStore, tmp_path: Path) -> None:
    blob = store.put(1, b"data", quota=QUOTA)
    assert store.delete(1, blob.sha256)
    assert not store.delete(1, blob.sha256)
    assert stored(tmp_path) == []


def test_a_broken_write_leaves_nothing_under_the_name(
    store: FileStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        store.put(1, b"data", quota=QUOTA)
    assert stored(tmp_path) == []


def test_leavings_of_a_killed_program_are_swept(store: FileStore, tmp_path: Path) -> None:
    blob = store.put(1, b"data", quota=QUOTA)
    leaving = stored(tmp_path)[0].with_name(".incoming-x")
    leaving.write_bytes(b"half")
    now = leaving.stat().st_mtime
    assert store.sweep(1, before=now - 60) == 0
    assert store.sweep(1, before=now + 60) == 1
    assert list(store.hashes(1)) == [blob.sha256]
