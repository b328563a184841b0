"""The databases that tests are given: each empty, of its kind, and gone afterwards."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from databases import Postgres, on_postgresql, on_sqlite, running_postgres
from reused import Emptied

from badges.database import Base


def _run(url: str, statement: str) -> list[tuple[object, ...]]:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        found = connection.exec_driver_sql(statement)
        return [tuple(row) for row in found] if found.returns_rows else []


def test_it_has_our_tables_and_no_rows(database: str) -> None:
    engine = sa.create_engine(database, poolclass=sa.NullPool)
    assert set(sa.inspect(engine).get_table_names()) == set(Base.metadata.tables)
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            assert connection.scalar(sa.select(sa.func.count()).select_from(table)) == 0


def test_a_bare_one_has_no_table(bare_database: str) -> None:
    engine = sa.create_engine(bare_database, poolclass=sa.NullPool)
    assert sa.inspect(engine).get_table_names() == []


@on_sqlite
def test_one_kind_can_be_asked_for(database: str) -> None:
    assert database.startswith("sqlite:")


@on_postgresql
def test_what_was_written_is_gone_and_numbers_begin_anew(
    database: str, request: pytest.FixtureRequest
) -> None:
    emptied: Emptied = request.getfixturevalue("_emptied")
    insert = "INSERT INTO person (name, language, created_at) VALUES ('A', 'de', now())"
    for _again in range(2):
        _run(database, insert)
        assert _run(database, "SELECT id FROM person") == [(1,)]
        emptied.empty()
    assert _run(database, "SELECT count(*) FROM person") == [(0,)]


@on_postgresql
def test_who_is_still_connected_is_sent_away(database: str, request: pytest.FixtureRequest) -> None:
    engine = sa.create_engine(database, poolclass=sa.NullPool)
    with engine.connect() as idle:
        idle.exec_driver_sql("LOCK TABLE person")
        request.getfixturevalue("_emptied").empty()
        with pytest.raises(sa.exc.OperationalError):
            idle.exec_driver_sql("SELECT 1")
        idle.invalidate()


@pytest.mark.services
@pytest.mark.survival
def test_a_killed_server_comes_back_with_what_was_committed() -> None:
    with running_postgres() as server:
        url = server.fresh(tables=False)
        _run(url, "CREATE TABLE kept (n integer)")
        _run(url, "INSERT INTO kept VALUES (7)")
        folder, pid = server.folder, server.pid
        server.kill()
        with pytest.raises(psycopg.OperationalError):
            server.connect()
        server.restart()
        assert server.pid != pid
        assert _run(url, "SELECT n FROM kept") == [(7,)]
    assert not folder.exists()
    assert not Path(f"/proc/{pid}").exists()


@pytest.mark.services
def test_databases_made_one_by_one_know_nothing_of_each_other(postgres: Postgres) -> None:
    one, other = postgres.fresh(tables=False), postgres.fresh(tables=False)
    _run(one, "CREATE TABLE mine (n integer)")
    assert sa.inspect(sa.create_engine(other, poolclass=sa.NullPool)).get_table_names() == []
    postgres.drop(one)
    postgres.drop(other)
