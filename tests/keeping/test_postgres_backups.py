"""PostgreSQL is backed up and restored by its own tools; a laptop's SQLite moves there."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from databases import Postgres
from published import issued_award

from badges import uploads
from badges.database import db
from badges.keeping import broken
from badges.keeping.backups import postgres as keeping_postgres
from badges.keeping.backups.archive import unpack
from badges.keeping.backups.errors import BackupError
from badges.keeping.backups.postgres import PostgresKeeper
from badges.models import AuditEntry, Award, Community, Credential, Membership
from badges.ports import now, ports

from .conftest import LETTER, PASSPHRASE, Place, Server

pytestmark = pytest.mark.services


@pytest.fixture(scope="module")
def filled(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Server:
    """Give a machine with a badge and an upload, to be copied for each test."""
    made = Server(tmp_path_factory.mktemp("filled") / "here", url=postgres.fresh(tables=False))
    with made.visit():
        award = issued_award()
        uploads.keep_file(award.community_id, LETTER, "text/plain")
    return made


@pytest.fixture
def here(filled: Server, postgres: Postgres, tmp_path: Path) -> Iterator[Server]:
    url = f"{filled.url.partition('?')[0]}_copy?{filled.url.partition('?')[2]}"
    with postgres.connect() as connection:
        source, copy = (sa.make_url(each).database for each in (filled.url, url))
        connection.execute(f"CREATE DATABASE {copy} TEMPLATE {source}".encode())
    yield Server(Path(shutil.copytree(filled.folder, tmp_path / "server")), url=url)
    postgres.drop(url)


@pytest.fixture
def empty(postgres: Postgres, tmp_path: Path) -> Iterator[Server]:
    """Give a new machine with an empty database."""
    made = Server(tmp_path / "there", url=postgres.fresh(tables=False))
    yield made
    postgres.drop(made.url)


def names(postgres: Postgres) -> set[object]:
    with postgres.connect() as connection:
        return {row[0] for row in connection.execute("SELECT datname FROM pg_database")}


def test_a_backup_made_while_others_write_is_restored_into_an_empty_machine(
    here: Server, empty: Server, postgres: Postgres, file: Path, tmp_path: Path
) -> None:
    with writing_pairs(here):
        made = here.back_up(file, passphrase=PASSPHRASE)
    assert (made.files, made.missing) == (1, ())
    assert unpack(file, tmp_path / "unpacked").database == "postgresql"
    before = names(postgres)
    empty.restore(file)
    assert empty.verdicts() == ["verified"]
    with empty.visit() as session:
        assert broken() == []
        halves = {
            half: session.scalar(sa.select(sa.func.count()).where(AuditEntry.action == half))
            for half in ("left", "right")
        }
        assert halves["left"] == halves["right"]
        issued_award(session.scalars(sa.select(Community)).one())
        assert broken() == []
    assert names(postgres) == before


class writing_pairs:  # noqa: N801 - used as a statement
    """Somebody who writes all the time, always two rows together."""

    def __init__(self, place: Place) -> None:
        self._app, self._stop = place.app(), threading.Event()
        self._wrote = threading.Event()
        self._writer = threading.Thread(target=self._write)

    def __enter__(self) -> None:
        self._writer.start()
        assert self._wrote.wait(30)

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        self._writer.join()

    def _write(self) -> None:
        with self._app.app_context():
            home = db.session.scalars(sa.select(Community.id)).one()
            while not self._stop.is_set():
                for half in ("left", "right"):
                    db.session.add(
                        AuditEntry(community_id=home, at=now(), via="cli", action=half, subject="")
                    )
                db.session.commit()
                self._wrote.set()
            db.session.remove()
            db.engine.dispose()


def test_a_restore_replaces_what_is_there_for_those_who_run_on(here: Server, file: Path) -> None:
    here.back_up(file)
    here.erase_everybody()
    with here.app().app_context():
        home = db.session.scalars(sa.select(Community)).one()
        home.name = "Renamed since"
        db.session.commit()
        done = here.restore(file)
        db.session.expire_all()
        assert db.session.scalars(sa.select(Community.name)).one() == "Demo"
        assert db.session.scalars(sa.select(Award.state)).all() == ["erased"]
        db.session.remove()
        db.engine.dispose()
    assert done.safety is not None
    assert done.settled.complete


def test_an_installation_moves_from_sqlite_to_postgresql(
    place: Place, empty: Server, file: Path, postgres: Postgres
) -> None:
    with place.visit() as session:
        home = session.scalars(sa.select(Community)).one()
        issued_award(home)
        people = session.scalar(sa.select(sa.func.max(Membership.id)))
    place.back_up(file, passphrase=PASSPHRASE)
    before = names(postgres)
    empty.restore(file)
    assert empty.verdicts() == ["verified", "verified"]
    assert names(postgres) == before
    with empty.visit() as session:
        assert broken() == []
        assert session.scalars(sa.select(Credential.document)).all() != []
        made = issued_award(session.scalars(sa.select(Community)).one())
        assert made.member is not None
        assert made.member.id > people
        (sha256,) = ports().files.hashes(made.community_id)
        assert ports().files.get(made.community_id, sha256) == LETTER
        assert broken() == []


def test_what_postgresql_does_not_take_is_named_and_nothing_is_put_in_place(
    place: Place, empty: Server, file: Path, postgres: Postgres
) -> None:
    with place.visit() as session:
        session.execute(sa.text("UPDATE community SET slug = hex(randomblob(500))"))
    place.back_up(file, passphrase=PASSPHRASE)
    before = names(postgres)
    with pytest.raises(BackupError, match="rows of community cannot be moved"):
        empty.restore(file)
    assert names(postgres) == before
    engine = sa.create_engine(empty.url, poolclass=sa.NullPool)
    assert sa.inspect(engine).get_table_names() == []


def test_a_backup_of_postgresql_is_not_put_into_sqlite(
    here: Server, place: Place, file: Path
) -> None:
    here.back_up(file, passphrase=PASSPHRASE)
    with pytest.raises(BackupError, match="BADGES_DATABASE_URL is of sqlite"):
        place.restore(file, yes=True)


def test_a_database_that_is_not_there_gets_one_sentence(
    place: Place, empty: Server, file: Path
) -> None:
    place.back_up(file, passphrase=PASSPHRASE)
    lost = replace(empty, url=empty.url.replace("/fresh", "/lost"))
    with pytest.raises(BackupError, match="createdb makes an empty one"):
        lost.restore(file)


def test_what_a_killed_restore_left_is_swept_by_the_next(
    empty: Server, tmp_path: Path, postgres: Postgres
) -> None:
    before = names(postgres)
    left = f"{sa.make_url(empty.url).database}_restore_0123abcd"
    with postgres.connect() as connection:
        connection.execute(f"CREATE DATABASE {left}".encode())
    PostgresKeeper(sa.make_url(empty.url), tmp_path).sweep()
    assert names(postgres) == before


@pytest.mark.parametrize(
    ("version", "sentence"),
    [(None, "pg_dump is missing"), (9, "pg_dump is of version 9, the server of version")],
)
def test_tools_that_are_missing_or_too_old_get_one_sentence(
    empty: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    version: int | None,
    sentence: str,
) -> None:
    if version is not None:
        tool = tmp_path / "pg_dump"
        tool.write_text(f"#!/bin/sh\necho 'pg_dump (PostgreSQL) {version}.4'\n")
        tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(keeping_postgres, "INSTALLED", ())
    keeper = PostgresKeeper(sa.make_url(empty.url), tmp_path)
    with pytest.raises(BackupError, match=sentence):
        keeper.copy_to(tmp_path / "database")


def test_tools_beside_the_path_are_found(
    empty: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = shutil.which("pg_dump") or ""
    found = tmp_path / "usr" / "15" / "bin" / "pg_dump"
    found.parent.mkdir(parents=True)
    found.write_text(f'#!/bin/sh\nPATH=/usr/bin:/bin exec {real} "$@"\n')
    found.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    monkeypatch.setattr(keeping_postgres, "INSTALLED", (f"{tmp_path}/usr/*/bin",))
    PostgresKeeper(sa.make_url(empty.url), tmp_path).copy_to(tmp_path / "database")
    assert (tmp_path / "database").read_bytes()[:5] == b"PGDMP"
