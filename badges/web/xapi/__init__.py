"""The door for course tools: ``/xapi/statements`` and ``/xapi/about`` (xAPI 1.0.3, part 3).

Statements are taken and understood as activities; they are not kept as such, so that there is
nothing to ask for: this is no store of statements. A token of the community is sent as a bearer
token or, as xAPI has it, as the password of basic authentication with any name.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any, Final

from flask import Blueprint, Response, json, request

from badges.accounts.access import Actor, Permission
from badges.database import db
from badges.errors import BadgesError, ConflictError, InputError, LimitError
from badges.intake.statements import take_statements
from badges.intake.xapi import read_statement
from badges.ports import now
from badges.proofs.jsontext import parse_json
from badges.timestamps import utc_text
from badges.web.access import public
from badges.web.bearer import requires_scope
from badges.web.problems import problem

VERSION: Final = "1.0.3"
VERSION_HEADER: Final = "X-Experience-API-Version"
MOST_BYTES: Final = 4_000_000
_SPOKEN: Final = re.compile(r"1\.0(\.\d+)?")

blueprint = Blueprint("xapi", __name__, url_prefix="/xapi")


@blueprint.get("/about")
@public()
def about() -> Response:
    """Say which versions are spoken."""
    return _json({"version": [VERSION]})


@blueprint.post("/statements")
@requires_scope(Permission.ACTIVITIES_WRITE)
def post_statements(actor: Actor) -> Response:
    """Take one statement or several; answers their ids."""
    given = _body()
    many = given if isinstance(given, list) else [given]
    statements = [read_statement(each) for each in many]
    take_statements(actor, statements)
    return _json([each.id for each in statements])


@blueprint.put("/statements")
@requires_scope(Permission.ACTIVITIES_WRITE)
def put_statement(actor: Actor) -> Response:
    """Take one statement under the id in the address."""
    if "statementId" not in request.args:
        raise InputError("xapi.part", "statementId is missing.", part="statementId")
    statement = read_statement(_body(), given_id=request.args["statementId"])
    take_statements(actor, (statement,))
    return Response(status=HTTPStatus.NO_CONTENT)


@blueprint.before_request
def _check_version() -> Response | None:
    """Refuse what says no version that is spoken here (part 3, 3.3)."""
    request.max_content_length = MOST_BYTES
    if request.endpoint == "xapi.about":
        return None
    if not _SPOKEN.fullmatch(request.headers.get(VERSION_HEADER, "")):
        return problem(
            HTTPStatus.BAD_REQUEST, "xapi.version", f"Send the header {VERSION_HEADER}: {VERSION}."
        )
    return None


@blueprint.after_request
def _say_version(response: Response) -> Response:
    response.headers[VERSION_HEADER] = VERSION
    response.headers["X-Experience-API-Consistent-Through"] = utc_text(now())
    return response


@blueprint.errorhandler(InputError)
def _on_wrong(error: InputError) -> Response:
    """Answer what is wrong with a statement as a bad request (part 3, 3.2)."""
    return _refused(HTTPStatus.BAD_REQUEST, error)


@blueprint.errorhandler(ConflictError)
def _on_conflict(error: ConflictError) -> Response:
    """Answer another statement under a known id (part 3, 2.1.1)."""
    return _refused(HTTPStatus.CONFLICT, error)


@blueprint.errorhandler(LimitError)
def _on_limit(error: LimitError) -> Response:
    return _refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, error)


def _refused(status: HTTPStatus, error: BadgesError) -> Response:
    db.session.rollback()
    return problem(status, error.reason.code, str(error), params=dict(error.reason.params))


def _body() -> Any:
    if request.mimetype != "application/json":
        raise InputError("xapi.part", "Send the statements as application/json.", part="body")
    return parse_json(request.get_data())


def _json(body: Any) -> Response:
    return Response(json.dumps(body), content_type="application/json")
