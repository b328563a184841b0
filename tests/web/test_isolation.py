"""Nothing of one community is readable or changeable from another (decisions 8).

Every route of the application is called with what belongs to one community, by the owner of
another one, by their program, and by a stranger. A route that is added later is called too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from support import community, make_app, manager, member
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from badges.accounts.access import SCOPES, Actor
from badges.accounts.tokens import create_token, hash_secret
from badges.app import create_app
from badges.credentials.custody import create_issuer_keys
from badges.database import Base, db
from badges.models import (
    Community,
    LoginSession,
)
from badges.ports import EXTENSION, now
from badges.privacy.reports import Page, report
from badges.web.access import COOKIE, access_of
from tests.web.isolated import SECRET, fill
from tests.web.isolated_intake import INTAKE
from tests.web.isolated_peers import PEERS

OURS, THEIRS = "meadow", "harbour"
IDS = frozenset(
    {
        "public_id",
        "award_id",
        "evidence_id",
        "member_id",
        "session_id",
        "activity_id",
        "key_id",
        "mail_id",
        "job_id",
        "token_id",
        "login_id",
        "passkey_id",
        "question_id",
        "picture",
        "slug",
        "batch_id",
        "planned_id",
        "set_id",
        "review_id",
        "invitation_id",
        "report_id",
        "pause_id",
        "vouch_id",
        "thanks_id",
        "row_id",
        "enrolment_id",
        "decision_id",
        "run_id",
    }
).union(PEERS, INTAKE)
"""The parts of an address that name a row; the rest are verbs, forms and numbers of versions."""

WORDS = {
    "name": "did.json",
    "start": "workshop",
    "suffix": "json",
    "number": 1,
    "digest": "x",
    "key": "star",
    "position": 1,
    "code": "34679ACDEFHJ",
    "suite": "eddsa-rdfc-2022",
    "kind": "offer",
    "secret": "there-is-no-such-secret",
}
BODY = {
    "reason": "Because",
    "name": "Somebody",
    "named": "yes",
    "visibility": "public",
    "verdict": "approved",
    "comment": "Well done",
    "answer": "Yes",
    "text": "Something",
    "kind": "text",
    "roles": "member",
    "confirm": "yes",
    "until": "2026-03-10T20:00",
}
ENDING = frozenset({"/sign-out", "/me/erase", "/me/sign-in/end"})
"""These would end the session that looks around."""

UNREADY = frozenset({"/readyz"})
"""Says truthfully that nobody migrated this database."""

REFUSED = frozenset({303, 400, 401, 403, 404, 405, 410, 415, 422})


@dataclass
class World:
    """Two communities in one installation; ``ids`` are all of the one that is to be kept."""

    app: Flask
    ids: dict[str, Any]
    token: str
    cookie: str

    def call(self, who: str, rule: Rule, method: str, place: str) -> TestResponse:
        """Call a route with what belongs to "harbour", below the address of ``place``."""
        client = self.app.test_client()
        if who == "owner":
            client.set_cookie(COOKIE, self.cookie)
        headers = {"Authorization": f"Bearer {self.token}"} if who == "program" else {}
        speaks_json = rule.rule.startswith(("/api/", "/vc-api/"))
        body = {"json": self._json(rule)} if speaks_json else {"data": BODY}
        return client.open(
            self.address(rule, place),
            method=method,
            headers=headers,
            **(body if method in {"POST", "PUT", "PATCH"} else {}),
        )

    def address(self, rule: Rule, place: str) -> str:
        """Fill a route's address."""
        values: dict[str, Any] = {}
        for argument in rule.arguments:
            choices = getattr(rule._converters[argument], "items", None)
            if argument == "community":
                values[argument] = place
            elif argument == "slug" and rule.rule.startswith(("/issuers", "/communities")):
                values[argument] = THEIRS
            elif argument in self.ids:
                values[argument] = self.ids[argument]
            else:
                values[argument] = min(choices) if choices else WORDS[argument]
        adapter = self.app.url_map.bind("localhost")
        return adapter.build(rule.endpoint, values, method=None)

    def _json(self, rule: Rule) -> dict[str, Any]:
        """Give a body that would be good in the community it belongs to."""
        person = self.ids["member_id"]
        bodies = {
            "awards": {"achievement": self.ids["slug"], "member": person, "reason": "Because"},
            "batches": {
                "achievement": self.ids["slug"], "people": [{"address": "a@example.org"}],
                "reason": "Because"
            },
            "activities": {
                "member": person, "kind": "workshop", "occurred_at": "2026-03-09T10:00:00Z"
            },
            "attendance": {"members": [person]},
            "roles": {"roles": ["owner"]},
            "draft": {"hours": 1},
            "withdraw": {"reason": "Because"},
            "suspend": {"reason": "Because"},
            "verify": {"url": f"http://localhost:8000/credentials/{self.ids['public_id']}"},
            "issue": {
                "credential": {
                    "@context": ["https://www.w3.org/ns/credentials/v2"],
                    "type": ["VerifiableCredential"],
                    "issuer": self.ids["did"],
                    "credentialSubject": {"id": "urn:uuid:5b7e0f1e-37f0-4a5e-9c0f-6a7a0f0c1d2e"},
                }
            },
            "status": {
                "credentialId": self.ids["credential"],
                "credentialStatus": [{"type": "BitstringStatusListEntry"}],
            },
        }  # fmt: skip
        return bodies.get(rule.rule.rsplit("/", 1)[-1], {})

    def kept(self) -> str:
        """Give a digest of every row that belongs to "harbour"."""
        digest = hashlib.sha256()
        with self.app.app_context():
            for table in Base.metadata.sorted_tables:
                if "community_id" in table.c:
                    query = sa.select(table).where(table.c.community_id == self.ids["id"])
                    rows = db.session.execute(query.order_by(*table.primary_key.columns)).all()
                    digest.update(repr((table.name, rows)).encode())
        return digest.hexdigest()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, shared_database: str) -> Iterator[World]:
    """Open "harbour" with one of everything, and "meadow" whose owner looks around."""
    bare = make_app(tmp_path_factory.mktemp("isolation"), url=shared_database)
    app = create_app(ports=bare.extensions[EXTENSION], migrate=False)
    # Tokens against forged requests are taken for given: the owner of "meadow" has some.
    app.config.update(TESTING=True, PROPAGATE_UNEXPECTED=True, WTF_CSRF_METHODS=set())
    with app.app_context():
        ids = fill(community(THEIRS))
        here = community(OURS)
        create_issuer_keys(here.profile)
        report(
            Page(here, "issuer", f"/issuers/{OURS}"), problem="wrong", text="Ours",
            address="", language="en", caller=OURS,
        )  # fmt: skip
        owner = member(here, "Olga Besitz", roles=("owner", "member"))
        token = create_token(Actor.member(owner), "a program", SCOPES)[1]
        db.session.add(
            LoginSession(
                person=owner.person,
                token_hash=hash_secret("cookie"),
                created_at=now(),
                expires_at=now() + timedelta(days=30),
            )
        )
        db.session.commit()
    yield World(app, ids, token, "cookie")
    with app.app_context():
        db.engine.dispose()


