"""Where others hold the database for too long, a page says so instead of breaking."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import started
from flask import Flask
from sqlalchemy.exc import OperationalError


@pytest.fixture
def app(tmp_path: Path, database: str) -> Iterator[Flask]:
    yield from started(tmp_path, database)


def break_with(app: Flask, why: str) -> None:
    def fail() -> None:
        raise OperationalError("BEGIN IMMEDIATE", {}, sqlite3.OperationalError(why))

    app.view_functions["verify.form"] = fail


def test_what_was_not_written_is_to_be_sent_again(app: Flask) -> None:
    break_with(app, "database is locked")
    answer = app.test_client().get("/verify?lang=en", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "nothing was changed. Load this page again" in answer.text
    program = app.test_client().get("/verify", headers={"Accept": "application/json"})
    assert program.json is not None
    assert program.json["code"] == "database.busy"


def test_any_other_trouble_with_the_database_is_ours(app: Flask) -> None:
    app.config["PROPAGATE_UNEXPECTED"] = False
    break_with(app, "no such table: person")
    answer = app.test_client().get("/verify?lang=en", headers={"Accept": "text/html"})
    assert answer.status_code == 500
    assert "no such table" not in answer.text
