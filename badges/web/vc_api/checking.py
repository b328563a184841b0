"""Verifying and deriving for everybody: counted like the checker, nothing kept or logged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from flask import Response, json, request

from badges import limits
from badges.database import db, reading
from badges.ports import now, ports
from badges.proofs.selective import derive
from badges.publishing.checking import own_first
from badges.verifying import credentials, presenting
from badges.web.access import public
from badges.web.api.frame import Resource
from badges.web.api.verification import CHECKS_AN_HOUR
from badges.web.vc_api.answers import presentation_verdict, verdict
from badges.web.vc_api.signing import PREFIX
from schemas.api.vc_api import (
    DeriveRequestSchema,
    SecuredCredentialSchema,
    VcPresentationSchema,
    VcVerificationSchema,
    VerifyCredentialRequestSchema,
    VerifyPresentationRequestSchema,
)

resource = Resource(
    "vc-api-open", "The W3C's VC API: verify and derive, for everybody.", prefix=PREFIX
)


@resource.post("/credentials/verify")
@public()
@resource.arguments(VerifyCredentialRequestSchema)
@resource.response(HTTPStatus.OK, VcVerificationSchema)
@resource.alt_response(HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.TOO_MANY_REQUESTS.name)
@resource.doc(security=[])
def verify_credential(asked: dict[str, Any]) -> Response:
    """Verify any verifiable credential: its form, proof, issuer, dates and status.

    Answers 400 with the same body where something failed or could not be checked. What Open Badges
    ask beyond that, `POST /api/v1/verify` tells.
    """
    with _counted():
        result = credentials.verify_credential(asked["verifiable_credential"], **_with(asked))
        return _json(verdict(result), _status(verified=result.verified))


@resource.post("/presentations/verify")
@public()
@resource.arguments(VerifyPresentationRequestSchema)
@resource.response(HTTPStatus.OK, VcPresentationSchema)
@resource.alt_response(HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.TOO_MANY_REQUESTS.name)
@resource.doc(security=[])
def verify_presentation(asked: dict[str, Any]) -> Response:
    """Verify a presentation: the holder's proof, and each credential in it.

    Send the `challenge` and `domain` that the holder was asked to sign: without them a presentation
    that was made for somebody else, or long ago, verifies as well.
    """
    with _counted():
        shown = json.dumps(asked["verifiable_presentation"]).encode()
        result = presenting.verify_presentation(shown, **_with(asked))
        return _json(presentation_verdict(result), _status(verified=result.verified))


@resource.post("/credentials/derive")
@public()
@resource.arguments(DeriveRequestSchema)
@resource.response(HTTPStatus.CREATED, SecuredCredentialSchema)
@resource.alt_response(HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.TOO_MANY_REQUESTS.name)
@resource.doc(security=[])
def derive_credential(asked: dict[str, Any]) -> Response:
    """Derive what a holder wants to show from a credential signed with `ecdsa-sd-2023`.

    What the issuer made mandatory is always shown. Nothing is signed with our keys.
    """
    with _counted():
        shown = derive(
            asked["verifiable_credential"],
            selective_pointers=asked["options"].get("selective_pointers", ()),
        )
    return _json({"verifiableCredential": shown}, HTTPStatus.CREATED)


@resource.after_request
def _open_to_scripts(response: Response) -> Response:
    """Let scripts of any origin ask: no cookie is read here."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "POST"
        response.headers["Access-Control-Allow-Headers"] = "Content-Type"
    return response


@contextmanager
def _counted() -> Iterator[None]:
    """Count the request against its sender's hour; whatever follows only reads."""
    limits.count(
        "verify", request.remote_addr or "", limit=CHECKS_AN_HOUR, window=timedelta(hours=1)
    )
    db.session.commit()  # counted even when it cannot be read; no lock is held while we fetch
    try:
        with reading(), db.session.no_autoflush:
            yield
    finally:
        db.session.rollback()


def _with(asked: dict[str, Any]) -> dict[str, Any]:
    """Give what every verification is done with: the time, the documents, what was expected."""
    options = asked["options"]
    return {
        "now": now(),
        "fetch": own_first(),
        "lists": ports().lists,
        "challenge": options.get("challenge"),
        "domain": options.get("domain"),
    }


def _status(*, verified: bool) -> HTTPStatus:
    return HTTPStatus.OK if verified else HTTPStatus.BAD_REQUEST


def _json(body: Any, status: HTTPStatus) -> Response:
    return Response(json.dumps(body, sort_keys=False), status, content_type="application/json")
