"""Which keeper a database needs."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import make_url

from badges.config import Settings
from badges.keeping.backups.databases import DatabaseKeeper, SqliteKeeper
from badges.keeping.backups.postgres import PostgresKeeper


def keeper_for(settings: Settings) -> DatabaseKeeper:
    """Give the keeper of the configured database."""
    url = make_url(settings.database_url)
    if settings.is_sqlite:
        return SqliteKeeper(Path(url.database or ""))
    return PostgresKeeper(url, settings.instance_path)
