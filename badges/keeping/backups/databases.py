"""A consistent copy out of a running database, and back into it: what any kind must know; SQLite.

``copy_to`` gives the database as it was at one instant, while others go on writing. ``stage`` makes
a copy usable apart from the live database, so that it can be migrated and put in order there.
``put`` then replaces the live one in a single transaction of its own: whoever reads sees the old
state or the new one, and if the machine stops in between, it is the old one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Protocol

from sqlalchemy.engine import make_url

from badges.keeping.backups.errors import BackupError

PAGES_AT_ONCE = 1024
WORK = ".restoring-"
"""What the folders of a restore begin with; the next one removes what was left."""

FLEETING = ("batch_entry", "batch_upload", "check_batch")
"""Tables left empty in every copy: what strangers have checked here is promised to go in minutes.

Those that point to others stand first.
"""

Progress = Callable[[int, int], None]
"""Told how many pages are left, of how many."""


class DatabaseKeeper(Protocol):
    """What a kind of database must know so that it can be backed up."""

    kind: str

    def copy_to(self, path: Path) -> None:
        """Write the database, as it is at one instant, into a new file."""

    def stage(self, copy: Path) -> str:
        """Open a copy apart from the live database; gives the URL it is to be had at."""

    def put(self, staged: str, progress: Progress | None = None) -> None:
        """Replace the live database by a staged one, wholly or not at all."""

    def drop(self, staged: str) -> None:
        """Remove what ``stage`` made."""

    def sweep(self) -> None:
        """Remove what a ``stage`` left behind that was killed."""

    def require_reachable(self) -> None:
        """See that there is a live database to replace; raises ``BackupError``."""


class SqliteKeeper:
    """SQLite, by its online backup: pages are copied under its own locks, in both directions."""

    kind = "sqlite"

    def __init__(self, file: Path) -> None:
        self._file = file

    def copy_to(self, path: Path) -> None:
        """Copy all pages in one read transaction; writers go on in the write-ahead log."""
        with closing(_connect(self._file)) as live, closing(_connect(path)) as copy:
            live.backup(copy)
            for table in FLEETING:
                copy.execute(f"DELETE FROM {table}")  # noqa: S608 - names of ours
            copy.commit()
        path.chmod(0o600)

    def stage(self, copy: Path) -> str:
        """Use the file where it lies."""
        return f"sqlite:///{copy}"

    def put(self, staged: str, progress: Progress | None = None) -> None:
        """Write the pages in one transaction of the live database.

        Connections that are open to it see the new content with their next transaction.
        """

        def tell(_status: int, left: int, total: int) -> None:
            if progress is not None:
                progress(left, total)

        source = Path(make_url(staged).database or "")
        try:
            with closing(_connect(source)) as new, closing(_connect(self._file)) as live:
                # The two must have one page size, which a live one in WAL mode keeps.
                live.execute("PRAGMA journal_mode=WAL")
                new.backup(live, pages=PAGES_AT_ONCE, progress=tell)
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode not in {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}:
                raise BackupError(
                    "backup.database", f"The database cannot be replaced: {error}."
                ) from error
            self._put_over(source)
        self._file.chmod(0o600)

    def _put_over(self, source: Path) -> None:
        """Take the place of a file that is no database any more and that nobody can read."""
        for suffix in ("-wal", "-shm"):
            self._file.with_name(self._file.name + suffix).unlink(missing_ok=True)
        source.replace(self._file)

    def drop(self, staged: str) -> None:
        """Do nothing: whoever made the folder removes it."""

    def sweep(self) -> None:
        """Do nothing, for the same reason."""

    def require_reachable(self) -> None:
        """Do nothing: a file that is not there is made, and one that is no database replaced."""


def _connect(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=30)
    connection.execute("PRAGMA secure_delete=ON")
    return connection
