"""The part of the group ``store`` about long lists: awarded, signed, kept and promised by mail.

A list of people is there, checked; what is timed begins with the yes and ends with the last row:
members written down, awards, their history, signed credentials with their places, mails in the
outbox and the trail. On SQLite the peer is the bare signature of as many credentials, and both are
told in CPU time; on PostgreSQL one worker is the peer of two, in time of the clock.
"""

from __future__ import annotations

import multiprocessing
import os
import secrets
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask

from badges.accounts.access import Actor
from badges.awarding.drafts import AchievementDraft
from badges.batches import running
from badges.batches.staging import check_all, stage
from badges.database import db
from badges.milestones import Attended, Milestone
from badges.models import Achievement, AwardBatch, Community
from bench.measuring import Line, Pace
from bench.stored import leave, service
from tests.databases import running_postgres

SIZE: Final = int(os.environ.get("BENCH_ROWS", "100000"))
"""Rows of the list on SQLite; a tenth of them go to PostgreSQL, in each round."""

_WARM_UP: Final = 300
_LEAST: Final = 8_000
_BARE: Final = 2_000
_FORKS: Final = multiprocessing.get_context("fork")
_BADGE: Final = AchievementDraft(
    name={"en": "First steps"},
    criteria={"en": "Be there."},
    picture="gallery:workshop",
    picture_alt={"en": "A picture"},
    issue_at_once=True,
    milestones=(Milestone("came", {"en": "Came"}, Attended(1, kind="workshop")),),
)


def lines(pace: Pace) -> Iterator[Line]:
    """Give the lines; nothing is installed for them."""
    with tempfile.TemporaryDirectory() as folder, _service(f"sqlite:///{folder}/x.sqlite3") as app:
        ours, bare = _on_sqlite(app)
        yield Line("award-and-store", "ops/s", ours, bare, "bare", ours / bare)
    kept = {"fsync": "on", "full_page_writes": "on", "shared_buffers": "128MB"}
    with (
        _on_all_cores(),
        running_postgres(**kept) as server,
        _service(server.fresh(tables=False)) as app,
    ):
        rounds = [
            (_side_by_side(app, 1), _side_by_side(app, 2)) for _ in range(min(3, pace.rounds))
        ]
        one, two = (statistics.median(rates) for rates in zip(*rounds, strict=True))
        yield Line("award-and-store-by-two", "ops/s", two, one, "one worker", two / one)


def _on_sqlite(app: Flask) -> tuple[float, float]:
    """Award a list, beside bare signatures before and after; gives both as rates."""
    with app.app_context():
        _award(_list(_WARM_UP))
        batch = _list(SIZE)
        before = _bare()
        begun = time.process_time()
        _award(batch)
        took = (time.process_time() - begun) / SIZE
        return 1 / took, 1 / statistics.mean((before, _bare()))


def _bare() -> float:
    """Give the seconds of one signature by ``cryptography``."""
    key = Ed25519PrivateKey.generate()
    begun = time.process_time()
    for _ in range(_BARE):
        key.sign(b"x" * 64)
    return (time.process_time() - begun) / _BARE


def _side_by_side(app: Flask, workers: int) -> float:
    """Give how many a second some workers award of one list, by the clock."""
    with app.app_context():
        batch = _list(max(SIZE // 10, _LEAST))
        batch_id, size = batch.id, batch.size
        running.confirm(_actor(), batch)
        leave()
    begun = time.monotonic()
    forks = [_FORKS.Process(target=_work, args=(app, batch_id)) for _ in range(workers)]
    for each in forks:
        each.start()
    for each in forks:
        each.join()
    return size / (time.monotonic() - begun)


def _work(app: Flask, batch_id: int) -> None:
    with app.app_context():
        running.run_all(db.session.get_one(AwardBatch, batch_id))


def _award(batch: AwardBatch) -> None:
    running.confirm(_actor(), batch)
    db.session.commit()
    running.run_all(batch)


def _list(size: int) -> AwardBatch:
    """Hand in a list of people nobody knows, and have it checked."""
    drawn = secrets.token_hex(4)
    text = "Name;E-Mail\n" + "".join(
        f"Person {number};p{number}.{drawn}@example.org\n" for number in range(size)
    )
    badge = db.session.scalars(sa.select(Achievement)).one()
    batch = stage(_actor(), badge, text, reason="Was there")
    check_all(batch, tell=bool)
    return batch


def _actor() -> Actor:
    return Actor.operator(db.session.scalars(sa.select(Community)).one())


@contextmanager
def _service(url: str) -> Iterator[Flask]:
    """Run an installation with one badge that is signed at once, and throw it away."""
    with (
        tempfile.TemporaryDirectory() as folder,
        service(Path(folder), url, _BADGE, base="http://localhost:8000", demo=True) as app,
    ):
        yield app


@contextmanager
def _on_all_cores() -> Iterator[None]:
    """Let go of the one core that the bench keeps to: whom we start may use all."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, range(os.cpu_count() or 1))
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
