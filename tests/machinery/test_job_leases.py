"""A job is one worker's at a time, and what is done without its lease is not kept."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from support import Clock, make_app, running

from badges import jobs
from badges.database import db
from badges.jobs import leasing
from badges.models import Job, RateWindow
from badges.ports import now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(autouse=True)
def app(tmp_path: Path, database: str, clock: Clock) -> Iterator[Flask]:
    yield from running(make_app(tmp_path, now=clock, url=database))


def promise(handler: Callable[[], object]) -> Job:
    jobs.register({"work": handler})
    job = jobs.enqueue("work")
    db.session.commit()
    return job


def keep_something() -> None:
    db.session.add(RateWindow(key="done", opened_at=now(), count=1))


def kept() -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(RateWindow)) or 0


def test_what_was_done_too_late_is_not_kept(clock: Clock) -> None:
    taken: list[leasing.Claim | None] = []

    def take_too_long() -> None:
        clock.move(minutes=3)
        taken.append(leasing.claim())
        keep_something()

    promise(take_too_long)
    assert jobs.run_due(limit=1) == 1
    assert kept() == 0
    (theirs,) = taken
    assert theirs is not None
    leasing.finish([theirs])
    db.session.commit()
    assert jobs.run_due() == 0


def test_a_failure_that_comes_too_late_does_not_end_the_others_lease(clock: Clock) -> None:
    def fail_too_late() -> None:
        clock.move(minutes=3)
        leasing.claim()
        raise RuntimeError("too late")

    job = promise(fail_too_late)
    jobs.run_due(limit=1)
    db.session.refresh(job)
    assert (job.attempts, job.error) == (2, "")
    assert job.leased_until == clock() + jobs.LEASE


def test_a_lease_is_renewed_while_the_handler_is_at_work(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leasing, "RENEW_SECONDS", 0.01)
    monkeypatch.setattr(leasing, "keeper", leasing.Keeper())

    def take_long() -> None:
        until = time.monotonic() + 20
        clock.move(minutes=3)
        while leased() < clock() and time.monotonic() < until:
            time.sleep(0.01)
        keep_something()

    def leased() -> object:
        db.session.rollback()
        return db.session.scalars(sa.select(Job.leased_until)).one()

    promise(take_long)
    assert jobs.run_due() == 1
    assert kept() == 1


def test_what_a_worker_gives_back_is_taken_at_once_by_the_next() -> None:
    began: list[int] = []

    def be_told_to_stop() -> None:
        began.append(1)
        if len(began) == 1:
            assert jobs.give_back() == 1
        keep_something()

    promise(be_told_to_stop)
    assert jobs.run_due(limit=1) == 1
    assert kept() == 0
    assert jobs.run_due() == 1
    assert kept() == 1
    assert jobs.give_back() == 0


def test_a_job_that_ends_its_worker_each_time_is_given_up(clock: Clock) -> None:
    job = promise(keep_something)
    for _ in range(jobs.MAX_ATTEMPTS):
        assert leasing.claim() is not None
        clock.move(minutes=3)
    assert jobs.run_due() == 0
    db.session.refresh(job)
    assert (job.failed, job.error) == (True, leasing.NEVER_ENDED)


def test_a_request_waits_for_a_worker_who_was_faster(monkeypatch: pytest.MonkeyPatch) -> None:
    job = promise(keep_something)
    theirs = leasing.claim()
    assert theirs is not None
    looks: list[float] = []

    def let_them_finish(seconds: float) -> None:
        looks.append(seconds)
        leasing.finish([theirs])
        db.session.commit()

    monkeypatch.setattr(time, "sleep", let_them_finish)
    assert jobs.run_now("work")
    assert len(looks) == 1
    assert job.finished_at is not None
