"""The doctor says how the queue stands, and what mends it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from support import Clock, make_app, running

from badges import jobs
from badges.database import db
from badges.keeping import queue


@dataclass
class Answering:
    """A broker with so many messages, or none that answers."""

    messages: int | None
    is_away: bool = False

    def send(self, jobs: Sequence[tuple[int, int]]) -> None:
        """Forget them."""

    def waiting(self) -> int | None:
        return self.messages


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime.now(UTC))


@pytest.fixture(autouse=True)
def app(tmp_path: Path, database: str, clock: Clock) -> Iterator[Flask]:
    yield from running(make_app(tmp_path, now=clock, url=database))


@pytest.mark.parametrize(
    ("broker", "code"),
    [(None, "queue.none"), (Answering(None), "queue.away"), (Answering(3), "queue.reached")],
)
def test_the_broker_answers_or_is_missed(app: Flask, broker: Answering | None, code: str) -> None:
    jobs.register({}, broker=broker)
    found = [finding.code for finding in queue.broker()]
    on_sqlite = broker is not None and db.engine.dialect.name == "sqlite"
    assert found == [code, *(["queue.sqlite"] if on_sqlite else [])]


def test_what_no_worker_here_knows_is_told_by_name() -> None:
    jobs.register({"known": lambda: None})
    for name in ("known", "newer", "newer"):
        jobs.enqueue(name)
    db.session.commit()
    (found,) = queue.unknown_work()
    assert found.sentence.startswith("2 tasks (newer) are of a version that is not this one")


def test_two_clocks_that_differ_are_told(clock: Clock) -> None:
    if db.engine.dialect.name == "sqlite":
        assert list(queue.database_clock()) == []
        return
    assert [found.code for found in queue.database_clock()] == ["clock.together"]
    clock.at -= timedelta(hours=1)
    (found,) = queue.database_clock()
    assert (found.code, found.grade) == ("clock.apart", "bad")
    assert 3500 < found.reason.params["seconds"] < 3700
