"""No address, query or form brings the house down, whatever stands in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browser import Browser, started
from flask import Flask
from published import issuing_community
from support import member
from werkzeug.routing import Rule

HUGE = "9" * 30


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, shared_database: str) -> Iterator[Flask]:
    for app in started(tmp_path_factory.mktemp("careful"), shared_database):
        app.config["PROPAGATE_UNEXPECTED"] = True  # what would be a 500 fails the test at once
        yield app


@pytest.fixture(scope="module")
def owner(app: Flask) -> Browser:
    demo = issuing_community()
    return Browser(app, member(demo, "Mona Leitung", roles=("owner", "manager", "member")))


def path_of(rule: Rule, value: str, number: str = "1") -> str:
    """Fill a route in: the community is real, all else is not."""
    parts = []
    for is_dynamic, part in rule._trace:
        name = part if is_dynamic else ""
        if name == "community":
            parts.append("demo")
        elif name and type(rule._converters[name]).__name__ == "RowNumber":
            parts.append(number)
        elif name and type(rule._converters[name]).__name__ == "AnyConverter":
            parts.append(min(rule._converters[name].items))
        else:
            parts.append(value if is_dynamic else part)
    return "".join(parts).removeprefix("|")


def rules(app: Flask, method: str) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]


@pytest.mark.parametrize("value", ["a%00b", "%ED%A0%80", "%FF", "%2e%2e", "x" * 3_000])
def test_no_value_in_an_address_breaks_a_page(app: Flask, owner: Browser, value: str) -> None:
    dynamic = [rule for rule in rules(app, "GET") if "<" in rule.rule]
    answers = {owner.get(path_of(rule, value)).status_code for rule in dynamic}
    assert max(answers) < 500


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_number_in_an_address_is_too_large(app: Flask, owner: Browser, method: str) -> None:
    numbered = [rule for rule in rules(app, method) if "<int:" in rule.rule]
    assert len(numbered) > 10
    for rule in numbered:
        path = path_of(rule, "x", HUGE)
        answer = owner.get(path) if method == "GET" else owner.post(path)
        assert answer.status_code in {404, 405}, path


@pytest.mark.parametrize("query", ["lang=%00", "page=%00", "%00=1", "next=a%00b"])
def test_a_foul_query_is_refused_everywhere(app: Flask, owner: Browser, query: str) -> None:
    for path in ("/", "/verify", "/me", "/manage/demo", "/sign-in", "/api/v1/awards"):
        assert owner.client.get(f"{path}?{query}").status_code == 400, path


def test_a_foul_form_is_refused_everywhere(app: Flask, owner: Browser) -> None:
    for path in ("/me/settings", "/manage/demo/settings", "/manage/demo/sessions/new"):
        assert owner.post(path, name="Ada\0").status_code == 400, path
    assert owner.post("/sign-in", csrf=False, email="ada\0@example.org").status_code == 400


def test_numbers_in_forms_name_nothing_when_too_large(owner: Browser) -> None:
    answer = owner.post("/manage/demo/sessions/new", title="A", date="2026-03-01", kind="workshop")
    assert answer.status_code == 303
    assert owner.post("/manage/demo/sessions/1/attendance", member=HUGE).status_code == 404
