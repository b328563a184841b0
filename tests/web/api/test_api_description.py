"""The API's document and the page made of it; other people's tools try every operation."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from programs import Program

OPEN_TO_ALL = {
    "derive_credential",
    "verify_badge",
    "verify_credential",
    "verify_presentation",
}


@pytest.fixture
def document(app: Flask) -> dict[str, Any]:
    answer = app.test_client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    body: dict[str, Any] = answer.json
    return body


def operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        item[method]
        for item in document["paths"].values()
        for method in item
        if method != "parameters"
    ]


def test_every_route_is_described(app: Flask, document: dict[str, Any]) -> None:
    routes = {
        (rule.rule.count("<"), rule.rule.split("<")[0])
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(("/api/v1/", "/vc-api/"))
        and rule.endpoint != "api-description.openapi"
    }
    assert routes == {(path.count("{"), path.split("{")[0]) for path in document["paths"]}


def test_every_operation_says_its_scope_and_its_errors(document: dict[str, Any]) -> None:
    open_to_all = {each["operationId"] for each in operations(document) if not each.get("security")}
    assert open_to_all == OPEN_TO_ALL
    for each in operations(document):
        assert {"default", "422"} <= each["responses"].keys()
        assert each["summary"]


def test_operations_have_names_of_their_own(document: dict[str, Any]) -> None:
    names = [each["operationId"] for each in operations(document)]
    assert len(names) == len(set(names))


def test_every_body_has_an_example(app: Flask, document: dict[str, Any]) -> None:
    page = app.test_client().get("/api/docs").text
    with_body = [each for each in operations(document) if "requestBody" in each]
    assert page.count("An example of the body") >= len(with_body) - 2


def test_references_lead_somewhere(document: dict[str, Any]) -> None:
    text = json.dumps(document)
    for part in text.split('"$ref": "#/')[1:]:
        found: Any = document
        for name in part.split('"')[0].split("/"):
            found = found[name]


def test_the_page_names_every_operation_and_runs_no_script(
    app: Flask, document: dict[str, Any]
) -> None:
    answer = app.test_client().get("/api/docs")
    assert answer.status_code == 200
    assert all(f'id="{each["operationId"]}"' in answer.text for each in operations(document))
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


def test_the_page_and_the_document_set_no_cookie(program: Program) -> None:
    for address in ("/api/docs", "/api/v1/openapi.json"):
        assert "Set-Cookie" not in program.client.get(address).headers
