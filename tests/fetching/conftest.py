"""Fixtures: a plain server and one with TLS."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509

from tests.certificates import self_signed
from tests.fetching.servers import HOST, Site, serve


@pytest.fixture
def site() -> Iterator[Site]:
    """Give a plain server."""
    yield from serve("http", None, None)


@pytest.fixture
def tls_site(certificate: Path) -> Iterator[Site]:
    """Give a server with a certificate for ``pages.example``, whose maker is trusted."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    yield from serve("https", context, str(certificate))


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a PEM file with a fresh key and a certificate signed by itself."""
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    return self_signed(path, "test authority", [x509.DNSName(HOST)])
