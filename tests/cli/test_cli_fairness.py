"""A web process leaves connections to others while it is busy, and to nobody for long."""

from __future__ import annotations

import selectors
import socket
import time
from collections import deque
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from badges.cli.serving import A_MOMENT, THREADS_PER_WORKER, _Fair


@pytest.fixture
def worker() -> Iterator[Any]:
    """Give a worker of gunicorn's with a real listener, and nobody who handles its requests."""
    made: Any = object.__new__(_Fair)
    with socket.create_server(("127.0.0.1", 0)) as listener, selectors.DefaultSelector() as poller:
        listener.settimeout(0)
        made.cfg = SimpleNamespace(threads=THREADS_PER_WORKER)
        made.sockets, made.poller, made._accepting = [listener], poller, False
        made.nr_conns, made.keepalived_conns, made.pending_conns = 0, deque(), deque()
        yield made


def _asks(worker: Any) -> bool:
    """Tell whether it would take a connection, asked as its loop does."""
    worker.set_accept_enabled(True)
    return bool(worker._accepting and worker.sockets[0] in worker.poller.get_map())


def test_with_a_thread_free_it_takes_connections_at_once(worker: Any) -> None:
    worker._accepted_at = time.monotonic()
    worker.nr_conns = THREADS_PER_WORKER - 1
    assert _asks(worker)


def test_connections_that_nobody_asks_on_take_no_thread(worker: Any) -> None:
    worker._accepted_at = time.monotonic()
    worker.nr_conns = THREADS_PER_WORKER + 2
    worker.keepalived_conns.extend([object(), object()])
    assert not _asks(worker)
    worker.pending_conns.append(object())
    assert _asks(worker)


def test_without_one_it_waits_a_moment_and_no_longer(worker: Any) -> None:
    worker.nr_conns = 3 * THREADS_PER_WORKER
    worker._accepted_at = time.monotonic() + A_MOMENT  # however slow this machine is
    assert not _asks(worker)
    worker._accepted_at = time.monotonic() - 2 * A_MOMENT
    assert _asks(worker)


def test_whoever_was_taken_counts(worker: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("badges.cli.serving.A_MOMENT", 60)
    taken = []

    def enqueue(conn: Any) -> None:
        taken.append(conn)

    worker.enqueue_req = enqueue
    worker.nr_conns = THREADS_PER_WORKER - 1
    assert _asks(worker)
    address = worker.sockets[0].getsockname()
    with socket.create_connection(address), socket.create_connection(address):
        worker.accept(worker.sockets[0])
        assert (len(taken), worker.nr_conns) == (1, THREADS_PER_WORKER)
        assert not worker._accepting
        assert not worker.poller.get_map()
    taken[0].sock.close()
