"""A real service with its demo community, and Debian's Chromium in front of it."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import urllib3
from playwright.sync_api import Browser, BrowserContext, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 60
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Service:
    """A running service: where it is, and what its operator can do."""

    url: str
    environment: dict[str, str]

    def badges(self, *arguments: str) -> str:
        """Run a command of the operator's; gives what it printed."""
        done = subprocess.run(
            [sys.executable, "-c", "from badges.app import main; main()", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def sign_in_link(self, address: str) -> str:
        """Make a one-time link for somebody of the demo."""
        found = re.search(r"https?://\S+", self.badges("login", address))
        assert found is not None
        return found[0]


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Fill a demo, serve it by gunicorn as ``badges serve`` does, and stop it at the end."""
    port = free_port()
    environment = {
        **os.environ,
        "BADGES_INSTANCE_PATH": str(tmp_path_factory.mktemp("instance")),
        "BADGES_BASE_URL": f"http://localhost:{port}",
    }
    running = Service(f"http://localhost:{port}", environment)
    running.badges("demo")
    log = tmp_path_factory.mktemp("log") / "serve.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [
                sys.executable,
                "-c",
                "from badges.app import main; main()",
                *("serve", "--port", str(port), "--workers", "1"),
            ],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_for(running.url, process, log)
            yield running
        finally:
            process.terminate()
            process.wait(PATIENCE_SECONDS)


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib3.request("GET", url, retries=False, timeout=5)
        except urllib3.exceptions.HTTPError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"the service did not start:\n{log.read_text()}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Debian's Chromium, without a word to the outside."""
    path = shutil.which("chromium")
    if path is None:
        pytest.fail("Chromium is missing; make test installs it")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=CHROMIUM)
        yield started
        started.close()


@pytest.fixture
def visitor(browser: Browser, service: Service) -> Iterator[BrowserContext]:
    """Open a browser that nobody has used, in German, as wide as a phone."""
    context = browser.new_context(
        base_url=service.url,
        locale="de-DE",
        viewport={"width": 390, "height": 844},
        accept_downloads=True,
    )
    context.set_default_timeout(15_000)
    yield context
    context.close()
