"""``badges award``: a long list can be stopped, gone on with and cancelled; nobody gets two."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from badges.batches import chunks, running
from badges.cli import lists
from badges.database import db
from badges.models import Achievement, Award, AwardBatch

Run = Callable[..., Result]


@pytest.fixture
def people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Write a list of 45 people, of which 20 are done at a time."""
    monkeypatch.setattr(chunks, "ROWS", 20)
    monkeypatch.setattr(lists, "SHORT", 20)
    rows = "".join(f"Person {number};p{number}@example.org\n" for number in range(45))
    (tmp_path / "people.csv").write_text(f"Name;E-Mail\n{rows}")
    return "people.csv"


@pytest.fixture
def stopped(run: Run, workshop: str, people: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Press Ctrl-C while the second piece of the list is awarded."""
    whole = running.award_plain_rows

    def one(*args: object) -> int:
        if (done := whole(*args)) and args[2] == 1:  # type: ignore[arg-type]
            return done
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(running, "award_plain_rows", one)
        result = run("award", workshop, "--csv", people)
    assert result.exit_code == lists.EXIT_STOPPED
    assert "20 of 45 people are done. The same command goes on" in result.stderr
    return people


def counted(app: Flask, what: type[Award | AwardBatch]) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(what)) or 0


def test_the_same_command_goes_on_where_it_was_stopped(
    app: Flask, run: Run, workshop: str, stopped: str
) -> None:
    result = run("award", workshop, "--csv", stopped)
    assert result.exit_code == 0, result.output
    assert "it goes on. 20 of 45 people are done." in result.stderr
    assert "45 of 45 people are done." in result.stderr
    assert result.stdout.count("/credentials/") == 45
    assert (counted(app, Award), counted(app, AwardBatch)) == (45, 1)


def test_what_was_stopped_can_be_cancelled(
    app: Flask, run: Run, workshop: str, stopped: str
) -> None:
    result = run("award", workshop, "--csv", stopped, "--cancel")
    assert result.output == "Cancelled. 20 of 45 people are done. What was awarded stays.\n"
    again = run("award", workshop, "--csv", stopped, "--cancel")
    assert (again.exit_code, again.stderr) == (1, "badges: No list of this file is under way.\n")
    assert counted(app, Award) == 20


def test_a_list_of_a_badge_that_may_be_had_twice_is_not_awarded_twice_unasked(
    app: Flask, run: Run, workshop: str, people: str
) -> None:
    with app.app_context():
        badge = db.session.scalars(sa.select(Achievement)).one()
        badge.versions[-1].repeatable = True
        db.session.commit()
    assert run("award", workshop, "--csv", people).exit_code == 0
    refused = run("award", workshop, "--csv", people)
    assert (refused.exit_code, counted(app, Award)) == (1, 45)
    assert "give --again to award it once more" in refused.stderr
    assert run("award", workshop, "--csv", people, "--again").exit_code == 0
    assert counted(app, Award) == 90
