"""The database: one declarative base, one session per request or command, scoped look-ups.

SQLite is opened in WAL mode with foreign keys on; a transaction that may write begins
``IMMEDIATE`` (decisions 22), so that two writers queue up instead of failing half-way. A page
that only reads says so with :func:`reading` and never takes the writers' lock; one that seldom
writes says so with :func:`reading_at_first`.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal, TypeVar

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import (
    DeclarativeBase,
    InstrumentedAttribute,
    Session,
    mapped_column,
    registry,
)
from sqlalchemy.types import TypeDecorator

from badges.errors import NotFoundError

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PrimaryKey = Annotated[int, mapped_column(BigId, primary_key=True)]

MOST_COUNTED = 1_000
"""So far pages count; of more they say "more than 1,000", which is all that anybody acts on."""

MOST_ROW = 2**31 - 1
"""The largest number of a row that anybody may ask for; more than any table will have."""

BUSY_SECONDS = 10.0
"""For so long somebody who wants to write waits for others."""

FIRST_PAUSE, LONGEST_PAUSE = 0.0005, 0.005
"""Seconds between two tries to write. SQLite's own grow to a tenth of a second: whoever comes by
meanwhile goes first, and a few are left waiting for long."""

PRIMARY_CODE = 0xFF
"""The part of SQLite's error codes that tells their kind."""

_WITH_A_LOG = "PRAGMA journal_mode=WAL"
_WRITING = "BEGIN IMMEDIATE"
_WIPING = "wipe the journal after the commit"

Trouble = Literal["busy", "full", "away", "other"]

_TROUBLE: Final[Mapping[int, Trouble]] = {
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_IOERR: "away",
    sqlite3.SQLITE_CANTOPEN: "away",
    sqlite3.SQLITE_READONLY: "away",
}
_STATES: Final[Sequence[tuple[str, Trouble]]] = (
    ("53100", "full"),
    ("53", "away"),  # too many connections, no memory
    ("08", "away"),
    ("57P", "away"),  # shut down, crashed, starting up
    ("40", "busy"),  # serialization, deadlock
    ("55P03", "busy"),
    # Two looked at the same moment and both saw nothing; whoever asks again sees the other's.
    ("23505", "busy"),
)
"""PostgreSQL's error codes by how they begin, the more exact ones first."""

_reading: ContextVar[bool] = ContextVar("reading", default=False)
_strictly: ContextVar[bool] = ContextVar("strictly", default=False)

Result = TypeVar("Result")


class Instant(TypeDecorator[datetime]):
    """A point in time: aware and in UTC in Python, without zone in the database."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Store in UTC; a naive time is a programming error, never guessed at."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give it back with its zone."""
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """The base of all rows: names for constraints, JSON for lists and dicts, instants in UTC."""

    registry = registry(
        metadata=sa.MetaData(naming_convention=NAMING),
        type_annotation_map={
            datetime: Instant(),
            dict[str, Any]: sa.JSON(),
            dict[str, str]: sa.JSON(),
            list[str]: sa.JSON(),
            list[Any]: sa.JSON(),
        },
    )


Row = TypeVar("Row", bound=Base)

db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


@contextmanager
def reading() -> Iterator[None]:
    """Promise that what follows only reads; its transactions take no write lock."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


class _WriteNeededError(Exception):
    """What promised to read has something to keep."""


def reading_at_first(work: Callable[[], Result]) -> Result:
    """Do what seldom writes: without the writers' lock, and once more with it where it must.

    What was changed the first time is dropped; so ``work`` must be one that can be done twice.
    """
    token = _strictly.set(True)
    try:
        with reading():
            result = work()
            db.session.flush()
    except _WriteNeededError:
        db.session.rollback()
    else:
        return result
    finally:
        _strictly.reset(token)
    return work()


@sa.event.listens_for(db.session, "before_flush")
def _before_flush(session: Session, _context: Any, _instances: Any) -> None:
    if _strictly.get() and (
        session.new or session.deleted or any(map(session.is_modified, session.dirty))
    ):
        raise _WriteNeededError


def configure_engine(engine: sa.Engine) -> None:
    """Give a SQLite engine its pragmas and its kind of transaction; leaves others alone."""
    if engine.dialect.name != "sqlite":
        return
    sa.event.listen(engine, "connect", _on_connect)
    sa.event.listen(engine, "begin", _on_begin)


def _on_connect(connection: Any, _record: Any) -> None:
    # The driver must not open transactions of its own accord: "begin" below does.
    connection.isolation_level = None
    # Of two who open a new database at once, the second is refused at once, not kept waiting.
    if not _runs_patiently(connection, _WITH_A_LOG):
        connection.execute(_WITH_A_LOG)  # raises what the database says
    for pragma in (
        "foreign_keys=ON",
        "synchronous=NORMAL",
        f"busy_timeout={int(BUSY_SECONDS * 1000)}",
        "secure_delete=ON",  # what is erased is overwritten, not only unlinked (decisions 11)
        # Hashes and codes are written all over their indexes: 16 MB of these at hand, and as many
        # waiting in the log, spare a long list a twentieth of its time.
        "cache_size=-16000",
        "wal_autocheckpoint=4000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _on_begin(connection: sa.Connection) -> None:
    if _reading.get():
        connection.exec_driver_sql("BEGIN")
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA busy_timeout=0")
    try:
        if not _runs_patiently(driver, _WRITING):
            connection.exec_driver_sql(_WRITING)  # raises what the database says
    finally:
        driver.execute(f"PRAGMA busy_timeout={int(BUSY_SECONDS * 1000)}")


def _runs_patiently(driver: Any, statement: str) -> bool:
    """Run a statement of SQLite's as soon as nobody is in the way; gives whether that was so."""
    until, pause = time.monotonic() + BUSY_SECONDS, FIRST_PAUSE
    while (trouble := _trouble_with(driver, statement)) != sqlite3.SQLITE_OK:
        if trouble != sqlite3.SQLITE_BUSY or time.monotonic() > until:
            return False
        time.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)
    return True


