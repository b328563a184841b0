"""The README is executable: its session runs as written, and it names what exists."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


def test_the_session_runs_as_written(tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    script = tools / "badges"
    script.write_text(f"#!{sys.executable}\nfrom badges.app import main\nmain()\n")
    script.chmod(0o755)
    (tmp_path / "workshop.yaml").write_text(block("yaml"), encoding="utf-8")
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", block("sh")],
        cwd=tmp_path,
        env={
            **os.environ,
            "PATH": f"{tools}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            # Nine commands in a row: what the first one compiled, the others need not.
            "PYTHONDONTWRITEBYTECODE": "",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=55,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("Verified (") == 2
    assert len([p for p in (tmp_path / "ada").iterdir() if p.is_file()]) == 9


def test_it_is_short_and_its_pictures_exist() -> None:
    assert len(README.splitlines()) < 150
    for name in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README):
        assert (ROOT / name).is_file(), name
