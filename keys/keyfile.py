"""The master keys' file, for an installation without ``BADGES_MASTER_KEYS``.

    >>> import tempfile
    >>> from pathlib import Path
    >>> folder = Path(tempfile.mkdtemp())
    >>> made = load_or_create_key_file(folder / "master.key")
    >>> load_or_create_key_file(folder / "master.key") == made
    True
    >>> oct((folder / "master.key").stat().st_mode & 0o777)
    '0o600'

One base64url key a line, oldest to newest; lines that begin with ``#`` are comments.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from typing import TYPE_CHECKING

from keys.encoding import base64url_encode
from keys.errors import MasterKeyError
from keys.sealing import MasterKeys, new_master_key

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

KEY_FILE_MODE = 0o600

_MAXIMUM_FILE_BYTES = 65_536
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_HEADING = (
    "# Master keys, oldest to newest. Without them the signing keys are lost: back them up.\n"
)


def load_or_create_key_file(path: Path) -> MasterKeys:
    """Read the key file, or make it with one new master key and mode 0600.

    Several processes may start at once: one of them makes the file, all read the same keys.
    Raises ``MasterKeyError`` for a file that others may read, or that cannot be read or made.
    """
    try:
        if not path.exists():
            _create(path)
        return MasterKeys.parse(_read(path))
    except OSError as error:
        raise MasterKeyError(
            f"The key file {path} cannot be used: {error.strerror}; check its folder and owner."
        ) from error


def write_key_file(path: Path, keys: MasterKeys) -> None:
    """Replace the key file, whole or not at all; raises ``MasterKeyError`` where it cannot."""
    try:
        draft = _draft(path, [base64url_encode(key) for key in keys.keys])
        draft.replace(path)
    except OSError as error:
        raise MasterKeyError(
            f"The key file {path} cannot be written: {error.strerror}; check its folder and owner."
        ) from error
    _sync_folder(path.parent)


def _create(path: Path) -> None:
    """Write a complete file beside ``path`` and link it into place, unless one is there by then.

    A reader so never sees half a file, and the link fails where another process was first.
    """
    draft = _draft(path, [new_master_key()])
    try:
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        draft.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _draft(path: Path, keys: Sequence[str]) -> Path:
    """Write a key file under a name of its own, on disk when this returns."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, KEY_FILE_MODE)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(_HEADING + "".join(f"{key}\n" for key in keys))
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return draft


def _sync_folder(folder: Path) -> None:
    """Make the new name survive a power cut; the first signing key is sealed right after."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read(path: Path) -> str:
    with path.open("rb") as file:
        # The open file is asked, not the name, which could point elsewhere by now.
        if os.fstat(file.fileno()).st_mode & _OTHERS:
            raise MasterKeyError(
                f"Others may read the key file {path}; run 'chmod 600 {path}', "
                "and change the master key if someone did."
            )
        data = file.read(_MAXIMUM_FILE_BYTES + 1)
    if len(data) > _MAXIMUM_FILE_BYTES:
        raise MasterKeyError(f"The key file {path} is too large to be one; check the path.")
    lines = data.decode("ascii", errors="replace").splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith("#"))
