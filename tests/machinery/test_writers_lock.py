"""Who reads waits for nobody; who seldom writes reads at first; who writes waits its turn."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from support import community, make_app, running

from badges import database
from badges.database import db, reading_at_first
from badges.models import Community


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    yield from running(make_app(tmp_path))


@pytest.fixture
def writer(app: Flask, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """Give somebody who is writing already."""
    community("there")
    db.session.commit()
    other = sqlite3.connect(tmp_path / "badges.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield other
    other.close()


def names() -> list[str]:
    return list(db.session.scalars(sa.select(Community.slug).order_by(Community.slug)))


def test_what_seldom_writes_does_not_wait_while_it_reads(writer: sqlite3.Connection) -> None:
    assert reading_at_first(names) == ["there"]


def test_what_has_to_write_is_done_anew_and_once(app: Flask) -> None:
    done: list[str] = []

    def work() -> str:
        done.append("begun")
        community(f"number-{len(done)}")
        return "kept"

    assert reading_at_first(work) == "kept"
    db.session.commit()
    assert done == ["begun", "begun"]
    assert names() == ["number-2"]


def test_who_waits_to_write_asks_again_within_milliseconds(
    app: Flask, writer: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 5:
            writer.execute("COMMIT")

    monkeypatch.setattr(database.time, "sleep", sleep)
    community("later")
    db.session.commit()
    assert pauses == [0.0005, 0.001, 0.002, 0.004, 0.005]
    assert names() == ["later", "there"]


def test_who_waits_too_long_is_told_that_others_write(
    app: Flask, writer: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    with pytest.raises(sa.exc.OperationalError, match="database is locked"):
        community("never")
    db.session.rollback()
