"""Whatever our rooms raise has a sentence of its own; the list says what to add and where."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from badges.sentences import SENTENCES
from tests.wording.gathering import ROOT

CODE = re.compile(r"[a-z_0-9]+(\.[a-z_0-9]+)+")
FOR_PROGRAMS = (
    "cli/",
    "config.py",
    "issuing/documents.py",
    "issuing/reserved.py",
    "issuing/securing.py",
    "keeping/backups/",
    "migrations/",
    "status/",
    "web/api/",
    "web/vc_api/",
)
"""Rooms that speak to operators and programs, in English and in full."""

TO_PROGRAMS = frozenset({"token.invalid", "token.missing", "token.scope"})
STATUSES = (400, 403, 404, 405, 410, 413, 429, 500, 503)


def codes_in(path: Path) -> Iterator[str]:
    """Give the codes that a file makes errors and reasons with."""
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        first = node.args[0]
        raises = name.endswith("Error") or name in {"Reason", "__init__"}
        if raises and isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield first.value


def test_every_code_that_is_raised_has_a_sentence() -> None:
    missing = [
        f"{path.relative_to(ROOT)}: {code}"
        for path in sorted((ROOT / "badges").rglob("*.py"))
        if not str(path.relative_to(ROOT / "badges")).startswith(FOR_PROGRAMS)
        for code in codes_in(path)
        if CODE.fullmatch(code) and code not in SENTENCES and code not in TO_PROGRAMS
    ]
    assert not missing, "\n  ".join(["no sentence in badges/sentences:", *missing])


def test_every_status_of_a_page_has_a_sentence() -> None:
    assert [status for status in STATUSES if f"http.{status}" not in SENTENCES] == []


def test_the_search_finds_codes(tmp_path: Path) -> None:
    file = tmp_path / "room.py"
    file.write_text('raise InputError("text.odd", "…")\nReason("a.b", count=1)\nlen("no.code")\n')
    assert list(codes_in(file)) == ["text.odd", "a.b"]
