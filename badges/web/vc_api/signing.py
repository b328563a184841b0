"""Signing and withdrawing by program, with a bearer token of the community in the address."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from flask import Response, json

from badges import issuing
from badges.accounts.access import Actor, Permission
from badges.awarding.withdrawing import reinstate, suspend, withdraw
from badges.credentials.published import credential_by_iri
from badges.errors import BadgesError, ConflictError, GoneError, NotFoundError
from badges.issuing.documents import sign_document
from badges.models import Award
from badges.web.api.frame import Resource
from badges.web.bearer import requires_scope
from schemas.api.vc_api import (
    IssueRequestSchema,
    SecuredCredentialSchema,
    StatusAnswerSchema,
    StatusRequestSchema,
)

PREFIX: Final = "/vc-api"

resource = Resource(
    "vc-api", "The W3C's VC API: sign and withdraw with the community's keys.", prefix=PREFIX
)


@resource.post("/<community>/<suite>/credentials/issue")
@requires_scope(Permission.CREDENTIALS_SIGN)
@resource.arguments(IssueRequestSchema)
@resource.response(HTTPStatus.CREATED, SecuredCredentialSchema)
def issue_document(actor: Actor, asked: dict[str, Any], community: str, suite: str) -> Response:
    """Sign a credential whose issuer is the token's community.

    `suite` is `eddsa-rdfc-2022`, `eddsa-jcs-2022`, `ecdsa-rdfc-2019`, `ecdsa-jcs-2019`,
    `ecdsa-sd-2023`, `vc-jwt` or `vc-jose`; the last two answer with a token in its envelope.
    Nothing of the credential is kept but a line in the audit trail: its status is yours to publish.
    Awards of this service are signed by `POST /api/v1/awards`; their ids, their status lists and
    endorsements are refused here.
    """
    _in_own(actor, community)
    signed = sign_document(actor, asked["credential"], suite=suite, **asked["options"])
    body = json.dumps({"verifiableCredential": signed}, sort_keys=False)
    return Response(body, HTTPStatus.CREATED, content_type="application/json")


@resource.post("/<community>/credentials/status")
@requires_scope(Permission.CREDENTIALS_STATUS)
@resource.arguments(StatusRequestSchema)
@resource.response(HTTPStatus.OK, StatusAnswerSchema)
@resource.alt_response(HTTPStatus.GONE, HTTPStatus.GONE.name)
def set_status(actor: Actor, asked: dict[str, Any], community: str) -> dict[str, Any]:
    """Withdraw, suspend or reinstate an award by the id of its newest credential.

    A revocation is for good. Taking a suspension back signs the next credential of the same award:
    the answer has its id.
    """
    _in_own(actor, community)
    award = _award_of(actor, asked["credential_id"])
    for change in asked["credential_status"]:
        _change(actor, award, change["purpose"], asked["reason"], on=change["status"])
    newest = issuing.newest_credential(award)
    return {"credential_id": newest.iri if newest else "", "state": award.state}


def _in_own(actor: Actor, community: str) -> None:
    """Answer another community's address as one that is not there (decisions 8)."""
    if actor.community.slug != community:
        raise NotFoundError("not_found", "There is nothing at this address.")


def _award_of(actor: Actor, credential_id: str) -> Award:
    """Find the community's award whose newest credential has this id."""
    row = credential_by_iri(credential_id.strip())
    if row is None or row.community_id != actor.community.id:
        raise NotFoundError(
            "vc_api.unknown",
            "No award of this community has a credential with this id; credentials that were "
            "signed through the VC API have no status here.",
        )
    if row.award.state == "erased":
        raise GoneError("award.erased", "This badge has been erased at the holder's wish.")
    newest = issuing.newest_credential(row.award)
    if newest is not row:
        raise ConflictError(
            "vc_api.replaced",
            "This credential has been replaced and is revoked already; name the newest one.",
        )
    return row.award


def _change(actor: Actor, award: Award, purpose: str, reason: str, *, on: bool) -> None:
    """Take one step; issuing makes the next credential of a reinstated award at once."""
    if on:
        (withdraw if purpose == "revocation" else suspend)(actor, award, reason)
    elif purpose == "suspension":
        issuing.issue_credential(reinstate(actor, award).id)
    else:
        raise BadgesError("vc_api.final", "A revocation is for good; award the badge anew.")
