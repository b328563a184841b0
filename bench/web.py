r"""The group ``http``: a start, and two addresses under load by ``wrk`` on this machine.

A line ``…-p99`` has the median wait beside it, ``ratio`` says how many times longer the slowest
hundredth waits. Each check comes from another address, as a proxy would tell it: those who check
are many, and how often one of them may is limited. ``BENCH_HTTP_SECONDS`` is for how long each
address is asked (600 shows whether memory stays flat).

>>> shown = parsed("    50%    1.50ms\n    99%   12.00ms\nRequests/sec:   650.5\n")
>>> shown.rate, shown.p50, shown.p99, shown.errors
(650.5, 0.0015, 0.012, 0)
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import urllib3

from bench.measuring import Line, Pace, tell

SECONDS: Final = int(os.environ.get("BENCH_HTTP_SECONDS", "30"))
WARM_UP: Final = 10
CONNECTIONS: Final = 16
WORKERS: Final = 2
STARTS: Final = 3
PATIENCE: Final = 60.0
UNITS: Final[Mapping[str, float]] = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}
MAIN: Final = (sys.executable, "-c", "from badges.app import main; main()")

WORKSHOP: Final = """
slug: workshop
name: {de: Workshop, en: Workshop}
description: {de: War dabei., en: Was there.}
criteria: {de: Ein Workshop., en: One workshop.}
picture: gallery:workshop
milestones:
  - title: {de: Dabei, en: Attended}
    rule: {attended: {times: 1, kind: workshop}}
"""
CHECKS: Final = """
local file = io.open("%s")
local text = file:read("*a")
file:close()
local function escaped(c) return string.format("%%%%%%02X", string.byte(c)) end
local body = "text=" .. text:gsub("[^%%w]", escaped)
local n = 0
request = function()
  n = n + 1
  local from = string.format("10.%%d.%%d.%%d", n %% 250, math.floor(n / 250) %% 250, 1)
  local headers = {["Content-Type"] = "application/x-www-form-urlencoded"}
  headers["X-Forwarded-For"] = from
  return wrk.format("POST", "/verify", headers, body)
