"""What tests hand on to the next one, since it takes long to make.

One database that is emptied after each, connections to it, what is known of statements, and keys.

Example::

    kept = Emptied(server, server.fresh())
    before = left_open()
    engine = sa.create_engine(kept.url)
    share_statements(engine)
    share_connections(engine)
    ...
    let_go(engine)
    kept.after_a_test(before)
"""

from __future__ import annotations

import itertools
import os
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import psycopg
import sqlalchemy as sa
from sqlalchemy.util import LRUCache

from keys.signer import PrivateKey, generate_private_key

if TYPE_CHECKING:
    from databases import Postgres


def share_statements(engine: sa.Engine) -> None:
    """Let an engine use what others of its kind in this process know of statements.

    Each test has an engine of its own, and a third of its time went into writing the same SQL
    anew. A statement is known by its dialect, so that is shared, too.
    """
    known = _known.get(engine.dialect.name)
    if known is None:
        with engine.connect():  # a dialect is complete once it has met its server
            known = _known[engine.dialect.name] = (engine.dialect, LRUCache(5000))
    engine.dialect, engine._compiled_cache = known


_known: dict[str, tuple[sa.engine.Dialect, LRUCache[Any, Any]]] = {}


def share_connections(engine: sa.Engine) -> None:
    """Let an engine use the connections that are there to the database that is emptied in turn.

    For each one PostgreSQL has a process, which would learn anew what our tables are.
    """
    if (url := str(engine.url)) in _shared:
        engine.pool = _shared[url] = _shared[url] or engine.pool


def let_go(engine: sa.Engine) -> None:
    """Close an engine's connections, unless the next test goes on with them."""
    if engine.pool not in _shared.values():
        engine.dispose()


_shared: dict[str, sa.Pool | None] = {}
os.register_at_fork(after_in_child=_shared.clear)


def key_in_turn(algorithm: str) -> PrivateKey:
    """Give a key as ``generate_private_key`` does; an RSA key comes round again after others.

    Drawing one takes a tenth of a second. No community here has as many.
    """
    return _rsa_key(next(_turns)) if algorithm == "RSA" else generate_private_key(algorithm)


@cache
def _rsa_key(_number: int) -> PrivateKey:
    return generate_private_key("RSA")


_turns = itertools.cycle(range(16))


def left_open() -> frozenset[Any]:
    """Give this process' connections, also those that a pool holds."""
    return frozenset(_opened)


def close_all_but(kept: frozenset[Any]) -> None:
    """Close this process' connections, also those that a pool still holds, but these."""
    for connection in left_open() - kept:
        connection.close()
        _opened.discard(connection)


_opened: set[Any] = set()


@sa.event.listens_for(sa.pool.Pool, "connect")
def _remember(connection: object, _record: object) -> None:
    _opened.add(connection)


@sa.event.listens_for(sa.pool.Pool, "close")
def _forget(connection: object, _record: object) -> None:
    _opened.discard(connection)


@dataclass
class Emptied:
    """One database that is emptied after each test, which is quicker than making it anew."""

    server: Postgres
    url: str
    emptied: int = 0
    _connection: psycopg.Connection[tuple[object, ...]] | None = None
    _idle: frozenset[Any] = frozenset()

    def __post_init__(self) -> None:
        _shared[str(sa.make_url(self.url))] = None

    def after_a_test(self, before: frozenset[Any]) -> None:
        """Make ready for the next test, which goes on with the shared connections.

        What else was opened since ``before`` is closed; so is what somebody has not given back.
        """
        key = str(sa.make_url(self.url))
        pool: Any = _shared[key]
        if pool is not None and pool.checkedout():
            pool = _shared[key] = None
        records = pool._pool.queue if pool is not None else ()
        idle = frozenset(each.dbapi_connection for each in records if each.dbapi_connection)
        close_all_but((before - self._idle) | idle)
        self._idle = idle
        self.empty()

    def empty(self) -> None:
        """Send all strangers away, remove all rows and let numbers begin anew."""
        if self._connection is None:
            name = sa.make_url(self.url).database
            assert name is not None
            self._connection = self.server.connect(name)
            # No trigger fires: that is how foreign keys are checked, and nothing is left to check.
            self._connection.execute("SET session_replication_role = replica")
            self._connection.execute(_EMPTY)
        self._connection.execute(
            "SELECT pg_temp.empty(%s)", [[each.info.backend_pid for each in self._idle]]
        )
        self.emptied += 1
        if self.emptied % SWEEP_EVERY == 0:
            self._connection.execute("VACUUM (INDEX_CLEANUP ON)")

    def close(self) -> None:
        """Close its own connection and those that were shared."""
        close_all_but(left_open() - self._idle)
        if self._connection is not None:
            self._connection.close()


SWEEP_EVERY = 50
"""Tests after which what was removed is swept out of the files, in 0.1 s."""

# The files of a table that was never written to are empty, and most tables are such. DELETE is
# quicker than TRUNCATE, which gives every table and index a new file.
_EMPTY = """
CREATE FUNCTION pg_temp.empty(kept integer[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  one name;
BEGIN
  PERFORM pg_terminate_backend(pid, 60000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> ALL (kept || pg_backend_pid());
  FOR one IN SELECT relname FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0
  LOOP
    EXECUTE format('DELETE FROM %I', one);
  END LOOP;
  PERFORM setval(sequencename::regclass, start_value, false) FROM pg_sequences
    WHERE schemaname = 'public' AND last_value IS NOT NULL;
END $$
"""
