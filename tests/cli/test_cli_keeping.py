"""badges backup and badges restore, as an operator types them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from badges.app import create_app
from badges.cli import cli
from badges.config import Settings

Run = Callable[..., Result]


@pytest.fixture
def machine(new_database: Callable[..., str], tmp_path: Path) -> Callable[[str], Run]:
    """Give what sets a machine up, by its name; all of them keep the same kind of database."""
    return lambda name: runner(tmp_path / name, new_database(tables=False))


def runner(folder: Path, url: str) -> Run:
    environment = {"BADGES_INSTANCE_PATH": str(folder), "BADGES_BASE_URL": "http://localhost:8000"}
    if not url.startswith("sqlite"):  # which is kept in the folder, unless somebody says where
        environment["BADGES_DATABASE_URL"] = url

    def make_app(**changes: object) -> object:
        known = Settings.from_environment(environment)
        return create_app(Settings(**({f: getattr(known, f) for f in known.__slots__} | changes)))

    def invoke(*arguments: str, typed: str = "") -> Result:
        return CliRunner().invoke(cli, arguments, obj=make_app, input=typed, env=environment)

    return invoke


def test_from_one_machine_to_another(machine: Callable[[str], Run], tmp_path: Path) -> None:
    old, new = machine("old"), machine("new")
    old("init", "--community", "Lern Treff")
    file = str(tmp_path / "a.backup")
    twice = "correct horse battery\n" * 2
    made = old("backup", file, "--with-master-key", typed=twice)
    assert made.exit_code == 0, made.output
    assert re.search(r"a\.backup: \d+\.\d MB with 0 uploads", made.output)
    wrong = new("restore", file, typed="incorrect horse\n")
    assert (wrong.exit_code, wrong.stderr) == (1, "badges: The passphrase is wrong.\n")
    done = new("restore", file, typed="correct horse battery\n")
    assert "Restored the state of" in done.output
    assert "The old installation was not here to be asked" in done.output
    assert "There is a community already: Lern Treff." in new("init").output


def test_a_backup_without_the_master_key_says_so(
    machine: Callable[[str], Run], tmp_path: Path
) -> None:
    here = machine("here")
    here("init")
    made = here("backup", str(tmp_path / "a.backup"))
    assert "The master key is not in it" in made.output


def test_a_file_that_is_not_there_is_a_matter_of_usage(
    machine: Callable[[str], Run], tmp_path: Path
) -> None:
    result = machine("here")("restore", str(tmp_path / "none.backup"))
    assert result.exit_code == 2
    assert "There is no file" in result.stderr
