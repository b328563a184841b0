"""What all resources of the API share: how bodies are read, and how operations are documented.

A resource is a :class:`Resource`; its views name a scope, a request schema and a response schema::

    members = Resource("members", "Who belongs to the community.")

    @members.get("/members/<int:member_id>")
    @requires_scope(Permission.MEMBERS_READ)
    @members.response(HTTPStatus.OK, MemberSchema)
    def get_member(actor: Actor, member_id: int) -> dict[str, Any]: ...
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from typing import Any, NoReturn

import flask_smorest
from flask import Request, Response
from marshmallow import Schema, ValidationError
from webargs.flaskparser import FlaskParser, is_json_request

from badges.database import db
from badges.errors import BadgesError
from badges.proofs.jsontext import parse_json
from badges.web.access import ACCESS, Access
from badges.web.problems import problem
from schemas.api import ProblemSchema

PREFIX = "/api/v1"
SECURITY_SCHEME = "bearer"
PROBLEM_JSON = "application/problem+json"
BLUEPRINTS = "api-"
"""What the resources' names as blueprints begin with: the pages have some of the same."""

_PLACES = {"json": "body", "query": "query", "headers": "header", "form": "body", "files": "body"}


class RequestError(BadgesError):
    """The request cannot be read, or its parts break the schema; ``errors`` says where.

    Each entry has ``in`` (body, query, header), ``field`` (dotted) and ``detail`` (a sentence).
    """

    def __init__(
        self,
        status: HTTPStatus,
        code: str,
        sentence: str,
        *,
        errors: list[dict[str, str]] | None = None,
    ) -> None:
        super().__init__(code, sentence)
        self.status = status
        self.errors = errors or []


class Parser(FlaskParser):
    """Reads requests strictly; what is wrong becomes one :class:`RequestError`."""

    def _raw_load_json(self, req: Request) -> Any:
        if not is_json_request(req):
            raise RequestError(
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
                "request.media_type",
                "Send the body as application/json.",
            )
        body = parse_json(req.get_data(cache=True))
        if any("\0" in text for text in _texts(body)):
            raise RequestError(
                HTTPStatus.UNPROCESSABLE_ENTITY,
                "request.nul",
                "A text holds the character NUL; leave it out.",
            )
        return body

    def handle_error(
        self,
        error: ValidationError,
        req: Request,
        schema: Schema,
        *,
        error_status_code: int | None,
        error_headers: Mapping[str, str] | None,
    ) -> NoReturn:
        """Refuse a request whose parts break the schema."""
        del req, schema, error_status_code, error_headers
        errors = list(_flat(error.messages))
        first = errors[0] if errors else {"field": "", "detail": "It cannot be used."}
        where = f"{first['field']}: " if first["field"] else ""
        raise RequestError(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "request.invalid",
            f"The request does not fit the schema. {where}{first['detail']}",
            errors=errors,
        ) from error


class Resource(flask_smorest.Blueprint):
    """A part of the API: its routes lie under ``prefix`` and say themselves what may go wrong."""

    ARGUMENTS_PARSER = Parser()

    def __init__(self, name: str, description: str, *, prefix: str = PREFIX) -> None:
        super().__init__(BLUEPRINTS + name, __name__, url_prefix=prefix)
        self.description = description
        self.tag = name

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: Callable[..., Any] | None = None,
        provide_automatic_options: bool | None = None,  # noqa: FBT001 - Flask's own signature
        **options: Any,
    ) -> None:
        """Register a view, and note what its declaration and address say about it."""
        super().add_url_rule(rule, endpoint, view_func, provide_automatic_options, **options)
        for method, operation in self._docs[self._endpoints[-1]].items():
            if method != "parameters":
                self._describe(operation, method, view_func, takes_id="<" in rule)

    def _describe(
        self, operation: dict[str, Any], method: str, view: object, *, takes_id: bool
    ) -> None:
        access: Access = getattr(view, ACCESS)
        manual = operation.setdefault("manual_doc", {})
        manual["operationId"] = self._endpoints[-1]
        operation["tags"] = [self.tag]
        if access.kind == "token":
            manual["security"] = [{SECURITY_SCHEME: [str(access.permission)]}]
        responses = manual.setdefault("responses", {})
        for status in _problems_of(access, method, takes_id=takes_id):
            responses.setdefault(int(status), status.name)


class Api(flask_smorest.Api):
    """The API's document; errors are the application's problem details, not this library's."""

    ERROR_SCHEMA = ProblemSchema

    def _register_error_handlers(self) -> None:
        self._app.register_error_handler(RequestError, _on_request_error)

    def _register_responses(self) -> None:
        for status in HTTPStatus:
            self._problem_response(status.name, status.phrase)
        self._problem_response(self.DEFAULT_ERROR_RESPONSE_NAME, "Any other problem.")

    def _problem_response(self, name: str, description: str) -> None:
        content = {PROBLEM_JSON: {"schema": self.ERROR_SCHEMA}}
        response = {"description": description, "content": content}
        self.spec.components.response(name, response, lazy=True)


def _problems_of(access: Access, method: str, *, takes_id: bool) -> Iterator[HTTPStatus]:
    """List what may go wrong with every operation of this kind."""
    if access.kind == "token":
        yield HTTPStatus.UNAUTHORIZED
        yield HTTPStatus.FORBIDDEN
    if takes_id:
        yield HTTPStatus.NOT_FOUND
    if method != "get":
        yield HTTPStatus.BAD_REQUEST
        yield HTTPStatus.CONFLICT
        yield HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        yield HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    yield HTTPStatus.UNPROCESSABLE_ENTITY


def _on_request_error(error: RequestError) -> Response:
    db.session.rollback()
    more = {"errors": error.errors} if error.errors else {}
    return problem(error.status, error.reason.code, str(error), **more)


def _flat(messages: Any) -> Iterator[dict[str, str]]:
    """Turn marshmallow's nested complaints into one list."""
    for place, inside in messages.items():
        for path, detail in _walk(inside, ()):
            field = ".".join(part for part in path if part != "_schema")
            yield {"in": _PLACES.get(place, place), "field": field, "detail": detail}


def _walk(inside: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(inside, Mapping):
        for key, value in inside.items():
            yield from _walk(value, (*path, str(key)))
    elif isinstance(inside, list):
        for value in inside:
            yield from _walk(value, path)
    else:
        yield path, str(inside)


def _texts(value: Any) -> Iterator[str]:
    """Give every string in a JSON value; its depth is bounded already."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value.keys()
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
