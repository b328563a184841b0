"""So many within a window, and again after it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa
from flask import Flask
from support import Clock, make_app, running

from badges.database import db
from badges.errors import LimitError
from badges.limits import count
from badges.models import RateWindow

WINDOW = timedelta(minutes=10)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(autouse=True)
def app(tmp_path: Path, database: str, clock: Clock) -> Iterator[Flask]:
    yield from running(make_app(tmp_path, now=clock, url=database))


def test_the_limit_holds_within_a_window_and_opens_after_it(clock: Clock) -> None:
    for _ in range(3):
        count("verify", "ada", limit=3, window=WINDOW)
    with pytest.raises(LimitError) as caught:
        count("verify", "ada", limit=3, window=WINDOW)
    assert caught.value.reason.params["seconds"] == 600
    clock.move(minutes=10)
    count("verify", "ada", limit=3, window=WINDOW)


def test_those_who_come_at_once_are_all_counted(app: Flask) -> None:
    ready = Barrier(6)

    def come() -> None:
        with app.app_context():
            ready.wait(30)
            count("verify", "ada", limit=9, window=WINDOW)
            db.session.commit()

    visitors = [Thread(target=come) for _ in range(6)]
    for each in visitors:
        each.start()
    for each in visitors:
        each.join(30)
    assert db.session.scalar(sa.select(RateWindow.count)) == 6


def test_each_is_counted_apart() -> None:
    count("verify", "ada", limit=1, window=WINDOW)
    count("verify", "bo", limit=1, window=WINDOW)
    count("sign-in", "ada", limit=1, window=WINDOW)
    db.session.flush()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(RateWindow)) == 3


def test_who_was_counted_cannot_be_read() -> None:
    count("sign-in", "ada@example.org", limit=1, window=WINDOW)
    db.session.flush()
    assert "ada" not in (db.session.scalar(sa.select(RateWindow.key)) or "ada")
