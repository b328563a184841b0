"""Databases for tests: SQLite's bytes, and a PostgreSQL of our own that is gone afterwards.

The fixture ``database`` of ``tests/conftest.py`` gives a test the address of an empty database
with our tables, once on SQLite and once on PostgreSQL; ``bare_database`` one without tables::

    @pytest.fixture
    def app(tmp_path: Path, database: str) -> Iterator[Flask]:
        yield from running(make_app(tmp_path, url=database))

Tests that make rows of their own can share a database and an application: a fixture of their
module asks for ``shared_database``. ``on_sqlite`` and ``on_postgresql`` mark a test, or a module
by ``pytestmark``, that is about one of them. A test that stops or kills a server starts its own::

    with running_postgres() as server:
        url = server.fresh()
        server.kill()      # kill -9 of the whole server
        server.restart()
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from badges import models  # noqa: F401  (the tables are known once their models are)
from badges.database import Base

PATIENCE_SECONDS = 60
ACCOUNT = "postgres"
TEMPLATE = "with_tables"
QUICK = {
    # What a power cut takes is lost with the test; kill -9 takes nothing that was committed.
    "fsync": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "listen_addresses": "",
    "timezone": "Europe/Berlin",  # not UTC: what relies on the server's zone shall fail here
    "log_min_messages": "fatal",
}

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize(
    "database", [pytest.param("postgresql", marks=pytest.mark.services)], indirect=True
)


@cache
def empty_sqlite() -> bytes:
    """Give the file of a SQLite database with all our tables and no rows; drawn once."""
    engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    Base.metadata.create_all(engine)
    with closing(engine.raw_connection()) as connection:
        driver = connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        drawn = driver.serialize()
    engine.dispose()
    return drawn


def new_sqlite(path: Path, *, tables: bool = True) -> str:
    """Write a database without rows into a file and give its address."""
    path.write_bytes(empty_sqlite() if tables else b"")
    return f"sqlite:///{path}"


@dataclass
class Postgres:
    """A PostgreSQL server in a folder of its own, reached by a socket in that folder."""

    folder: Path
    process: subprocess.Popen[bytes] | None = None
    made: int = 0
    options: dict[str, str] = field(default_factory=lambda: dict(QUICK))
    _has_template: bool = False

    @property
    def pid(self) -> int:
        """Give the process id of the postmaster, the parent of all its backends."""
        assert self.process is not None, "the server does not run"
        return self.process.pid

    def url(self, name: str) -> str:
        """Give the address of one of its databases, as our settings want it."""
        return f"postgresql+psycopg://{ACCOUNT}@/{name}?host={self.folder}"

    def connect(self, name: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
        """Open a connection of the driver's own; each statement is a transaction."""
        return psycopg.connect(
            host=str(self.folder), user=ACCOUNT, dbname=name, autocommit=True, connect_timeout=5
        )

    def start(self) -> None:
        """Start the server, without rights of root and gone when we are; wait until it answers."""
        settings = [f"--{name}={value}" for name, value in self.options.items()]
        command = [_program("postgres"), "-D", str(self.folder / "data"), "-k", str(self.folder)]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [*_without_root(dies_with_us=True), *command, *settings],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,
            )
        self.wait()

    def wait(self) -> None:
        """Wait until it answers; a server that ended instead fails with its own last words."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                self.connect().close()
            except psycopg.OperationalError:
                log = (self.folder / "log").read_text(errors="replace")[-2000:]
                assert self.process is None or self.process.poll() is None, log
                assert time.monotonic() < deadline, log
                time.sleep(0.02)
            else:
                return

    def stop(self) -> None:
        """Let it end by itself; connections are closed at once."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """End it and all its backends by kill -9."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        """Start it again after ``stop`` or ``kill``; it recovers by its own log."""
        (self.folder / "data" / "postmaster.pid").unlink(missing_ok=True)
        self.start()

    def fresh(self, *, tables: bool = True) -> str:
        """Make one more database, without rows, and give its address."""
        self.made += 1
        name = f"fresh_{self.made}"
        with self.connect() as connection:
            if tables and not self._has_template:
                self._make_template(connection)
            template = TEMPLATE if tables else "template0"
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected to it."""
        with self.connect() as connection:
            name = sa.make_url(url).database
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())

    def _make_template(self, connection: psycopg.Connection[tuple[object, ...]]) -> None:
        connection.execute(f"CREATE DATABASE {TEMPLATE} TEMPLATE template0".encode())
        engine = sa.create_engine(self.url(TEMPLATE), poolclass=sa.NullPool)
        Base.metadata.create_all(engine)
        engine.dispose()
        self._has_template = True

    def _end(self, by: signal.Signals) -> None:
        assert self.process is not None, "the server does not run"
        backends: list[int] = []
        if by == signal.SIGKILL:
            # Ours alone: the postmaster leads a group of its own, and its backends are in sessions
            # of theirs, so each is found by its parent, which must not make another meanwhile.
            self.process.send_signal(signal.SIGSTOP)
            backends = _children(self.process.pid)
        for pid in (*backends, self.process.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, by)
        self.process.wait(PATIENCE_SECONDS)
        self.process = None
        # Until the last is gone the shared memory is in use, and no server can start.
        deadline = time.monotonic() + PATIENCE_SECONDS
        while any(map(_is_there, backends)):
            assert time.monotonic() < deadline, "a backend outlived kill -9"
            time.sleep(0.01)


@contextmanager
def running_postgres(**options: str) -> Iterator[Postgres]:
    """Run a new server in a temporary folder; ``options`` are settings of ``postgresql.conf``.

    What was committed survives ``kill -9`` of the server, not a power cut: nothing is synced.
    """
    # Not pytest's folder: a socket's path has at most 107 bytes, and root's folders are closed.
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    server = Postgres(folder, options=QUICK | options)
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, ACCOUNT)
        subprocess.run(
            [
                *_without_root(),
                *(_program("initdb"), "-D", str(folder / "data")),
                *("--auth=trust", f"--username={ACCOUNT}", "--encoding=UTF8"),
                *("--locale=C.UTF-8", "--no-sync", "--no-instructions"),
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=folder,
        )
        server.start()
        yield server
    finally:
        if server.process is not None:
            server.stop()
        shutil.rmtree(folder)


def _program(name: str) -> str:
    """Find one of PostgreSQL's programs; Debian keeps those of the server out of the path."""
    kept = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    found = shutil.which(name) or (str(kept[-1]) if kept else None)
    assert found, "PostgreSQL is missing: install Debian's package postgresql"
    return found


def _without_root(*, dies_with_us: bool = False) -> list[str]:
    """Give what stands before a command so that it runs as nobody special."""
    account = ["--reuid", ACCOUNT, "--regid", ACCOUNT, "--clear-groups"]
    words = account if os.geteuid() == 0 else []
    words = [*words, "--pdeathsig", "QUIT"] if dies_with_us else words
    return ["setpriv", *words] if words else []


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _is_there(pid: int) -> bool:
    """Tell whether a process is still running; one that nobody buried is not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"
