"""An application for the tests of use cases: an empty database, a standing clock, no network.

Example, in a room's conftest::

    @pytest.fixture
    def app(tmp_path: Path, database: str) -> Iterator[Flask]:
        yield from running(make_app(tmp_path, url=database))

Rows are made directly, without the use cases that are under test.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Unpack

from databases import new_sqlite
from flask import Flask
from reused import let_go, share_connections, share_statements

from badges.accounts.access import Actor
from badges.config import Settings
from badges.database import configure_engine, db
from badges.fetched import Fetched, FetchError, UnreachableError, Wanted
from badges.models import (
    Achievement,
    AchievementVersion,
    Community,
    EmailAddress,
    Membership,
    Milestone,
    Person,
    Profile,
)
from badges.ports import EXTENSION, Ports, now
from badges.storage import FileStore
from keys.sealing import MasterKeys, new_master_key

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
BASE_URL = "http://localhost:8000"
PICTURE = "gallery:workshop"


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    at: datetime = NOON

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> datetime:
        """Let time pass (days=…, hours=…)."""
        self.at += timedelta(**by)
        return self.at


@dataclass
class Chance:
    """Bytes that look random and are the same in every run."""

    drawn: int = 0

    def __call__(self, count: int) -> bytes:
        self.drawn += 1
        return hashlib.shake_256(f"chance {self.drawn}".encode()).digest(count)


@dataclass
class Web:
    """A network that answers from a table: an address gives a document or raises its error."""

    pages: dict[str, Fetched | FetchError] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def __call__(self, url: str, **_wanted: Unpack[Wanted]) -> Fetched:
        self.asked.append(url)
        found = self.pages.get(url, UnreachableError(url, "no such page in this test"))
        if isinstance(found, FetchError):
            raise found
        return found


def make_app(
    tmp_path: Path,
    *,
    now: Callable[[], datetime] | datetime = NOON,
    fetch: Web | None = None,
    url: str | None = None,
) -> Flask:
    """Make an application with empty tables; ``now`` is an instant or a clock of its own.

    ``url`` is a database with our tables, as the fixture ``database`` gives one; without it, a
    file of SQLite in ``tmp_path``.
    """
    if url is None:
        kept = tmp_path / "badges.sqlite3"
        url = f"sqlite:///{kept}" if kept.exists() else new_sqlite(kept)
    # "tests" may be no module with a file, and lie in several places.
    app = Flask("tests", root_path=str(tmp_path), instance_path=str(tmp_path))
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_size": 2}
    app.config["SECRET_KEY"] = "for tests only"
    db.init_app(app)
    app.extensions[EXTENSION] = Ports(
        settings=Settings(
            instance_path=tmp_path,
            database_url=app.config["SQLALCHEMY_DATABASE_URI"],
            base_url=BASE_URL,
            secret_key="for tests only",
        ),
        fetch=fetch or Web(),
        files=FileStore(tmp_path / "files"),
        master_keys=MasterKeys.parse(new_master_key()),
        clock=Clock(now) if isinstance(now, datetime) else now,
        token_bytes=Chance(),
    )
    with app.app_context():
        configure_engine(db.engine)
        share_statements(db.engine)
        share_connections(db.engine)
    return app


def running(app: Flask) -> Iterator[Flask]:
    """Hold the application's context open for one test; what was not committed is dropped."""
    with app.app_context():
        yield app
        db.session.rollback()
        db.session.remove()
        let_go(db.engine)


def community(
    slug: str = "demo", *, name: str = "", languages: Sequence[str] = ("de", "en"), **columns: Any
) -> Community:
    """Make a community with its issuer, without keys."""
    row = Community(
        slug=slug,
        name=name or slug.title(),
        languages=list(languages),
        created_at=now(),
        **columns,
    )
    host = BASE_URL.removeprefix("http://").replace(":", "%3A")
    row.profile = Profile(
        slug=slug,
        did=f"did:web:{host}:issuers:{slug}",
        base_url=BASE_URL,
        created_at=now(),
    )
    return _kept(row)


def member(
    community: Community,
    name: str = "Ada Beispiel",
    address: str | None = None,
    roles: Sequence[str] = ("member",),
    *,
    verified: bool = True,
) -> Membership:
    """Make a person with an address and a membership; the address follows from the name."""
    if address is None:
        address = f"{name.split(maxsplit=1)[0].lower()}@{community.slug}.example.org"
    person = Person(name=name, language=community.languages[0], created_at=now())
    if address:
        person.addresses.append(
            EmailAddress(address=address, verified_at=now() if verified else None, created_at=now())
        )
    row = Membership(
        community=community,
        community_id=community.id,
        person=person,
        name=name,
        address=address,
        roles=list(roles),
        subject_id=f"urn:test:{community.slug}:{name}",
        joined_at=now(),
    )
    return _kept(row)


def manager(community: Community, name: str = "Mona Leitung") -> Actor:
    """Make a manager and give the actor that she is on the pages."""
    return Actor.member(member(community, name, roles=("manager", "member")))


def achievement(
    community: Community,
    slug: str = "first-steps",
    rules: Mapping[str, dict[str, Any]] | None = None,
    *,
    published: bool = True,
    **columns: Any,
) -> AchievementVersion:
    """Make an achievement with one version; ``rules`` by milestone key, one workshop if none."""
    row = Achievement(community=community, community_id=community.id, slug=slug, created_at=now())
    values: dict[str, Any] = {
        "name": {"de": slug, "en": slug},
        "description": {"de": "Beschreibung", "en": "Description"},
        "criteria": {"de": "Kriterien", "en": "Criteria"},
        "picture": PICTURE,
        "picture_alt": {"de": "Ein Bild", "en": "A picture"},
    }
    version = AchievementVersion(
        community_id=community.id,
        achievement=row,
        number=1,
        iri=f"{BASE_URL}/achievements/{community.slug}/{slug}/1",
        created_at=now(),
        published_at=now() if published else None,
        **(values | columns),
    )
    given = {"came": {"attended": {"times": 1, "kind": "workshop"}}} if rules is None else rules
    for position, (key, rule) in enumerate(given.items()):
        version.milestones.append(
            Milestone(
                community_id=community.id,
                key=key,
                position=position,
                title={"de": key, "en": key},
                rule=rule,
            )
        )
    return _kept(version)


def _kept(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row
