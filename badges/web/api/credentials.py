"""Credentials: the signed documents of an award, in every form, and whether they still count."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import sqlalchemy as sa
from flask import Response
from sqlalchemy.orm import selectinload

from badges.accounts.access import Actor, Permission
from badges.database import db
from badges.errors import NotFoundError
from badges.issuing import Form, form_of
from badges.models import Award, Credential
from badges.web.api.frame import Resource
from badges.web.api.paging import Page, page_of
from badges.web.bearer import requires_scope
from schemas.api import FORMS, CredentialSchema, PageQuerySchema, page_schema

resource = Resource("credentials", "The signed documents: every form, and whether they count.")

MEDIA_TYPES = {
    Form.OB3_DI: "application/vc",
    Form.OB3_JWT: "application/jwt",
    Form.OB2_HOSTED: "application/ld+json",
    Form.OB2_JWS: "text/plain",
}
DESCRIBED: dict[str, dict[str, Any]] = {
    "application/vc": {"schema": {"type": "object"}},
    "application/ld+json": {"schema": {"type": "object"}},
    "application/jwt": {},
    "text/plain": {},
}
"""What the document says of each: tokens are no JSON, so that no schema fits them."""

ONE = "/credentials/<award_id>/<int:number>"


@resource.get("/credentials")
@requires_scope(Permission.AWARDS_READ)
@resource.arguments(PageQuerySchema, location="query")
@resource.response(HTTPStatus.OK, page_schema(CredentialSchema))
def list_credentials(actor: Actor, asked: dict[str, Any]) -> Page:
    """List every issue of every award, revoked ones included, erased ones left out."""
    query = (
        sa.select(Credential)
        .where(Credential.community_id == actor.community.id, Credential.document.is_not(None))
        .options(selectinload(Credential.award), selectinload(Credential.status_list))
    )
    return page_of(query, Credential.id, asked, credential_body)


@resource.get(ONE)
@requires_scope(Permission.AWARDS_READ)
@resource.response(HTTPStatus.OK, CredentialSchema)
def get_credential(actor: Actor, award_id: str, number: int) -> dict[str, Any]:
    """Get what is known of one issue: its dates and whether it was revoked, and why."""
    return credential_body(_find(actor, award_id, number))


@resource.get(f"{ONE}/<any({', '.join(repr(form) for form in FORMS)}):form>")
@requires_scope(Permission.AWARDS_READ, writes=True)
@resource.doc(
    responses={
        int(HTTPStatus.OK): {
            "description": "The exact bytes, as signed and kept.",
            "content": {media_type: DESCRIBED[media_type] for media_type in MEDIA_TYPES.values()},
        },
        int(HTTPStatus.GONE): HTTPStatus.GONE.name,
    }
)
def get_form(actor: Actor, award_id: str, number: int, form: str) -> Response:
    """Get one form of one issue; it is made on the first request and the same ever after."""
    credential = _find(actor, award_id, number)
    kind = Form(form)
    return Response(form_of(credential, kind), content_type=MEDIA_TYPES[kind])


def credential_body(row: Credential) -> dict[str, Any]:
    """Give an issue as :class:`schemas.api.CredentialSchema` has it."""
    return {
        "id": row.iri,
        "award": row.award.public_id,
        "number": row.number,
        "valid_from": row.valid_from,
        "valid_until": row.valid_until,
        "revoked_at": row.revoked_at,
        "revocation": row.revocation,
        "revocation_reason": row.revocation_reason,
        "status_list": row.status_list.iri,
        "status_index": row.status_index,
    }


def _find(actor: Actor, public_id: str, number: int) -> Credential:
    found = db.session.scalar(
        sa.select(Credential)
        .join(Award)
        .where(
            Credential.community_id == actor.community.id,
            Award.public_id == public_id,
            Credential.number == number,
        )
    )
    if found is None:
        raise NotFoundError("not_found", "There is no such credential here.")
    return found
