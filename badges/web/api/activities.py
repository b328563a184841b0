"""Activities: what other systems tell us that members did; what is not to count after all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

import sqlalchemy as sa
from flask import make_response

from badges.accounts.access import Actor, Permission
from badges.database import get_scoped
from badges.errors import Reason
from badges.intake import voiding
from badges.intake.activities import ToldActivity, record_activity
from badges.intake.recording import Verdict, record_many
from badges.models import Activity
from badges.web.api.frame import Resource
from badges.web.api.members import recipient
from badges.web.api.once import once
from badges.web.api.paging import Page, page_of
from badges.web.bearer import requires_scope
from badges.wording import wording
from schemas.api import (
    ActivityQuerySchema,
    ActivitySchema,
    IdempotencySchema,
    NewActivitiesSchema,
    NewActivitySchema,
    ToldActivitiesSchema,
    ToldActivitySchema,
    VoidedSchema,
    VoidSchema,
    page_schema,
)

KEPT: Final = "kept"

resource = Resource("activities", "What members did, told by other systems.")


@resource.get("/activities")
@requires_scope(Permission.MEMBERS_READ)
@resource.arguments(ActivityQuerySchema, location="query")
@resource.response(HTTPStatus.OK, page_schema(ActivitySchema))
def list_activities(actor: Actor, asked: dict[str, Any]) -> Page:
    """List what members did, the voided ones included."""
    query = sa.select(Activity).where(Activity.community_id == actor.community.id)
    if "member" in asked:
        query = query.where(Activity.membership_id == asked["member"])
    if "kind" in asked:
        query = query.where(Activity.kind == asked["kind"])
    return page_of(query, Activity.id, asked, activity_body)


@resource.get("/activities/<int:activity_id>")
@requires_scope(Permission.MEMBERS_READ)
@resource.response(HTTPStatus.OK, ActivitySchema)
def get_activity(actor: Actor, activity_id: int) -> dict[str, Any]:
    """Get one activity."""
    return activity_body(get_scoped(Activity, actor.community.id, id=activity_id))


@resource.post("/activities")
@requires_scope(Permission.ACTIVITIES_WRITE)
@resource.arguments(IdempotencySchema, location="headers")
@resource.arguments(NewActivitySchema)
@resource.response(HTTPStatus.CREATED, ActivitySchema)
@resource.alt_response(HTTPStatus.ACCEPTED, schema=ToldActivitySchema)
@resource.alt_response(HTTPStatus.NOT_FOUND, HTTPStatus.NOT_FOUND.name)
def add_activity(actor: Actor, sent: dict[str, Any], given: dict[str, Any]) -> Any:
    """Record something a member did; told twice, it counts once.

    What is told of an address that nobody here has is kept as a hash and counts when that person
    joins: that is answered by 202.
    """
    made, _ = once(actor, sent.get("key"), lambda: _record(actor, given))
    if made == KEPT:
        body = ToldActivitySchema().dump(_result(KEPT, None, None, ""))
        return make_response(body, HTTPStatus.ACCEPTED)
    return activity_body(get_scoped(Activity, actor.community.id, id=int(made)))


@resource.post("/activities/batches")
@requires_scope(Permission.ACTIVITIES_WRITE)
@resource.arguments(IdempotencySchema, location="headers")
@resource.arguments(NewActivitiesSchema)
@resource.response(HTTPStatus.OK, ToldActivitiesSchema)
def add_activities(actor: Actor, sent: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """Record up to a thousand, each with its verdict; the good ones count whatever the others are.

    What is told of an address that nobody here has is kept, the address as a hash, and counts when
    that person joins.
    """
    kept, _ = once(actor, sent.get("key"), lambda: _record_all(actor, given["activities"]))
    return {"results": [_result(*each) for each in json.loads(kept)]}


@resource.post("/activities/<int:activity_id>/void")
@requires_scope(Permission.ACTIVITIES_WRITE)
@resource.arguments(VoidSchema)
@resource.response(HTTPStatus.OK, VoidedSchema)
def void_activity(actor: Actor, given: dict[str, Any], activity_id: int) -> dict[str, Any]:
    """Let an activity count no more; tells which awards it had counted for, and changes none."""
    row = get_scoped(Activity, actor.community.id, id=activity_id)
    found = voiding.void_activity(actor, row, given["reason"])
    return {
        "activity": activity_body(row),
        "counted_for": [each.award.public_id for each in found],
    }


def activity_body(row: Activity) -> dict[str, Any]:
    """Give an activity as :class:`schemas.api.ActivitySchema` has it."""
    return {
        "id": row.id,
        "member": row.membership_id,
        "kind": row.kind,
        "occurred_at": row.occurred_at,
        "hours": row.hours,
        "tags": row.tags,
        "fields_": row.fields,
        "source": row.source,
        "external_id": row.external_id,
        "voided_at": row.voided_at,
        "void_reason": row.void_reason,
    }


def _record(actor: Actor, given: dict[str, Any]) -> str:
    """Record one and give its id; for somebody who is no member yet, say that it is kept."""
    if "member" in given:
        member = recipient(actor, given, add=False)
        return str(record_activity(actor, member, _told(given)).id)
    (verdict,) = record_many(actor, [_told(given)])
    if verdict.error is not None:
        raise verdict.error
    return KEPT if verdict.activity_id is None else str(verdict.activity_id)


def _record_all(actor: Actor, given: list[dict[str, Any]]) -> str:
    """Record them and give the verdicts as they are remembered: numbers and codes, no names."""
    verdicts = record_many(actor, [_told(each) for each in given])
    return json.dumps([_remembered(each) for each in verdicts])


def _told(given: Mapping[str, Any]) -> ToldActivity:
    return ToldActivity(
        given["kind"],
        given["occurred_at"],
        hours=given["hours"],
        tags=tuple(given["tags"]),
        fields=given["fields_"],
        external_id=given["external_id"],
        member=given.get("member"),
        address=given.get("address", ""),
    )


def _remembered(verdict: Verdict) -> tuple[str, int | None, int | None, str]:
    code = verdict.problem.code if verdict.problem is not None else ""
    return verdict.outcome, verdict.activity_id, verdict.membership_id, code


def _result(outcome: str, activity: int | None, member: int | None, code: str) -> dict[str, Any]:
    problem = None
    if code:
        sentence = wording("en").sentence(Reason(code))
        problem = {"code": code, "params": {}, "detail": sentence}
    return {"outcome": outcome, "activity": activity, "member": member, "problem": problem}
