"""``badges backup``: everything that an installation is, in one file, while it runs.

1. The database is copied as it is at one instant; awards go on meanwhile.
2. The uploads that it names are added, each checked against its hash. One that was erased since
   is left out, one that is damaged is left out and told.
3. The log of erasures, and the master key where a passphrase for it was given, follow.
4. The manifest closes the file, which then gets its name.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from badges import erasures
from badges.config import Settings
from badges.database import db
from badges.errors import NotFoundError, UnavailableError
from badges.keeping.backups.archive import DATABASE, MASTER_KEY, ArchiveWriter, Manifest, writing
from badges.keeping.backups.errors import BackupError
from badges.keeping.backups.keepers import keeper_for
from badges.keeping.backups.present import files_now, look, master_keys
from badges.keeping.installation import this_installation
from badges.ports import now, settings
from badges.storage import FileStore
from badges.timestamps import utc_text
from keys.encoding import base64url_encode
from keys.passphrase import lock
from keys.sealing import MasterKeys

WORK = ".backup-"


@dataclass(frozen=True, slots=True)
class BackupMade:
    """What a backup holds: its size in bytes, how many uploads, and which are missing."""

    size: int
    files: int
    missing: tuple[str, ...]
    has_master_key: bool


def back_up(target: Path, *, passphrase: str | None = None) -> BackupMade:
    """Back the running installation up; a passphrase takes the master key along under it.

    Raises ``BackupError`` and, for a passphrase that is too short, ``PassphraseError``.
    """
    row = this_installation()
    erasures.complete_log()
    db.session.commit()
    at = now()
    db.session.remove()  # nothing of ours may hold a lock while pages are copied
    made = pack(target, settings(), at=at, passphrase=passphrase)
    row = this_installation()
    row.last_backup_at = at
    db.session.commit()
    return made


def pack(target: Path, of: Settings, *, at: datetime, passphrase: str | None = None) -> BackupMade:
    """Write the backup of an installation, whether or not it runs; ``at`` is when that began."""
    keeper, store = keeper_for(of), FileStore(of.instance_path / "files")
    box = _boxed(master_keys(of), passphrase)
    work = Path(tempfile.mkdtemp(prefix=WORK, dir=of.instance_path))  # mode 0700
    try:
        named = files_now(of)
        keeper.copy_to(work / DATABASE)
        present = look(of)
        with writing(target) as archive:
            archive.add_file(DATABASE, work / DATABASE)
            missing = _add_files(archive, store, named | present.files)
            lines = "".join(f"{entry.to_line()}\n" for entry in present.erasures)
            archive.add(erasures.LOG, lines.encode())
            if box is not None:
                archive.add(MASTER_KEY, box)
            keys = master_keys(of)
            archive.finish(
                Manifest(
                    made_at=utc_text(at),
                    made_by=f"meilenstein {version('meilenstein')}",
                    revision=present.revision,
                    database=keeper.kind,
                    installation=present.installation,
                    base_url=of.base_url,
                    master_key_ids=list(keys.ids) if keys else [],
                    missing=missing,
                )
            )
    finally:
        shutil.rmtree(work)
    return BackupMade(
        size=target.stat().st_size,
        files=len(named | present.files) - len(missing),
        missing=tuple(missing),
        has_master_key=box is not None,
    )


def _add_files(
    archive: ArchiveWriter, store: FileStore, named: frozenset[tuple[int, str]]
) -> list[str]:
    missing = []
    for community, sha256 in sorted(named):
        try:
            archive.add(f"files/{community}/{sha256}", store.get(community, sha256))
        except (NotFoundError, UnavailableError):
            missing.append(f"{community}/{sha256}")
    return missing


def _boxed(keys: MasterKeys | None, passphrase: str | None) -> bytes | None:
    if passphrase is None:
        return None
    if keys is None:
        raise BackupError("backup.no_key", "There is no master key here to take along.")
    return lock("\n".join(base64url_encode(key) for key in keys.keys).encode(), passphrase)
