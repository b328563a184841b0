"""A real service with its demo community, and Debian's Chromium in front of it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
import urllib3
from atlas import survey
from databases import Postgres
from flask import Flask
from kinds import Look
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, sync_playwright
from visits import (
    MANAGER,
    MEMBER,
    WIDE,
    Staff,
    Visitors,
    check_many,
    one_time_link,
    report_page,
)
from werkzeug.routing import MapAdapter

from badges.accounts import signin
from badges.app import create_app
from badges.config import Settings
from badges.database import db
from badges.mailing import stop_url
from badges.models import Community

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 60
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NEWCOMERS = {
    "claim": "Małgorzata Öztürk-Nguyễn",
    "desk": "Lioba Ångström",
    "tick": "Tadeusz Brzęczyszczykiewicz",
    "evidence": "Siân Llywelyn",
    "withdrawn": "Ole Sørby",
    "checked": "Zoë Brontë-Quiñones",
    "hired": "Ximena Ñandú",
    "applicant": "Ngozi Ọlọ́runtóbi",
    "scriptless": "Jón Þórðarson",
    "keyboard": "Çağla Işık",
    "listed": "Þóra Lindqvist-Šimić",
    "wanderer": "Änne Großkreutz-Lê",
    "walker": "Seán Ó Súilleabháin",
    "passkey": "Þóra Guðmundsdóttir",
    "code": "Chloë D’Angelo",
    "undone": "Bjørn Ødegård",
}
"""New members, one for each walk, so that no walk meets another's badges."""

Open = Callable[..., BrowserContext]
SignIn = Callable[..., Page]
Browsers = Callable[[str, Look], Page]
READERS = {"manager": MANAGER, "member": MEMBER}


@dataclass(frozen=True)
class Service:
    """A running service: where it is, and what its operator can do."""

    url: str
    environment: dict[str, str]
    sessions: dict[str, StorageState] = field(default_factory=dict)
    atlas: dict[str, str] = field(default_factory=dict)
    joined: set[str] = field(default_factory=set)

    def badges(self, *arguments: str) -> str:
        """Run a command of the operator's; gives what it printed."""
        done = subprocess.run(
            [sys.executable, "-c", "from badges.app import main; main()", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextmanager
    def visit(self) -> Iterator[Flask]:
        """Be in the application as a command is, which takes seconds to start."""
        with self._app.app_context():
            yield self._app
            db.session.commit()
            db.session.remove()
            db.engine.dispose()

    @cached_property
    def _app(self) -> Flask:
        return create_app(Settings.from_environment(self.environment), migrate=False)

    def sign_in_link(self, address: str) -> str:
        """Make a one-time link for a member, as ``badges login`` does."""
        with self.visit():
            return f"{self.url}/sign-in/{signin.create_link(address)}"


def address_of(walk: str) -> str:
    """Give a newcomer's address."""
    return f"{walk}@walk.example"


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def services(
    postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Service]]:
    """Serve a demo on each kind of database, from the first test that wants it to the last."""
    with ExitStack() as stack:

        @cache
        def of(kind: str) -> Service:
            url = postgres.fresh(tables=False) if kind == "postgresql" else ""
            return stack.enter_context(served(tmp_path_factory, url))

        yield of


@pytest.fixture(
    scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)]
)
def service(request: pytest.FixtureRequest, services: Callable[[str], Service]) -> Service:
    """Give the service that most walks share, once on each kind of database."""
    return services(request.param)


@contextmanager
def served(tmp_path_factory: pytest.TempPathFactory, database: str = "") -> Iterator[Service]:
    """Fill a demo, serve it by gunicorn as ``badges serve`` does, and stop it at the end."""
    port = free_port()
    own = {name: value for name, value in os.environ.items() if not name.startswith("BADGES_")}
    environment = {
        **own,
        "BADGES_INSTANCE_PATH": str(tmp_path_factory.mktemp("instance")),
        "BADGES_BASE_URL": f"http://localhost:{port}",
        **({"BADGES_DATABASE_URL": database} if database else {}),
    }
    running = Service(f"http://localhost:{port}", environment)
    running.badges("demo")
    log = tmp_path_factory.mktemp("log") / "serve.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [
                sys.executable,
                "-c",
                "from badges.app import main; main()",
                *("serve", "--port", str(port), "--workers", "1"),
            ],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_for(running.url, process, log)
            yield running
        finally:
            process.terminate()
            process.wait(PATIENCE_SECONDS)


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib3.request("GET", url, retries=False, timeout=5)
        except urllib3.exceptions.HTTPError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"the service did not start:\n{log.read_text()}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Debian's Chromium, without a word to the outside."""
    path = shutil.which("chromium")
    if path is None:
        pytest.fail("Chromium is missing; make test installs it")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=CHROMIUM)
        yield started
        started.close()


