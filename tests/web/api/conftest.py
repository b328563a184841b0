"""The application with the API, a community in it, and a program that speaks for it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from programs import Program, copy_rows, open_community, running_app
from support import Clock, make_app

from badges.ports import EXTENSION, Ports
from badges.storage import FileStore


@dataclass(frozen=True)
class Seed:
    """A database with one community in it, copied for each test: keys take long to draw."""

    ports: Ports
    database: Path
    token: str
    ids: dict[str, Any]


@pytest.fixture(scope="session")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Seed:
    folder = tmp_path_factory.mktemp("seed")
    apps = running_app(make_app(folder).extensions[EXTENSION])
    made = open_community(next(apps), "demo")
    ports = made.client.application.extensions[EXTENSION]
    next(apps, None)
    return Seed(ports, folder / "badges.sqlite3", made.token, made.ids)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(seed: Seed, database: str, tmp_path: Path, clock: Clock) -> Iterator[Flask]:
    if database.startswith("sqlite"):
        shutil.copy(seed.database, tmp_path)
    else:
        copy_rows(f"sqlite:///{seed.database}", database)
    settings = replace(seed.ports.settings, instance_path=tmp_path, database_url=database)
    yield from running_app(
        replace(seed.ports, settings=settings, clock=clock, files=FileStore(tmp_path / "files"))
    )


@pytest.fixture
def program(app: Flask, seed: Seed) -> Program:
    """Give a program of the community "demo" that may do everything a token can."""
    return Program(app.test_client(use_cookies=False), seed.token, dict(seed.ids))
