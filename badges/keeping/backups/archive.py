"""The file that a backup is: a compressed tar, its manifest last, with the SHA-256 of each part.

::

    format                        "meilenstein-backup 1", so that what it is shows first
    database                      SQLite's file, or PostgreSQL's custom dump
    files/<community>/<sha256>    uploads, one by one
    erasures.log                  what was erased so far, by ids (badges.erasures)
    master-key.json               only where asked for: under a passphrase (keys.passphrase)
    manifest.json, manifest.sha256

It is written beside its name and renamed when it is whole and on disk. Reading believes nothing:
each name is matched, each part counted and hashed, before anything is used.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import tarfile
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO

from badges.erasures import LOG
from badges.keeping.backups.errors import BackupError, DamagedBackupError, NewerBackupError

NAME, VERSION = "meilenstein-backup", 1
FORMAT, DATABASE, MASTER_KEY = "format", "database", "master-key.json"
MANIFEST, MANIFEST_HASH = "manifest.json", "manifest.sha256"

_FILE = re.compile(r"files/([0-9]{1,18})/([0-9a-f]{64})")
_SMALL = frozenset({LOG, MASTER_KEY, MANIFEST, MANIFEST_HASH})
_LAST = frozenset({MANIFEST, MANIFEST_HASH})
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL
_CHUNK = 1 << 20
_MOST_MANIFEST = 500_000_000


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself; ``parts`` gives each part's SHA-256 by its name."""

    made_at: str
    made_by: str
    revision: str
    database: str
    installation: str
    base_url: str
    master_key_ids: list[str]
    missing: list[str] = field(default_factory=list)
    parts: dict[str, str] = field(default_factory=dict)

    @property
    def made(self) -> datetime:
        """Give the instant that the database was copied."""
        return datetime.fromisoformat(self.made_at)

    @property
    def has_master_key(self) -> bool:
        """Tell whether the master key is inside, under a passphrase."""
        return MASTER_KEY in self.parts


class ArchiveWriter:
    """Adds part after part and, at the end, the manifest that names them."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self._parts: dict[str, str] = {}
        self.add(FORMAT, f"{NAME} {VERSION}\n".encode())

    def add(self, name: str, data: bytes) -> None:
        """Add a part that is at hand."""
        self._add(name, io.BytesIO(data), len(data))

    def add_file(self, name: str, path: Path) -> None:
        """Add a part from a file that nobody changes meanwhile, without holding it in memory."""
        with path.open("rb") as file:
            self._add(name, file, os.fstat(file.fileno()).st_size)

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest; nothing can be added afterwards."""
        whole = asdict(manifest) | {"parts": dict(self._parts)}
        data = json.dumps(whole, indent=1).encode()
        self.add(MANIFEST, data)
        self.add(MANIFEST_HASH, hashlib.sha256(data).hexdigest().encode())

    def _add(self, name: str, source: IO[bytes], size: int) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        hashing = _Hashing(source)
        self._tar.addfile(info, hashing)
        self._parts[name] = hashing.digest.hexdigest()


class _Hashing:
    """A file that hashes what is read of it."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Read on."""
        data = self._source.read(size)
        self.digest.update(data)
        return data


@contextmanager
def writing(target: Path) -> Iterator[ArchiveWriter]:
    """Write a backup that is whole under its name, readable by its owner alone, or not there."""
    try:
        descriptor, part = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise BackupError(
            "backup.folder", f"{target.parent} cannot be written to: {error.strerror}."
        ) from error
    try:
        with os.fdopen(descriptor, "wb") as file:  # mode 0600
            with tarfile.open(fileobj=file, mode="w:gz", compresslevel=4) as tar:
                yield ArchiveWriter(tar)
            file.flush()
            os.fsync(file.fileno())
        Path(part).replace(target)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
    _sync(target.parent)


def unpack(archive: Path, folder: Path) -> Manifest:
    """Take a backup apart into a folder, uploads where a ``FileStore`` looks for them.

    Raises :class:`DamagedBackupError` and :class:`NewerBackupError`; what is in the folder by
    then is of no use.
    """
    found: dict[str, str] = {}
    try:
        with tarfile.open(archive, mode="r|gz") as tar:
            for member in tar:
                found[member.name] = _take(tar, member, folder, first=not found)
        return _checked(folder, found)
    except (tarfile.TarError, zlib.error, EOFError, ValueError, KeyError, TypeError) as error:
        raise DamagedBackupError(type(error).__name__) from error
    except OSError as error:
        if error.errno is None:  # gzip's own: wrong magic, wrong checksum
            raise DamagedBackupError("not readable") from error
        raise BackupError(
            "backup.unreadable", f"{archive} cannot be unpacked: {error.strerror}."
        ) from error


def _take(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path, *, first: bool) -> str:
    if not member.isfile():
        raise DamagedBackupError("strange entry")
    source = tar.extractfile(member)
    if source is None:
        raise DamagedBackupError("strange entry")
    if first or member.name == FORMAT:
        return _take_format(source.read(100), first=first, name=member.name)
    path = _path_of(member.name, folder)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with os.fdopen(os.open(path, _NEW, 0o600), "wb") as target:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            target.write(chunk)
    return digest.hexdigest()


def _take_format(said: bytes, *, first: bool, name: str) -> str:
    kind, _, version = said.decode("ascii", "replace").strip().partition(" ")
    if not first or name != FORMAT or kind != NAME or not version.isdecimal():
        raise DamagedBackupError("not ours")
    if int(version) > VERSION:
        raise NewerBackupError(f"format {version}")
    return hashlib.sha256(said).hexdigest()


def _path_of(name: str, folder: Path) -> Path:
    """Give where a part goes; a name that is none of ours never becomes a path."""
    if name == DATABASE or name in _SMALL:
        return folder / name
    upload = _FILE.fullmatch(name)
    if upload is None:
        raise DamagedBackupError("strange entry")
    return folder / "files" / upload[1] / upload[2][:2] / upload[2]


def _checked(folder: Path, found: Mapping[str, str]) -> Manifest:
    path = folder / MANIFEST
    if MANIFEST not in found or MANIFEST_HASH not in found or path.stat().st_size > _MOST_MANIFEST:
        raise DamagedBackupError("its end is missing")
    data = path.read_bytes()
    said = (folder / MANIFEST_HASH).read_text("ascii").strip()
    if hashlib.sha256(data).hexdigest() != said:
        raise DamagedBackupError("manifest")
    manifest = Manifest(**json.loads(data))
    parts = {name: digest for name, digest in found.items() if name not in _LAST}
    if parts != manifest.parts or DATABASE not in parts:
        raise DamagedBackupError("a part differs")
    for name, digest in parts.items():
        if name.startswith("files/") and not name.endswith(digest):
            raise DamagedBackupError("an upload differs")
    return manifest


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
