"""A small installation on disk, copied for each test, that can be started, backed up, replaced."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from published import issued_award

from badges import jobs, tasks, uploads
from badges.app import default_ports, upgrade_database
from badges.awarding.erasing import erase_person
from badges.config import Settings
from badges.credentials.own import own_fetch
from badges.database import configure_engine, db
from badges.keeping.backups.making import BackupMade, back_up
from badges.keeping.backups.restoring import Asked, Restored, restore
from badges.models import Award, Credential, Evidence
from badges.ports import EXTENSION, now
from badges.verifying import verify

PASSPHRASE = "correct horse battery"
LETTER = b"a letter of thanks"


@dataclass
class Place:
    """An installation in a folder; each visit starts it anew, as another process would."""

    folder: Path
    told: list[str] = field(default_factory=list)

    @property
    def settings(self) -> Settings:
        return Settings.from_environment(
            {"BADGES_INSTANCE_PATH": str(self.folder), "BADGES_BASE_URL": "http://localhost:8000"}
        )

    @property
    def database(self) -> Path:
        return self.folder / "badges.sqlite3"

    def app(self, **changes: Any) -> Flask:
        """Start it as ``create_app`` does, without the doors, which take most of the time."""
        settings = replace(self.settings, **changes)
        settings.instance_path.mkdir(mode=0o700, parents=True, exist_ok=True)
        app = Flask("badges", static_folder=None, template_folder=None)
        app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
        app.extensions[EXTENSION] = default_ports(settings)
        db.init_app(app)
        with app.app_context():
            configure_engine(db.engine)
            jobs.register(tasks.HANDLERS)
            upgrade_database()
        return app

    @contextmanager
    def visit(self) -> Iterator[Any]:
        with self.app().app_context():
            yield db.session
            db.session.commit()
            db.session.remove()
            db.engine.dispose()

    def back_up(self, file: Path, **options: Any) -> BackupMade:
        with self.visit():
            return back_up(file, **options)

    def restore(self, file: Path, *, passphrase: str = PASSPHRASE, **options: Any) -> Restored:
        asked = Asked(passphrase=lambda: passphrase, tell=self.told.append, **options)
        at = datetime.now(UTC).replace(microsecond=0)
        return restore(file, asked, of=self.settings, make_app=self.app, at=at)

    def state(self) -> dict[str, bytes]:
        """Give every file that is not the database's journal, to compare before and after."""
        return {
            str(path.relative_to(self.folder)): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and not path.name.endswith(("-wal", "-shm"))
        }

    def erase_everybody(self) -> None:
        with self.visit():
            for award in db.session.scalars(sa.select(Award)):
                if award.member is not None:
                    erase_person(award.member.person)

    def verdicts(self) -> list[str]:
        """Verify each credential that is kept."""
        with self.visit():
            rows = db.session.scalars(sa.select(Credential)).all()
            kept = [row.document for row in rows if row.document]
            return [verify(each, now=now(), fetch=own_fetch).status for each in kept]


@dataclass
class Server(Place):
    """An installation whose database is elsewhere."""

    url: str = ""

    @property
    def settings(self) -> Settings:
        return replace(super().settings, database_url=self.url)


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("original")
    with Place(folder).visit():
        award = issued_award()
        file = uploads.keep_file(award.community_id, LETTER, "text/plain")
        assert award.member is not None
        db.session.add(
            Evidence(
                community_id=award.community_id,
                membership_id=award.member.id,
                achievement_id=award.achievement_id,
                milestone_key="came",
                kind="file",
                file_id=file.id,
                sha256=file.sha256,
                submitted_at=now(),
            )
        )
    return folder


@pytest.fixture
def place(original: Path, tmp_path: Path) -> Place:
    return Place(Path(shutil.copytree(original, tmp_path / "here")))


@pytest.fixture
def elsewhere(tmp_path: Path) -> Place:
    return Place(tmp_path / "new machine")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "a.backup"