def still_here(world: World) -> bool:
    """Tell whether the owner of "meadow" was signed in all along."""
    client = world.app.test_client()
    client.set_cookie(COOKIE, world.cookie)
    return client.get("/me").status_code == 200


def calls(app: Flask) -> Iterator[tuple[Rule, str]]:
    """List every route with each of its methods."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method


@pytest.mark.parametrize("place", [THEIRS, OURS])
@pytest.mark.parametrize("who", ["owner", "program", "stranger"])
def test_no_route_shows_or_changes_another_communitys_things(
    world: World, who: str, place: str
) -> None:
    before = world.kept()
    told = []
    for rule, method in calls(world.app):
        if rule.rule in ENDING:
            continue
        answer = world.call(who, rule, method, place)
        broke = answer.status_code >= 500 and rule.rule not in UNREADY
        if broke or SECRET.lower().encode() in answer.data.lower():
            told.append((method, rule.rule, answer.status_code))
    assert told == []
    assert world.kept() == before
    assert still_here(world)


@pytest.mark.parametrize("place", [THEIRS, OURS])
@pytest.mark.parametrize("who", ["owner", "program"])
def test_every_private_route_refuses_another_communitys_ids(
    world: World, who: str, place: str
) -> None:
    kinds = {"owner": {"requires", "signed_in"}, "program": {"token"}}[who]
    let_in = []
    for rule, method in calls(world.app):
        access: Any = access_of(world.app.view_functions[rule.endpoint])
        foreign = rule.arguments & IDS or (place == THEIRS and "community" in rule.arguments)
        if access.kind not in kinds or not foreign:
            continue
        status = world.call(who, rule, method, place).status_code
        if status not in REFUSED - {303}:
            let_in.append((method, rule.rule, status))
    assert let_in == []


def test_every_part_of_an_address_is_known_here(world: World) -> None:
    parts = {part for rule, _ in calls(world.app) for part in rule.arguments}
    chosen = {
        part
        for rule, _ in calls(world.app)
        for part in rule.arguments
        if hasattr(rule._converters[part], "items")
    }
    assert parts - chosen <= IDS | WORDS.keys() | {"community", "token"}


def test_the_secret_is_there_to_be_found(world: World) -> None:
    """Whoever belongs to the community does see it: the search above is not blind."""
    with world.app.app_context():
        ours = manager(db.session.get_one(Community, world.ids["id"]), "Paul Plan")
        secret = create_token(ours, "theirs", SCOPES)[1]
        db.session.commit()
    theirs = World(world.app, world.ids, secret, "")
    rules = [rule for rule, method in calls(world.app) if method == "GET"]
    found = {
        rule.rule
        for rule in rules
        if rule.rule.startswith("/api/v1/")
        and SECRET in theirs.call("program", rule, "GET", THEIRS).text
    }
    assert {"/api/v1/awards", "/api/v1/members", "/api/v1/sessions"} <= found
