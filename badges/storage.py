"""Uploaded files on disk, each under the hash of its content; and what was drawn and can be again.

    >>> import tempfile
    >>> store = FileStore(Path(tempfile.mkdtemp()))
    >>> blob = store.put(7, b"my drawing", quota=1_000_000)
    >>> store.get(7, blob.sha256)
    b'my drawing'

No name of a person or file enters a path: ``<root>/<community>/<ab>/<abcdef…>``. Communities
share nothing, not even equal files, so erasing one never touches another, and what one may read
says nothing about what another holds.

    BadgesError
    ├── NotFoundError / BlobMissingError    there is no such file in this community
    ├── UnavailableError / BlobDamagedError what lies on disk is not what was stored
    └── LimitError / QuotaError             the community's space, or the size of one file
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from badges.errors import LimitError, NotFoundError, UnavailableError

MAX_BLOB = 20_000_000
MOST_DRAWN = 64_000_000
"""Bytes of drawings: a template of a certificate has a tenth of a megabyte."""

_DIGEST = hashlib.sha256().digest_size
_SHA256 = re.compile(r"[0-9a-f]{64}")
_FOLDER_MODE = 0o700
_INCOMING = ".incoming-"


class BlobMissingError(NotFoundError):
    """There is no file of this hash in this community."""

    def __init__(self, sha256: str) -> None:
        super().__init__("storage.missing", "This file is no longer here.", sha256=sha256)


class BlobDamagedError(UnavailableError):
    """The bytes on disk do not have the hash under which they were stored."""

    def __init__(self, sha256: str) -> None:
        super().__init__(
            "storage.damaged",
            "This file was damaged on disk; restore it from a backup.",
            sha256=sha256,
        )


class QuotaError(LimitError):
    """The file, or all files of the community, would be too large; ``limit`` in bytes."""

    def __init__(self, code: str, sentence: str, /, *, limit: int) -> None:
        super().__init__(code, sentence, limit=limit)
        self.limit = limit


@dataclass(frozen=True, slots=True)
class StoredBlob:
    """A file that is kept: its SHA-256 in lower-case hexadecimal and its size in bytes."""

    sha256: str
    size: int


class FileStore:
    """Keeps files below ``root``, readable by this program's user alone.

    Equal bytes are kept once in a community; whoever deletes makes sure first that no other
    row of that community names them. Two uploads at the same moment may together pass the
    quota by one file.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, community: int, data: bytes, *, quota: int) -> StoredBlob:
        """Keep ``data``; ``quota`` is the most bytes that the community may hold.

        The file is whole under its name or not there at all, also after a power cut. Putting
        it once more changes nothing, or mends it. Raises :class:`QuotaError`.
        """
        if len(data) > MAX_BLOB:
            raise QuotaError(
                "storage.too_large",
                f"A file may have {MAX_BLOB // 1_000_000} MB at most.",
                limit=MAX_BLOB,
            )
        blob = StoredBlob(hashlib.sha256(data).hexdigest(), len(data))
        path = self._path(community, blob.sha256)
        kept = path.stat().st_size if path.is_file() else 0
        if self.usage(community) - kept + blob.size > quota:
            raise QuotaError(
                "storage.quota",
                "The community's space for files is used up; ask a manager to make room.",
                limit=quota,
            )
        self._make_folder(path.parent)
        _write_whole(path, data)
        return blob

    def get(self, community: int, sha256: str) -> bytes:
        """Give the bytes, checked against their hash.

        Raises :class:`BlobMissingError` and :class:`BlobDamagedError`.
        """
        path = self._path(community, sha256)
        try:
            # O_NOFOLLOW: a link planted in the folder must not lead to other files.
            with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
                data = file.read(MAX_BLOB + 1)
        except FileNotFoundError as error:
            raise BlobMissingError(sha256) from error
        except OSError as error:
            raise BlobDamagedError(sha256) from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise BlobDamagedError(sha256)
        return data

    def delete(self, community: int, sha256: str) -> bool:
        """Remove the file; say whether it was there, so that jobs may run twice.

        Its folder stays: another upload may be about to write there.
        """
        path = self._path(community, sha256)
        try:
            path.unlink()
        except FileNotFoundError:
            return False
        return True

    def hashes(self, community: int) -> Iterator[str]:
        """Give the SHA-256 of every file of a community, for backups and invariants."""
        for path in self._files(community):
            if _SHA256.fullmatch(path.name):
                yield path.name

    def usage(self, community: int) -> int:
        """Give the bytes that a community's files take."""
        total = 0
        for path in self._files(community):
            with suppress(FileNotFoundError):  # deleted meanwhile
                total += path.stat().st_size
        return total

    def sweep(self, community: int, *, before: float) -> int:
        """Remove what broken writes left before a time (seconds since 1970); say how many.

        Such leavings can hold a person's data under no hash, where erasure would miss them.
        """
        swept = 0
        for path in list(self._files(community)):
            with suppress(FileNotFoundError):
                if path.name.startswith(_INCOMING) and path.stat().st_mtime < before:
                    path.unlink()
                    swept += 1
        return swept

    def _path(self, community: int, sha256: str) -> Path:
        if not _SHA256.fullmatch(sha256):  # a hash from outside must not become a path
            raise BlobMissingError(sha256[:64])
        return self._root / str(int(community)) / sha256[:2] / sha256

    def _files(self, community: int) -> Iterator[Path]:
        return (self._root / str(int(community))).glob("??/*")

    def _make_folder(self, folder: Path) -> None:
        self._root.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
        folder.parent.mkdir(mode=_FOLDER_MODE, exist_ok=True)
        folder.mkdir(mode=_FOLDER_MODE, exist_ok=True)


