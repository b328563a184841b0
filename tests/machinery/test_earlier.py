"""Databases as each issue left them come to today's schema with all they hold, on both kinds."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Barrier

import earlier
import pytest
import sqlalchemy as sa
from flask import Flask
from published import issued_award
from support import make_app, running

from badges import keeping, migrations
from badges.database import configure_engine, db
from badges.models import Community, Credential
from badges.ports import EXTENSION
from badges.publishing.checking import own_first
from badges.publishing.files import download
from badges.verifying import verify
from keys.sealing import MasterKeys


@dataclass(frozen=True)
class Moved:
    """A database that was kept, and the application of today over it."""

    kept: earlier.Kept
    app: Flask


@pytest.fixture(params=earlier.NAMES)
def moved(request: pytest.FixtureRequest, bare_database: str, tmp_path: Path) -> Iterator[Moved]:
    kept = earlier.read(request.param)
    app = make_app(tmp_path, now=earlier.AFTER, url=bare_database)
    ports = app.extensions[EXTENSION]
    app.extensions[EXTENSION] = replace(ports, master_keys=MasterKeys.parse(kept["master_keys"]))
    for _ in running(app):
        earlier.lay_into(kept, db.engine, tmp_path / "files")
        with migrations.migrating(db.engine) as connection:
            migrations.upgrade(connection)
        yield Moved(kept, app)


def test_it_holds_what_it_held_and_works(moved: Moved) -> None:
    held = moved.kept["tables"]
    assert {name: _count(name) for name in held} == {n: len(held[n]["rows"]) for n in held}
    assert _documents() == _documents_of(moved.kept)
    award = issued_award(db.session.scalars(sa.select(Community)).first())
    found = verify(download(award, "json").body, now=earlier.AFTER, fetch=own_first())
    assert found.status == "verified"
    assert [finding.sentence for finding in keeping.broken()] == []


def _count(name: str) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(sa.table(name))) or 0


def _documents() -> dict[int, bytes | None]:
    """Give what is kept of each document; that they open and verify is what is broken otherwise."""
    return {row.id: row.packed for row in db.session.scalars(sa.select(Credential))}


def _documents_of(kept: earlier.Kept) -> dict[int, bytes]:
    table = kept["tables"]["credential"]
    ident, document = (table["columns"].index(name) for name in ("id", "document"))
    return {row[ident]: base64.b64decode(row[document]["base64"]) for row in table["rows"]}


@pytest.mark.parametrize("bare_database", ["sqlite"], indirect=True)
def test_what_is_kept_is_all_there_was(bare_database: str, tmp_path: Path) -> None:
    """Laid into a database and kept again it is the same: nothing is left out on the way."""
    kept = earlier.read(earlier.NAMES[-1])
    engine = sa.create_engine(bare_database, poolclass=sa.NullPool)
    earlier.lay_into(kept, engine, tmp_path / "files")
    (tmp_path / "bare.sqlite3").rename(tmp_path / "badges.sqlite3")
    (tmp_path / "master.key").write_text(f"# A remark\n{kept['master_keys']}\n")
    assert earlier.keep(tmp_path) == kept


def test_two_that_start_at_once_migrate_one_after_the_other(bare_database: str) -> None:
    both = Barrier(2)

    def start() -> bool:
        engine = sa.create_engine(bare_database, poolclass=sa.NullPool)
        configure_engine(engine)
        both.wait(30)
        with migrations.migrating(engine) as connection:
            migrations.upgrade(connection)
            return migrations.is_current(connection)

    with ThreadPoolExecutor(2) as pool:
        started = [pool.submit(start) for _ in range(2)]
        assert [one.result() for one in started] == [True, True]
