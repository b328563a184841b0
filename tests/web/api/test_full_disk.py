"""Where no room is left, nothing is kept by half, everything can be seen, and it goes on later."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from typing import Any

import psycopg.errors
import pytest
import sqlalchemy as sa
from databases import on_sqlite
from flask import Flask
from programs import Program

from badges import keeping
from badges.database import db, trouble_of
from badges.models import Award, Credential

Leave = Callable[[int | None], None]

MANY = 40
"""More than go into the room that is left."""

ABOUT_THE_MACHINE = ("base.", "backup.", "mail.", "master.", "folder.", "disk.", "schema.", "jobs.")


@pytest.fixture
def leave(app: Flask) -> Iterator[Leave]:
    """Give a way to leave so many pages of the database free; none given: as many as it likes."""
    most = {"pages": 0}

    def limit(connection: Any, _record: Any) -> None:
        if most["pages"]:
            connection.execute(f"PRAGMA max_page_count={most['pages']}")

    def leave(pages: int | None) -> None:
        count = db.session.scalar(sa.text("PRAGMA page_count"))
        db.session.rollback()
        db.session.remove()
        most["pages"] = 0 if pages is None else count + pages
        engine.dispose()

    with app.app_context():
        engine = db.engine
        sa.event.listen(engine, "connect", limit)
        yield leave
        db.session.remove()
        sa.event.remove(engine, "connect", limit)


def award(program: Program, number: int) -> Any:
    body = {"achievement": "first-steps", "address": f"n{number}@example.org", "reason": "Came"}
    return program.post("/awards", body)


@on_sqlite
@pytest.mark.survival
def test_a_full_disk_keeps_nothing_by_half_and_is_survived(program: Program, leave: Leave) -> None:
    leave(4)
    answers = [award(program, 0)]
    while answers[-1].status_code == 201 and len(answers) < MANY:
        answers.append(award(program, len(answers)))
    refused = answers.pop()
    assert (refused.status_code, refused.json["code"]) == (507, "database.full")
    assert program.client.get("/verify", headers={"Accept": "text/html"}).status_code == 200
    assert db.session.scalar(sa.select(sa.func.count(Award.id))) == len(answers)
    assert db.session.scalar(sa.select(sa.func.count(Credential.id))) == len(answers)
    found = keeping.examine(deep=True)
    broken = [each.code for each in found if each.grade == "bad"]
    assert [code for code in broken if not code.startswith(ABOUT_THE_MACHINE)] == []
    db.session.rollback()
    leave(None)
    assert award(program, len(answers)).status_code == 201


@on_sqlite
@pytest.mark.survival
def test_a_person_reads_what_is_the_matter(program: Program, app: Flask, leave: Leave) -> None:
    def full() -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    app.view_functions["verify.form"] = full
    page = program.client.get("/verify?lang=en", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["Retry-After"]) == (507, "5")
    assert "no room left on this machine" in page.text


@pytest.mark.parametrize(
    ("cause", "trouble"),
    [
        (psycopg.errors.DiskFull("could not extend file"), "full"),
        (psycopg.errors.AdminShutdown("terminating connection"), "away"),
        (psycopg.errors.TooManyConnections("sorry"), "away"),
        (psycopg.errors.DeadlockDetected("deadlock"), "busy"),
        (psycopg.errors.UniqueViolation("duplicate key"), "busy"),
        (psycopg.OperationalError("connection refused"), "away"),
        (psycopg.errors.UndefinedTable("no such"), "other"),
    ],
)
def test_what_postgresql_says_is_understood(cause: Exception, trouble: str) -> None:
    kind = sa.exc.OperationalError if trouble != "other" else sa.exc.ProgrammingError
    assert trouble_of(kind("SELECT 1", {}, cause)) == trouble
