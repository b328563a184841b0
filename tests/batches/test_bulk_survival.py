"""Lists are awarded whole and once, though processes die at it or do it side by side."""

from __future__ import annotations

import multiprocessing
import os
import random
import secrets
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from databases import on_postgresql
from flask import Flask
from published import issuing_community
from support import achievement, make_app, manager, member

from badges import jobs, keeping, tasks
from badges.accounts.access import Actor
from badges.awarding.awards import award
from badges.batches import chunks, running, staging
from badges.batches.staging import check_all
from badges.database import db
from badges.errors import ConflictError
from badges.models import (
    Achievement,
    Award,
    AwardBatch,
    Credential,
    EmailAddress,
    Membership,
    OutboxMail,
    StatusList,
)
from badges.ports import EXTENSION

from .handed import rows, staged, verdicts

pytestmark = pytest.mark.survival

PEOPLE = 70
MOST_DEATHS = 40
AT_A_TIME = 16
HALFWAY = {"checking": 4, "awarding": 15}
"""A statement of each piece, when it has looked and not written yet all that it will."""

FORKS = multiprocessing.get_context("fork")
LISTED = "Name;E-Mail;Satz;Nachweis\n" + "".join(
    f"Person {number};p{number}@x.example;;{'https://a.example/x' if number % 9 == 0 else ''}\n"
    for number in range(PEOPLE)
)


