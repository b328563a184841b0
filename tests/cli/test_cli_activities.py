"""``badges activity``: a table is recorded, and something is voided."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask
from support import community, make_app, member, running

from badges.cli import cli
from badges.database import db
from badges.models import Activity

TABLE = "E-Mail;Datum\nada@demo.example.org;2026-03-01\nnobody;2026-03-01\n"


@pytest.fixture
def app(tmp_path: Path, database: str) -> Flask:
    made = make_app(tmp_path, url=database)
    for _ in running(made):
        member(community(), "Ada")
        db.session.commit()
    return made


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    found = CliRunner().invoke(cli, ["activity", *arguments], obj=lambda **_: app)
    return found.exit_code, found.output


def kept(app: Flask) -> list[Activity]:
    with app.app_context():
        return list(db.session.scalars(sa.select(Activity)))


def test_a_table_is_recorded_and_the_bad_rows_said(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text(TABLE)
    counted = "2 rows: 1 count, 0 wait for people to join, 0 known, 1 left out.\n"
    assert run(app, "import", str(file), "--dry-run") == (1, counted)
    assert kept(app) == []
    assert run(app, "import", str(file), "--kind", "talk") == (1, counted)
    assert [row.kind for row in kept(app)] == ["talk"]


def test_an_activity_is_voided_with_a_reason(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text(TABLE)
    run(app, "import", str(file))
    (row,) = kept(app)
    assert run(app, "void", str(row.id), "--reason", "by mistake") == (0, "It no longer counts.\n")
    assert kept(app)[0].void_reason == "by mistake"
    assert run(app, "void", "999", "--reason", "x")[0] == 1
