"""Other people's verifiers, each started once for many cases.

``make test`` installs them: Digital Bazaar's libraries and ``jose`` into ``tests/node``, 1EdTech's
Open Badges 2.0 validator into an environment of its own. Neither reaches the network.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.issued import ROOT, Issued, Served

NODE = ROOT / "tests" / "node"
OB2_PYTHON = ROOT / ".venv" / "ob2-validator" / "bin" / "python"
OB2_RUNNER = ROOT / "tests" / "ob2_validator" / "run.py"
SECONDS = 60


@dataclass(frozen=True, slots=True)
class NodeCase:
    """A file for Node: ``form`` is ``di``, ``jwt`` or ``jws``; ``key`` the address of its key."""

    name: str
    form: str
    file: Path
    key: str = ""


@dataclass(frozen=True, slots=True)
class Ob2Case:
    """A file for 1EdTech's validator; ``recipient`` is the address that it should be for."""

    name: str
    file: Path
    recipient: str = ""


def ask_node(cases: Iterable[NodeCase], issued: Issued) -> Mapping[str, Mapping[str, Any]]:
    """Let the JavaScript libraries judge; gives by name ``verified`` and ``error``."""
    if not (NODE / "node_modules").is_dir():
        pytest.skip("tests/node has no node_modules yet; make test installs them")
    job = {
        "catalog": str(ROOT / "schemas" / "catalog.json"),
        "documents": {url: str(served.file) for url, served in issued.documents.items()},
        "cases": [
            {"name": each.name, "form": each.form, "file": str(each.file), "key": each.key}
            for each in cases
        ],
    }
    return _run(["node", str(NODE / "verify.mjs")], job)


def ask_ob2(
    cases: Iterable[Ob2Case], documents: Mapping[str, Served]
) -> Mapping[str, Mapping[str, Any]]:
    """Let 1EdTech's validator judge; gives by name ``valid`` and ``messages``."""
    if not OB2_PYTHON.is_file():
        pytest.skip("1EdTech's validator has no environment yet; make test installs it")
    job = {
        "documents": {url: served.to_json() for url, served in documents.items()},
        "cases": [
            {"name": each.name, "file": str(each.file)}
            | ({"recipient": {"email": each.recipient}} if each.recipient else {})
            for each in cases
        ],
    }
    return _run([str(OB2_PYTHON), "-W", "ignore", str(OB2_RUNNER)], job)


def _run(command: Sequence[str], job: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    done = subprocess.run(
        command,
        input=json.dumps(job),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    verdicts: Mapping[str, Mapping[str, Any]] = json.loads(done.stdout)
    return verdicts
