"""``badges work`` without a broker: killed, stopped, and met by a newer version's database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from databases import Postgres
from flask import Flask
from workers import Workers, counts, eventually, is_done, register, workers_on

from badges import jobs
from badges.database import db

pytestmark = [pytest.mark.survival, pytest.mark.usefixtures("inside")]


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)]
)
def workers(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Workers]:
    folder, url = tmp_path_factory.mktemp("own"), ""
    server: Postgres | None = None
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres")
        url = server.fresh(tables=False)
    with workers_on(folder, database=url or f"sqlite:///{folder}/b.sqlite3", queue=None) as workers:
        yield workers
    if server is not None:
        server.drop(url)


@pytest.fixture(scope="module", autouse=True)
def _migrated(web: Flask) -> None:
    """Let a newer version have migrated the database meanwhile."""
    db.session.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    db.session.execute(sa.text("ALTER TABLE job ADD COLUMN later VARCHAR(9)"))
    db.session.commit()


def test_a_worker_of_the_previous_version_goes_on_and_leaves_what_it_does_not_know(
    workers: Workers,
) -> None:
    newer = jobs.enqueue("of_the_newer_version")
    known = jobs.enqueue("note", key="known")
    db.session.commit()
    worker = workers.start()
    eventually(is_done(known), workers.said)
    assert worker.poll() is None
    assert "newer than this version" in workers.said()
    assert not is_done(newer)()
    assert (newer.attempts, newer.leased_until, newer.error) == (0, None, "")
    ran: list[int] = []
    jobs.register({"of_the_newer_version": lambda: ran.append(1)})
    assert jobs.run_due() == len(ran) == 1
    register()


def test_killed_by_minus_nine_it_leaves_its_job_to_the_next_which_ends_it_before_it_stops(
    workers: Workers, tmp_path: Path
) -> None:
    begun, release = tmp_path / "begun", tmp_path / "release"
    job = jobs.enqueue("wait", key="handed on", begun=str(begun), until=str(release))
    db.session.commit()
    eventually(begun.exists, workers.said)
    workers.kill(workers.running[0])
    begun.unlink()
    assert not is_done(job)()
    assert job.leased_until is not None
    job.leased_until -= timedelta(hours=1)
    db.session.commit()
    second = workers.start()
    eventually(begun.exists, workers.said)
    second.terminate()
    release.touch()
    assert second.wait(30) == 0
    assert is_done(job)()
    assert (job.attempts, counts()["handed on"]) == (2, 1)
