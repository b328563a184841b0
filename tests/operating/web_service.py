"""``badges serve`` as a process of its own, over a database that holds one community."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import urllib3
from flask import Flask
from support import achievement, community, member

from badges import migrations
from badges.accounts.access import SCOPES, Actor
from badges.accounts.tokens import create_token
from badges.app import create_app
from badges.config import Settings
from badges.credentials.custody import create_issuer_keys
from badges.database import db

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 50.0


@dataclass
class Service:
    """A running service: its address, its process, a program's token, and how long it took."""

    app: Flask
    token: str
    environment: dict[str, str]
    port: int
    log: Path
    process: subprocess.Popen[bytes]
    started_in: float = 0.0

    @property
    def workers(self) -> list[int]:
        """Give the numbers of the web processes."""
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text()
        return [int(child) for child in children.split()]

    def post(self, path: str, body: dict[str, Any], *, key: str) -> int:
        """Send a request until it is answered, as a program does whose connection breaks."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
            "Idempotency-Key": key,
        }
        while True:
            try:
                answer = urllib3.request(
                    "POST", f"{self.url}{path}", body=json.dumps(body), headers=headers,
                    retries=False, timeout=PATIENCE_SECONDS,
                )  # fmt: skip
            except urllib3.exceptions.HTTPError:
                assert time.monotonic() < deadline, self.log.read_text()
            else:
                if answer.status not in {409, 503}:  # what is at work, or starting, answers soon
                    return answer.status
                assert time.monotonic() < deadline, answer.data
            time.sleep(0.02)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def stop(self) -> int:
        """Ask it to stop; gives its exit code."""
        self.process.terminate()
        return self.process.wait(PATIENCE_SECONDS)


@contextmanager
def serving(folder: Path, url: str, *, workers: int = 2) -> Iterator[Service]:
    """Fill an empty database, serve it, and leave no process behind."""
    settings = replace(
        Settings.from_environment({"BADGES_INSTANCE_PATH": str(folder / "instance")}),
        database_url=url,
    )
    app = create_app(settings, migrate=False)
    with app.app_context():
        token = _filled()
        db.session.remove()
        db.engine.dispose()
    port = _free_port()
    own = {name: value for name, value in os.environ.items() if not name.startswith("BADGES_")}
    environment = own | {
        "BADGES_INSTANCE_PATH": str(folder / "instance"),
        "BADGES_DATABASE_URL": url,
        "PYTHONPATH": str(ROOT),
    }
    log = folder / "serve.log"
    began = time.monotonic()
    with log.open("wb") as output:
        process = subprocess.Popen(
            [
                sys.executable, "-c", "from badges.app import main; main()",
                "serve", "--port", str(port), "--workers", str(workers),
            ],
            cwd=ROOT, env=environment, stdout=output, stderr=output,
        )  # fmt: skip
    service = Service(app, token, environment, port, log, process)
    try:
        _wait_for_answer(service)
        service.started_in = time.monotonic() - began
        yield service
    finally:
        service.stop()
        with app.app_context():
            db.session.execute(sa.text("DROP TABLE alembic_version"))
            db.session.commit()
            db.session.remove()
            db.engine.dispose()


def _filled() -> str:
    here = community("here")
    create_issuer_keys(here.profile)
    achievement(here, "first-steps")
    owner = member(here, "Olga Besitz", roles=("owner", "member"))
    token = create_token(Actor.member(owner), "a program", SCOPES)[1]
    # The tables were made by the models: they are as the newest migration leaves them.
    db.session.execute(sa.text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
    db.session.execute(
        sa.text("INSERT INTO alembic_version VALUES (:newest)"), {"newest": migrations.newest()}
    )
    db.session.commit()
    return token


def _wait_for_answer(service: Service) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and service.process.poll() is None:
        try:
            answer = urllib3.request("GET", f"{service.url}/readyz", retries=False, timeout=20)
        except urllib3.exceptions.HTTPError:
            time.sleep(0.02)
        else:
            assert answer.status == 200, answer.data
            return
    raise AssertionError(f"the service did not start:\n{service.log.read_text()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
