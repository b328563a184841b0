"""make update, its units and its files: what an operator copies from the guide holds together."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from support import community

from badges import migrations
from badges.app import upgrade_database
from badges.cli import cli
from badges.database import db
from badges.models import Community

from .conftest import Place, Server

ROOT = Path(__file__).resolve().parents[2]
FILES = ROOT / "templates" / "operations"


def test_a_migration_that_fails_leaves_the_old_database(
    tmp_path: Path, bare_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = command.upgrade

    def fail_after(*arguments: object) -> None:
        real(*arguments)
        raise RuntimeError("the last step failed")

    app = Server(tmp_path / "here", url=bare_database).app()
    with app.app_context():
        db.drop_all()
        db.session.execute(sa.text("DROP TABLE alembic_version"))
        migrations.upgrade(db.session.connection(), to="0016")
        community("before", name="Before")
        db.session.commit()
        monkeypatch.setattr(command, "upgrade", fail_after)
        with pytest.raises(RuntimeError):
            upgrade_database()
        assert migrations.revision_of(db.session.connection()) == "0016"
        assert db.session.scalars(sa.select(Community.name)).one() == "Before"
        assert "follow_up" not in sa.inspect(db.session.connection()).get_table_names()
        db.session.remove()
        db.engine.dispose()


def test_the_units_are_what_systemd_understands(tmp_path: Path) -> None:
    verify = shutil.which("systemd-analyze")
    if verify is None:
        pytest.skip("this machine has no systemd")
    copies = [Path(shutil.copy(unit, tmp_path)) for unit in FILES.glob("meilenstein*")]
    done = subprocess.run(
        [verify, "verify", *map(str, copies)], capture_output=True, text=True, check=False
    )
    complaints = [line for line in done.stderr.splitlines() if "is not executable" not in line]
    assert len(copies) == 4
    assert complaints == []


def test_the_service_may_do_little() -> None:
    unit = (FILES / "meilenstein.service").read_text()
    for line in ("NoNewPrivileges=yes", "ProtectSystem=strict", "UMask=0077", "User=meilenstein"):
        assert f"\n{line}\n" in unit
    assert "--host 127.0.0.1 --port 8000" in unit


def test_caddy_speaks_to_the_port_that_the_service_listens_on() -> None:
    text = (FILES / "Caddyfile").read_text()
    assert re.search(r"^badges\.example\.org \{$", text, re.MULTILINE)
    assert "reverse_proxy 127.0.0.1:8000" in text
    assert text.count("{") == text.count("}")


def test_every_badges_command_of_the_guides_exists() -> None:
    for guide in FILES.glob("*.md"):
        code = " ".join(re.findall(r"```\w*\n.*?```|`[^`]+`", guide.read_text(), re.DOTALL))
        names = set(re.findall(r"\bbadges ([a-z]+)\b", code))
        assert {"restore", "doctor"} & names, guide.name
        assert names <= {*cli.commands}, guide.name


def updated(folder: Path, place: Place) -> str:
    """Run make update's script in a small checkout that has our program as its own."""
    done = subprocess.run(
        [str(ROOT / ".ci" / "update")],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "BADGES_INSTANCE_PATH": str(place.folder),
            "BADGES_UNIT": "no-such-unit",
            "MAKE": "true",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_an_update_backs_up_fetches_migrates_and_says_so(place: Place, tmp_path: Path) -> None:
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org"]
    origin, checkout = tmp_path / "origin", tmp_path / "checkout"
    subprocess.run([*git, "init", "-q", "-b", "main", str(origin)], check=True)
    commit = [*git, "-C", str(origin), "commit", "-q", "--allow-empty", "-m"]
    subprocess.run([*commit, "first"], check=True)
    subprocess.run([*git, "clone", "-q", str(origin), str(checkout)], check=True)
    binaries = checkout / ".venv" / "bin"
    binaries.mkdir(parents=True)
    python = f"{ROOT}/.venv/bin/python"
    main = '-c "from badges.app import main; main()"'
    for name, runs in (("python", python), ("badges", f"{python} {main}")):
        program = binaries / name
        program.write_text(f'#!/bin/sh\nexec {runs} "$@"\n')
        program.chmod(0o755)
    subprocess.run([*commit, "second: new things"], check=True)
    said = updated(checkout, place)
    assert "second: new things" in said
    assert "Migrating the database" in said
    assert len(list((place.folder / "backups").glob("before-update-*.backup"))) == 1