class DrawingShelf:
    """Keeps drawings that are about nobody below ``root``, each named by what it was made of.

    It saves time and nothing else: it may be deleted at any moment, is in no backup, and holds
    ``most`` bytes; what was used longest ago goes first. Trouble with the disk means no more than
    that something is drawn once more.
    """

    def __init__(self, root: Path, *, most: int = MOST_DRAWN) -> None:
        self._root = root
        self._most = most

    def get(self, name: str) -> bytes | None:
        """Give what was put there by this name, if it is still there and whole."""
        path = self._path(name)
        with suppress(OSError):
            kept = path.read_bytes()
            if hashlib.sha256(kept[_DIGEST:]).digest() == kept[:_DIGEST]:
                os.utime(path)
                return kept[_DIGEST:]
            path.unlink()
        return None

    def put(self, name: str, data: bytes) -> None:
        """Keep something for as long as there is room; never raises."""
        if len(data) > self._most:
            return
        with suppress(OSError):
            self._root.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
            _write_whole(self._path(name), hashlib.sha256(data).digest() + data, lasting=False)
            self._make_room()

    def kept(self) -> tuple[int, int]:
        """Give how many drawings there are, and their bytes."""
        sizes = [size for _, size, path in self._files() if _SHA256.fullmatch(path.name)]
        return len(sizes), sum(sizes)

    def sweep(self, *, before: float) -> int:
        """Remove what was not used since a time (seconds since 1970); say how many."""
        over = [path for used, _, path in self._files() if used < before]
        with suppress(OSError):
            for path in over:
                path.unlink(missing_ok=True)
        return len(over)

    def _make_room(self) -> None:
        """Remove what was used longest ago, and what a broken write left, until there is room."""
        files = sorted(self._files())
        over = sum(size for _, size, _ in files) - self._most
        for _, size, path in files:
            if over <= 0:
                return
            path.unlink(missing_ok=True)
            over -= size

    def _files(self) -> Iterator[tuple[float, int, Path]]:
        with suppress(OSError), os.scandir(self._root) as found:
            for each in found:
                with suppress(FileNotFoundError):  # removed meanwhile
                    # A disk of its own has a folder of its own, "lost+found".
                    if each.is_file(follow_symlinks=False):
                        yield each.stat().st_mtime, each.stat().st_size, Path(each.path)

    def _path(self, name: str) -> Path:
        if not _SHA256.fullmatch(name):
            raise ValueError("a drawing is named by a hash")
        return self._root / name


def _write_whole(path: Path, data: bytes, *, lasting: bool = True) -> None:
    """Write beside ``path``, then rename: never half a file under the name.

    ``lasting`` flushes all of it to disk, so that a power cut takes nothing of it.
    """
    descriptor, incoming = tempfile.mkstemp(prefix=_INCOMING, dir=path.parent)  # mode 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            if lasting:
                file.flush()
                os.fsync(file.fileno())
        Path(incoming).replace(path)
    except BaseException:
        Path(incoming).unlink(missing_ok=True)
        raise
    if not lasting:
        return
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)  # the name is on disk, too
    finally:
        os.close(folder)
