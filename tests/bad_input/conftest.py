"""What a checker has at hand: badges that are true, the same from a forger, and the command."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from databases import Postgres

from badges.cli import cli
from tests.conformance.conftest import issued
from tests.conformance.house import issue_all
from tests.conformance.issued import Issued

__all__ = ["issued"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What ``badges verify --json`` answered: its exit code, its JSON and what it complained of."""

    exit_code: int
    result: dict[str, Any]
    complaint: str

    def failed(self) -> set[str]:
        """Give the ids of the checks that failed."""
        checks = self.result.get("checks", [])
        return {check["id"] for check in checks if check["outcome"] == "failed"}


Verify = Callable[..., Verdict]


@pytest.fixture
def verify(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Verify:
    """Verify bytes at the command line of a machine that never met the issuer, offline."""
    monkeypatch.setenv("BADGES_INSTANCE_PATH", str(tmp_path / "instance"))

    def run(data: bytes, *given: Path) -> Verdict:
        file = tmp_path / "given"
        file.write_bytes(data)
        options = [option for path in given for option in ("--with", str(path))]
        done = CliRunner().invoke(cli, ["verify", str(file), "--offline", "--json", *options])
        assert isinstance(done.exception, SystemExit | None), done.exception
        printed = json.loads(done.stdout) if done.stdout else {}
        return Verdict(done.exit_code, printed, done.stderr)

    return run


@pytest.fixture(scope="session")
def forger(tmp_path_factory: pytest.TempPathFactory, postgres: Postgres) -> Iterator[Issued]:
    """Give what a forger issues who calls himself by the same name, DID and addresses.

    The issuer himself keeps his rows in SQLite, the forger has a PostgreSQL.
    """
    url = postgres.fresh()
    yield issue_all(tmp_path_factory.mktemp("forged"), url)
    postgres.drop(url)
