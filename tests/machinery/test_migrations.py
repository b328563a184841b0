"""The migrations lead from nothing to exactly what the models say."""

from __future__ import annotations

from datetime import datetime
from threading import Barrier, Thread
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from support import NOON

import badges.models
from badges.database import Base, configure_engine
from badges.migrations import is_current, migrating, revision_of, standing, upgrade

assert badges.models  # imported for the tables it declares


@pytest.fixture
def engine(bare_database: str) -> sa.Engine:
    return sa.create_engine(bare_database, poolclass=sa.NullPool)


def test_a_new_database_gets_every_table_of_the_models(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        upgrade(connection)
        found = set(sa.inspect(connection).get_table_names())
    assert found == {*Base.metadata.tables, "alembic_version"}


def test_the_migrated_schema_is_the_models_own(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        upgrade(connection)
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_twice_changes_nothing(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        assert not is_current(connection)
        upgrade(connection)
        assert is_current(connection)
        upgrade(connection)


def test_of_two_that_start_at_once_one_migrates_and_the_other_waits(bare_database: str) -> None:
    ready, current = Barrier(2), []

    def start() -> None:
        engine = sa.create_engine(bare_database, poolclass=sa.NullPool)
        configure_engine(engine)
        ready.wait(30)
        with migrating(engine) as connection:
            upgrade(connection)
            current.append(is_current(connection))

    both = [Thread(target=start) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join(50)
    assert current == [True, True]


def test_a_database_of_a_newer_version_is_left_as_it_is(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32))")
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('9999')")
        upgrade(connection)
        assert revision_of(connection) == "9999"
        assert standing(connection) == "newer"


def test_a_table_that_others_refer_to_is_built_anew_with_its_rows(engine: sa.Engine) -> None:
    configure_engine(engine)  # foreign keys count, as in operation
    with migrating(engine) as connection:
        upgrade(connection, to="0017")
        _fill(connection, "credential_form")
    with migrating(engine) as connection:
        upgrade(connection)
    with engine.begin() as connection:
        kept = connection.exec_driver_sql("SELECT iri, document, status_index FROM credential")
        assert kept.all() == [("1", b"1", 1)]
        with pytest.raises(sa.exc.IntegrityError):
            connection.exec_driver_sql("DELETE FROM credential")


@pytest.mark.parametrize("bare_database", ["sqlite"], indirect=True)
def test_a_migration_that_leaves_rows_without_what_they_refer_to_is_not_kept(
    engine: sa.Engine,
) -> None:
    def migrate_badly() -> None:
        with migrating(engine) as connection:
            connection.exec_driver_sql("DELETE FROM credential")
            upgrade(connection)

    configure_engine(engine)
    with migrating(engine) as connection:
        upgrade(connection, to="0017")
        _fill(connection, "credential_form")
    with pytest.raises(sa.exc.IntegrityError, match="credential_form refers to no credential"):
        migrate_badly()
    with engine.begin() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM credential").scalar() == 1


def _fill(connection: sa.Connection, name: str) -> None:
    """Put one row into a table, and first into those that it needs."""
    table = sa.Table(name, sa.MetaData(), autoload_with=connection)
    for key in table.foreign_keys:
        parent = key.column.table
        rows = connection.scalar(sa.select(sa.func.count()).select_from(parent))
        if not key.parent.nullable and not rows:
            _fill(connection, parent.name)
    own = [each for each in table.columns if not each.nullable or each.name == "document"]
    connection.execute(sa.insert(table).values({each.name: _value(each) for each in own}))


def _value(column: sa.Column[Any]) -> object:
    made = {bytes: b"1", datetime: NOON, int: 1, bool: True, str: "1"}
    return made.get(column.type.python_type, {})


def test_every_row_of_a_community_carries_it() -> None:
    everybodys = {"community", "person", "email_address", "login_session", "sign_in_token"}
    everybodys |= {"rate_window", "passkey", "passkey_challenge"}
    everybodys |= {"address_proof", "collection", "collection_item"}
    everybodys |= {"installation", "erasure"}
    everybodys |= {"installation_key", "link_look", "check_batch", "batch_upload", "batch_entry"}
    without = {
        name for name, table in Base.metadata.tables.items() if "community_id" not in table.columns
    }
    assert without == everybodys
