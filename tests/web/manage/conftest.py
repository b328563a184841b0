"""An application with a community, its owner at the desk, a reviewer and a member."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from published import site
from support import community, member, running

from badges.models import Community, Membership

from .desk import Desk


@pytest.fixture(autouse=True)
def app(tmp_path: Path, database: str) -> Iterator[Flask]:
    yield from running(site(tmp_path, url=database))


@pytest.fixture
def demo(app: Flask) -> Community:
    return community()


@pytest.fixture
def ada(demo: Community) -> Membership:
    return member(demo, "Ada Beispiel")


@pytest.fixture
def mona(app: Flask, demo: Community) -> Desk:
    return Desk(app, member(demo, "Mona Leitung", roles=("owner", "manager", "member")))


@pytest.fixture
def rita(app: Flask, demo: Community) -> Desk:
    return Desk(app, member(demo, "Rita Review", roles=("reviewer", "member")))
