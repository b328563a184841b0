"""Every answer of every route carries its headers; every form that changes something is guarded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from browser import Browser, started
from flask import Flask
from support import community, member
from werkzeug.routing import IntegerConverter, Rule

from badges.accounts import signin
from badges.database import db
from badges.models import Membership
from badges.ports import EXTENSION
from badges.web.access import COOKIE, access_of

FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
}
REFERRERS = {"no-referrer", "same-origin"}


@pytest.fixture
def app(tmp_path: Path, database: str) -> Iterator[Flask]:
    yield from started(tmp_path, database)


@pytest.fixture
def ada(app: Flask) -> Membership:
    return member(community(), "Ada Beispiel", roles=("owner", "member"))


@pytest.fixture
def https(app: Flask) -> None:
    before = app.extensions[EXTENSION]
    own = replace(before.settings, base_url="https://badges.example.org")
    app.extensions[EXTENSION] = replace(before, settings=own)


def address_of(app: Flask, rule: Rule) -> str:
    """Fill a route's address with something; what is not there answers with an error page."""
    values: dict[str, Any] = {}
    for argument in rule.arguments:
        converter = rule._converters[argument]
        choices = getattr(converter, "items", None)
        number = isinstance(converter, IntegerConverter)
        values[argument] = min(choices) if choices else 1 if number else "demo"
    return app.url_map.bind("localhost").build(rule.endpoint, values, method=None)


def rules_of(app: Flask, method: str) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]


def test_every_answer_carries_the_security_headers(app: Flask, ada: Membership) -> None:
    browser = Browser(app, ada)
    lacking = []
    for rule in rules_of(app, "GET"):
        headers = browser.get(address_of(app, rule)).headers
        fixed = {name: headers.get(name) for name in FIXED}
        policy = headers.get("Content-Security-Policy", "")
        # A picture that we drew may be styled inside its sandbox.
        strict = "default-src 'none'" in policy
        strict = strict and ("unsafe" not in policy or policy.startswith("sandbox;"))
        if fixed != FIXED or not strict or headers.get("Referrer-Policy") not in REFERRERS:
            lacking.append((rule.rule, fixed, policy))
    assert lacking == []


def test_over_https_browsers_are_told_to_stay_there(
    app: Flask, ada: Membership, https: None
) -> None:
    for path in ("/", "/sign-in", "/nothing", "/me"):
        headers = Browser(app).get(path).headers
        assert headers["Strict-Transport-Security"] == "max-age=31536000"


def test_over_https_every_cookie_is_secure(app: Flask, ada: Membership, https: None) -> None:
    app.config["SESSION_COOKIE_SECURE"] = True
    browser = Browser(app)
    link = f"/sign-in/{signin.create_link(ada.address)}"
    db.session.commit()
    answers = [
        browser.post("/sign-in", csrf=False, address=ada.address),
        browser.post("/sign-in/passkey/options", csrf=False),
        browser.post(link, csrf=False),
    ]
    cookies = [x for answer in answers for x in answer.headers.getlist("Set-Cookie")]
    assert {x.split("=")[0] for x in cookies} >= {"badges_asked", "badges_passkey", COOKIE}
    for cookie in (x for x in cookies if "Max-Age=0" not in x):
        assert {"HttpOnly", "SameSite=Lax", "Secure"} <= set(cookie.split("; ")), cookie


def test_no_signed_in_form_works_without_its_token(app: Flask, ada: Membership) -> None:
    browser = Browser(app, ada)
    worked = []
    for rule in rules_of(app, "POST"):
        access = access_of(app.view_functions[rule.endpoint])
        if access is None or access.kind not in {"signed_in", "requires"}:
            continue
        status = browser.post(address_of(app, rule), csrf=False, name="Stolen").status_code
        if status != 400:
            worked.append((rule.rule, status))
    assert worked == []


def test_a_visit_of_a_strangers_page_sets_no_cookie(app: Flask, ada: Membership) -> None:
    set_by = []
    for rule in rules_of(app, "GET"):
        access = access_of(app.view_functions[rule.endpoint])
        if access is not None and access.kind == "public":
            answer = app.test_client().get(address_of(app, rule))
            if "Set-Cookie" in answer.headers:
                set_by.append(rule.rule)
    assert set_by == []
