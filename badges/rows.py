"""Many rows written at once: for each row anew, nothing is asked that is the same for all.

ids = draw_ids(Award, len(people))
insert_many(Award, [{"id": row, …} for row in ids], community_id=community.id)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, cast

import sqlalchemy as sa

from badges.database import Base, db


def draw_ids(model: type[Base], count: int) -> Sequence[int]:
    """Give ids for ``count`` new rows of a table, which nobody else gets.

    Rows that name each other can so be written many at a time. PostgreSQL draws them from the
    column's sequence; on SQLite the transaction at hand writes alone, so what follows the largest
    id is ours until it ends.
    """
    table = cast("sa.Table", model.__table__)
    if not count:
        return ()
    if db.engine.dialect.name != "postgresql":
        last = db.session.scalar(sa.select(sa.func.max(table.c.id))) or 0
        return range(last + 1, last + count + 1)
    sequence = sa.func.pg_get_serial_sequence(table.name, "id")
    drawn = sa.select(sa.func.nextval(sequence)).select_from(sa.func.generate_series(1, count))
    return sorted(db.session.scalars(drawn))


def insert_many(model: type[Base], rows: Sequence[Mapping[str, Any]], **same: Any) -> None:
    """Write many rows of a table at once; what was added to the session before is written first.

    All rows name the same columns; ``same`` are those with one value for all. Columns that nobody
    names get their default; what only the model knows (``@validates``) is the caller's. Values go
    to the driver as they are prepared here: nearly all of the time would go into asking, for each
    row anew, what is the same for all. Raises SQLAlchemy's errors.
    """
    if not rows:
        return
    db.session.flush()
    connection = db.session.connection()
    table = cast("sa.Table", model.__table__)
    named = (*rows[0], *same)
    usual = {
        column.name: _default(column)
        for column in table.columns
        if column.default is not None and column.name not in named
    }
    constants = tuple(
        _prepared(table.c[name], connection, value) for name, value in {**same, **usual}.items()
    )
    values = [(*line, *constants) for line in _lines(table, connection, rows)]
    columns = ", ".join((*named, *usual))
    if connection.dialect.name == "postgresql":
        _copy(connection, f"COPY {table.name} ({columns}) FROM STDIN", values)
        return
    places = ", ".join("?" * len(values[0]))
    connection.exec_driver_sql(
        f"INSERT INTO {table.name} ({columns}) VALUES ({places})",  # noqa: S608 - names of ours
        values,
    )


def update_many(model: type[Base], rows: Sequence[Mapping[str, Any]], **same: Any) -> None:
    """Write some columns of many rows at once, each named by its ``id``, which comes last.

    As :func:`insert_many` otherwise; what the session holds of these rows is not told.
    """
    if not rows:
        return
    db.session.flush()
    connection = db.session.connection()
    table = cast("sa.Table", model.__table__)
    *named, key = rows[0]
    if key != "id":
        raise ValueError("each row names its id last")
    constants = [_prepared(table.c[name], connection, value) for name, value in same.items()]
    place = "%s" if connection.dialect.paramstyle in {"format", "pyformat"} else "?"
    columns = ", ".join(f"{name} = {place}" for name in (*same, *named))
    connection.exec_driver_sql(
        f"UPDATE {table.name} SET {columns} WHERE id = {place}",  # noqa: S608 - names of ours
        [(*constants, *line) for line in _lines(table, connection, rows)],
    )


def _lines(
    table: sa.Table, connection: sa.Connection, rows: Sequence[Mapping[str, Any]]
) -> Iterable[Iterable[Any]]:
    """Give the values of rows as the driver takes them, in the order of the first row's columns."""
    names = tuple(rows[0])
    if any(tuple(row) != names for row in rows):
        raise ValueError("all rows name the same columns in the same order")
    found = [_sparing(_preparing(table.c[name], connection)) for name in names]
    prepare = [(place, each) for place, each in enumerate(found) if each is not None]
    if not prepare:
        return (row.values() for row in rows)
    return (_prepared_line(row, prepare) for row in rows)


def _prepared_line(
    row: Mapping[str, Any], prepare: Iterable[tuple[int, Callable[[Any], Any]]]
) -> list[Any]:
    line = [*row.values()]
    for place, each in prepare:
        line[place] = each(line[place])
    return line


def _copy(connection: sa.Connection, statement: str, values: Iterable[tuple[Any, ...]]) -> None:
    """Hand rows to PostgreSQL in one stream."""
    dbapi = connection.dialect.loaded_dbapi
    cursor: Any = connection.connection.cursor()
    try:
        with cursor.copy(statement) as copy:
            for row in values:
                copy.write_row(row)
    except dbapi.Error as error:
        raise sa.exc.DBAPIError.instance(
            statement, None, error, dbapi.Error, dialect=connection.dialect
        ) from error
    finally:
        cursor.close()


def _preparing(column: sa.Column[Any], connection: sa.Connection) -> Callable[[Any], Any] | None:
    """Give what makes a value one of the driver's; nothing where it is one already."""
    return column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)


def _sparing(prepare: Callable[[Any], Any] | None) -> Callable[[Any], Any] | None:
    """Prepare what is the same object as in the row before once: an instant, a trace."""
    if prepare is None:
        return None
    last: Any = None
    prepared: Any = prepare(None)

    def spared(value: Any) -> Any:
        nonlocal last, prepared
        if value is not last:
            last, prepared = value, prepare(value)
        return prepared

    return spared


def _prepared(column: sa.Column[Any], connection: sa.Connection, value: Any) -> Any:
    prepare = _preparing(column, connection)
    return value if prepare is None else prepare(value)


def _default(column: sa.Column[Any]) -> Any:
    default: Any = column.default
    return default.arg(None) if default.is_callable else default.arg
