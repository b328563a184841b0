"""An application with one community and a mail server that the test starts and stops."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from mail_server import MailServer, use
from support import Clock, community, make_app, member, running

from badges import jobs, mailing
from badges.models import Community, Membership


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(autouse=True)
def app(tmp_path: Path, database: str, clock: Clock) -> Iterator[Flask]:
    app = make_app(tmp_path, now=clock, url=database)
    with app.app_context():
        jobs.register({"send_mail": mailing.send_mail})
    yield from running(app)


@pytest.fixture
def demo(app: Flask) -> Community:
    return community(name="Werkstatt", contact_email="hallo@werkstatt.example.org")


@pytest.fixture
def ada(demo: Community) -> Membership:
    return member(demo, "Ada Beispiel", "ada@example.org")


@pytest.fixture
def server(app: Flask) -> Iterator[MailServer]:
    with MailServer() as server:
        use(app, server.url)
        yield server
