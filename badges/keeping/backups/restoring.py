"""``badges restore``: put a backup in the place of what is there, wholly or not at all.

1. Take the file apart into a folder of its own and check every part of it.
2. Look at what is there: another installation is replaced only on ``--yes``.
3. Find the master keys that open the backup's signing keys: here, or inside under a passphrase.
4. Start the backup apart from the live installation: an older one is migrated there. One of SQLite
   may be put into PostgreSQL: that is how an installation moves to more than one machine.
5. Erase again what was erased since (decisions 11), from every log that is to be had; end sessions
   and revoke tokens, so that nobody gets in by what had been taken from them; hold back mails.
6. Keep a safety copy of what is there.
7. Put uploads and keys in place, which changes nothing for anybody, then the database, in one
   transaction; then remove the uploads that it does not name.

Up to the end of that transaction the old state is in force, whatever happens.

**Where the old machine is gone**, its log of erasures is gone with it, unless it was copied away:
``erasures.log`` is small, holds no personal data, and is meant to be copied every hour
(``--erasures``). What was erased after the backup and stands in no log comes back; the restore
says so, home says so, and who asks once more is erased once more.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from flask import Flask

from badges import migrations
from badges.config import Settings
from badges.erasures import LOG, Entry, append_to_log, read_log
from badges.keeping.backups import archive, making
from badges.keeping.backups.archive import Manifest
from badges.keeping.backups.databases import WORK, DatabaseKeeper, SqliteKeeper
from badges.keeping.backups.errors import (
    BackupError,
    NewerBackupError,
    OtherInstallationError,
)
from badges.keeping.backups.keepers import keeper_for
from badges.keeping.backups.postgres import PostgresKeeper
from badges.keeping.backups.present import Present, look, master_keys
from badges.keeping.backups.settling import Settled, settle
from badges.storage import FileStore
from keys.encoding import base64url_encode
from keys.keyfile import write_key_file
from keys.passphrase import unlock
from keys.sealing import MasterKeys

SAFETY = "backups"

MakeApp = Callable[..., Flask]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the operator says: the passphrase where one is needed, further logs, and "yes"."""

    passphrase: Callable[[], str]
    erasures: Iterable[Path] = ()
    yes: bool = False
    tell: Callable[[str], None] = field(default=lambda _sentence: None)


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done: from when the backup is, where the safety copy lies, what was erased again."""

    made_at: datetime
    safety: Path | None
    settled: Settled
    new_keys: bool
    revoked_keys: frozenset[str]


def restore(file: Path, asked: Asked, *, of: Settings, make_app: MakeApp, at: datetime) -> Restored:
    """Put a backup in place of what ``of`` describes; raises ``BackupError`` and ``KeysError``."""
    of.instance_path.mkdir(mode=0o700, parents=True, exist_ok=True)
    sweep(of.instance_path)
    work = Path(tempfile.mkdtemp(prefix=WORK, dir=of.instance_path))
    keeper, made = keeper_for(of), []
    try:
        keeper.require_reachable()
        keeper.sweep()
        manifest = archive.unpack(file, work)
        present = look(of)
        _require_usable(manifest, keeper, present, yes=asked.yes)
        keys = _keys(manifest, work, of, asked)
        asked.tell("The backup is whole.")
        entries = _erased(work, present, asked.erasures)
        staging = _staging(manifest, keeper, work)
        staged = staging.stage(work / archive.DATABASE)
        made.append((staging, staged))
        app = make_app(
            instance_path=work,
            database_url=staged,
            master_keys="\n".join(base64url_encode(key) for key in keys.keys) if keys else None,
        )
        settled = settle(app, entries, present, made_at=manifest.made)
        safety = _safety_copy(of, present, at)
        _put_files(work, of)
        new_keys = _put_keys(keys, of)
        if isinstance(keeper, PostgresKeeper) and staging is not keeper:
            asked.tell("Moving the rows from SQLite to PostgreSQL …")
            staged = keeper.take_over(staged)
            made.append((keeper, staged))
        asked.tell("Putting the database in place …")
        keeper.put(staged)
        append_to_log(of.instance_path / LOG, settled.known - read_log(of.instance_path / LOG))
        _remove_unnamed(of)
    finally:
        for each, name in made:
            each.drop(name)
        shutil.rmtree(work, ignore_errors=True)
    return Restored(manifest.made, safety, settled, new_keys, present.revoked_keys)


def sweep(folder: Path) -> None:
    """Remove what a backup or a restore left that was killed: it may hold what was erased since."""
    for prefix in (WORK, making.WORK):
        for left in folder.glob(f"{prefix}*"):
            shutil.rmtree(left, ignore_errors=True)


def _require_usable(
    manifest: Manifest, keeper: DatabaseKeeper, present: Present, *, yes: bool
) -> None:
    if not migrations.knows(manifest.revision):
        raise NewerBackupError(manifest.made_by)
    if manifest.database not in {keeper.kind, SqliteKeeper.kind}:
        raise BackupError(
            "backup.kind",
            f"The backup is of a {manifest.database} database, BADGES_DATABASE_URL is of "
            f"{keeper.kind}; set it to one of the former kind.",
        )
    if present.communities and present.installation != manifest.installation and not yes:
        raise OtherInstallationError(manifest.base_url)


def _staging(manifest: Manifest, keeper: DatabaseKeeper, work: Path) -> DatabaseKeeper:
    """Give the keeper that can open the backup: a SQLite one is put in order as such."""
    return keeper if manifest.database == keeper.kind else SqliteKeeper(work / archive.DATABASE)


def _keys(manifest: Manifest, work: Path, of: Settings, asked: Asked) -> MasterKeys | None:
    """Give the keys that open the backup, oldest to newest; raises where there are none."""
    here = master_keys(of)
    if here is not None and set(manifest.master_key_ids) <= set(here.ids):
        return here
    if not manifest.has_master_key:
        if asked.yes:
            return here
        wanted = ", ".join(manifest.master_key_ids)
        raise BackupError(
            "backup.master_key",
            f"The signing keys in this backup open only under the master key {wanted}, which is "
            f"not here; put its file at {of.instance_path / 'master.key'}, or add --yes to go on "
            "without.",
        )
    inside = unlock((work / archive.MASTER_KEY).read_bytes(), asked.passphrase()).decode()
    restored = MasterKeys.parse(inside)
    older = [key for key in (here.keys if here else ()) if key not in restored.keys]
    if of.master_keys:
        raise BackupError(
            "backup.master_key",
            "BADGES_MASTER_KEYS lacks the master key of this backup; unset it, and the key is "
            "put into the instance folder.",
        )
    return MasterKeys((*older, *restored.keys))


def _erased(work: Path, present: Present, logs: Iterable[Path]) -> set[Entry]:
    entries = set(present.erasures) | read_log(work / LOG)
    for log in logs:
        if not log.exists():
            raise BackupError("backup.log", f"There is no log of erasures at {log}.")
        entries |= read_log(log)
    return entries


def _safety_copy(of: Settings, present: Present, at: datetime) -> Path | None:
    """Keep what is there, readable or not, before anything of it is replaced."""
    if not present.exists or (present.readable and not present.communities):
        return None
    if not present.readable and not of.is_sqlite:
        raise BackupError(
            "backup.database",
            "What is in the database cannot be read, so no safety copy of it can be kept; drop "
            "the database and make an empty one with createdb.",
        )
    folder = of.instance_path / SAFETY
    folder.mkdir(mode=0o700, exist_ok=True)
    stamp = at.strftime("%Y%m%d-%H%M%S")
    if present.readable:
        target = folder / f"before-restore-{stamp}.backup"
        making.pack(target, of, at=at)
        return target
    target = folder / f"damaged-{stamp}.sqlite3"
    shutil.copyfile(of.database_url.partition(":///")[2], target)
    target.chmod(0o600)
    return target


def _put_files(work: Path, of: Settings) -> None:
    """Move uploads, whole as they are, to where the installation keeps them."""
    root = of.instance_path / "files"
    for source in (work / "files").glob("*/??/*"):
        target = root / source.relative_to(work / "files")
        for folder in (root, target.parent.parent, target.parent):
            folder.mkdir(mode=0o700, exist_ok=True)
        source.replace(target)


def _put_keys(keys: MasterKeys | None, of: Settings) -> bool:
    """Write the key file where it lacks one of the keys; it only ever gains some."""
    here = master_keys(of)
    if keys is None or (here is not None and set(keys.ids) <= set(here.ids)):
        return False
    write_key_file(of.instance_path / "master.key", keys)
    return True


def _remove_unnamed(of: Settings) -> None:
    """Remove uploads that the restored database does not name; the safety copy has them."""
    named, store = look(of).files, FileStore(of.instance_path / "files")
    for folder in (of.instance_path / "files").glob("*"):
        if folder.name.isdecimal():
            community = int(folder.name)
            for sha256 in list(store.hashes(community)):
                if (community, sha256) not in named:
                    store.delete(community, sha256)
