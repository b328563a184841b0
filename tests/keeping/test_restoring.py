"""A restore replaces everything or nothing, and brings nothing back that had been ended."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from support import member

from badges import erasures, migrations
from badges.accounts import signin
from badges.database import db
from badges.keeping.backups import archive
from badges.keeping.backups.errors import (
    BackupError,
    DamagedBackupError,
    NewerBackupError,
    OtherInstallationError,
)
from badges.models import ApiToken, Award, Community, LoginSession, OutboxMail, Passkey, Person
from badges.ports import now
from keys.errors import PassphraseError

from .conftest import Place

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def backup(place: Place, file: Path) -> Path:
    place.back_up(file, passphrase="correct horse battery")
    return file


def rewritten(file: Path, folder: Path, **changes: object) -> Path:
    """Write a backup again with another manifest, or with another database."""
    database = changes.pop("database_file", folder / "database")
    manifest = replace(archive.unpack(file, folder), **changes)
    with archive.writing(folder / "rewritten") as writer:
        writer.add_file(archive.DATABASE, Path(str(database)))
        writer.add(archive.MASTER_KEY, (folder / archive.MASTER_KEY).read_bytes())
        writer.finish(manifest)
    return folder / "rewritten"


@pytest.mark.parametrize("part", [0.02, 0.3, 0.6, 0.95])
def test_a_backup_with_one_wrong_byte_is_refused_and_nothing_changes(
    place: Place, backup: Path, part: float
) -> None:
    data = bytearray(backup.read_bytes())
    data[int(len(data) * part)] ^= 0x10
    backup.write_bytes(data)
    before = place.state()
    with pytest.raises(DamagedBackupError, match="damaged or no backup"):
        place.restore(backup)
    assert place.state() == before


@pytest.mark.parametrize("kept", [0, 100, 5000, -40])
def test_a_backup_that_ends_too_soon_is_refused(place: Place, backup: Path, kept: int) -> None:
    backup.write_bytes(backup.read_bytes()[:kept])
    with pytest.raises(DamagedBackupError):
        place.restore(backup)


def test_any_other_file_is_refused(place: Place, tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0 no backup")
    with pytest.raises(DamagedBackupError):
        place.restore(tmp_path / "photo.jpg")


def test_a_backup_of_a_newer_version_is_refused(place: Place, backup: Path, tmp_path: Path) -> None:
    newer = rewritten(backup, tmp_path / "w", revision="9999", made_by="meilenstein 99.0")
    with pytest.raises(NewerBackupError, match=r"meilenstein 99\.0"):
        place.restore(newer)


def test_an_older_backup_is_migrated(elsewhere: Place, backup: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.sqlite3"
    engine = sa.create_engine(f"sqlite:///{old}", poolclass=sa.NullPool)
    with engine.begin() as connection:
        migrations.upgrade(connection, to="0001")
    older = rewritten(backup, tmp_path / "w", revision="0001", database_file=old)
    elsewhere.restore(older)
    with elsewhere.visit() as session:
        assert migrations.is_current(session.connection())


def test_another_installation_is_replaced_only_on_yes(
    place: Place, elsewhere: Place, backup: Path
) -> None:
    with elsewhere.visit() as session:
        session.add(Community(slug="x", name="X", languages=["de"], created_at=now()))
    with pytest.raises(OtherInstallationError, match="--yes"):
        elsewhere.restore(backup)
    done = elsewhere.restore(backup, yes=True)
    assert done.safety is not None
    assert elsewhere.verdicts() == ["verified"]


def test_a_wrong_passphrase_changes_nothing(elsewhere: Place, backup: Path) -> None:
    elsewhere.folder.mkdir()
    with pytest.raises(PassphraseError, match=r"^The passphrase is wrong\.$"):
        elsewhere.restore(backup, passphrase="incorrect horse")
    assert elsewhere.state() == {}


def test_without_the_master_key_the_operator_is_told_where_to_put_it(
    place: Place, elsewhere: Place, file: Path
) -> None:
    place.back_up(file)
    with pytest.raises(BackupError, match=r"master\.key"):
        elsewhere.restore(file)
    shutil.copy(place.folder / "master.key", elsewhere.folder / "master.key")
    elsewhere.restore(file)
    assert elsewhere.verdicts() == ["verified"]


def test_what_was_erased_since_is_erased_again(place: Place, backup: Path) -> None:
    place.erase_everybody()
    done = place.restore(backup)
    assert done.settled.erased >= 1
    assert done.settled.complete
    with place.visit() as session:
        assert session.scalars(sa.select(Award.state)).all() == ["erased"]
        assert "Ada Beispiel" not in session.scalars(sa.select(Person.name)).all()
    assert list((place.folder / "files").glob("*/??/*")) == []


def test_where_the_old_machine_is_gone_its_copied_log_does_it(
    place: Place, elsewhere: Place, backup: Path, tmp_path: Path
) -> None:
    place.erase_everybody()
    log = Path(shutil.copy(place.folder / erasures.LOG, tmp_path / "copied.log"))
    shutil.rmtree(place.folder)
    done = elsewhere.restore(backup, erasures=[log])
    assert not done.settled.complete
    with elsewhere.visit() as session:
        assert session.scalars(sa.select(Award.state)).all() == ["erased"]
    assert erasures.read_log(elsewhere.folder / erasures.LOG) == erasures.read_log(log)


def test_the_log_alone_outlives_a_database_that_cannot_be_read(place: Place, backup: Path) -> None:
    place.erase_everybody()
    place.database.write_bytes(b"no database any more" * 1000)
    done = place.restore(backup)
    assert done.safety is not None
    assert done.safety.name.startswith("damaged-")
    with place.visit() as session:
        assert session.scalars(sa.select(Award.state)).all() == ["erased"]


def test_numbers_that_were_given_out_again_erase_nobody_else(
    place: Place, backup: Path, tmp_path: Path
) -> None:
    log = tmp_path / "foreign.log"
    born, gone = (datetime(year, 1, 1, tzinfo=UTC) for year in (2001, 2002))
    erasures.append_to_log(log, [erasures.Entry("person", "1", born, keep_valid=False, at=gone)])
    assert place.restore(backup, erasures=[log]).settled.erased == 0
    assert place.verdicts() == ["verified"]


def test_sessions_tokens_and_mails_do_not_come_back(place: Place, file: Path) -> None:
    with place.visit() as session:
        home = session.scalars(sa.select(Community)).one()
        mona = member(home, "Mona", roles=("owner", "member"))
        signin.use_link(signin.create_link(mona.address))
        for name in ("kept", "stolen"):
            session.add(token(mona, name))
            session.add(passkey(mona, name))
        session.add(mail(home))
    place.back_up(file)
    with place.visit() as session:
        session.execute(
            sa.update(ApiToken).where(ApiToken.name == "stolen").values(revoked_at=now())
        )
        session.execute(sa.delete(Passkey).where(Passkey.name == "stolen"))
    assert place.restore(file).settled.mails == 1
    with place.visit() as session:
        assert session.scalars(sa.select(LoginSession)).all() == []
        valid = session.scalars(sa.select(ApiToken.name).where(ApiToken.revoked_at.is_(None)))
        assert valid.all() == ["kept"]
        assert session.scalars(sa.select(Passkey.name)).all() == ["kept"]
        assert session.scalars(sa.select(OutboxMail.state)).all() == ["failed"]


def token(mona: object, name: str) -> ApiToken:
    return ApiToken(
        community_id=1,
        membership_id=mona.id,
        name=name,
        token_hash=name,
        scopes=["awards:read"],
        created_at=now(),
        expires_at=now(),
    )


def passkey(mona: object, name: str) -> Passkey:
    return Passkey(
        person_id=mona.person_id,
        name=name,
        credential_id=name,
        public_key="",
        user_handle="",
        created_at=now(),
    )


def mail(home: Community) -> OutboxMail:
    return OutboxMail(
        community_id=home.id,
        kind="offer",
        address="ada@example.org",
        subject="A badge",
        text="",
        html="",
        language="en",
        state="waiting",
        due_at=now(),
        created_at=now(),
    )


def test_the_safety_copy_leads_back(place: Place, backup: Path) -> None:
    with place.visit() as session:
        session.scalars(sa.select(Community)).one().name = "Renamed since"
    done = place.restore(backup)
    assert done.safety is not None
    place.restore(done.safety)
    with place.visit() as session:
        assert session.scalars(sa.select(Community.name)).one() == "Renamed since"


def test_a_service_that_runs_on_sees_the_restored_state(place: Place, backup: Path) -> None:
    with place.app().app_context():
        home = db.session.scalars(sa.select(Community)).one()
        home.name = "Renamed since"
        db.session.commit()
        place.restore(backup)
        db.session.expire_all()
        assert db.session.scalars(sa.select(Community.name)).one() == "Demo"
        db.session.remove()
        db.engine.dispose()


KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, str(Path("tests").resolve()))
from badges.keeping.backups import databases
databases.PAGES_AT_ONCE = 20
from keeping.conftest import Place
put = databases.SqliteKeeper.put
def die(left, total):
    if left < total - 40:
        os.kill(os.getpid(), signal.SIGKILL)
databases.SqliteKeeper.put = lambda self, staged: put(self, staged, die)
Place(Path(sys.argv[1])).restore(Path(sys.argv[2]))
"""


def test_killed_in_the_middle_the_old_state_is_there(place: Place, backup: Path) -> None:
    with place.visit() as session:
        session.scalars(sa.select(Community)).one().name = "Renamed since"
    code = subprocess.run(
        [sys.executable, "-c", KILLED, str(place.folder), str(backup)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    ).returncode
    assert code == -signal.SIGKILL
    with place.visit() as session:
        assert session.scalars(sa.select(Community.name)).one() == "Renamed since"
    assert place.verdicts() == ["verified"]
    assert list(place.folder.glob(".restoring-*")) != []
    place.restore(backup)
    assert list(place.folder.glob(".restoring-*")) == []
