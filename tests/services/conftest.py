"""What stands beside workers that run: the application of the installation that they work for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from workers import Workers, register

from badges.app import create_app
from badges.config import Settings
from badges.database import db


@pytest.fixture(scope="module")
def web(workers: Workers) -> Iterator[Flask]:
    """Give the application as a web process has it; each file says by ``workers`` of what kind."""
    app = create_app(Settings.from_environment(workers.environment))
    with app.app_context():
        register()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def inside(web: Flask) -> Iterator[None]:
    """Run one test as a request in it."""
    with web.app_context():
        yield
        db.session.rollback()