end
"""


@dataclass(frozen=True, slots=True)
class Load:
    """What ``wrk`` saw: requests a second, two waits in seconds, and what went wrong."""

    rate: float
    p50: float
    p99: float
    errors: int


def lines(pace: Pace, *, with_peers: bool = True) -> Iterator[Line]:
    """Give the lines of the group; nothing is installed for it."""
    del pace, with_peers
    wrk = shutil.which("wrk")
    if wrk is None:
        tell("wrk is missing (Debian's package wrk): the group http is left out")
        return
    with every_core(), tempfile.TemporaryDirectory() as name:
        place = Place(Path(name))
        share = place.fill()
        yield Line("serve-start-to-first-answer", "s", place.start_in())
        script = Path(name) / "checks.lua"
        script.write_text(CHECKS % (place.folder / "ada" / "credential.json"))
        with place.serving() as service:
            asked = {
                "share-page": [f"{place.url}{share}"],
                "verify-page": [f"{place.url}/verify"],
                "verify-a-credential": ["-s", str(script), f"{place.url}/verify"],
            }
            for address in asked.values():
                load(wrk, address, WARM_UP, connections=WORKERS)
            before = memory(service.pid)
            for what, address in asked.items():
                seen = load(wrk, address, SECONDS)
                yield Line(f"{what}-under-load", "req/s", seen.rate)
                longer = seen.p99 / seen.p50 if seen.p50 else None
                yield Line(f"{what}-p99", "ms", seen.p99 * 1e3, seen.p50 * 1e3, "p50", longer)
                yield Line(f"{what}-errors", "requests", float(seen.errors))
            after = memory(service.pid)
            yield Line("memory-after-load", "B", after, before, "before load", after / before)


class Place:
    """An installation with one badge that somebody has, in a folder and at a port of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        own = {name: value for name, value in os.environ.items() if not name.startswith("BADGES_")}
        own.pop("PYTHONDONTWRITEBYTECODE", None)  # an installation keeps its bytecode
        self.environment = own | {
            "BADGES_INSTANCE_PATH": str(folder / "instance"),
            "BADGES_BASE_URL": f"http://localhost:{self.port}",
            "BADGES_TRUSTED_PROXIES": "1",
            "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
        }

    def fill(self) -> str:
        """Open a community and issue one badge; gives the path of its share page."""
        (self.folder / "workshop.yaml").write_text(WORKSHOP)
        self._badges("init", "--community", "Bench", "--manager", "mona@example.org")
        self._badges("achievement", "import", "workshop.yaml")
        told = self._badges(
            "issue", "workshop", "--to", "ada@example.org", "--name", "Ada Beispiel", "--out", "ada"
        )
        found = re.search(r"/credentials/\w+", told)
        if found is None:
            raise RuntimeError(f"no badge was issued: {told}")
        return found[0]

    def start_in(self) -> float:
        """Start and stop a few times; gives the median seconds until the first answer."""
        taken = []
        for _ in range(STARTS):
            began = time.perf_counter()
            with self.serving():
                taken.append(time.perf_counter() - began)
        return statistics.median(taken)

    @contextmanager
    def serving(self) -> Iterator[subprocess.Popen[bytes]]:
        """Serve until the end of the block; it begins with the first answer."""
        with (self.folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [*MAIN, "serve", "--port", str(self.port), "--workers", str(WORKERS)],
                env=self.environment,
                stdout=log,
                stderr=log,
            )
            try:
                self._wait(process)
                yield process
            finally:
                process.terminate()
                process.wait(PATIENCE)

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and process.poll() is None:
            with contextlib.suppress(urllib3.exceptions.HTTPError):
                urllib3.request("GET", f"{self.url}/verify", retries=False, timeout=PATIENCE)
                return
            time.sleep(0.01)
        raise RuntimeError("the service did not start")

    def _badges(self, *arguments: str) -> str:
        done = subprocess.run(
            [*MAIN, *arguments],
            cwd=self.folder,
            env=self.environment | {"PYTHONPATH": os.pathsep.join([str(Path.cwd()), *sys.path])},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout


def load(wrk: str, address: list[str], seconds: int, *, connections: int = CONNECTIONS) -> Load:
    """Ask an address for so many seconds."""
    done = subprocess.run(
        [
            wrk,
            "-t1",
            f"-c{connections}",
            f"-d{seconds}s",
            "--timeout",
            "10s",
            "--latency",
            *address,
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    return parsed(done.stdout)


def parsed(told: str) -> Load:
    """Read what ``wrk`` prints."""

    def wait(share: int) -> float:
        found = re.search(rf"^\s+{share}%\s+([\d.]+)(us|ms|s|m)\s*$", told, re.MULTILINE)
        return float(found[1]) * UNITS[found[2]] if found else 0.0

    rate = re.search(r"Requests/sec:\s+([\d.]+)", told)
    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    broken = re.search(r"Socket errors: (.*)", told)
    errors = [int(wrong[1])] if wrong else []
    errors += map(int, re.findall(r"\d+", broken[1])) if broken else []
    return Load(float(rate[1]) if rate else 0.0, wait(50), wait(99), sum(errors))


def memory(pid: int) -> float:
    """Give the bytes that a service's web processes hold, what they share counted once."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    total = 0
    for child in (str(pid), *children):
        told = Path(f"/proc/{child}/smaps_rollup").read_text()
        found = re.search(r"^Pss:\s+(\d+) kB", told, re.MULTILINE)
        total += int(found[1]) if found else 0
    return total * 1024.0


@contextmanager
def every_core() -> Iterator[None]:
    """Leave the one core that the other groups keep to: several processes are what is measured."""
    kept = os.sched_getaffinity(0)
    os.sched_setaffinity(0, range(os.cpu_count() or 1))
    try:
        yield
    finally:
        os.sched_setaffinity(0, kept)
