"""Real servers on the loopback address, plain and with TLS, and names that lead to them."""

from __future__ import annotations

import gzip
import socketserver
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

from badges.fetching import GuardedFetcher
from badges.fetching.sockets import tls_context

HOST = "pages.example"
BOMB = gzip.compress(bytes(4_000_000))


class Handler(BaseHTTPRequestHandler):
    """Answers by path; remembers the headers that came."""

    seen: ClassVar[list[dict[str, str]]] = []

    def do_GET(self) -> None:
        Handler.seen.append({name.lower(): value for name, value in self.headers.items()})
        with suppress(ConnectionError, ssl.SSLError):
            getattr(self, "page_" + self.path.strip("/").partition("?")[0].replace("-", "_"))()

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def page_unchanged(self) -> None:
        self.answer(304)

    def page_hello(self) -> None:
        if self.headers.get("If-None-Match") == '"1"':
            self.answer(304, ETag='"1"')
            return
        self.answer(200, b"hello", Content_Type="Text/Plain; charset=utf-8", ETag='"1"')

    def page_gzip(self) -> None:
        self.answer(200, gzip.compress(b"small"), Content_Encoding="gzip")

    def page_bomb(self) -> None:
        self.answer(200, BOMB, Content_Encoding="gzip")

    def page_broken_gzip(self) -> None:
        self.answer(200, b"this is no gzip", Content_Encoding="gzip")

    def page_brotli(self) -> None:
        self.answer(200, b"x", Content_Encoding="br")

    def page_large(self) -> None:
        self.answer(200, bytes(1001))

    def page_short(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "100")
        self.end_headers()
        self.wfile.write(b"only this")

    def page_missing(self) -> None:
        self.answer(404)

    def page_login(self) -> None:
        self.answer(401)

    def page_to_hello(self) -> None:
        self.answer(302, Location="/hello", Set_Cookie="who=ada")

    def page_loop(self) -> None:
        self.answer(302, Location="/loop")

    def page_to_metadata(self) -> None:
        self.answer(302, Location="http://169.254.169.254/latest/meta-data/")

    def page_to_file(self) -> None:
        self.answer(301, Location="file:///etc/passwd")

    def page_to_plain(self) -> None:
        self.answer(302, Location="http://public.example/")

    def page_drip_head(self) -> None:
        self._drip(b"HTTP/1.1 200 OK\r\nX-Drip: ")

    def page_drip_body(self) -> None:
        self._drip(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")

    def page_drip_chunk(self) -> None:
        self._drip(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;ext=")

    def _drip(self, start: bytes) -> None:
        self.wfile.write(start)
        for _ in range(100):
            self.wfile.write(b"a")
            time.sleep(0.02)

    def log_message(self, *_: Any) -> None:
        """Keep the test's output clean."""


class Server(ThreadingHTTPServer):
    """Closes its connections before it is gone."""

    daemon_threads = False

    def handle_error(self, *_: Any) -> None:
        """Clients that hang up are part of the tests."""


@dataclass(frozen=True)
class Site:
    """A running server: its address, and a maker of fetchers that may reach it."""

    base: str
    port: int
    fetcher: Callable[..., GuardedFetcher]


def to_loopback(host: str, port: int, timeout: float) -> list[str]:
    return ["127.0.0.1"]


def _run(server: socketserver.BaseServer) -> threading.Thread:
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    return thread


def serve(scheme: str, context: ssl.SSLContext | None, trust: str | None) -> Iterator[Site]:
    """Run a server that speaks ``scheme`` while the test lasts."""
    Handler.seen.clear()
    with Server(("127.0.0.1", 0), Handler) as server:
        if context is not None:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        port = server.server_address[1]
        thread = _run(server)

        def fetcher(**changes: Any) -> GuardedFetcher:
            given = {"user_agent": "test", "resolver": to_loopback, "allow": frozenset({HOST})}
            return GuardedFetcher(**{**given, "context": tls_context(trust), **changes})

        yield Site(f"{scheme}://{HOST}:{port}", port, fetcher)
        server.shutdown()
        thread.join()
