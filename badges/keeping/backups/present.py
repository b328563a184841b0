"""What an installation holds at the moment, read from its database without starting it.

A restore must look at what it is going to replace even where that is older than the code, half
gone or not there at all; so these are plain queries that ask first which tables there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import make_url

from badges import migrations
from badges.config import Settings
from badges.database import configure_engine, reading
from badges.erasures import LOG, Entry, read_log
from badges.models import (
    ApiToken,
    Community,
    Erasure,
    Installation,
    Passkey,
    SigningKey,
    StoredFile,
)
from keys.keyfile import load_or_create_key_file
from keys.sealing import MasterKeys


@dataclass(frozen=True, slots=True)
class Present:
    """What is there: nothing at all, something readable, or a database that cannot be read."""

    exists: bool = False
    readable: bool = True
    revision: str = ""
    installation: str = ""
    communities: int = 0
    files: frozenset[tuple[int, str]] = frozenset()
    erasures: frozenset[Entry] = frozenset()
    revoked_tokens: frozenset[str] = frozenset()
    revoked_keys: frozenset[str] = frozenset()
    passkeys: frozenset[str] = frozenset()


def look(settings: Settings) -> Present:
    """Look at an installation; its own log of erasures is read even where the database is lost."""
    logged = frozenset(read_log(settings.instance_path / LOG))
    if settings.is_sqlite and not Path(make_url(settings.database_url).database or "").exists():
        return Present(erasures=logged)
    try:
        with _connected(settings) as connection:
            return _read(connection, logged)
    except sa.exc.DBAPIError:
        return Present(exists=True, readable=False, erasures=logged)


def files_now(settings: Settings) -> frozenset[tuple[int, str]]:
    """Give the uploads that the database names, as (community, SHA-256)."""
    with _connected(settings) as connection:
        return _files(connection, _tables(connection))


def master_keys(settings: Settings) -> MasterKeys | None:
    """Give the master keys that are here, without making any."""
    if settings.master_keys:
        return MasterKeys.parse(settings.master_keys)
    path = settings.instance_path / "master.key"
    return load_or_create_key_file(path) if path.exists() else None


@contextmanager
def _connected(settings: Settings) -> Iterator[sa.Connection]:
    engine = sa.create_engine(settings.database_url, poolclass=sa.NullPool)
    configure_engine(engine)
    with reading(), engine.connect() as connection:
        yield connection


def _read(connection: sa.Connection, logged: frozenset[Entry]) -> Present:
    tables = _tables(connection)

    def rows(model: type, *columns: object, where: object = None) -> list[sa.Row[tuple[object]]]:
        if model.__tablename__ not in tables:  # type: ignore[attr-defined]
            return []
        query = sa.select(*columns)  # type: ignore[call-overload]
        return list(connection.execute(query if where is None else query.where(where)))

    installation = rows(Installation, Installation.public_id)
    return Present(
        exists=True,
        revision=migrations.revision_of(connection),
        installation=str(installation[0][0]) if installation else "",
        communities=len(rows(Community, Community.id)),
        files=_files(connection, tables),
        erasures=logged | _erasures(connection, tables),
        revoked_tokens=frozenset(
            str(row[0])
            for row in rows(ApiToken, ApiToken.token_hash, where=ApiToken.revoked_at.is_not(None))
        ),
        revoked_keys=frozenset(
            str(row[0])
            for row in rows(SigningKey, SigningKey.thumbprint, where=SigningKey.state == "revoked")
        ),
        passkeys=frozenset(str(row[0]) for row in rows(Passkey, Passkey.credential_id)),
    )


def _erasures(connection: sa.Connection, tables: frozenset[str]) -> set[Entry]:
    if Erasure.__tablename__ not in tables:
        return set()
    found = connection.execute(
        sa.select(Erasure.kind, Erasure.subject, Erasure.born_at, Erasure.keep_valid, Erasure.at)
    )
    return {Entry(row.kind, row.subject, row.born_at, row.keep_valid, row.at) for row in found}


def _tables(connection: sa.Connection) -> frozenset[str]:
    return frozenset(sa.inspect(connection).get_table_names())


def _files(connection: sa.Connection, tables: frozenset[str]) -> frozenset[tuple[int, str]]:
    if StoredFile.__tablename__ not in tables:
        return frozenset()
    found = connection.execute(sa.select(StoredFile.community_id, StoredFile.sha256))
    return frozenset((row[0], row[1]) for row in found)
