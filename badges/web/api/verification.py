"""Verification of any badge, ours or not: open to everybody, counted, nothing kept.

Asks the same of a badge as ``badges verify --json`` and answers in the same words.
"""

from __future__ import annotations

import json
from datetime import timedelta
from http import HTTPStatus
from typing import Any, Final

from flask import request

from badges import limits
from badges.database import db, reading
from badges.publishing.checking import verify_input
from badges.verifying import VerificationResult
from badges.web.access import public
from badges.web.api.frame import Parser, RequestError, Resource
from badges.web.served import form_in_memory
from badges.wording import wording
from schemas.api import VerificationSchema, VerifyRequestSchema

resource = Resource("verify", "The verdict on any badge, ours or anyone's.")

CHECKS_AN_HOUR: Final = 600
MULTIPART: Final = "multipart/form-data"
BADGE_TYPES: Final = (
    "application/vc",
    "application/ld+json",
    "application/jwt",
    "application/vc+jwt",
    "image/png",
    "image/svg+xml",
    "application/pdf",
)
"""What a badge may be sent as by itself, as the whole body."""

_BADGE: Final = {"type": "string", "format": "binary", "description": "The badge as it is"}
_FILE: Final = {
    "type": "object",
    "required": ["file"],
    "properties": {
        "file": {
            "type": "string",
            "format": "binary",
            "description": "JSON, JWT, PNG, SVG or PDF, up to 20 MB",
        },
        "recipient": {"type": "string", "maxLength": 400},
        "name": {"type": "string", "maxLength": 400},
    },
}


@resource.post("/verify")
@public()
@resource.response(HTTPStatus.OK, VerificationSchema)
@resource.alt_response(HTTPStatus.NOT_FOUND, HTTPStatus.NOT_FOUND.name)
@resource.alt_response(HTTPStatus.GONE, HTTPStatus.GONE.name)
@resource.alt_response(HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.TOO_MANY_REQUESTS.name)
@resource.doc(
    requestBody={
        "required": True,
        "content": {
            "application/json": {"schema": VerifyRequestSchema},
            MULTIPART: {"schema": _FILE},
            **{kind: {"schema": _BADGE} for kind in BADGE_TYPES},
        },
    },
    security=[],
)
def verify_badge() -> dict[str, Any]:
    """Verify a badge: a document, a token, an address, a printed code or an uploaded file.

    A badge may also be the whole body: its JSON, its token, its picture or its certificate.

    What could not be checked leaves the verdict `undecided`, which is neither yes nor no. Nothing
    that is sent is stored or logged.
    """
    limits.count(
        "verify", request.remote_addr or "", limit=CHECKS_AN_HOUR, window=timedelta(hours=1)
    )
    db.session.commit()  # counted even when it cannot be read; no lock is held while we fetch
    if request.mimetype == MULTIPART:
        asked = _uploaded()
    elif request.mimetype in BADGE_TYPES or _is_bare_badge():
        asked = {"upload": request.get_data()}
    else:
        asked = _described()
    try:
        with reading(), db.session.no_autoflush:
            return _body(verify_input(**asked))
    finally:
        db.session.rollback()


def _uploaded() -> dict[str, Any]:
    form, files = form_in_memory()
    unknown = (form.keys() | files.keys()) - {"file", "recipient", "name"}
    given = files.getlist("file")
    if unknown or len(given) != 1:
        raise RequestError(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "request.invalid",
            "Send one part named file, and recipient or name beside it where you like.",
            errors=[{"in": "body", "field": "file", "detail": "Send one file to check."}],
        )
    text = {name: form.get(name, "")[:400] for name in ("recipient", "name")}
    return {"upload": given[0].read(), **text}


def _is_bare_badge() -> bool:
    """Tell whether the JSON sent is a badge itself, not a question about one."""
    if not request.is_json:
        return False
    try:
        sent = json.loads(request.get_data())
    except (ValueError, RecursionError):
        return False
    return isinstance(sent, dict) and "@context" in sent


def _described() -> dict[str, Any]:
    asked: dict[str, Any] = Parser().parse(VerifyRequestSchema, request)
    given: dict[str, Any] = {name: asked.get(name, "") for name in ("recipient", "name")}
    if "document" in asked:
        return {**given, "text": json.dumps(asked["document"], ensure_ascii=False)}
    if "jwt" in asked:
        return {**given, "text": asked["jwt"]}
    return {**given, **{name: asked[name] for name in ("url", "code") if name in asked}}


def _body(result: VerificationResult) -> dict[str, Any]:
    return result.to_json(wording("en").sentence)
