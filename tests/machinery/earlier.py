"""Databases of earlier versions, kept: the demo community as each issue left it.

``kept/issue_N.json.xz`` holds the rows of every table as SQLite had them, the revision of their
schema, the files and the master key. No format of one database, so that it is laid into any of
them. The next one is made from an instance folder where ``badges demo`` just ran::

    python -m tests.machinery.earlier instance 6
"""

from __future__ import annotations

import base64
import json
import lzma
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from badges import migrations

KEPT = Path(__file__).parent / "kept"
NAMES = sorted(path.name.removesuffix(".json.xz") for path in KEPT.iterdir())
AFTER = datetime(2026, 11, 29, 5, 15, tzinfo=UTC)
"""An instant just after the youngest of them was written."""

Kept = dict[str, Any]


def read(name: str) -> Kept:
    """Read one that is kept: ``revision``, ``tables``, ``files`` and ``master_keys``."""
    found: Kept = json.loads(lzma.decompress((KEPT / f"{name}.json.xz").read_bytes()))
    return found


def lay_into(kept: Kept, engine: sa.Engine, files: Path) -> None:
    """Make its schema in a bare database, and put its rows and files where they were."""
    with engine.begin() as connection:
        migrations.upgrade(connection, to=kept["revision"])
    schema = sa.MetaData()
    with engine.begin() as connection:
        schema.reflect(connection)
        _trust(connection)
        for name, rows in kept["tables"].items():
            table = schema.tables[name]
            reading = [_reader(table.columns[column].type) for column in rows["columns"]]
            connection.execute(
                table.insert(),
                [
                    {
                        column: None if value is None else read_one(value)
                        for column, value, read_one in zip(
                            rows["columns"], row, reading, strict=True
                        )
                    }
                    for row in rows["rows"]
                ],
            )
            _count_on(connection, table)
    for where, data in kept["files"].items():
        (files / where).parent.mkdir(parents=True, exist_ok=True)
        (files / where).write_bytes(base64.b64decode(data))


def keep(instance: Path) -> Kept:
    """Read an instance folder with a SQLite database."""
    with closing(sqlite3.connect(instance / "badges.sqlite3")) as connection:
        names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        tables = {name: _rows(connection, name) for (name,) in connection.execute(names)}
    [[revision]] = tables.pop("alembic_version")["rows"]
    keys = (instance / "master.key").read_text().splitlines()
    files = instance / "files"
    return {
        "revision": revision,
        "master_keys": " ".join(line for line in keys if line and not line.startswith("#")),
        "tables": {name: tables[name] for name in sorted(tables) if tables[name]["rows"]},
        "files": {
            str(path.relative_to(files)): base64.b64encode(path.read_bytes()).decode()
            for path in sorted(files.rglob("*"))
            if path.is_file()
        },
    }


def _rows(connection: sqlite3.Connection, name: str) -> dict[str, list[Any]]:
    found = connection.execute(f'SELECT * FROM "{name}"')  # noqa: S608 - a table's own name
    return {
        "columns": [column[0] for column in found.description],
        "rows": [[_plain(value) for value in row] for row in found],
    }


def _plain(value: Any) -> Any:
    return {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


def _reader(kind: sa.types.TypeEngine[Any]) -> Any:
    """Give what turns SQLite's value into one of the column's kind."""
    kinds: list[tuple[type, Any]] = [
        (sa.DateTime, datetime.fromisoformat),
        (sa.Date, date.fromisoformat),
        (sa.Boolean, bool),
        (sa.JSON, json.loads),
        (sa.LargeBinary, lambda value: base64.b64decode(value["base64"])),
    ]
    return next((found for known, found in kinds if isinstance(kind, known)), lambda value: value)


def _trust(connection: sa.Connection) -> None:
    """Let rows be written before those that they name."""
    later = {
        "sqlite": "PRAGMA defer_foreign_keys = ON",
        "postgresql": "SET LOCAL session_replication_role = replica",
    }
    connection.exec_driver_sql(later[connection.dialect.name])


def _count_on(connection: sa.Connection, table: sa.Table) -> None:
    """Let PostgreSQL number new rows after those that brought their number with them."""
    if connection.dialect.name == "postgresql" and "id" in table.columns:
        connection.exec_driver_sql(
            f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), max(id))"  # noqa: S608
            f" FROM {table.name}"
        )


if __name__ == "__main__":
    folder, number = Path(sys.argv[1]), sys.argv[2]
    packed = lzma.compress(json.dumps(keep(folder), ensure_ascii=False).encode(), preset=9)
    (KEPT / f"issue_{number}.json.xz").write_bytes(packed)