def _trouble_with(driver: Any, statement: str) -> int:
    """Run a statement; gives the kind of trouble (SQLite's result code), ``SQLITE_OK`` for none."""
    try:
        driver.execute(statement)
    except sqlite3.OperationalError as error:
        return error.sqlite_errorcode & PRIMARY_CODE
    return sqlite3.SQLITE_OK


def trouble_of(error: DBAPIError) -> Trouble:
    """Tell what a failed statement means: others write, no room is left, nobody answers.

    ``other`` is a fault of ours.
    """
    cause: Any = error.orig
    state = getattr(cause, "sqlstate", None)
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", 0) & PRIMARY_CODE
        return _TROUBLE.get(code, "busy" if "is locked" in str(cause) else "other")
    if error.connection_invalidated or (isinstance(error, OperationalError) and state is None):
        return "away"
    return next((kind for start, kind in _STATES if str(state or "").startswith(start)), "other")


def wipe_after_commit() -> None:
    """Leave nothing in SQLite's journal of what the transaction at hand deletes, once it is kept.

    Where somebody is still reading, the next checkpoint does it. Other databases see to it
    themselves (PostgreSQL's autovacuum).
    """
    session = db.session()
    if db.engine.dialect.name == "sqlite":
        session.info[_WIPING] = True
        if not sa.event.contains(session, "after_commit", _empty_journal):
            sa.event.listen(session, "after_commit", _empty_journal)


def _empty_journal(session: Session) -> None:
    # A savepoint is told of as a commit, too: there, our own transaction would be waited for.
    if session.in_nested_transaction() or not session.info.pop(_WIPING, False):
        return
    connection = db.engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


def get_as_it_is(model: type[Row], row_id: int, /) -> Row | None:
    """Find a row by its number as it is now, and lock it until the transaction ends.

    What this session knew of it is read anew: somebody else may have changed it since.
    """
    db.session.flush()
    return db.session.get(model, row_id, with_for_update=True, populate_existing=True)


def get_scoped(model: type[Row], community_id: int, /, **keys: Any) -> Row:
    """Find one row of a community by the given columns.

    Raises :class:`NotFoundError` also when the row is there but belongs to another community:
    who is outside must not learn that it exists (decisions 8). Numbers that no row can have,
    which no database would look for, name nothing either.
    """
    if any(isinstance(value, int) and abs(value) > MOST_ROW for value in keys.values()):
        raise _nothing(model)
    found = db.session.scalar(
        sa.select(model).filter_by(community_id=community_id, **keys).limit(1)
    )
    if found is None:
        raise _nothing(model)
    return found


def count_up_to(query: sa.Select[Any], most: int | None = None) -> int:
    """Count a query's rows; one more than ``most`` (as pages count) means that there are more.

    Whoever has a million of them waits no longer than whoever has a thousand.
    """
    return db.session.scalar(sa.select(counting(query, most))) or 0


def counting(query: sa.Select[Any], most: int | None = None) -> sa.ScalarSelect[int]:
    """Give :func:`count_up_to` as a column of another query."""
    some = query.limit((MOST_COUNTED if most is None else most) + 1).subquery()
    return sa.select(sa.func.count()).select_from(some).scalar_subquery()


def different(column: InstrumentedAttribute[str], *where: sa.ColumnElement[bool]) -> list[str]:
    """List the different values of a column, in order, one look into its index for each.

    ``where`` are equalities with the columns that stand before it in the index. ``DISTINCT`` reads
    every row, however few values there are.
    """
    first = sa.select(sa.func.min(column).label("value")).where(*where)
    seen = first.cte("seen", recursive=True)
    later = sa.select(sa.func.min(column)).where(*where, column > seen.c.value).scalar_subquery()
    seen = seen.union_all(sa.select(later).where(seen.c.value.is_not(None)))
    return [each for each in db.session.scalars(sa.select(seen.c.value)) if each is not None]


def _nothing(model: type[Base]) -> NotFoundError:
    return NotFoundError("not_found", "There is nothing here by that name.", kind=model.__name__)
