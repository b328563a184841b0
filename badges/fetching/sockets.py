"""Connections that go to one checked address and end at one deadline.

A time limit on a socket counts from one packet to the next, so a server that sends a byte a
second holds a reader for hours. Here every single read is given what is left of the whole::

    >>> deadline = Deadline(lambda: 100.0, seconds=10.0, url="https://a.example/")
    >>> deadline.left()
    10.0
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Sequence
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection

from badges.fetched import DeadlineError

# So that one dead address of several leaves time for the others.
CONNECT_SECONDS = 3.0


class Deadline:
    """The end of all waiting for one document, redirects included."""

    def __init__(self, clock: Callable[[], float], *, seconds: float, url: str) -> None:
        self._clock = clock
        self._end = clock() + seconds
        self._url = url

    def left(self) -> float:
        """Give the seconds that are left, or raise :class:`~badges.fetched.DeadlineError`."""
        seconds = self._end - self._clock()
        if seconds <= 0:
            raise DeadlineError(self._url)
        return seconds


class _TimedSocket(socket.socket):
    """A socket whose every read waits no longer than the deadline."""

    deadline: Deadline | None = None

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        if self.deadline is not None:
            self.settimeout(self.deadline.left())
        return super().recv_into(*args, **kwargs)


class _TimedTlsSocket(ssl.SSLSocket):
    """The same below TLS; the handshake itself has one time limit for all its packets."""

    deadline: Deadline | None = None

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        if self.deadline is not None:
            self.settimeout(self.deadline.left())
        return super().recv_into(*args, **kwargs)


def tls_context(ca_certs: str | None = None) -> ssl.SSLContext:
    """Give the context that checks certificate and name; ``ca_certs`` is a PEM file.

    Without ``ca_certs`` the machine's own authorities are trusted.
    """
    context = ssl.create_default_context(cafile=ca_certs)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.sslsocket_class = _TimedTlsSocket
    return context


def _open(addresses: Sequence[str], port: int, deadline: Deadline) -> socket.socket:
    """Open a socket to the first of the checked ``addresses`` that answers."""
    failure: OSError | None = None
    for address in addresses:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        sock = _TimedSocket(family, socket.SOCK_STREAM)
        try:
            sock.settimeout(min(CONNECT_SECONDS, deadline.left()))
            sock.connect((address, port))
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.settimeout(deadline.left())
        except OSError as error:
            sock.close()
            failure = error
        except BaseException:
            sock.close()
            raise
        else:
            sock.deadline = deadline
            return sock
    raise failure or OSError("the name has no address")


class PinnedHttpConnection(HTTPConnection):
    """HTTP to a checked address: ``host`` is only what the Host header says."""

    def __init__(
        self, host: str, port: int, *, addresses: Sequence[str], deadline: Deadline
    ) -> None:
        super().__init__(host, port, timeout=deadline.left())
        self._addresses = tuple(addresses)
        self._deadline = deadline

    def _new_conn(self) -> socket.socket:
        return _open(self._addresses, self.port, self._deadline)


class PinnedHttpsConnection(HTTPSConnection):
    """HTTPS to a checked address: ``host`` is the name that the certificate must have."""

    def __init__(
        self,
        host: str,
        port: int,
        *,
        addresses: Sequence[str],
        deadline: Deadline,
        context: ssl.SSLContext,
    ) -> None:
        super().__init__(host, port, timeout=deadline.left(), ssl_context=context)
        self._addresses = tuple(addresses)
        self._deadline = deadline

    def _new_conn(self) -> socket.socket:
        return _open(self._addresses, self.port, self._deadline)

    def connect(self) -> None:
        """Connect, shake hands, and give the encrypted socket the same deadline."""
        super().connect()
        if isinstance(self.sock, _TimedTlsSocket):
            self.sock.deadline = self._deadline
