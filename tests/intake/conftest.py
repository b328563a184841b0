"""An application with one community and its manager."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from support import Clock, community, make_app, manager, running

from badges.accounts.access import Actor
from badges.models import Community


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(autouse=True)
def app(tmp_path: Path, database: str, clock: Clock) -> Iterator[Flask]:
    yield from running(make_app(tmp_path, now=clock, url=database))


@pytest.fixture
def demo(app: Flask) -> Community:
    return community()


@pytest.fixture
def mona(demo: Community) -> Actor:
    return manager(demo)
