"""PostgreSQL, backed up and restored by its own tools: ``pg_dump`` and ``pg_restore``.

Staging makes a database beside the live one, ``<name>_restore_<number>``, so its user needs the
right to make databases. A restore that was killed leaves it; the next one removes it.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url

from badges.keeping.backups.crossing import cross
from badges.keeping.backups.databases import FLEETING, WORK, Progress
from badges.keeping.backups.errors import BackupError

INSTALLED: Final = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin")
"""Where distributions put the tools of each version, without a link on the path."""

_WITHOUT_ROLES: Final = ("--no-owner", "--no-privileges")
_VERSION: Final = re.compile(r"\(PostgreSQL\) ([0-9]+)")


class PostgresKeeper:
    """PostgreSQL; its tools must be of the server's version or newer.

    ``folder`` is where a dump may lie for a moment, readable by us alone.
    """

    kind = "postgresql"

    def __init__(self, url: URL, folder: Path) -> None:
        self._url = url
        self._folder = folder

    def copy_to(self, path: Path) -> None:
        """Dump in the custom format, within one snapshot."""
        without = [f"--exclude-table-data={table}" for table in FLEETING]
        self._run("pg_dump", self._url, "--format=custom", *without, f"--file={path}")
        path.chmod(0o600)

    def stage(self, copy: Path) -> str:
        """Restore into a new database beside the live one."""
        staged = self._beside()
        try:
            self._run("pg_restore", staged, "--exit-on-error", str(copy))
        except BackupError:
            self._drop_database(staged)
            raise
        return staged.render_as_string(hide_password=False)

    def take_over(self, source: str) -> str:
        """Copy a SQLite database, row by row, into a new database beside the live one."""
        staged = self._beside()
        try:
            cross(source, staged)
        except BackupError:
            self._drop_database(staged)
            raise
        return staged.render_as_string(hide_password=False)

    def put(self, staged: str, progress: Progress | None = None) -> None:  # noqa: ARG002
        """Dump the staged database and restore it over the live one in one transaction."""
        once = ("--clean", "--if-exists", "--single-transaction", "--exit-on-error")
        with tempfile.TemporaryDirectory(prefix=WORK, dir=self._folder) as work:  # mode 0700
            dump = Path(work) / "dump"
            self._run("pg_dump", make_url(staged), "--format=custom", f"--file={dump}")
            self._run("pg_restore", self._url, *once, str(dump))

    def drop(self, staged: str) -> None:
        """Drop the database that was made beside the live one."""
        self._drop_database(make_url(staged))

    def sweep(self) -> None:
        """Drop what lies beside the live database of a restore that nobody works at any more."""
        left = sa.text(
            "SELECT datname FROM pg_database WHERE starts_with(datname, :prefix) AND NOT EXISTS "
            "(SELECT 1 FROM pg_stat_activity WHERE pg_stat_activity.datname = pg_database.datname)"
        )
        with self._connected() as connection:
            names = connection.scalars(left, {"prefix": self._prefix}).all()
        for name in names:
            self._drop_database(self._url.set(database=name))

    def require_reachable(self) -> None:
        """See that the database is there, empty as it may be."""
        with self._connected() as connection:
            connection.execute(sa.text("SELECT 1"))

    @property
    def _prefix(self) -> str:
        return f"{self._url.database}_restore_"

    def _beside(self) -> URL:
        staged = self._url.set(database=f"{self._prefix}{secrets.token_hex(4)}")
        # From the bare template: what an operator added to the usual one would come twice.
        self._command(f'CREATE DATABASE "{staged.database}" TEMPLATE template0')
        return staged

    def _drop_database(self, url: URL) -> None:
        self._command(f'DROP DATABASE IF EXISTS "{url.database}" WITH (FORCE)')

    def _command(self, statement: str) -> None:
        try:
            with self._connected() as connection:
                connection.exec_driver_sql(statement)
        except sa.exc.DBAPIError as error:
            raise BackupError(
                "backup.database",
                "The database user may not make a database beside the live one; grant it CREATEDB.",
            ) from error

    def _connected(self) -> sa.Connection:
        engine = sa.create_engine(self._url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        try:
            return engine.connect()
        except sa.exc.DBAPIError as error:
            raise BackupError(
                "backup.database",
                f"The database {self._url.database} cannot be reached; see that its server runs "
                "and that it is there (createdb makes an empty one).",
            ) from error

    def _run(self, tool: str, url: URL, *arguments: str) -> None:
        """Run one of the tools; the password goes by the environment, which is its own."""
        environment = dict(os.environ)
        if url.password:
            environment["PGPASSWORD"] = str(url.password)
        address = url.set(drivername="postgresql", password=None).render_as_string()
        command = [self._fitting(tool), f"--dbname={address}", *_WITHOUT_ROLES, *arguments]
        done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
        if done.returncode:
            said = (done.stderr or "").strip().splitlines() or ["no reason given"]
            # The first line says what; others repeat a statement, or count what came after.
            raise BackupError("backup.database", f"{tool} did not work: {said[0]}")

    def _fitting(self, tool: str) -> str:
        """Find the tool in a version that can talk to the server: its own, or a newer one."""
        with self._connected() as connection:
            number = connection.execute(sa.text("SHOW server_version_num")).scalar_one()
        wanted, found = int(number) // 10_000, []
        for program in _programs(tool):
            version = _version_of(program)
            if version >= wanted:
                return program
            found.append(version)
        if found:
            raise BackupError(
                "backup.tool",
                f"{tool} is of version {max(found)}, the server of version {wanted}; install "
                f"PostgreSQL's client programs of version {wanted} or newer.",
            )
        raise BackupError(
            "backup.tool", f"{tool} is missing; install PostgreSQL's client programs."
        )


def _programs(tool: str) -> Iterator[str]:
    """Give the tool on the path, then those installed beside it, the newest first."""
    on_path = shutil.which(tool)
    if on_path is not None:
        yield on_path
    for pattern in INSTALLED:
        folders = Path("/").glob(pattern.lstrip("/"))
        for program in sorted((folder / tool for folder in folders), reverse=True):
            if os.access(program, os.X_OK):
                yield str(program)


def _version_of(program: str) -> int:
    """Give the major version that a tool says it is of; 0 where it says none."""
    done = subprocess.run([program, "--version"], check=False, capture_output=True, text=True)
    said = _VERSION.search(done.stdout)
    return int(said[1]) if said else 0
