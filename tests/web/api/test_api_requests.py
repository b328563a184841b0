"""What any request may get wrong: bodies, cursors, methods, addresses; never a 500."""

from __future__ import annotations

from typing import Any

import pytest
from programs import Program

JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[" * 10_000 + b"]" * 10_000, 400),
        (b'{"members": NaN}', 400),
        (b'{"members": 1e999}', 400),
        (b'{"members": "\\ud800"}', 400),
        (b'{"members": 1, "members": 2}', 400),
        (b'{"members": "\\u0000"}', 422),
        (b"\xff\xfe", 400),
        (b"[]", 422),
        (b"null", 422),
        (b"1", 422),
        (b'"text"', 422),
        (b'{"members": {}}', 422),
        (b'{"members": [null]}', 422),
        (b'{"members": [], "more": 1}', 422),
    ],
)
def test_a_body_that_cannot_be_read(program: Program, body: bytes, status: int) -> None:
    answer = program("POST", "/members", data=body, headers=JSON)
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert {"code", "detail"} <= answer.json.keys()


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_body_is_json(program: Program, kind: str) -> None:
    answer = program("POST", "/members", data=b"{}", headers={"Content-Type": kind})
    assert answer.status_code == 415
    assert answer.json["code"] == "request.media_type"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/members/99999999999999999999", 404),
        ("GET", "/members/0", 404),
        ("GET", "/awards/%00", 404),
        ("GET", "/achievements/%00", 404),
        ("GET", "/achievements/..%2f", 404),
        ("GET", "/credentials/x/1/ob9", 404),
        ("DELETE", "/members", 405),
        ("GET", "/verify", 405),
    ],
)
def test_an_address_where_there_is_nothing(
    program: Program, method: str, path: str, status: int
) -> None:
    answer = program(method, path)
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"


def walked(program: Program, path: str) -> list[int]:
    """Follow ``next`` to the end."""
    seen: list[int] = []
    while path:
        body: Any = program.get(path).json
        seen += [item["id"] for item in body["items"]]
        path = (body["next"] or "").removeprefix("http://localhost:8000/api/v1")
    return seen


def add(program: Program, count: int) -> None:
    people = [{"address": f"p{number}@example.org"} for number in range(count)]
    assert program.post("/members", {"members": people}).status_code == 200


def test_pages_show_everybody_once(program: Program) -> None:
    add(program, 11)
    seen = walked(program, "/members?limit=3")
    assert (len(seen), len(set(seen))) == (13, 13)
    first = program.get("/members?limit=3")
    assert 'rel="next"' in first.headers["Link"]


def test_a_page_does_not_shift_when_rows_come(program: Program) -> None:
    add(program, 5)
    first: Any = program.get("/members?limit=4").json
    program.post("/members", {"members": [{"address": "late@example.org"}]})
    rest = walked(program, first["next"].removeprefix("http://localhost:8000/api/v1"))
    assert {item["id"] for item in first["items"]}.isdisjoint(rest)
    assert len(first["items"]) + len(rest) == 8


@pytest.mark.parametrize(
    "query",
    [
        "cursor=x",
        "cursor=",
        "cursor=" + "A" * 300,
        "cursor=YXdhcmRzOjE",  # of another list
        "cursor=bWVtYmVyc2hpcDotMQ",  # a negative row
        "cursor=bWVtYmVyc2hpcDrZoQ",  # a digit that is none of ASCII's
        "limit=0",
        "limit=201",
        "limit=many",
    ],
)
def test_a_cursor_or_limit_that_is_none(program: Program, query: str) -> None:
    answer: Any = program.get(f"/members?{query}")
    assert answer.status_code == 422
    assert answer.json["errors"][0]["in"] == "query"
