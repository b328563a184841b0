"""Servers that send a did:web document of 100 MB, or one that never ends: the real fetcher's part.

A plain socket on this machine answers, since what is at stake is how bytes are read.
"""

from __future__ import annotations

import gzip
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from badges.fetching import GuardedFetcher
from tests.verifying.issuers import Issuer, check
from tests.verifying.test_bad_input_by_name import in_words

PATIENCE = {"fetch.deadline": 0.25, "fetch.too_large": 20.0}
MEGABYTE = b"a" * 1_000_000
BOMB = gzip.compress(bytes(20_000_000), 1)
OPENED = b'HTTP/1.1 200 OK\r\nContent-Type: application/did+json\r\n\r\n{"id": "'
SIZED = OPENED.replace(b"\r\n\r\n", b"\r\nContent-Length: 100000000\r\n\r\n")
CHUNKED = OPENED.partition(b"\r\n\r\n")[0] + b"\r\nTransfer-Encoding: chunked\r\n\r\n"
PACKED = OPENED.partition(b"\r\n\r\n")[0] + b"\r\nContent-Encoding: gzip\r\n\r\n"

Send = Callable[[bytes], None]


def huge(opening: bytes) -> Callable[[Send], None]:
    def answer(send: Send) -> None:
        send(opening)
        for _ in range(100):
            send(MEGABYTE)

    return answer


def huge_in_chunks(send: Send) -> None:
    send(CHUNKED)
    for _ in range(100):
        send(b"f4240\r\n" + MEGABYTE + b"\r\n")


def packed(send: Send) -> None:
    send(PACKED + BOMB)


def dripping(opening: bytes, drop: bytes) -> Callable[[Send], None]:
    def answer(send: Send) -> None:
        send(opening)
        for _ in range(200):
            send(drop)
            time.sleep(0.01)

    return answer


def silent(_send: Send) -> None:
    time.sleep(2 * PATIENCE["fetch.deadline"])


ANSWERS: dict[str, tuple[Callable[[Send], None], str]] = {
    "100 MB": (huge(OPENED), "fetch.too_large"),
    "100 MB, as announced": (huge(SIZED), "fetch.too_large"),
    "100 MB in chunks": (huge_in_chunks, "fetch.too_large"),
    "20 MB packed into 90 kB": (packed, "fetch.too_large"),
    "never ends, byte by byte": (dripping(OPENED, b"a"), "fetch.deadline"),
    "never ends, in chunks": (dripping(CHUNKED, b"1\r\na\r\n"), "fetch.deadline"),
    "headers never end": (dripping(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"), "fetch.deadline"),
    "says nothing": (silent, "fetch.deadline"),
}


@contextmanager
def serving(answer: Callable[[Send], None]) -> Iterator[tuple[int, list[int]]]:
    """Give the port of a server that answers so, and how many bytes each connection took."""
    taken: list[int] = []

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            place = len(taken)
            taken.append(0)

            def send(data: bytes) -> None:
                self.request.sendall(data)
                taken[place] += len(data)

            self.request.recv(65_536)
            with suppress(OSError):  # the reader has had enough
                answer(send)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server.server_address[1], taken
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("name", ANSWERS)
def test_a_did_document_without_end(name: str) -> None:
    answer, cause = ANSWERS[name]
    with serving(answer) as (port, taken):
        issuer = Issuer(f"localhost:{port}")
        fetcher = GuardedFetcher(
            user_agent="test",
            resolver=_here,
            allow=frozenset({"localhost"}),
            seconds=PATIENCE[cause],
        )
        started = time.monotonic()
        result = check(issuer.di(), fetcher.get)
        assert time.monotonic() - started < 5
    in_words(result, "issuer_identity", "unknown", "identity.unreachable")
    assert result.check("issuer_identity").reason.params["cause"] == cause
    assert max(taken) < 20_000_000  # what was on its way already, not all of it


def _here(*_: Any) -> list[str]:
    return ["127.0.0.1"]
