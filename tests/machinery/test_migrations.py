"""The migrations lead from nothing to exactly what the models say."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

import badges.models
from badges.database import Base
from badges.migrations import is_current, upgrade

assert badges.models  # imported for the tables it declares


@pytest.fixture
def engine(tmp_path: Path) -> sa.Engine:
    return sa.create_engine(f"sqlite:///{tmp_path / 'x.sqlite3'}", poolclass=sa.NullPool)


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
