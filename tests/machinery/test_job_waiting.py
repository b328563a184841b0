"""The broker is told of what can be done, once; what it lost it is told again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from support import NOON, Clock, make_app, running

from badges import jobs
from badges.database import db
from badges.jobs import promising
from badges.models import Job


@dataclass
class Messages:
    """A broker that only remembers what it was told."""

    told: list[int]
    is_away: bool = False

    def send(self, some: Sequence[tuple[int, int]]) -> None:
        self.told.extend(job_id for job_id, _ in some)

    def waiting(self) -> int:
        return len(self.told)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def told() -> list[int]:
    return []


@pytest.fixture
def broker(told: list[int]) -> Messages:
    return Messages(told)


@pytest.fixture(autouse=True)
def app(tmp_path: Path, database: str, clock: Clock, broker: Messages) -> Iterator[Flask]:
    app = make_app(tmp_path, now=clock, url=database)
    with app.app_context():
        jobs.register({"work": lambda: None}, broker=broker)
    yield from running(app)


def promised(count: int = 1) -> list[Job]:
    made = [jobs.enqueue("work") for _ in range(count)]
    db.session.commit()
    return made


def untold(*, empty: bool = True) -> list[int]:
    return [job_id for job_id, _ in jobs.take_unsent(100, broker_is_empty=empty)]


def test_the_broker_is_told_after_the_commit_alone(told: list[int]) -> None:
    jobs.enqueue("work")
    db.session.flush()
    db.session.rollback()
    job = jobs.enqueue("work")
    with db.session.begin_nested():
        db.session.flush()
    assert told == []
    db.session.commit()
    assert told == [job.id]


def test_what_a_savepoint_took_back_is_not_told(told: list[int]) -> None:
    assert jobs.enqueue_once("key", "work") is not None
    db.session.commit()
    job = jobs.enqueue("work")
    taken_back = db.session.begin_nested()
    jobs.enqueue("work")
    db.session.flush()
    taken_back.rollback()
    db.session.commit()
    assert told[1:] == [job.id]
    assert untold() == []


def test_of_many_the_first_are_told_and_the_sweep_tells_the_rest(told: list[int]) -> None:
    made = promised(promising.MOST_SENT + 3)
    assert told == [job.id for job in made[:-3]]
    assert untold() == [job.id for job in made[-3:]]
    assert untold() == []


def test_while_the_broker_is_away_the_sweep_tells_as_soon_as_it_is_back(
    broker: Messages, told: list[int]
) -> None:
    broker.is_away = True
    (job,) = promised()
    assert (told, untold()) == ([], [job.id])


def test_what_lies_ahead_is_told_when_it_is_due(told: list[int], clock: Clock) -> None:
    job = jobs.enqueue("work", due=NOON + timedelta(hours=1))
    jobs.enqueue("unheard-of", due=NOON + timedelta(hours=1))
    db.session.commit()
    assert (told, untold()) == ([], [])
    clock.move(hours=1)
    assert untold() == [job.id]


def test_what_the_broker_lost_is_told_again(clock: Clock) -> None:
    (job,) = promised()
    assert untold() == []
    clock.move(seconds=11)
    assert untold(empty=False) == []
    assert untold() == [job.id]
    clock.move(minutes=6)
    assert untold(empty=False) == [job.id]


def test_what_is_to_be_tried_again_is_told_again(clock: Clock) -> None:
    def fail() -> None:
        raise RuntimeError("not today")

    jobs.register({"work": fail})
    (job,) = promised()
    assert jobs.run_one(job.id)
    assert untold() == []
    clock.move(seconds=10)
    assert untold(empty=False) == [job.id]


def test_one_job_is_run_once_however_often_it_is_told() -> None:
    first, second = promised(2)
    assert jobs.run_one(second.id)
    assert not jobs.run_one(second.id)
    assert first.finished_at is None


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=400)])
def test_a_clock_that_is_set_back_makes_nothing_wait(clock: Clock, back: timedelta) -> None:
    at_once, later, leased = promised(3)
    later.due_at += timedelta(minutes=10)
    leased.leased_until, leased.attempts = clock() + jobs.LEASE, 1
    db.session.commit()
    clock.at -= back
    assert jobs.run_due() == 0
    assert jobs.set_right() == 3
    assert jobs.set_right() == 0
    assert jobs.run_due() == 1
    assert at_once.finished_at is not None
    clock.move(minutes=3)
    assert jobs.run_due() == 1
    assert leased.finished_at is not None
    clock.move(minutes=7)
    assert jobs.run_due() == 1


def test_what_is_promised_for_a_day_keeps_it_when_the_clock_is_set_back(clock: Clock) -> None:
    job = jobs.enqueue("work", due=NOON + timedelta(days=30))
    db.session.commit()
    clock.at -= timedelta(hours=2)
    jobs.set_right()
    assert job.due_at == NOON + timedelta(days=30)
