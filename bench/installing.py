"""Peers: installed from their registries into a folder outside the tree, run as processes.

Their versions stand in ``peers/package.json`` and ``peers/requirements.txt``. The folder is named
by what these say, so that a second run finds it again. A peer that cannot be had is named and left
out.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bench.measuring import tell

PEERS: Final = Path(__file__).parent / "peers"
PACKAGES: Final = PEERS / "package.json"
REQUIREMENTS: Final = PEERS / "requirements.txt"


class PeerError(Exception):
    """A peer could not be installed, or did not answer."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case of a running peer."""

    ask: Callable[[Mapping[str, Any]], dict[str, Any]]
    name: str

    def seconds_each(self, budget: float) -> float:
        """Let the peer measure itself; give the CPU seconds of one operation."""
        answer = self.ask({"case": self.name, "seconds": budget})
        return float(answer["seconds_each"])


@contextlib.contextmanager
def peers(material: Mapping[str, Any]) -> Iterator[dict[str, Case]]:
    """Run what can be installed, with the same keys and documents; give their cases by name."""
    folder = throwaway_folder()
    cases: dict[str, Case] = {}
    with contextlib.ExitStack() as stack:
        for start in (node_peers, python_peers):
            try:
                ask = stack.enter_context(running(start(folder)))
                for name in ask({"do": "begin", **material})["cases"]:
                    cases[name] = Case(ask, name)
            except (PeerError, OSError, subprocess.CalledProcessError) as error:
                tell(f"{start.__name__.replace('_', ' ')} are left out: {error}")
        yield cases


@contextlib.contextmanager
def running(command: list[str]) -> Iterator[Callable[[Mapping[str, Any]], dict[str, Any]]]:
    """Run a process that answers one line of JSON for each line of JSON."""
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        asked, answers = process.stdin, process.stdout
        if asked is None or answers is None:
            raise PeerError("the process has no pipes")

        def ask(request: Mapping[str, Any]) -> dict[str, Any]:
            asked.write(json.dumps(request) + "\n")
            asked.flush()
            line = answers.readline()
            answer: dict[str, Any] = json.loads(line) if line else {"error": "it ended"}
            if "error" in answer:
                raise PeerError(f"{Path(command[-1]).name}: {answer['error']}")
            return answer

        try:
            yield ask
        finally:
            asked.close()


def throwaway_folder() -> Path:
    """Give the folder for what these lists name, outside the tree."""
    lists = PACKAGES.read_bytes() + REQUIREMENTS.read_bytes() + sys.version.encode()
    name = f"meilenstein-bench-{hashlib.sha256(lists).hexdigest()[:12]}"
    folder = Path(tempfile.gettempdir()) / name
    folder.mkdir(exist_ok=True)
    return folder


def node_peers(folder: Path) -> list[str]:
    """Install the npm packages; give the command that runs them."""
    if not (folder / "node_modules" / "@digitalbazaar" / "vc").is_dir():
        tell(f"installing the npm packages of {PACKAGES.name} into {folder}")
        shutil.copy(PACKAGES, folder)
        install(
            ["npm", "install", "--silent", "--ignore-scripts", "--no-audit", "--no-fund"], folder
        )
    program = shutil.copy(PEERS / "node.mjs", folder)
    return ["node", str(program)]


def python_peers(folder: Path) -> list[str]:
    """Install the Python packages; give the command that runs them."""
    interpreter = folder / "venv" / "bin" / "python"
    if not (folder / "venv" / ".installed").exists():
        tell(f"installing the Python packages of {REQUIREMENTS.name} into {folder}")
        install([sys.executable, "-m", "venv", "venv"], folder)
        install([str(interpreter), "-m", "pip", "install", "-q", "-r", str(REQUIREMENTS)], folder)
        (folder / "venv" / ".installed").touch()
    return [str(interpreter), str(PEERS / "python.py")]


def install(command: list[str], folder: Path) -> None:
    """Run an installer; what it says is shown only where it fails."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise PeerError(f"{' '.join(command[:3])} failed: {said[-1] if said else 'no words'}")