@pytest.fixture
def visitors(browser: Browser, service: Service) -> Iterator[Visitors]:
    """Open browsers for one test; none of them may ask a stranger for anything or complain."""
    visitors = Visitors(browser, service.url)
    try:
        yield visitors
    finally:
        visitors.close()
    assert visitors.strangers == []
    assert visitors.complaints == []


@pytest.fixture
def visitor(visitors: Visitors) -> BrowserContext:
    """Open a browser that nobody has used, in German, as wide as a phone."""
    return visitors.open()


@pytest.fixture
def sign_in(visitors: Visitors, service: Service) -> SignIn:
    """Give a browser's page where somebody is signed in, on the member's home."""

    def signed_in(address: str, **options: Any) -> Page:
        return signed_in_page(service, visitors, address, **options)

    return signed_in


@pytest.fixture
def staff(sign_in: SignIn, newcomers: None) -> Staff:
    """Give a manager at work; the newcomers are members by then."""
    return Staff(sign_in(MANAGER, language="en", viewport=WIDE))


@pytest.fixture(scope="session")
def newcomers(browser: Browser, service: Service) -> None:
    """Let the newcomers join, as a manager adds members."""
    if service.joined:
        return
    visitors = Visitors(browser, service.url)
    desk = Staff(signed_in_page(service, visitors, MANAGER, language="en", viewport=WIDE))
    desk.add([f"{name}; {address_of(walk)}" for walk, name in NEWCOMERS.items()])
    visitors.close()
    service.joined.update(NEWCOMERS)


@pytest.fixture(scope="session")
def atlas(
    browser: Browser, service: Service, newcomers: None, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """Find an address of every kind of page by following links."""
    if service.atlas:
        return service.atlas
    visitors = Visitors(browser, service.url)
    pages = {
        "manager": signed_in_page(service, visitors, MANAGER),
        "member": signed_in_page(service, visitors, MEMBER),
        "stranger": visitors.open().new_page(),
    }
    desk = Staff(pages["manager"])
    draft = desk.draft()
    people = desk.hand_in("vor-anderen", ["Iva Liste; iva@walk.example", "Ohne Adresse; -"])
    card = desk.print_cards("vor-anderen", tmp_path_factory.mktemp("cards"))
    check_in = desk.check_in()
    report = report_page(pages["stranger"], "/issuers/nordstern", "This is not our name.")
    prepared = {
        "manage.batch": people,
        "manage.batch_preview": f"{people}/preview/1",
        "manage.batch_preview_page": f"{people}/preview/1/page",
        "member.card": card,
        "member.card_me": f"{card}/me",
        "member.check_in_me": f"{check_in}/me",
        "manage.badge_edit": f"{draft}/edit",
        "manage.badge_design": f"{draft}/design",
        "manage.badge_publish": f"{draft}/publish",
        "member.erased": "/goodbye",
        "member.check_in": check_in,
        "report.receipt": report,
        "sign_in.look": urlsplit(service.sign_in_link(MEMBER)).path,
        "manage.token_revoke": desk.token(),
        "mail.stopped": stop_path(service, MEMBER),
    }
    requests = {reader: page.context.request for reader, page in pages.items()}
    found = survey(routes(service), requests, ["/", "/me", "/manage/nordstern/"])
    handed = {
        "batch.show": check_many(pages["stranger"], [found["public.share"], "no badge"]),
        "once.show": one_time_link(pages["member"], found["member.badge_checkers"]),
    }
    visitors.close()
    service.atlas.update(found | prepared | handed)
    return service.atlas


@pytest.fixture(scope="module")
def browsers(browser: Browser, service: Service) -> Iterator[Browsers]:
    """Give the browser of one reader with one look, kept open from page to page."""
    visitors = Visitors(browser, service.url)

    @cache
    def opened(reader: str, look: Look) -> Page:
        options = {
            "language": look.language,
            "color_scheme": look.scheme,
            "viewport": {"width": look.width, "height": 900},
        }
        if reader == "stranger":
            return visitors.open(**options).new_page()
        return signed_in_page(service, visitors, READERS[reader], **options)

    yield opened
    visitors.close()
    assert visitors.strangers == []
    assert visitors.complaints == []


def routes(service: Service) -> MapAdapter:
    """Give the service's own map of addresses."""
    with service.visit() as app:
        return app.url_map.bind("localhost")


def stop_path(service: Service, address: str) -> str:
    """Give the path in a reminder behind which reminders are stopped."""
    with service.visit():
        url = stop_url(db.session.scalars(sa.select(Community)).one(), address)
    return urlsplit(url).path


def signed_in_page(service: Service, visitors: Visitors, address: str, **options: Any) -> Page:
    if address not in service.sessions:
        first = visitors.open()
        first.request.post(service.sign_in_link(address))
        service.sessions[address] = first.storage_state()
    page = visitors.open(storage_state=service.sessions[address], **options).new_page()
    page.goto("/me")
    return page
