"""A Redis of our own, started by a test and gone afterwards; Valkey answers the same.

::

    with running_redis() as server:
        url = server.url
        server.kill()
        server.start()      # as empty as a broker that lost its memory
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import redis

ACCOUNT = "nobody"
PATIENCE_SECONDS = 30


@dataclass
class RedisServer:
    """A server in a folder of its own, reached by a socket in it; it keeps nothing on disk."""

    folder: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def socket(self) -> str:
        """Give the path of its socket."""
        return str(self.folder / "redis.sock")

    @property
    def url(self) -> str:
        """Give its address, as our settings want it."""
        return f"redis+socket://{self.socket}"

    def client(self) -> redis.Redis:
        """Open a connection of the driver's own."""
        return redis.Redis(unix_socket_path=self.socket)

    def start(self) -> None:
        """Start it without rights of root, and wait until it answers."""
        program = shutil.which("redis-server") or shutil.which("valkey-server")
        assert program, "Redis is missing: install Debian's package redis-server"
        as_nobody = ["setpriv", "--reuid", ACCOUNT, "--regid", "nogroup", "--clear-groups"]
        self.process = subprocess.Popen(
            [
                *(as_nobody if os.geteuid() == 0 else ["setpriv"]),
                *("--pdeathsig", "KILL", program, "--port", "0", "--unixsocket", self.socket),
                *("--save", "", "--appendonly", "no", "--dir", str(self.folder)),
            ],
            stdout=subprocess.DEVNULL,
        )
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                with self.client() as client:
                    client.ping()
            except redis.ConnectionError:
                assert time.monotonic() < until, "Redis does not answer"
                time.sleep(0.02)
            else:
                return

    def kill(self) -> None:
        """End it by kill -9; what it held is lost."""
        assert self.process is not None, "the server does not run"
        self.process.kill()
        self.process.wait(PATIENCE_SECONDS)
        self.process = None


@contextmanager
def running_redis() -> Iterator[RedisServer]:
    """Run a new server in a temporary folder."""
    # Not pytest's folder: a socket's path has at most 107 bytes, and root's folders are closed.
    folder = Path(tempfile.mkdtemp(prefix="redis-"))
    server = RedisServer(folder)
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, ACCOUNT)
        server.start()
        yield server
    finally:
        if server.process is not None:
            server.kill()
        shutil.rmtree(folder)
