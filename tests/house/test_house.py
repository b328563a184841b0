"""The house itself: rooms of a size, examples that run, no word and no secret out of place."""

from __future__ import annotations

import ast
import doctest
import importlib
import pkgutil
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("badges", "schemas", "keys", "templates")
MOST_LINES = 400


def tracked(*patterns: str) -> list[Path]:
    """List the files that git knows, or all below the packages where there is no checkout."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.split("\n")
    return [ROOT / name for name in listed if name and (ROOT / name).is_file()]


def modules() -> list[str]:
    found = []
    for package in PACKAGES:
        path = [str(ROOT / package)]
        found += [m.name for m in pkgutil.walk_packages(path, f"{package}.")]
    return [name for name in found if ".migrations." not in name]


def test_no_room_is_too_large() -> None:
    large = {
        path.name: count
        for path in tracked("badges/*.py", "schemas/*.py", "keys/*.py")
        if "migrations" not in path.parts
        and (count := len(path.read_text().splitlines())) > MOST_LINES
    }
    assert large == {}


@pytest.mark.parametrize("name", modules())
def test_examples_in_docstrings_run(name: str) -> None:
    module = importlib.import_module(name)
    assert module.__doc__, f"{name} says nothing about itself"
    assert doctest.testmod(module, optionflags=doctest.ELLIPSIS).failed == 0


def test_every_public_class_is_documented() -> None:
    silent = []
    for path in tracked("badges/*.py", "schemas/*.py", "keys/*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            public = isinstance(node, ast.ClassDef) and not node.name.startswith("_")
            if public and not ast.get_docstring(node):  # type: ignore[arg-type]
                silent.append(f"{path.name}:{node.name}")  # type: ignore[attr-defined]
    assert silent == []


def test_no_secret_and_no_registry_stands_in_the_tree() -> None:
    # Written apart, so that this file does not find itself.
    forbidden = re.compile(
        "|".join(
            ["BEGIN [A-Z ]*PRIVATE" + " KEY", "pythonhosted" + r"\.org", r"registry\.npm" + "js"]
        )
    )
    found = [
        str(path.relative_to(ROOT))
        for path in tracked()
        if path.suffix not in {".png", ".ttf", ".woff2", ".pdf", ".icc"}
        and forbidden.search(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert found == []


CLAIMS = re.compile(
    r"\b(amtlich\w*|anerkannt\w*|zertifiziert\w*|fälschungssicher\w*|forgery-proof|tamper-proof)\b",
    re.IGNORECASE,
)


def test_no_text_claims_more_than_we_give() -> None:
    found = []
    for path in tracked("templates/*.html", "templates/*.txt", "badges/translations/*.po"):
        lines = path.read_text(encoding="utf-8").splitlines()
        found += [f"{path.name}: {x}" for x in lines if CLAIMS.search(x) and x[:1] != "#"]
    assert found == []


def test_requirements_are_pinned_with_hashes() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text()
        pinned = re.findall(r"^([\w.-]+)==", text, re.MULTILINE)
        assert len(pinned) > 20
        assert text.count("--hash=sha256:") >= len(pinned)


def test_a_command_starts_without_what_only_drawings_need() -> None:
    told = (
        "import sys, badges.app; print([m for m in ('weasyprint', 'tinycss2') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_no_two_test_files_have_one_name() -> None:
    names = Counter(path.name for path in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name, count in names.items() if count > 1] == []
