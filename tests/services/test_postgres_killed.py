"""kill -9 of PostgreSQL while a long list is awarded: nothing is lost, nothing is there twice."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest
import sqlalchemy as sa
from databases import Postgres, running_postgres
from keeping.conftest import Server
from published import issuing_community
from redis_server import running_valkey
from support import achievement
from workers import eventually, workers_on

from badges.accounts.access import Actor
from badges.batches import chunks, staging
from badges.batches.running import confirm, run_all
from badges.database import db
from badges.keeping import broken
from badges.models import Award, AwardBatch, AwardBatchRow, Credential

pytestmark = [pytest.mark.survival, pytest.mark.services]

KILLS = 3 * int(os.environ.get("TEST_SCALE", "1"))
ROWS = 80 * KILLS
PATIENCE_SECONDS = 50

FORKS = multiprocessing.get_context("fork")


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    """Run a server that may be killed."""
    with running_postgres() as made:
        yield made


def prepared(machine: Server) -> None:
    """Keep a long list that is confirmed; nobody has begun with it."""
    with machine.visit():
        home = issuing_community()
        version = achievement(home, "long-list", rules={}, issue_at_once=True)
        people = [
            {"name": f"Person {number}", "email": f"person{number}@example.org"}
            for number in range(ROWS)
        ]
        lines = ["name,email", *(f"{each['name']},{each['email']}" for each in people)]
        actor = Actor.operator(home)
        batch = staging.stage(actor, version.achievement, "\n".join(lines), reason="They came")
        staging.check_all(batch)
        confirm(actor, batch)


@dataclass
class Worker:
    """A process that awards the list, and goes on to the next chunk when it is told to."""

    process: multiprocessing.process.BaseProcess
    line: Connection

    def go_on(self) -> None:
        """Let it begin one more chunk; so it is never through before it is killed."""
        self.line.send_bytes(b"go on")

    def ended(self) -> int | None:
        """Let it go on to its end, and give its exit code."""
        self.line.close()
        self.process.join(PATIENCE_SECONDS)
        return self.process.exitcode


def worker(machine: Server) -> Worker:
    told, line = FORKS.Pipe(duplex=False)
    process = FORKS.Process(target=_work, args=(machine, told, line), daemon=True)
    process.start()
    told.close()
    return Worker(process, line)


def _work(machine: Server, told: Connection, line: Connection) -> None:
    line.close()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # it will end by an error

    def wait(_batch: AwardBatch) -> None:
        with suppress(EOFError):
            told.recv_bytes()

    with machine.app().app_context():
        run_all(db.session.scalars(sa.select(AwardBatch)).one(), tell=wait)


def asked(server: Postgres, machine: Server, query: LiteralString) -> str:
    with server.connect(sa.make_url(machine.url).database or "") as connection:
        row = connection.execute(query).fetchone()
    assert row is not None
    return str(row[0])


def signed(server: Postgres, machine: Server) -> int:
    return int(asked(server, machine, "SELECT count(*) FROM credential"))


def kill_server(server: Postgres, _machine: Server) -> None:
    server.kill()
    server.restart()


def kill_backend(server: Postgres, machine: Server) -> None:
    """Kill the process that serves the worker; the server ends all others and recovers."""
    watching = server.connect()
    row = watching.execute(
        "SELECT pid FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
        (sa.make_url(machine.url).database,),
    ).fetchone()
    if row is not None:
        os.kill(int(str(row[0])), signal.SIGKILL)
        # Until it has seen that, the server still lets people in, and throws them out afterwards.
        with pytest.raises(psycopg.OperationalError):
            watching.execute("SELECT pg_sleep(50)")
    watching.close()
    server.wait()


def test_postgresql_is_killed_while_a_long_list_is_awarded(
    server: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "ROWS", 20)
    machine = Server(tmp_path / "machine", url=server.fresh(tables=False))
    prepared(machine)
    chance = random.Random(6)  # noqa: S311 - the same moments in every run
    for number in range(KILLS):
        before = signed(server, machine)
        busy = worker(machine)
        eventually(lambda start=before: signed(server, machine) > start, "nothing moves any more")
        for _ in range(2):
            busy.go_on()
        time.sleep(chance.uniform(0, 0.05))  # into whatever it does then
        (kill_backend if number % 2 else kill_server)(server, machine)
        assert busy.ended() == 1
        with machine.visit():
            assert broken() == []
    assert worker(machine).ended() == 0
    assert_each_once(machine)


def assert_each_once(machine: Server) -> None:
    """Everybody of the list has one award and one credential at a place of its own."""
    with machine.visit() as session:
        assert broken() == []
        assert session.scalars(sa.select(AwardBatch.state)).one() == "done"
        counts = [
            session.scalar(sa.select(sa.func.count()).select_from(model))
            for model in (AwardBatchRow, Award, Credential)
        ]
        assert counts == [ROWS] * 3
        places = session.scalar(sa.select(sa.func.count(Credential.status_index.distinct())))
        assert places == ROWS


def let_time_pass(server: Postgres, machine: Server, *, leases: bool) -> None:
    """Have what is to go on with the list be due at once; with ``leases``, let those end as well.

    Who held one then may have died with the server, or not.
    """
    with server.connect(sa.make_url(machine.url).database or "") as connection:
        connection.execute(
            "UPDATE job SET due_at = created_at, sent_at = NULL, leased_until = CASE "
            "WHEN leased_until IS NULL THEN NULL ELSE timestamp '2000-01-01' END "
            "WHERE name IN ('award_chunk', 'issue_credential') AND finished_at IS NULL"
            " AND (leased_until IS NULL OR %s)",
            (leases,),
        )


def test_celerys_workers_outlive_a_postgresql_that_is_killed_while_they_award_a_list(
    server: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "ROWS", 20)
    machine = Server(tmp_path / "machine", url=server.fresh(tables=False))
    prepared(machine)
    chance = random.Random(6)  # noqa: S311 - the same moments in every run
    with (
        running_valkey() as broker,
        workers_on(machine.folder, database=machine.url, queue=broker.url) as workers,
    ):
        master = workers.start("--concurrency", "2")
        for number in range(1, KILLS):
            through = ROWS * number // (KILLS + 1)
            eventually(lambda least=through: signed(server, machine) > least, workers.said)
            time.sleep(chance.uniform(0, 0.05))  # into whatever they do then
            server.kill()
            server.restart()
            let_time_pass(server, machine, leases=True)

        def done() -> bool:
            let_time_pass(server, machine, leases=False)
            is_awarded = asked(server, machine, "SELECT state FROM award_batch") == "done"
            # A chunk that was cut short thrice leaves the signing of its rows to jobs of their own.
            return is_awarded and signed(server, machine) == ROWS

        eventually(done, workers.said)
        assert master.poll() is None
        assert "could not be reached" in workers.said()
    assert_each_once(machine)
