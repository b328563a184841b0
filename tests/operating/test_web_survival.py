"""The web service is killed, and stopped, in the middle of what it does."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from web_service import PATIENCE_SECONDS, Service, serving

from badges import keeping
from badges.database import db
from badges.models import Award, Credential

pytestmark = pytest.mark.survival

SCALE = float(os.environ.get("TEST_SCALE", "1"))
AWARDS = int(24 * SCALE)
KILLS = int(5 * SCALE)
LONGEST_START = 45.0
"""Seconds; a quiet machine takes less than two (`make bench ONLY=http` tells)."""

ABOUT_DATA = ("award", "credential", "status", "list", "orphan", "double", "job", "outbox", "data")


def broken(service: Service) -> list[str]:
    """Give what the doctor finds wrong with the data."""
    with service.app.app_context():
        found = keeping.examine(deep=True)
        db.session.rollback()
    return [each.code for each in found if each.grade == "bad" and each.code.startswith(ABOUT_DATA)]


def test_web_processes_that_are_killed_lose_and_double_nothing(
    tmp_path: Path, database: str
) -> None:
    chance = random.Random(6)  # noqa: S311 - the same moments each time
    kill_at = set(chance.sample(range(2, AWARDS - 2), KILLS))
    counted, lock = iter(range(AWARDS)), threading.Lock()

    def award(number: int) -> int:
        body = {"achievement": "first-steps", "address": f"n{number}@example.org", "reason": "Came"}
        status = service.post("/api/v1/awards", body, key=f"award-{number}")
        with lock:
            if next(counted) in kill_at and (alive := service.workers):
                os.kill(chance.choice(alive), signal.SIGKILL)
        return status

    with serving(tmp_path, database) as service:
        assert service.started_in < LONGEST_START
        with ThreadPoolExecutor(4) as programs:
            statuses = list(programs.map(award, range(AWARDS)))
        assert set(statuses) <= {200, 201}
        with service.app.app_context():
            assert db.session.scalar(sa.select(sa.func.count(Award.id))) == AWARDS
            assert db.session.scalar(sa.select(sa.func.count(Credential.id))) == AWARDS
            db.session.rollback()
        assert broken(service) == []


def test_a_service_that_is_stopped_answers_what_it_has_begun(tmp_path: Path, database: str) -> None:
    body = json.dumps({"achievement": "first-steps", "address": "ada@example.org", "reason": "x"})
    with serving(tmp_path, database, workers=1) as service:
        head = (
            f"POST /api/v1/awards HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n"
            f"Authorization: Bearer {service.token}\r\nContent-Type: application/json\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", service.port), PATIENCE_SECONDS) as slow:
            slow.sendall(head.encode() + body[:10].encode())
            assert service.post("/api/v1/members", {}, key="other") == 422, "others are answered"
            listening = sockets_of(service.process.pid)
            service.process.terminate()
            wait_until(lambda: sockets_of(service.process.pid) < listening)
            slow.sendall(body[10:].encode())
            answer = slow.makefile("rb").readline()
        assert b"201" in answer
        assert service.stop() == 0


def sockets_of(pid: int) -> set[str]:
    """Give the sockets that a process holds open; a service that stops lets go of its own."""
    found = set()
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(OSError):
            found.add(str(link.readlink()))
    return {name for name in found if name.startswith("socket:")}


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)
