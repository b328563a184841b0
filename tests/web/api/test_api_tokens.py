"""Bearer tokens: who gets in, what a scope allows, what a refusal says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from programs import Program
from support import Clock

from badges.database import db
from badges.models import ApiToken
from badges.web.access import access_of

SCOPE_OF = {
    ("GET", "/achievements"): "achievements:read",
    ("POST", "/achievements"): "achievements:write",
    ("GET", "/achievements/first-steps"): "achievements:read",
    ("GET", "/achievements/first-steps/versions/1"): "achievements:read",
    ("PATCH", "/achievements/first-steps/draft"): "achievements:write",
    ("POST", "/achievements/first-steps/draft"): "achievements:write",
    ("POST", "/achievements/first-steps/publish"): "achievements:write",
    ("GET", "/achievements/first-steps/draft/would-award"): "achievements:read",
    ("GET", "/members"): "members:read",
    ("POST", "/members"): "members:write",
    ("GET", "/members/1"): "members:read",
    ("PUT", "/members/1/roles"): "members:write",
    ("GET", "/sessions"): "members:read",
    ("POST", "/sessions"): "activities:write",
    ("GET", "/sessions/1"): "members:read",
    ("POST", "/sessions/1/attendance"): "activities:write",
    ("GET", "/activities"): "members:read",
    ("POST", "/activities"): "activities:write",
    ("POST", "/activities/batches"): "activities:write",
    ("GET", "/activities/1"): "members:read",
    ("POST", "/activities/1/void"): "activities:write",
    ("GET", "/awards"): "awards:read",
    ("POST", "/awards"): "awards:write",
    ("GET", "/awards/x"): "awards:read",
    ("POST", "/awards/batches"): "awards:write",
    ("GET", "/awards/batches/1"): "awards:read",
    ("GET", "/awards/batches/1/rows"): "awards:read",
    ("POST", "/awards/batches/1/award"): "awards:write",
    ("POST", "/awards/batches/1/cancel"): "awards:write",
    ("POST", "/awards/batches/1/undo"): "awards:write",
    ("POST", "/awards/x/withdraw"): "credentials:status",
    ("POST", "/awards/x/suspend"): "credentials:status",
    ("POST", "/awards/x/reinstate"): "credentials:status",
    ("GET", "/credentials"): "awards:read",
    ("GET", "/credentials/x/1"): "awards:read",
    ("GET", "/credentials/x/1/ob3-di"): "awards:read",
}
OPERATIONS = [" ".join(call) for call in SCOPE_OF]


def only(program: Program, app: Flask, scopes: list[str]) -> None:
    """Leave the token these scopes."""
    with app.app_context():
        db.session.execute(sa.update(ApiToken).values(scopes=scopes))
        db.session.commit()


def test_the_matrix_names_every_operation(app: Flask) -> None:
    adapter = app.url_map.bind("localhost")
    named = {adapter.match(f"/api/v1{path}", method)[0] for method, path in SCOPE_OF}
    declared = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/")
        and (access := access_of(app.view_functions[rule.endpoint]))
        and access.kind == "token"
    }
    assert named == declared


@pytest.mark.parametrize(("call", "scope"), SCOPE_OF.items(), ids=OPERATIONS)
def test_a_token_without_the_scope_is_refused(
    app: Flask, program: Program, call: tuple[str, str], scope: str
) -> None:
    only(program, app, sorted(set(SCOPE_OF.values()) - {scope}))
    answer = program(*call)
    assert answer.status_code == 403
    assert answer.json["code"] == "token.scope"
    assert f'error="insufficient_scope", scope="{scope}"' in answer.headers["WWW-Authenticate"]


@pytest.mark.parametrize(("call", "scope"), SCOPE_OF.items(), ids=OPERATIONS)
def test_a_token_with_the_one_scope_gets_in(
    app: Flask, program: Program, call: tuple[str, str], scope: str
) -> None:
    only(program, app, [scope])
    answer = program(*call)
    assert answer.status_code not in {401, 403, 500}


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ({}, "token.missing"),
        ({"Authorization": "Bearer msn_unknown"}, "token.invalid"),
        ({"Authorization": "Bearer"}, "token.invalid"),
        ({"Authorization": "Bearer a b"}, "token.invalid"),
        ({"Authorization": "Basic bXNuOm1zbg=="}, "token.invalid"),
        ({"Authorization": "Bearer " + "x" * 5000}, "token.invalid"),
        ({"Authorization": "Bearer \xff\xfe"}, "token.invalid"),
        ({"Cookie": "badges_session=x; token=msn_x"}, "token.missing"),
    ],
)
def test_nobody_gets_in_without_a_valid_token(
    program: Program, header: dict[str, str], code: str
) -> None:
    answer = program.client.get("/api/v1/members", headers=header)
    assert answer.status_code == 401
    assert answer.json["code"] == code
    assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="')
    assert answer.content_type == "application/problem+json"


def test_a_revoked_token_ends_at_once(app: Flask, program: Program, clock: Clock) -> None:
    assert program.get("/members").status_code == 200
    with app.app_context():
        db.session.execute(sa.update(ApiToken).values(revoked_at=clock()))
        db.session.commit()
    assert program.get("/members").status_code == 401


def test_a_token_expires(program: Program, clock: Clock) -> None:
    clock.move(days=366)
    assert program.get("/members").status_code == 401


def test_a_token_can_no_more_than_its_maker_still_can(app: Flask, program: Program) -> None:
    from badges.models import Membership  # noqa: PLC0415

    with app.app_context():
        db.session.get_one(Membership, program.ids["owner"]).roles = ["reviewer", "member"]
        db.session.commit()
    assert program.get("/members").status_code == 200
    assert program.get("/awards").status_code == 403


def test_a_read_notes_when_the_token_was_used(app: Flask, program: Program, clock: Clock) -> None:
    program.get("/members")
    first = clock()
    clock.move(minutes=5)
    program.get("/members")
    with app.app_context():
        used: Any = db.session.scalar(sa.select(ApiToken.last_used_at))
    assert used - first == timedelta(minutes=5)


def test_answers_are_kept_by_no_cache_and_set_no_cookie(program: Program) -> None:
    answer = program.get("/members")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Set-Cookie" not in answer.headers
