"""A consistent copy out of a running database, and back into it; one class for each kind.

``copy_to`` gives the database as it was at one instant, while others go on writing. ``stage`` makes
a copy usable apart from the live database, so that it can be migrated and put in order there.
``put`` then replaces the live one in a single transaction of its own: whoever reads sees the old
state or the new one, and if the machine stops in between, it is the old one.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url

from badges.config import Settings
from badges.keeping.backups.errors import BackupError

PAGES_AT_ONCE = 1024

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


class PostgresKeeper:
    """PostgreSQL, by its own ``pg_dump`` and ``pg_restore``, which must be installed."""

    kind = "postgresql"

    def __init__(self, url: URL) -> None:
        self._url = url

    def copy_to(self, path: Path) -> None:
        """Dump in the custom format, within one snapshot."""
        without = [f"--exclude-table-data={table}" for table in FLEETING]
        _run(self._url, "pg_dump", "--format=custom", "--no-owner", *without, f"--file={path}")
        path.chmod(0o600)

    def stage(self, copy: Path) -> str:
        """Restore into a new database beside the live one; the user needs the right to make it."""
        staged = self._url.set(database=f"{self._url.database}_restore_{secrets.token_hex(4)}")
        self._command(f'CREATE DATABASE "{staged.database}"')
        try:
            _run(staged, "pg_restore", "--no-owner", "--exit-on-error", str(copy))
        except BackupError:
            self._drop_database(staged)
            raise
        return staged.render_as_string(hide_password=False)

    def put(self, staged: str, progress: Progress | None = None) -> None:  # noqa: ARG002
        """Dump the staged database and restore it over the live one in one transaction."""
        work = Path(os.environ.get("TMPDIR", "/tmp")) / f"restore-{secrets.token_hex(8)}"  # noqa: S108
        work.mkdir(mode=0o700)
        try:
            dump = work / "dump"
            _run(make_url(staged), "pg_dump", "--format=custom", "--no-owner", f"--file={dump}")
            once = ("--clean", "--if-exists", "--single-transaction", "--exit-on-error")
            _run(self._url, "pg_restore", "--no-owner", *once, str(dump))
        finally:
            shutil.rmtree(work)

    def drop(self, staged: str) -> None:
        """Drop the database that was made beside the live one."""
        self._drop_database(make_url(staged))

    def _drop_database(self, url: URL) -> None:
        self._command(f'DROP DATABASE IF EXISTS "{url.database}" WITH (FORCE)')

    def _command(self, statement: str) -> None:
        engine = sa.create_engine(self._url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        try:
            with engine.connect() as connection:
                connection.exec_driver_sql(statement)
        except sa.exc.DBAPIError as error:
            raise BackupError(
                "backup.database",
                "The database user may not make a database beside the live one; grant it CREATEDB.",
            ) from error


def keeper_for(settings: Settings) -> DatabaseKeeper:
    """Give the keeper of the configured database."""
    url = make_url(settings.database_url)
    if settings.is_sqlite:
        return SqliteKeeper(Path(url.database or ""))
    return PostgresKeeper(url)


def _connect(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=30)
    connection.execute("PRAGMA secure_delete=ON")
    return connection


def _run(url: URL, tool: str, *arguments: str) -> None:
    """Run one of PostgreSQL's tools; the password goes by the environment, which is its own."""
    environment = dict(os.environ)
    if url.password:
        environment["PGPASSWORD"] = str(url.password)
    address = url.set(drivername="postgresql", password=None).render_as_string()
    dbname = ("--dbname", address)
    try:
        subprocess.run(
            [tool, *dbname, *arguments], env=environment, check=True, capture_output=True, text=True
        )
    except FileNotFoundError as error:
        raise BackupError(
            "backup.tool", f"{tool} is missing; install PostgreSQL's client programs."
        ) from error
    except subprocess.CalledProcessError as error:
        said = (error.stderr or "").strip().splitlines()[-1:] or ["no reason given"]
        raise BackupError("backup.database", f"{tool} did not work: {said[0]}") from error
