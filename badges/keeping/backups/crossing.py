"""From a laptop to a server: all rows of a SQLite database, copied into an empty PostgreSQL.

Both have the newest schema by then. Rows may name each other in a circle, so foreign keys are taken
away before and put back afterwards, which looks at every row once more. All of it is one
transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import URL
from sqlalchemy.schema import AddConstraint, DropConstraint

from badges import migrations
from badges.database import Base, configure_engine, reading
from badges.keeping.backups.errors import BackupError

AT_ONCE: Final = 1000


def cross(source: str, target: URL) -> None:
    """Copy every row; raises ``BackupError`` for one that PostgreSQL does not take."""
    old = sa.create_engine(source, poolclass=sa.NullPool)
    new = sa.create_engine(target, poolclass=sa.NullPool, hide_parameters=True)
    configure_engine(old)
    with reading(), old.connect() as here, new.begin() as there:
        migrations.upgrade(there)
        keys = list(_foreign_keys())
        for key in keys:
            there.execute(DropConstraint(key))
        for table in Base.metadata.tables.values():
            with _told(f"The rows of {table.name}"):
                for rows in _parts(here, table):
                    there.execute(sa.insert(table), rows)
                _count_on(there, table)
        for key in keys:
            with _told(f"What rows of {key.table.name} belong to"):
                there.execute(AddConstraint(key, isolate_from_table=False))


@contextmanager
def _told(what: str) -> Iterator[None]:
    try:
        yield
    except sa.exc.DBAPIError as error:
        raise BackupError(
            "backup.row",
            f"{what} cannot be moved to PostgreSQL: {str(error.orig).splitlines()[0]}. See "
            "badges doctor --deep on the old installation.",
        ) from error


def _foreign_keys() -> Iterator[sa.ForeignKeyConstraint]:
    for table in Base.metadata.tables.values():
        yield from sorted(table.foreign_key_constraints, key=lambda key: str(key.name))


def _parts(connection: sa.Connection, table: sa.Table) -> Iterator[list[dict[str, Any]]]:
    """Read a table in parts, none of which is long."""
    found = connection.execute(sa.select(table).execution_options(yield_per=AT_ONCE))
    for rows in found.mappings().partitions():
        yield [dict(row) for row in rows]


def _count_on(connection: sa.Connection, table: sa.Table) -> None:
    """Let new rows be numbered after those that came along."""
    if "id" not in table.c:
        return
    last = connection.scalar(sa.select(sa.func.max(table.c.id)))
    if last is not None:
        sequence = sa.func.pg_get_serial_sequence(table.name, "id")
        connection.execute(sa.select(sa.func.setval(sequence, last)))
