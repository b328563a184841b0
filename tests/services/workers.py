"""``badges work`` as processes of their own, with a few handlers that tests can watch.

Run as a program it is the console script with these handlers beside the product's::

    BADGES_DATABASE_URL=… python workers.py work --concurrency 2

``note`` adds one to a count in the transaction of its job; ``wait`` says that it has begun, waits
until a file is there, and then notes as well; ``end_worker`` ends its process by kill -9.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from badges import jobs, tasks
from badges.app import create_app
from badges.cli import cli
from badges.config import Settings
from badges.database import db
from badges.models import Job, RateWindow
from badges.ports import now

PATIENCE_SECONDS = 50


def note(key: str) -> None:
    """Count one more under a key; a key that was never noted begins at one."""
    added = sa.text(
        "INSERT INTO rate_window (key, opened_at, count) VALUES (:key, :at, 1) "
        "ON CONFLICT (key) DO UPDATE SET count = rate_window.count + 1"
    )
    db.session.execute(added, {"key": key, "at": now().replace(tzinfo=None)})


def wait(key: str, begun: str, until: str) -> None:
    """Make the file ``begun``, wait for the file ``until``, and count one more under a key."""
    Path(begun).touch()
    eventually(Path(until).exists, f"{until} never came")
    note(key)


def end_worker(begun: str) -> None:
    """End the process by kill -9 the first time; the second time there is nothing to do."""
    if not Path(begun).exists():
        Path(begun).touch()
        os.kill(os.getpid(), signal.SIGKILL)


HANDLERS: Mapping[str, jobs.Handler] = {"note": note, "wait": wait, "end_worker": end_worker}


def register() -> None:
    """Name these handlers beside the product's, in the application at hand."""
    jobs.register({**tasks.HANDLERS, **HANDLERS}, broker=jobs.broker())


def counts() -> dict[str, int]:
    """Give what was noted, from a transaction of its own."""
    db.session.rollback()
    rows = db.session.execute(sa.select(RateWindow.key, RateWindow.count)).all()
    db.session.rollback()
    return {row[0]: row[1] for row in rows}


def is_done(*promised: Job) -> Callable[[], bool]:
    """Give a question: whether all of these have ended by now, whoever ended them."""

    def done() -> bool:
        db.session.commit()
        db.session.expire_all()
        ended = all(job.finished_at is not None for job in promised)
        db.session.commit()
        return ended

    return done


def eventually(done: Callable[[], object], else_say: str | Callable[[], str]) -> None:
    """Wait until something is so; fails with a sentence where it never is."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not done():
        assert time.monotonic() < until, else_say if isinstance(else_say, str) else else_say()
        time.sleep(0.02)


@dataclass
class Workers:
    """Processes of workers on one installation, all of them ended when the test ends."""

    environment: dict[str, str]
    log: Path
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start one more; it leads a group of its own, so that all of it can be killed."""
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, __file__, "work", *arguments],
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.running.append(process)
        return process

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """End one and all of its processes by kill -9."""
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(PATIENCE_SECONDS)

    def processes(self) -> list[int]:
        """Give the ids of the processes that run jobs for the one that was started last."""
        pid = self.running[-1].pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [int(child) for child in children]

    def said(self) -> str:
        """Give what they all wrote."""
        return self.log.read_text(errors="replace")


@contextmanager
def workers_on(folder: Path, *, database: str, queue: str | None) -> Iterator[Workers]:
    """Give a way to start workers on an installation in ``folder``."""
    environment = {name: value for name, value in os.environ.items() if "BADGES_" not in name}
    environment |= {"BADGES_INSTANCE_PATH": str(folder), "BADGES_DATABASE_URL": database}
    environment["PYTHONPATH"] = str(Path(__file__).resolve().parents[2])
    if queue is not None:
        environment["BADGES_QUEUE_URL"] = queue
    workers = Workers(environment, folder / "workers.log")
    try:
        yield workers
    finally:
        for process in workers.running:
            workers.kill(process)


def _make_app(**changes: Any) -> Flask:
    app = create_app(replace(Settings.from_environment(), **changes))
    with app.app_context():
        register()
    return app


if __name__ == "__main__":
    cli(obj=_make_app)
