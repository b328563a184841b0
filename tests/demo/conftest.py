"""The demo, filled once for all tests of this room: none of them changes it."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from flask import Flask
from support import make_app, running

from badges.demo import fill_demo
from badges.models import Community

FILLING_SECONDS = 15


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, shared_database: str) -> Iterator[Flask]:
    yield from running(make_app(tmp_path_factory.mktemp("demo"), url=shared_database))


@pytest.fixture(scope="module")
def demo(app: Flask) -> Community:
    # The processor's time: what else the machine does at the moment is not the demo's fault.
    began = time.process_time()
    community = fill_demo()
    assert time.process_time() - began < FILLING_SECONDS
    return community
