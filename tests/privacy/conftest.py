"""An application with a live community, its manager, and people to keep for a while."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from support import Clock, community, make_app, manager, running

from badges import jobs, tasks
from badges.accounts.access import Actor
from badges.models import Community


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(autouse=True)
def app(tmp_path: Path, database: str, clock: Clock) -> Iterator[Flask]:
    app = make_app(tmp_path, now=clock, url=database)
    with app.app_context():
        jobs.register(tasks.HANDLERS)
    yield from running(app)


@pytest.fixture
def club(app: Flask) -> Community:
    return community("club", contact_email="hallo@club.example.org")


@pytest.fixture
def mona(club: Community) -> Actor:
    return manager(club)
