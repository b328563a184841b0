"""Errors as HTTP knows them: a page for people, RFC 9457 problem details for programs.

Rooms below raise :class:`badges.errors.BadgesError`; only this file maps them to a status.
"""

from __future__ import annotations

import errno
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, g, json, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException

from badges.database import Trouble, db, trouble_of
from badges.errors import (
    BadgesError,
    ConflictError,
    ForbiddenError,
    GoneError,
    InputError,
    LimitError,
    NotFoundError,
    Reason,
    UnavailableError,
)
from badges.web.pages import page, words

STATUS_OF: tuple[tuple[type[BadgesError], HTTPStatus], ...] = (
    (InputError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (NotFoundError, HTTPStatus.NOT_FOUND),
    (ConflictError, HTTPStatus.CONFLICT),
    (ForbiddenError, HTTPStatus.FORBIDDEN),
    (GoneError, HTTPStatus.GONE),
    (LimitError, HTTPStatus.TOO_MANY_REQUESTS),
    (UnavailableError, HTTPStatus.SERVICE_UNAVAILABLE),
)

_HINDERED: Mapping[Trouble, tuple[int, str]] = {
    "busy": (503, "Too many are writing; try again in a moment."),
    "full": (507, "There is no room left to keep anything; nothing was changed."),
    "away": (503, "The database does not answer; nothing was changed. Try again in a minute."),
}

PROGRAM_PATHS = ("/api/", "/vc-api/", "/xapi/", "/hooks/")


def register(app: Flask) -> None:
    """Answer every error of the application."""
    app.register_error_handler(BadgesError, _on_own)
    app.register_error_handler(CSRFError, _on_csrf)
    app.register_error_handler(HTTPException, _on_http)
    app.register_error_handler(DBAPIError, _on_database)
    app.register_error_handler(Exception, _on_unexpected)


def problem(status: int, code: str, detail: str, **more: Any) -> Response:
    """Build problem details (RFC 9457) with a stable ``code``."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        **more,
    }
    return Response(json.dumps(body), status, content_type="application/problem+json")


def status_of(error: BadgesError) -> HTTPStatus:
    """Give the HTTP status that an error of ours means."""
    for kind, status in STATUS_OF:
        if isinstance(error, kind):
            return status
    return HTTPStatus.BAD_REQUEST


def wants_problem() -> bool:
    """Tell whether a program asks: by the address, else by what it accepts."""
    if request.path.startswith(PROGRAM_PATHS):
        return True
    accepts = request.accept_mimetypes
    return not accepts.accept_html and accepts.accept_json


def _on_own(error: BadgesError) -> Response:
    db.session.rollback()
    status = status_of(error)
    if wants_problem():
        more: dict[str, Any] = {"params": dict(error.reason.params)}
        if isinstance(error, InputError) and error.field:
            more["field"] = error.field
        return problem(status, error.reason.code, _english(error), **more)
    return _error_page(status, _sentence(error))


def _on_csrf(_error: CSRFError) -> Response:
    reason = Reason("csrf.missing")
    return _error_page(HTTPStatus.BAD_REQUEST, words().sentence(reason))


def _on_http(error: HTTPException) -> Response:
    hidden = getattr(error, "original_exception", None)
    if isinstance(hidden, DBAPIError):  # raised while the answer was on its way: by the commit
        return _on_database(hidden)
    db.session.rollback()
    if error.response is not None or (error.code or 500) < HTTPStatus.BAD_REQUEST:
        return current_app.make_response(error.get_response())
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    if wants_problem():
        code = f"http.{HTTPStatus(status).name.lower()}"
        response = problem(status, code, error.description or HTTPStatus(status).phrase)
    else:
        response = _error_page(status, words().sentence(Reason(f"http.{int(status)}")))
    for name, value in error.get_headers():
        if name.lower() in {"allow", "retry-after", "www-authenticate"}:
            response.headers[name] = value
    return response


def _on_database(error: DBAPIError) -> Response:
    """Say what is the matter with the database, where nobody here made a mistake.

    Nothing was changed; what was sent can be sent again.
    """
    trouble = trouble_of(error)
    if trouble == "other":
        return _on_unexpected(error)
    current_app.logger.warning("the database is %s at %s", trouble, request.endpoint)
    return _hindered(trouble)


def _hindered(trouble: Trouble) -> Response:
    db.session.rollback()
    # Who asks is not looked up again to draw the page: that would fail likewise.
    for name in ("person", "actor", "community", "login_session"):
        g.pop(name, None)
    status, detail = _HINDERED[trouble]
    if wants_problem():
        response = problem(status, f"database.{trouble}", detail)
    else:
        response = _error_page(status, words().sentence(Reason(f"database.{trouble}")))
    response.headers["Retry-After"] = "5"
    return response


def _on_unexpected(error: Exception) -> Response:
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        current_app.logger.error("no room is left on the disk at %s", request.endpoint)
        return _hindered("full")
    if current_app.testing and current_app.config.get("PROPAGATE_UNEXPECTED"):
        raise error
    db.session.rollback()
    current_app.logger.error("unexpected error at %s", request.endpoint, exc_info=error)
    if wants_problem():
        return problem(500, "internal", "Something went wrong on our side.")
    return _error_page(500, words().sentence(Reason("http.500")))


def _english(error: BadgesError) -> str:
    return str(error)


def _sentence(error: BadgesError) -> str:
    return words().sentence(error.reason)


def _error_page(status: int, sentence: str) -> Response:
    return page("errors/error.html", status=int(status), sentence=sentence)
