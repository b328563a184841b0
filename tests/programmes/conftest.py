"""An application with its queue, one community with keys, its manager and a member."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from published import issuing_community
from support import Clock, make_app, manager, member, running

from badges import jobs, tasks
from badges.accounts.access import Actor
from badges.models import Community, Membership


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(autouse=True)
def app(tmp_path: Path, database: str, clock: Clock) -> Iterator[Flask]:
    made = make_app(tmp_path, now=clock, url=database)
    with made.app_context():
        jobs.register(tasks.HANDLERS)
    yield from running(made)


@pytest.fixture
def demo(app: Flask) -> Community:
    return issuing_community()


@pytest.fixture
def mona(demo: Community) -> Actor:
    return manager(demo)


@pytest.fixture
def ada(demo: Community) -> Membership:
    return member(demo)
