"""A backup is one file with everything in it, made while others write."""

from __future__ import annotations

import sqlite3
import tarfile
import threading
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from badges import erasures, migrations
from badges.database import db
from badges.keeping.backups.archive import unpack
from badges.keeping.backups.errors import BackupError
from badges.keeping.installation import found_installation
from badges.models import AuditEntry, Award, BatchUpload, Community
from badges.ports import now, ports
from badges.publishing.batches import open_batch
from badges.verifying.bundles import Piece
from keys.errors import PassphraseError

from .conftest import LETTER, PASSPHRASE, Place


def test_a_backup_holds_database_uploads_and_sealed_keys_but_no_master_key(
    place: Place, file: Path
) -> None:
    made = place.back_up(file)
    with tarfile.open(file) as tar:
        names = tar.getnames()
    assert (made.files, made.missing, made.has_master_key) == (1, (), False)
    assert file.stat().st_mode & 0o777 == 0o600
    master = (place.folder / "master.key").read_text().splitlines()[-1].encode()
    assert "database" in names
    assert master not in file.read_bytes()
    assert "master-key.json" not in names


def test_what_strangers_have_checked_is_in_no_backup(
    place: Place, file: Path, tmp_path: Path
) -> None:
    secret = b'{"name": "Xylograph"}'
    with place.visit():
        open_batch([Piece("a.json", upload=0)], [secret], language="en")
        db.session.commit()
    place.back_up(file)
    unpack(file, tmp_path / "unpacked")
    copy = (tmp_path / "unpacked" / "database").read_bytes()
    assert b"Xylograph" not in copy
    with place.visit():
        assert db.session.scalar(sa.select(BatchUpload.data)) == secret


def test_an_old_credential_verifies_after_a_restore_into_an_empty_folder(
    place: Place, elsewhere: Place, file: Path
) -> None:
    place.back_up(file, passphrase=PASSPHRASE)
    done = elsewhere.restore(file)
    assert elsewhere.verdicts() == ["verified"]
    assert done.new_keys
    assert done.safety is None
    with elsewhere.visit():
        award = db.session.scalars(sa.select(Award)).one()
        (sha256,) = ports().files.hashes(award.community_id)
        assert ports().files.get(award.community_id, sha256) == LETTER


def test_home_can_tell_when_the_last_backup_was_made(place: Place, file: Path) -> None:
    place.back_up(file)
    with place.visit():
        row = found_installation()
        assert row is not None
        assert row.last_backup_at is not None
        assert (now() - row.last_backup_at).total_seconds() < 60


def test_a_copy_made_while_others_write_is_of_one_instant(place: Place, tmp_path: Path) -> None:
    app, stop = place.app(), threading.Event()

    def write_pairs() -> None:
        with app.app_context():
            home = db.session.scalars(sa.select(Community.id)).one()
            while not stop.is_set():
                for half in ("left", "right"):
                    db.session.add(
                        AuditEntry(community_id=home, at=now(), via="cli", action=half, subject="")
                    )
                db.session.commit()
            db.session.remove()
            db.engine.dispose()

    writer = threading.Thread(target=write_pairs)
    writer.start()
    try:
        for number in range(3):
            place.back_up(tmp_path / f"{number}.backup")
    finally:
        stop.set()
        writer.join()
    for number in range(3):
        folder = tmp_path / f"unpacked {number}"
        unpack(tmp_path / f"{number}.backup", folder)
        with closing(sqlite3.connect(folder / "database")) as copy:
            assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            left, right = (
                copy.execute(
                    "SELECT count(*) FROM audit_entry WHERE action = ?", (half,)
                ).fetchone()
                for half in ("left", "right")
            )
            assert left == right


def test_an_upload_that_is_damaged_on_disk_does_not_stop_the_backup(
    place: Place, file: Path
) -> None:
    (upload,) = (place.folder / "files").glob("*/??/*")
    upload.write_bytes(b"rotten")
    made = place.back_up(file)
    assert made.missing == (f"1/{upload.name}",)
    assert made.files == 0


def test_a_passphrase_that_is_too_short_is_refused_before_anything_is_written(
    place: Place, file: Path
) -> None:
    with pytest.raises(PassphraseError, match="12 characters"):
        place.back_up(file, passphrase="too short")
    assert not file.exists()
    assert list(place.folder.glob(".backup-*")) == []


def test_a_folder_that_is_not_there_gets_one_sentence(place: Place, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="cannot be written to"):
        place.back_up(tmp_path / "nowhere" / "a.backup")


def test_erasures_are_logged_once_apart_from_the_database(place: Place) -> None:
    place.erase_everybody()
    log = place.folder / erasures.LOG
    kinds = sorted(entry.kind for entry in erasures.read_log(log))
    assert kinds == ["award", "evidence", "person"]
    assert "Ada" not in log.read_text()
    assert log.stat().st_mode & 0o777 == 0o600


def test_an_erasure_that_is_rolled_back_is_not_logged(place: Place) -> None:
    with place.visit() as session:
        award = session.scalars(sa.select(Award)).one()
        erasures.note_award(award, keep_valid=False)
        session.rollback()
        session.add(AuditEntry(community_id=1, at=now(), via="cli", action="x", subject=""))
        session.commit()
        assert erasures.known() == set()
    assert not (place.folder / erasures.LOG).exists()


def test_a_line_that_a_crash_cut_short_is_made_good_by_the_next_backup(
    place: Place, file: Path
) -> None:
    place.erase_everybody()
    log = place.folder / erasures.LOG
    log.write_text(log.read_text()[:-20] + "\n")
    assert len(erasures.read_log(log)) == 2
    place.back_up(file)
    assert len(erasures.read_log(log)) == 3


def test_the_manifest_names_the_schema_it_was_made_under(
    place: Place, file: Path, tmp_path: Path
) -> None:
    place.back_up(file)
    manifest = unpack(file, tmp_path / "unpacked")
    assert migrations.knows(manifest.revision)
    assert not migrations.knows("9999")
