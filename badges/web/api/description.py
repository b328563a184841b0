"""The API describes itself: OpenAPI for programs, and a page made of it for people.

The page is drawn by us from the document, so that it needs no foreign script and always says
what the document says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from flask import Blueprint, Response, current_app, json

from badges.accounts.access import SCOPES
from badges.ports import settings
from badges.web.access import public
from badges.web.api.frame import BLUEPRINTS, PREFIX, SECURITY_SCHEME, Api
from badges.web.pages import page

blueprint = Blueprint("api-description", __name__)

TITLE: Final = "Meilenstein API"
OPENAPI_VERSION: Final = "3.1.0"
METHODS: Final = ("get", "post", "put", "patch", "delete")
ABOUT: Final = """\
Manage one community's badges by program. The community is the token's; an address of another
community answers 404.

Lists come in pages: follow `next` until it is empty. Requests that make something take an
`Idempotency-Key`: sent twice, they act once. Every error is a problem document (RFC 9457) with a
stable `code`; a request that does not fit its schema lists its `errors` field by field."""
SCHEME: Final = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "msn_…",
    "description": "A token that a manager makes in the community's settings, shown once, with "
    f"these scopes at most: {', '.join(sorted(SCOPES))}.",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One part of a body or one parameter, as the page tells it."""

    name: str
    kind: str
    required: bool
    about: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation, as the page tells it; ``example`` is a request body, as JSON."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    scopes: tuple[str, ...]
    parameters: tuple[Field, ...]
    body: tuple[Field, ...]
    answer: tuple[Field, ...]
    example: str
    responses: tuple[tuple[str, str], ...]


@blueprint.get(f"{PREFIX}/openapi.json")
@public()
def openapi() -> Response:
    """Give the OpenAPI document."""
    response = Response(json.dumps(document()), content_type="application/json")
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


@blueprint.get("/api/docs")
@public()
def docs() -> Response:
    """Show the API to a person."""
    described = document()
    groups = [
        (tag["name"], tag["description"], tuple(_operations(described, tag["name"])))
        for tag in described["tags"]
    ]
    return page(
        "api/docs.html", info=described["info"], groups=groups, scheme=SCHEME, prefix=PREFIX
    )


def document() -> dict[str, Any]:
    """Give the OpenAPI document of the running application."""
    api = cast("Api", current_app.extensions["flask-smorest"]["apis"][""]["ext_obj"])
    described: dict[str, Any] = api.spec.to_dict()
    described["servers"] = [{"url": settings().base_url}]
    described["tags"] = [
        {**tag, "name": tag["name"].removeprefix(BLUEPRINTS)} for tag in described["tags"]
    ]
    return described


def _operations(described: Mapping[str, Any], tag: str) -> Iterator[Operation]:
    for path, item in described["paths"].items():
        for method in METHODS:
            if method in item and tag in item[method]["tags"]:
                yield _operation(described, path, method, item)


def _operation(
    described: Mapping[str, Any], path: str, method: str, item: Mapping[str, Any]
) -> Operation:
    told = item[method]
    body = _content(told.get("requestBody", {}))
    answer = next(
        (_content(value) for code, value in told["responses"].items() if code.startswith("2")), {}
    )
    parameters = [
        Field(each["name"], f"{each['in']}, {_kind(each['schema'])}", each.get("required", False),
              each.get("description", ""))
        for each in [*item.get("parameters", []), *told.get("parameters", [])]
    ]  # fmt: skip
    example = _example(described, body)
    return Operation(
        told["operationId"],
        method.upper(),
        path,
        told.get("summary", ""),
        told.get("description", ""),
        tuple(scope for each in told.get("security", []) for scope in each[SECURITY_SCHEME]),
        tuple(parameters),
        tuple(_fields(described, body)),
        tuple(_fields(described, answer)),
        json.dumps(example, indent=2, ensure_ascii=False) if example else "",
        tuple(
            (code, _resolved(described, value).get("description", ""))
            for code, value in told["responses"].items()
        ),
    )


def _content(told: Mapping[str, Any]) -> dict[str, Any]:
    content = told.get("content", {})
    return dict(content.get("application/json", {}).get("schema", {}))


def _resolved(described: Mapping[str, Any], value: Mapping[str, Any]) -> dict[str, Any]:
    """Follow a ``$ref`` into the components."""
    found: Any = value
    if "$ref" in value:
        found = described
        for part in value["$ref"].removeprefix("#/").split("/"):
            found = found[part]
    return dict(found)


def _fields(described: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[Field]:
    whole = _resolved(described, schema)
    for name, value in whole.get("properties", {}).items():
        about = str(value.get("description", ""))
        if "enum" in value:
            about = f"{about} {' | '.join(str(each) for each in value['enum'] if each)}".strip()
        yield Field(name, _kind(value), name in whole.get("required", ()), about)


def _kind(schema: Mapping[str, Any]) -> str:
    """Say in a word what a value is."""
    if "$ref" in schema:
        return str(schema["$ref"].rsplit("/", 1)[-1])
    if "allOf" in schema or "anyOf" in schema:
        parts = [*schema.get("allOf", ()), *schema.get("anyOf", ())]
        return " or ".join(_kind(part) for part in parts)
    kind = schema.get("type", "any")
    words = [str(each) for each in kind] if isinstance(kind, list) else [str(kind)]
    if words[0] == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    return str(schema.get("format") or " or ".join(words))


def _example(described: Mapping[str, Any], schema: Mapping[str, Any]) -> Any:
    """Gather a request body from the examples that stand beside its fields."""
    whole = _resolved(described, schema)
    if "example" in whole:
        return whole["example"]
    found = {}
    for name, value in whole.get("properties", {}).items():
        if "example" in value:
            found[name] = value["example"]
        elif value.get("type") == "array":
            inner = _example(described, value["items"])
            if inner and name in whole.get("required", ()):
                found[name] = [inner]
    return found
