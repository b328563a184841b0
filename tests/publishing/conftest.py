"""An application whose clock stands still, and a community that issues."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from published import issued_award
from support import Web, make_app, running

from badges.models import Award


@pytest.fixture
def network() -> Web:
    return Web()


@pytest.fixture(autouse=True)
def app(tmp_path: Path, database: str, network: Web) -> Iterator[Flask]:
    yield from running(make_app(tmp_path, fetch=network, url=database))


@pytest.fixture
def award(app: Flask) -> Award:
    return issued_award(code="34679ACDEFHJ")
