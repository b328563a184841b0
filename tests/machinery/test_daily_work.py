"""Daily work is promised once a day, however many workers promise it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa
from flask import Flask
from support import NOON, Clock, make_app, running

from badges import jobs
from badges.database import db
from badges.models import Job
from badges.tasks import handlers
from badges.tasks.thread import Worker
from badges.tasks.upkeep import promise_daily_work


@pytest.fixture
def clock() -> Clock:
    return Clock(NOON.replace(hour=1))


@pytest.fixture
def ran() -> list[str]:
    return []


@pytest.fixture(autouse=True)
def app(
    tmp_path: Path, database: str, clock: Clock, ran: list[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Flask]:
    monkeypatch.setattr(handlers, "DAILY", ("sweep", "remind"))
    app = make_app(tmp_path, now=clock, url=database)
    with app.app_context():
        jobs.register({name: lambda name=name: ran.append(name) for name in handlers.DAILY})
    yield from running(app)


def test_each_kind_is_promised_once_a_day_for_the_morning(clock: Clock) -> None:
    for _ in range(3):
        assert promise_daily_work() == clock().date()
    due = db.session.scalars(sa.select(Job.due_at)).all()
    assert due == [NOON.replace(hour=jobs.DAILY_HOUR)] * 2


def test_of_many_schedulers_at_once_each_kind_is_promised_once(app: Flask) -> None:
    ready = Barrier(4)

    def schedule() -> None:
        with app.app_context():
            ready.wait(30)
            promise_daily_work()

    schedulers = [Thread(target=schedule) for _ in range(4)]
    for each in schedulers:
        each.start()
    for each in schedulers:
        each.join(30)
    assert db.session.scalars(sa.select(Job.name).order_by(Job.id)).all() == ["sweep", "remind"]


def test_the_next_day_is_promised_anew(clock: Clock, ran: list[str]) -> None:
    for _ in range(2):
        promise_daily_work()
        clock.move(days=1)
        jobs.run_due()
    assert ran == ["sweep", "remind"] * 2


def test_a_worker_promises_and_does_it(app: Flask, clock: Clock, ran: list[str]) -> None:
    clock.at += timedelta(hours=12)
    worker = Worker(app, idle_seconds=0.01)
    worker.start()
    for _ in range(500):
        if len(ran) == len(handlers.DAILY):
            break
        worker.join(0.01)
    worker.stop(5)
    assert sorted(ran) == ["remind", "sweep"]
