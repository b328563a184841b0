"""Awards: given and signed at once, listed, withdrawn, suspended, reinstated."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from badges import issuing
from badges.accounts.access import Actor, Permission
from badges.awarding import awards as use_cases
from badges.awarding.withdrawing import reinstate, suspend, withdraw
from badges.database import db, get_scoped
from badges.errors import GoneError
from badges.models import Achievement, Award
from badges.web.api.achievements import find_achievement
from badges.web.api.credentials import credential_body
from badges.web.api.frame import Resource
from badges.web.api.members import recipient
from badges.web.api.once import once
from badges.web.api.paging import Page, page_of
from badges.web.bearer import requires_scope
from schemas.api import (
    AwardQuerySchema,
    AwardSchema,
    EndSchema,
    IdempotencySchema,
    NewAwardSchema,
    page_schema,
)

resource = Resource("awards", "The decision that somebody earned something, and its life.")

AWARD_VALUES = (
    "code",
    "state",
    "visibility",
    "reason",
    "narrative",
    "language",
    "awarded_at",
    "accepted_at",
    "ended_at",
    "end_reason",
)


@resource.get("/awards")
@requires_scope(Permission.AWARDS_READ)
@resource.arguments(AwardQuerySchema, location="query")
@resource.response(HTTPStatus.OK, page_schema(AwardSchema))
def list_awards(actor: Actor, asked: dict[str, Any]) -> Page:
    """List the awards; erased ones are left out."""
    query = (
        sa.select(Award)
        .where(Award.community_id == actor.community.id, Award.state != "erased")
        .options(selectinload(Award.achievement), selectinload(Award.version))
    )
    if "state" in asked:
        query = query.where(Award.state == asked["state"])
    if "member" in asked:
        query = query.where(Award.membership_id == asked["member"])
    if "achievement" in asked:
        query = query.join(Award.achievement).where(Achievement.slug == asked["achievement"])
    return page_of(query, Award.id, asked, award_body)


@resource.post("/awards")
@requires_scope(Permission.AWARDS_WRITE)
@resource.arguments(IdempotencySchema, location="headers")
@resource.arguments(NewAwardSchema)
@resource.response(HTTPStatus.CREATED, AwardSchema)
def create_award(actor: Actor, sent: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """Award an achievement and sign it at once, without asking the member first."""
    made, _ = once(actor, sent.get("key"), lambda: _give(actor, given))
    return award_body(find_award(actor, made))


@resource.get("/awards/<award_id>")
@requires_scope(Permission.AWARDS_READ)
@resource.response(HTTPStatus.OK, AwardSchema)
@resource.alt_response(HTTPStatus.GONE, HTTPStatus.GONE.name)
def get_award(actor: Actor, award_id: str) -> dict[str, Any]:
    """Get one award with its newest credential."""
    return award_body(find_award(actor, award_id))


@resource.post("/awards/<award_id>/withdraw")
@requires_scope(Permission.CREDENTIALS_STATUS)
@resource.arguments(EndSchema)
@resource.response(HTTPStatus.OK, AwardSchema)
@resource.alt_response(HTTPStatus.GONE, HTTPStatus.GONE.name)
def withdraw_award(actor: Actor, given: dict[str, Any], award_id: str) -> dict[str, Any]:
    """Withdraw an award for good; its credential is revoked in the same moment."""
    return award_body(withdraw(actor, find_award(actor, award_id), given["reason"]))


@resource.post("/awards/<award_id>/suspend")
@requires_scope(Permission.CREDENTIALS_STATUS)
@resource.arguments(EndSchema)
@resource.response(HTTPStatus.OK, AwardSchema)
@resource.alt_response(HTTPStatus.GONE, HTTPStatus.GONE.name)
def suspend_award(actor: Actor, given: dict[str, Any], award_id: str) -> dict[str, Any]:
    """Let an award not count for the time being; its current credential is revoked."""
    return award_body(suspend(actor, find_award(actor, award_id), given["reason"]))


@resource.post("/awards/<award_id>/reinstate")
@requires_scope(Permission.CREDENTIALS_STATUS)
@resource.response(HTTPStatus.OK, AwardSchema)
@resource.alt_response(HTTPStatus.GONE, HTTPStatus.GONE.name)
def reinstate_award(actor: Actor, award_id: str) -> dict[str, Any]:
    """Let a suspended award count again, with a new credential at the same share address."""
    award = reinstate(actor, find_award(actor, award_id))
    issuing.issue_credential(award.id)
    return award_body(award)


def find_award(actor: Actor, public_id: str) -> Award:
    """Find one of the community's awards; raises ``NotFoundError`` and ``GoneError``."""
    row = get_scoped(Award, actor.community.id, public_id=public_id)
    if row.state == "erased":
        raise GoneError("award.erased", "This badge has been erased at the holder's wish.")
    return row


def award_body(row: Award) -> dict[str, Any]:
    """Give an award as :class:`schemas.api.AwardSchema` has it."""
    newest = issuing.newest_credential(row)
    return {
        "id": row.public_id,
        "url": f"{row.community.profile.base_url}/credentials/{row.public_id}",
        "achievement": row.achievement.slug,
        "version": row.version.iri,
        "member": row.membership_id,
        "name": row.recipient_name,
        "address": row.recipient_address,
        **{name: getattr(row, name) for name in AWARD_VALUES},
        "credential": credential_body(newest) if newest else None,
    }


def _give(actor: Actor, given: dict[str, Any]) -> str:
    """Award, accept and sign; gives the award's id."""
    made = use_cases.award(
        actor,
        find_achievement(actor, given["achievement"]),
        recipient(actor, given, add=True),
        reason=given["reason"],
        narrative=given["narrative"],
        language=given["language"],
        place=given["place"],
        visibility=given["visibility"],
        at_once=True,
    ).award
    db.session.flush()
    issuing.issue_credential(made.id)
    return made.public_id
