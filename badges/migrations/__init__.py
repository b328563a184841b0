"""Alembic migrations, shipped in the wheel: :func:`upgrade` brings a database up to date.

Alembic is loaded where it has something to do: a start on a database that is up to date is not
slower for it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy as sa

if TYPE_CHECKING:
    from alembic.config import Config

ONE_AT_A_TIME = 6_202_411
"""The number of PostgreSQL's advisory lock that a migration holds."""

VERSION_TABLE = "alembic_version"
LOCK = 0x6D65696C656E  # "meilen", in no other program's way

log = logging.getLogger(__name__)


def _config(folder: str, connection: sa.Connection | None = None) -> Config:
    from alembic.config import Config  # noqa: PLC0415 - see above

    config = Config()
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def upgrade(connection: sa.Connection, *, to: str = "head") -> None:
    """Bring the database behind the connection to the newest schema; nothing to do is fine.

    Of several processes that start together one migrates, and the others wait for it. A database
    that a newer version migrated is left as it is: migrations only add, so that this version goes
    on during an upgrade.
    """
    if to == "head":
        if is_current(connection):
            return
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
        found = standing(connection)
        if found == "newer":
            log.warning("the database is newer than this version, which goes on; replace it soon")
        if found != "older":
            return
    from alembic import command  # noqa: PLC0415 - see above

    with as_file(files("badges.migrations")) as folder:
        command.upgrade(_config(str(folder), connection), to)


@contextmanager
def migrating(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Give a connection in a transaction of its own, fit for :func:`upgrade`.

    SQLite cannot change a table that others refer to, only build it anew; its foreign keys do not
    count meanwhile, and are all looked at before anything is kept. Raises ``IntegrityError`` where
    one is broken.
    """
    with engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            with connection.begin():
                # Of two that start at once the second waits here, and finds it done.
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
                yield connection
            return
        driver = connection.connection.driver_connection
        counted = _pragma(driver, "foreign_keys")
        _pragma(driver, "foreign_keys=OFF")  # says nothing within a transaction
        try:
            with connection.begin():
                before = revision_of(connection)
                yield connection
                if counted and revision_of(connection) != before:
                    _check_foreign_keys(connection)
        finally:
            if counted:
                _pragma(driver, "foreign_keys=ON")


def _pragma(driver: Any, said: str) -> Any:
    found = driver.execute(f"PRAGMA {said}").fetchone()
    return found and found[0]


def _check_foreign_keys(connection: sa.Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise sa.exc.IntegrityError(
            "PRAGMA foreign_key_check", None, ValueError(f"{broken[0]} refers to no {broken[2]}")
        )


def standing(connection: sa.Connection) -> Literal["older", "current", "newer"]:
    """Tell how the schema stands to the one that this version of the code expects."""
    revision = revision_of(connection)
    if revision == newest():
        return "current"
    return "older" if not revision or knows(revision) else "newer"


def is_current(connection: sa.Connection) -> bool:
    """Tell whether the schema is the one that this version of the code expects."""
    return revision_of(connection) == newest()


def knows(revision: str) -> bool:
    """Tell whether this version of the code can bring a database of that revision up to date."""
    return revision in _revisions()


def revision_of(connection: sa.Connection) -> str:
    """Give the revision that a database is at; empty for one that was never migrated."""
    if not sa.inspect(connection).has_table(VERSION_TABLE):
        return ""
    column = sa.column("version_num", sa.String)
    return connection.scalar(sa.select(column).select_from(sa.table(VERSION_TABLE))) or ""


def newest() -> str:
    """Give the revision that this version of the code expects."""
    return max(_revisions())


@cache
def _revisions() -> frozenset[str]:
    """Read them from the files' names, which begin with them."""
    names = (file.name for file in files("badges.migrations").joinpath("versions").iterdir())
    return frozenset(name.partition("_")[0] for name in names if name[:1].isdigit())
