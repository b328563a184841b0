"""The console script over an application of its own, without a network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from support import make_app

from badges import jobs
from badges.accounts.communities import CommunityDraft, open_community
from badges.cli import cli
from badges.database import db
from badges.tasks import HANDLERS

Run = Callable[..., Result]

WORKSHOP = """
name: {de: Workshop, en: Workshop}
description: {de: War dabei., en: Was there.}
criteria: {de: Ein Workshop., en: One workshop.}
picture: gallery:workshop
milestones:
  - title: {de: Dabei, en: Attended}
    rule: {attended: {times: 1, kind: workshop}}
"""


@pytest.fixture
def app(tmp_path: Path, database: str) -> Flask:
    # `badges verify` asks the machine for the time, so here the installation does, too.
    app = make_app(tmp_path, now=lambda: datetime.now(UTC), url=database)
    with app.app_context():
        jobs.register(HANDLERS)
    return app


@pytest.fixture
def run(
    app: Flask, tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Run]:
    """Run a command; afterwards nothing of the database is left open."""
    monkeypatch.setenv("BADGES_INSTANCE_PATH", str(tmp_path))
    monkeypatch.setenv("BADGES_DATABASE_URL", database)
    monkeypatch.chdir(tmp_path)

    def invoke(*arguments: str, stdin: bytes | None = None) -> Result:
        result = CliRunner().invoke(cli, arguments, obj=lambda **_: app, input=stdin)
        with app.app_context():
            db.session.remove()
        return result

    yield invoke
    with app.app_context():
        db.engine.dispose()


@contextmanager
def inside(app: Flask) -> Iterator[Any]:
    """Look into the database between commands."""
    with app.app_context():
        yield db.session
        db.session.remove()


@pytest.fixture
def workshop(app: Flask, run: Run, tmp_path: Path) -> str:
    """Open a community and publish one achievement; gives its slug."""
    with inside(app) as session:
        open_community(CommunityDraft(name="Lern Treff", languages=("de", "en")))
        session.commit()
    (tmp_path / "workshop.yaml").write_text(WORKSHOP, encoding="utf-8")
    result = run("achievement", "import", "workshop.yaml")
    assert result.exit_code == 0, result.output
    return result.stdout.strip()
