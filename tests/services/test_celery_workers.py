"""Celery and Redis over PostgreSQL: what was promised is done, once, whoever dies meanwhile."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from databases import Postgres
from flask import Flask
from published import issuing_community
from redis_server import RedisServer, running_redis
from support import achievement
from workers import HANDLERS, Workers, counts, eventually, is_done, workers_on

from badges import jobs
from badges.accounts.access import Actor
from badges.batches import chunks, staging
from badges.batches.running import confirm
from badges.database import db
from badges.keeping import broken
from badges.models import Award, Credential, Job
from badges.ports import now
from badges.tasks.broker import Broker

pytestmark = [pytest.mark.services, pytest.mark.survival, pytest.mark.usefixtures("inside")]

KILLS = 3 * int(os.environ.get("TEST_SCALE", "1"))
ROWS = 100 * KILLS


@pytest.fixture(scope="module")
def server() -> Iterator[RedisServer]:
    with running_redis() as server:
        yield server


@pytest.fixture(scope="module")
def workers(
    server: RedisServer, postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Workers]:
    """Run one worker with two processes for all tests; some start or end more."""
    url = postgres.fresh(tables=False)
    folder = tmp_path_factory.mktemp("celery")
    with workers_on(folder, database=url, queue=server.url) as workers:
        yield workers
    postgres.drop(url)


@pytest.fixture(scope="module", autouse=True)
def _started(web: Flask, workers: Workers) -> None:
    workers.start("--concurrency", "2")


def promise(name: str, **arguments: Any) -> Job:
    job = jobs.enqueue(name, **arguments)
    db.session.commit()
    return job


def let_time_pass() -> None:
    """Have what the broker was told, and leases that nobody renews, lie an hour back."""
    long_ago = now().replace(year=now().year - 1)
    db.session.rollback()
    waiting = sa.update(Job).where(Job.finished_at.is_(None))
    db.session.execute(waiting.values(sent_at=long_ago))
    db.session.execute(waiting.where(Job.leased_until.is_not(None)).values(leased_until=long_ago))
    db.session.commit()


def test_what_is_promised_is_done_once_each(workers: Workers) -> None:
    made = [jobs.enqueue("note", key=f"each {number}") for number in range(30)]
    db.session.commit()
    eventually(is_done(*made), workers.said)
    noted = counts()
    assert [noted[f"each {number}"] for number in range(30)] == [1] * 30
    assert {job.attempts for job in made} == {1}


def test_what_nobody_told_the_broker_is_found_by_the_sweep(workers: Workers) -> None:
    at = now()
    columns = {"due_at": at, "created_at": at, "attempts": 0, "failed": False, "error": ""}
    rows = [{"name": "note", "arguments": {"key": "bulk"}, **columns} for _ in range(3)]
    db.session.execute(sa.insert(Job), rows)
    db.session.commit()
    eventually(lambda: counts().get("bulk") == 3, workers.said)


def test_redis_gone_and_back_loses_nothing_and_doubles_nothing(
    workers: Workers, server: RedisServer, tmp_path: Path
) -> None:
    release = tmp_path / "release"
    begun = [tmp_path / name for name in ("one", "two")]
    held = [promise("wait", key="held", begun=str(each), until=str(release)) for each in begun]
    eventually(lambda: all(each.exists() for each in begun), workers.said)
    queued = [promise("note", key="queued") for _ in range(5)]
    server.kill()
    started = time.monotonic()
    unsent = [promise("note", key="unsent") for _ in range(5)]
    assert time.monotonic() - started < 2, "a request waits for a broker that is away"
    broker = jobs.broker()
    assert isinstance(broker, Broker)
    assert broker.is_away
    assert broker.failures >= 1
    release.touch()
    eventually(is_done(*held), "what was in hand is finished without a broker")
    assert counts().get("unsent") is None
    server.start()
    let_time_pass()
    eventually(is_done(*queued, *unsent), workers.said)
    noted = counts()
    assert (noted["held"], noted["queued"], noted["unsent"]) == (2, 5, 5)


def test_a_process_that_is_killed_at_work_is_replaced_and_its_job_done(
    workers: Workers, tmp_path: Path
) -> None:
    killed = promise("end_worker", begun=str(tmp_path / "begun"))
    eventually((tmp_path / "begun").exists, workers.said)
    eventually(lambda: "SIGKILL" in workers.said(), workers.said)
    let_time_pass()
    eventually(is_done(killed), workers.said)
    assert killed.attempts == 2


def test_a_long_list_is_awarded_once_whoever_is_killed_meanwhile(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "ROWS", 20)
    home = issuing_community()
    version = achievement(home, "long-list", rules={}, issue_at_once=True)
    lines = [f"Person {number},person{number}@example.org" for number in range(ROWS)]
    given = "\n".join(["name,email", *lines])
    actor = Actor.operator(home)
    batch = staging.stage(actor, version.achievement, given, reason="They came")
    staging.check_all(batch)
    confirm(actor, batch)
    db.session.commit()
    chance = random.Random(6)  # noqa: S311 - the same moments in every run
    for kill in range(1, KILLS + 1):
        through = ROWS * kill // (KILLS + 2) + chance.randrange(20)
        eventually(lambda least=through: signed() >= least, workers.said)
        if kill % 2:
            os.kill(chance.choice(workers.processes()), signal.SIGKILL)
        else:
            workers.kill(workers.running[-1])
            workers.start("--concurrency", "2")
        let_time_pass()

    def done() -> bool:
        db.session.commit()
        db.session.refresh(batch)
        return batch.state == "done"

    eventually(done, workers.said)
    assert (batch.handled, batch.awarded, signed()) == (ROWS, ROWS, ROWS)
    assert db.session.scalar(sa.select(sa.func.count(Award.id.distinct()))) == ROWS
    assert [finding.sentence for finding in broken()] == []


def signed() -> int:
    db.session.commit()
    found = db.session.scalar(sa.select(sa.func.count()).select_from(Credential)) or 0
    db.session.commit()
    return found


def test_a_worker_killed_by_minus_nine_leaves_its_job_to_the_next_which_stops_in_order(
    workers: Workers, tmp_path: Path
) -> None:
    release, begun, again = (tmp_path / name for name in ("release", "begun", "again"))
    job = promise("wait", key="handed on", begun=str(begun), until=str(release))
    eventually(begun.exists, workers.said)
    workers.kill(workers.running[-1])
    release.touch()
    second = workers.start("--concurrency", "1")
    let_time_pass()
    eventually(is_done(job), workers.said)
    assert (job.attempts, counts()["handed on"]) == (2, 1)

    release.unlink()
    last = promise("wait", key="in hand", begun=str(again), until=str(release))
    eventually(again.exists, workers.said)
    second.terminate()
    eventually(lambda: "Warm shutdown" in workers.said(), workers.said)
    assert second.poll() is None
    release.touch()
    assert second.wait(30) == 0
    assert is_done(last)()
    assert (last.attempts, counts()["in hand"]) == (1, 1)


def test_two_schedulers_promised_the_days_work_once(workers: Workers) -> None:
    assert len(workers.running) >= 2
    daily = db.session.scalars(sa.select(Job).where(Job.once_key.is_not(None))).all()
    assert len(daily) == len({job.once_key for job in daily}) > 0
    assert all(job.attempts <= 1 for job in daily)
    assert {job.error for job in daily} == {""}
    assert os.environ.get("BADGES_QUEUE_URL") is None
    assert not set(HANDLERS) & {job.name for job in daily}