@pytest.fixture
def app(tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """Run an application with a badge that is signed at once; nothing is open when it forks."""
    monkeypatch.setattr(chunks, "ROWS", 20)
    made = make_app(tmp_path, url=database)
    # What is drawn in the same order everywhere would be drawn anew by each process.
    ports = made.extensions[EXTENSION]
    made.extensions[EXTENSION] = replace(ports, token_bytes=secrets.token_bytes)
    with made.app_context():
        jobs.register(tasks.HANDLERS)
        demo = issuing_community()
        manager(demo)
        achievement(demo, issue_at_once=True)
        member(demo, "Ada", "ada@x.example")
        _leave()
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


def _leave() -> None:
    db.session.commit()
    db.session.remove()
    db.engine.dispose()


def someone() -> Actor:
    return Actor.member(db.session.scalars(sa.select(Membership).order_by(Membership.id)).first())


def badge() -> Achievement:
    return db.session.scalars(sa.select(Achievement)).one()


def handed_in(text: str = LISTED) -> int:
    """Hand a list in, of which a few rows are checked at once."""
    batch_id = staged(someone(), badge().versions[0], text).id
    _leave()
    return batch_id


def begun() -> int:
    """Hand the list in and say yes."""
    batch = db.session.get_one(AwardBatch, handed_in())
    check_all(batch)
    running.confirm(someone(), batch)
    batch_id = batch.id
    _leave()
    return batch_id


def work(app: Flask, batch_id: int, statements: int = 0) -> None:
    """Check and award a list; dies by kill -9 before its so many-th statement, if it needs them."""
    left = statements

    def die(*_: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    with app.app_context():
        if statements:
            sa.event.listen(db.engine, "before_cursor_execute", die)
            sa.event.listen(db.engine, "commit", die)
        batch = db.session.get_one(AwardBatch, batch_id)
        check_all(batch, tell=bool)
        running.run_all(batch)
        _leave()


def forked(target: Callable[..., None], *arguments: Any) -> multiprocessing.process.BaseProcess:
    process = FORKS.Process(target=target, args=arguments, daemon=True)
    process.start()
    return process


def assert_each_once(batch_id: int) -> None:
    """Everybody has the badge, its credential and its mail, once, and all is sound."""
    while jobs.run_due():
        pass
    batch = db.session.get_one(AwardBatch, batch_id)
    assert (batch.state, batch.handled, batch.awarded) == ("done", PEOPLE, PEOPLE)
    assert {row.outcome for row in rows(batch)} == {"awarded"}
    for column in (Award.recipient_address, OutboxMail.address, EmailAddress.address):
        found = Counter(db.session.scalars(sa.select(column).where(column.like("p%@x.example"))))
        assert set(found.values()) == {1}, column
        assert len(found) == PEOPLE, column
    signed = Counter(db.session.scalars(sa.select(Credential.award_id)))
    assert (len(signed), set(signed.values())) == (PEOPLE, {1})
    assert keeping.broken() == []


def kill_again_and_again(app: Flask, batch_id: int, *, first: int, more: int) -> int:
    """Let one after the other begin, each killed a little later, until one ends; how many died."""
    chance = random.Random(6)  # noqa: S311 - the same moments each time
    for deaths in range(MOST_DEATHS):
        worker = forked(work, app, batch_id, chance.randint(1, first + more * deaths))
        worker.join(60)
        if worker.exitcode == 0:
            return deaths
        assert worker.exitcode == -signal.SIGKILL
    pytest.fail("it never ends")


def test_killed_again_and_again_it_checks_each_row_once(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "AT_ONCE", 10)
    listed = LISTED + "Again;p3@x.example;;\nAda;ada@x.example;;\nNobody;;;\nAda;ADA@x.example;;\n"
    with app.app_context():
        batch_id = handed_in(listed)
    assert kill_again_and_again(app, batch_id, first=10, more=2) > 5
    with app.app_context():
        batch = db.session.get_one(AwardBatch, batch_id)
        assert (batch.state, batch.size, batch.checked) == ("ready", PEOPLE + 4, PEOPLE + 4)
        assert verdicts(batch) == ["new"] * PEOPLE + ["double", "known", "invalid", "double"]
        assert batch.good == PEOPLE + 1
        assert keeping.broken() == []


def test_killed_again_and_again_it_awards_each_once(app: Flask) -> None:
    with app.app_context():
        batch_id = begun()
    assert kill_again_and_again(app, batch_id, first=60, more=40) > 0
    with app.app_context():
        assert_each_once(batch_id)
        places = db.session.scalars(sa.select(StatusList.next_counter)).one()
        # Places of no row: of one chunk that was being worked on each time, at the very most.
        assert places - PEOPLE <= chunks.ROWS


def test_after_a_death_it_can_be_cancelled(app: Flask) -> None:
    with app.app_context():
        batch_id = begun()
    worker = forked(work, app, batch_id, 250)
    worker.join(60)
    assert worker.exitcode == -signal.SIGKILL
    with app.app_context():
        batch = running.cancel(someone(), db.session.get_one(AwardBatch, batch_id))
        db.session.commit()
        running.run_all(batch)
        running.settle(batch_id)
        made = db.session.scalar(sa.select(sa.func.count()).select_from(Award))
        assert (batch.state, batch.awarded) == ("cancelled", made)
        assert 0 < made < PEOPLE


def _met_halfway(app: Flask, batch_id: int, at: int, said: Any, going: Any, over: Any) -> None:
    """Check and award a list; in the midst of its second piece say so, behind it wait."""
    with app.app_context():
        batch, pieces, statements = db.session.get_one(AwardBatch, batch_id), [], []

        def halfway(*_: object) -> None:
            statements.append(len(pieces))
            if statements.count(1) == at:
                said.set()
                going.wait(60)

        def tell(_batch: AwardBatch) -> None:
            pieces.append(1)
            if len(pieces) == 2:
                over.wait(60)

        sa.event.listen(db.engine, "before_cursor_execute", halfway)
        check_all(batch, tell=tell)
        running.run_all(batch, tell=tell)
        _leave()


@pytest.mark.parametrize("at", ["checking", "awarding"])
def test_it_is_cancelled_by_another_process_while_one_is_at_it(
    app: Flask, at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "AT_ONCE", 10)
    with app.app_context():
        batch_id = begun() if at == "awarding" else handed_in()
    said, going, over = FORKS.Event(), FORKS.Event(), FORKS.Event()
    worker = forked(_met_halfway, app, batch_id, HALFWAY[at], said, going, over)
    assert said.wait(60)
    going.set()
    with app.app_context():
        running.cancel(someone(), db.session.get_one(AwardBatch, batch_id))
        _leave()
    over.set()
    worker.join(60)
    assert worker.exitcode == 0
    with app.app_context():
        batch = db.session.get_one(AwardBatch, batch_id)
        made = db.session.scalar(sa.select(sa.func.count()).select_from(Award))
        assert batch.state == "cancelled"
        assert (batch.checked, batch.awarded, made) == {
            "checking": (30, 0, 0),
            "awarding": (PEOPLE, 2 * chunks.ROWS, 2 * chunks.ROWS),
        }[at]
        assert keeping.broken() == []


@on_postgresql
def test_four_at_a_time_award_each_once(app: Flask) -> None:
    with app.app_context():
        batch_id = begun()
    workers = [forked(work, app, batch_id) for _ in range(4)]
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0] * 4
    with app.app_context():
        assert_each_once(batch_id)


def _award_ada(app: Flask, starting: Any, told: Any) -> None:
    with app.app_context():
        ada = db.session.scalars(sa.select(Membership).filter_by(name="Ada")).one()
        actor, achievement_row = someone(), badge()
        db.session.rollback()
        starting.wait(60)
        try:
            award(actor, achievement_row, ada, reason="At the same moment")
            db.session.commit()
        except ConflictError as error:
            told.put(error.reason.code)
        else:
            told.put("awarded")
        db.session.remove()


def test_of_sixteen_who_award_one_badge_to_one_member_one_does(app: Flask) -> None:
    starting, told = FORKS.Barrier(AT_A_TIME), FORKS.Queue()
    workers = [forked(_award_ada, app, starting, told) for _ in range(AT_A_TIME)]
    said = Counter(told.get(timeout=60) for _ in workers)
    for worker in workers:
        worker.join(60)
    assert said == {"awarded": 1, "award.already": AT_A_TIME - 1}
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Award)) == 1
