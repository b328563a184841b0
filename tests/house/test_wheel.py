"""The wheel holds everything that runs: built, unpacked apart, and used."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("badges", "schemas", "keys", "templates", "pyproject.toml", "README.md", "wsgi.py")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy of the sources and unpack it."""
    copy, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("site")
    ignore = shutil.ignore_patterns("__pycache__")
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=ignore)
        elif source.is_file():
            shutil.copy(source, copy / name)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", "dist"]
    subprocess.run(command, cwd=copy, check=True, capture_output=True)
    wheel = next((copy / "dist").glob("*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    return target


def run(site: Path, instance: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the console script of the unpacked wheel, away from the checkout."""
    code = "from badges.app import main; main()"
    environment = {
        **os.environ,
        "PYTHONPATH": str(site),
        "BADGES_INSTANCE_PATH": str(instance),
        "BADGES_BASE_URL": "http://localhost:8000",
    }
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=instance,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=50,
    )


def test_every_data_file_is_in_the_wheel(site: Path) -> None:
    kinds = {".html", ".txt", ".css", ".js", ".svg", ".json", ".jsonld", ".po", ".ttf", ".woff2"}
    wanted = {
        path.relative_to(ROOT)
        for package in ("badges", "schemas", "templates")
        for path in (ROOT / package).rglob("*")
        if path.suffix in kinds
    }
    assert len(wanted) > 60
    assert {name for name in wanted if not (site / name).is_file()} == set()


def test_a_badge_is_made_and_verified_with_the_wheel_alone(site: Path, tmp_path: Path) -> None:
    assert run(site, tmp_path, "demo").returncode == 0
    listed = run(site, tmp_path, "achievement", "list")
    slug = listed.stdout.split()[0]
    issued = run(site, tmp_path, "issue", slug, "--to", "ada@example.org", "--out", "out")
    assert issued.returncode == 0, issued.stderr
    verified = run(site, tmp_path, "verify", "out/credential.json")
    assert verified.returncode == 0, verified.stdout
