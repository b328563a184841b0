"""The application with the API, and programs that speak for their communities."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from reused import let_go, share_connections, share_statements
from support import achievement, community, member
from werkzeug.test import TestResponse

from badges.accounts.access import SCOPES, Actor
from badges.accounts.tokens import create_token
from badges.app import create_app
from badges.credentials.custody import create_issuer_keys
from badges.database import Base, db
from badges.ports import Ports


@dataclass
class Program:
    """A program with a bearer token; ``ids`` holds what its community has in it."""

    client: FlaskClient
    token: str
    ids: dict[str, Any] = field(default_factory=dict)

    def __call__(self, method: str, path: str, **options: Any) -> TestResponse:
        """Call an address below ``/api/v1``."""
        headers = {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        return self.client.open(f"/api/v1{path}", method=method, headers=headers, **options)

    def get(self, path: str, **options: Any) -> TestResponse:
        return self("GET", path, **options)

    def post(self, path: str, body: Any = None, **options: Any) -> TestResponse:
        return self("POST", path, **({"json": body} if body is not None else {}), **options)

    def award(self, *, headers: dict[str, str] | None = None, **changes: Any) -> TestResponse:
        """Award the first steps to Ada, or what else is said."""
        body = {"achievement": "first-steps", "member": self.ids["ada"], "reason": "Well done"}
        return self.post("/awards", body | changes, headers=headers or {})


def running_app(ports: Ports) -> Iterator[Flask]:
    """Make the whole application over its tables; an unexpected error fails the test."""
    made = create_app(ports=ports, migrate=False)
    with made.app_context():
        share_statements(db.engine)
        share_connections(db.engine)
    made.config.update(TESTING=True, PROPAGATE_UNEXPECTED=True)
    yield made
    with made.app_context():
        db.session.remove()
        let_go(db.engine)


def open_community(app: Flask, slug: str) -> Program:
    """Open a community with an owner, a member, a badge to award, keys and a token."""
    with app.app_context():
        here = community(slug)
        create_issuer_keys(here.profile)
        owner = member(here, "Olga Besitz", roles=("owner", "member"))
        ada = member(here, "Ada Beispiel")
        ada.subject_id = uuid.uuid5(uuid.NAMESPACE_URL, f"ada of {slug}").urn
        version = achievement(here, "first-steps")
        token = create_token(Actor.member(owner), "a program", SCOPES)[1]
        ids = {"owner": owner.id, "ada": ada.id, "version": version.iri, "community": here.id}
        db.session.commit()
    return Program(app.test_client(use_cookies=False), token, ids)


def copy_rows(source: str, target: str) -> None:
    """Copy all rows of one database with our tables into an empty one, of whatever kind."""
    origin = sa.create_engine(source, poolclass=sa.NullPool)
    engine = sa.create_engine(target, poolclass=sa.NullPool)
    share_statements(origin)
    share_statements(engine)
    with origin.connect() as reading, engine.begin() as writing:
        later = {
            "sqlite": "PRAGMA defer_foreign_keys = ON",
            "postgresql": "SET LOCAL session_replication_role = replica",
        }
        writing.exec_driver_sql(later[engine.dialect.name])
        for table in Base.metadata.tables.values():
            rows = [dict(row) for row in reading.execute(table.select()).mappings()]
            if not rows:
                continue
            writing.execute(table.insert(), rows)
            if engine.dialect.name == "postgresql" and "id" in table.columns:
                sequence = sa.func.pg_get_serial_sequence(table.name, "id")
                writing.execute(sa.select(sa.func.setval(sequence, max(row["id"] for row in rows))))
