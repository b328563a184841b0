"""A job runs after its transaction, again after a failure, and never in the way of others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from support import NOON, Clock, make_app, running

from badges import jobs
from badges.database import db
from badges.models import Job


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def done() -> list[int]:
    return []


@pytest.fixture(autouse=True)
def app(tmp_path: Path, database: str, clock: Clock, done: list[int]) -> Iterator[Flask]:
    def fail(number: int) -> None:
        done.append(-number)
        raise RuntimeError("not today")

    def done_append(number: int) -> None:
        done.append(number)

    app = make_app(tmp_path, now=clock, url=database)
    with app.app_context():
        jobs.register({"note": done_append, "fail": fail})
    yield from running(app)


def test_nothing_runs_that_was_rolled_back(done: list[int]) -> None:
    jobs.enqueue("note", number=1)
    db.session.rollback()
    assert jobs.run_due() == 0
    assert done == []


def test_due_jobs_run_once_in_order(done: list[int]) -> None:
    for number in (1, 2, 3):
        jobs.enqueue("note", number=number)
    db.session.commit()
    assert jobs.run_due() == 3
    assert jobs.run_due() == 0
    assert done == [1, 2, 3]


def test_jobs_of_a_name_are_done_together(done: list[int]) -> None:
    taken: list[list[dict[str, int]]] = []
    jobs.register({"note": done.append}, together={"note": taken.append})
    for number in (1, 2, 3):
        jobs.enqueue("note", number=number)
    db.session.commit()
    assert jobs.run_due(limit=1) == 3
    assert (taken, done) == ([[{"number": 1}, {"number": 2}, {"number": 3}]], [])
    assert jobs.run_due() == 0


def test_what_fails_together_is_tried_one_by_one(done: list[int], clock: Clock) -> None:
    together: list[int] = []

    def note(number: int) -> None:
        if number == 2 and clock() == NOON:
            raise RuntimeError("not today")
        done.append(number)

    def note_all(promised: list[dict[str, int]]) -> None:
        together.append(len(promised))
        for each in promised:
            note(**each)
        done.clear()

    jobs.register({"note": note}, together={"note": note_all})
    for number in (1, 2, 3):
        jobs.enqueue("note", number=number)
    db.session.commit()
    assert (jobs.run_due(), together, done) == (3, [3], [1, 1, 3])
    clock.move(hours=1)
    jobs.enqueue("note", number=4)
    db.session.commit()
    # What failed before goes alone, in case it was to blame.
    assert jobs.run_due() == 2
    assert (together, done) == ([3], [1, 1, 3, 2, 4])


def test_what_is_done_together_counts_only_where_all_of_it_is_still_ours(done: list[int]) -> None:
    def note_all(promised: list[dict[str, int]]) -> None:
        done.append(-len(promised))
        # Another worker takes one of them up meanwhile.
        db.session.execute(sa.update(Job).where(Job.id == 2).values(attempts=2))

    def note(number: int) -> None:
        done.append(number)

    jobs.register({"note": note}, together={"note": note_all})
    for number in (1, 2, 3):
        jobs.enqueue("note", number=number)
    db.session.commit()
    jobs.run_due()
    assert done == [-3, 1, 2, 3]


def test_a_job_waits_for_its_time(done: list[int], clock: Clock) -> None:
    jobs.enqueue("note", due=clock().replace(hour=13), number=1)
    db.session.commit()
    assert jobs.run_due() == 0
    clock.move(hours=1)
    assert jobs.run_due() == 1


def test_a_failure_waits_longer_each_time_and_keeps_its_reason(clock: Clock) -> None:
    jobs.enqueue("fail", number=1)
    db.session.commit()
    for seconds in (10, 20, 40):
        assert jobs.run_due() == 1
        assert jobs.run_due() == 0
        clock.move(seconds=seconds)
    job = db.session.scalars(sa.select(Job)).one()
    assert job.attempts == 3
    assert job.error == "RuntimeError: not today"


def test_a_job_that_always_fails_is_given_up_visibly(clock: Clock, done: list[int]) -> None:
    jobs.enqueue("fail", number=1)
    db.session.commit()
    for _ in range(jobs.MAX_ATTEMPTS + 2):
        jobs.run_due()
        clock.move(days=1)
    assert len(done) == jobs.MAX_ATTEMPTS
    assert db.session.scalars(sa.select(Job)).one().failed


def test_a_job_whose_worker_died_is_taken_up_again(clock: Clock, done: list[int]) -> None:
    job = jobs.enqueue("note", number=1)
    job.leased_until = clock() + jobs.LEASE
    db.session.commit()
    assert jobs.run_due() == 0
    clock.move(minutes=6)
    assert jobs.run_due() == 1
    assert done == [1]


def test_one_promise_is_kept_before_what_else_waits(done: list[int]) -> None:
    for number in (1, 2, 3):
        jobs.enqueue("note", number=number)
    jobs.enqueue("fail", number=2)
    db.session.commit()
    assert jobs.run_now("note", number=2)
    assert done == [2]


def test_what_failed_at_once_is_told_and_tried_again(done: list[int], clock: Clock) -> None:
    jobs.enqueue("fail", number=7)
    db.session.commit()
    assert not jobs.is_in_trouble("fail", number=7)
    assert not jobs.run_now("fail", number=7)
    assert jobs.is_in_trouble("fail", number=7)
    assert not jobs.is_in_trouble("fail", number=8)
    clock.move(minutes=1)
    assert jobs.run_due() == 1


def test_a_job_that_nobody_knows_here_is_left_to_others_and_not_counted(done: list[int]) -> None:
    unknown = jobs.enqueue("unheard-of")
    jobs.enqueue("note", number=2)
    db.session.commit()
    assert jobs.run_due() == 1
    assert done == [2]
    assert (unknown.attempts, unknown.leased_until, unknown.error) == (0, None, "")
    assert jobs.unknown_names() == {"unheard-of": 1}


def test_what_somebody_waits_for_goes_before_what_may_take_its_time(done: list[int]) -> None:
    def note(number: int) -> None:
        done.append(number)

    jobs.register({"note": note, "answer": note}, first=["answer"])
    jobs.enqueue("note", number=4, rank=jobs.LAST)
    jobs.enqueue("note", number=2)
    jobs.enqueue("note", number=3)
    jobs.enqueue("answer", number=1)
    db.session.commit()
    assert jobs.run_due() == 4
    assert done == [1, 2, 3, 4]


def test_what_is_promised_once_is_promised_once(done: list[int]) -> None:
    assert jobs.enqueue_once("note:today", "note", number=1) is not None
    assert jobs.enqueue_once("note:today", "note", number=1) is None
    db.session.commit()
    assert jobs.enqueue_once("note:today", "note", number=1) is None
    assert jobs.enqueue_once("note:tomorrow", "note", number=2) is not None
    db.session.commit()
    assert jobs.run_due() == 2
    assert done == [1, 2]


def test_pauses_grow_up_to_hours() -> None:
    pauses = [jobs.pause_after(attempts).total_seconds() for attempts in (1, 2, 3, 60)]
    assert pauses == [10, 20, 40, 4 * 3600]
