"""Fixtures that every room shares."""

from __future__ import annotations

import gc
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import doors
import pytest
import sqlalchemy as sa
from databases import Postgres, new_sqlite, running_postgres
from reused import Emptied, close_all_but, key_in_turn, left_open

ROOT = Path(__file__).resolve().parent.parent

LONG = ("story", "survival", "e2e")
"""Markers of files that take minutes, though they hold few tests."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no process waits for another's last file."""
    items.sort(key=lambda item: not any(item.get_closest_marker(name) for name in LONG))


def pytest_collection_finish() -> None:
    """Look through what is there by now never again: thousands of tests, and all libraries.

    Otherwise each of hundreds of full collections would take seconds.
    """
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    """Give it back: libraries in C expect to find all of it when the process ends."""
    gc.unfreeze()


@pytest.fixture(scope="session")
def shared_standards() -> Path:
    """Give the folder with the standards' official data, or skip where a clone has none."""
    folder = ROOT.parent / "shared" / "standards"
    if not folder.is_dir():
        pytest.skip("the standards' official vectors are not beside this checkout")
    return folder


@pytest.fixture(scope="session", autouse=True)
def _made_once() -> Iterator[None]:
    """Let applications share their routes, and issuers have RSA keys that others had in a test."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("badges.web.register", doors.register)
        patched.setattr("badges.credentials.custody.generate_private_key", key_in_turn)
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Run a PostgreSQL for this test process, from the first test that wants it."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def _emptied(postgres: Postgres) -> Iterator[Emptied]:
    """Keep the one database that the tests use in turn."""
    kept = Emptied(postgres, postgres.fresh())
    kept.empty()
    yield kept
    kept.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the address of a database with our tables and no rows, once of each kind."""
    before = left_open()
    if request.param == "sqlite":
        yield new_sqlite(tmp_path / "badges.sqlite3")
        close_all_but(before)
        return
    kept: Emptied = request.getfixturevalue("_emptied")
    yield kept.url
    kept.after_a_test(before)


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)]
)
def shared_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Give the address of a database with our tables that all tests of a module share."""
    if request.param == "sqlite":
        yield new_sqlite(tmp_path_factory.mktemp("shared") / "badges.sqlite3")
        return
    server: Postgres = request.getfixturevalue("postgres")
    url = server.fresh()
    yield url
    server.drop(url)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)])
def bare_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the address of a database without tables, once of each kind."""
    before = left_open()
    if request.param == "sqlite":
        yield new_sqlite(tmp_path / "bare.sqlite3", tables=False)
        close_all_but(before)
        return
    server: Postgres = request.getfixturevalue("postgres")
    url = server.fresh(tables=False)
    yield url
    close_all_but(before)
    server.drop(url)


@pytest.fixture
def new_database(
    request: pytest.FixtureRequest, database: str, tmp_path: Path
) -> Iterator[Callable[..., str]]:
    """Give what makes one more empty database of the same kind; ``tables=False``: without ours."""
    before, made = left_open(), list[str]()
    on_server = not database.startswith("sqlite")
    server: Postgres | None = request.getfixturevalue("postgres") if on_server else None

    def new(*, tables: bool = True) -> str:
        path = tmp_path / f"new-{len(made)}.sqlite3"
        made.append(server.fresh(tables=tables) if server else new_sqlite(path, tables=tables))
        return made[-1]

    yield new
    close_all_but(before)
    if server:
        for url in made:
            server.drop(url)


@sa.event.listens_for(sa.Engine, "engine_connect")
def _note(_connection: sa.Connection) -> None:
    _touched.add("rows")


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """Fail a test that touches rows and does not say on which databases it runs."""
    _touched.clear()
    result = yield
    chosen = pyfuncitem.callspec.params.values() if hasattr(pyfuncitem, "callspec") else ()
    if _touched and KINDS.isdisjoint(map(str, chosen)) and pyfuncitem.path.name not in OF_ONE:
        pytest.fail("it touches rows: use the fixture `database`, or another that is of each kind")
    return result


KINDS = frozenset({"sqlite", "postgresql"})

OF_ONE = frozenset(
    {
        *("test_backups.py", "test_restoring.py"),  # SQLite's way of keeping a copy, and …
        "test_postgres_backups.py",  # … PostgreSQL's
        *("test_databases.py", "test_postgres_killed.py"),  # servers of their own
        "test_writers_lock.py",  # PostgreSQL has none
        "test_celery_workers.py",  # which are there for PostgreSQL
        "test_bench.py",  # chooses itself
    }
)
"""Files that are about one database, or about how many there are."""

_touched: set[str] = set()


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name bytes by their length: what they hold may differ from process to process."""
    return f"{argname}-{len(val)}-bytes" if isinstance(val, bytes) else None
