"""Alembic migrations, shipped in the wheel: :func:`upgrade` brings a database up to date."""

from __future__ import annotations

from importlib.resources import as_file, files

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory


def _config(folder: str, connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def upgrade(connection: sa.Connection, *, to: str = "head") -> None:
    """Bring the database behind the connection to the newest schema; nothing to do is fine."""
    with as_file(files("badges.migrations")) as folder:
        command.upgrade(_config(str(folder), connection), to)


def is_current(connection: sa.Connection) -> bool:
    """Tell whether the schema is the one that this version of the code expects."""
    with as_file(files("badges.migrations")) as folder:
        head = ScriptDirectory.from_config(_config(str(folder), connection)).get_current_head()
    return MigrationContext.configure(connection).get_current_revision() == head


def knows(revision: str) -> bool:
    """Tell whether this version of the code can bring a database of that revision up to date."""
    with as_file(files("badges.migrations")) as folder:
        config = Config()
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        revisions = ScriptDirectory.from_config(config).walk_revisions()
        return any(each.revision == revision for each in revisions)


def revision_of(connection: sa.Connection) -> str:
    """Give the revision that a database is at; empty for one that was never migrated."""
    return MigrationContext.configure(connection).get_current_revision() or ""
