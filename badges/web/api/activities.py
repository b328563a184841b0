"""Activities: what other systems tell us that members did."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from badges.accounts.access import Actor, Permission
from badges.database import get_scoped
from badges.intake.activities import ToldActivity, record_activity
from badges.models import Activity
from badges.web.api.frame import Resource
from badges.web.api.members import recipient
from badges.web.api.once import once
from badges.web.bearer import requires_scope
from schemas.api import ActivitySchema, IdempotencySchema, NewActivitySchema

resource = Resource("activities", "What members did, told by other systems.")


@resource.post("/activities")
@requires_scope(Permission.ACTIVITIES_WRITE)
@resource.arguments(IdempotencySchema, location="headers")
@resource.arguments(NewActivitySchema)
@resource.response(HTTPStatus.CREATED, ActivitySchema)
@resource.alt_response(HTTPStatus.NOT_FOUND, HTTPStatus.NOT_FOUND.name)
def add_activity(actor: Actor, sent: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """Record something a member did; told twice, it counts once."""
    made, _ = once(actor, sent.get("key"), lambda: str(_record(actor, given).id))
    return activity_body(get_scoped(Activity, actor.community.id, id=int(made)))


def activity_body(row: Activity) -> dict[str, Any]:
    """Give an activity as :class:`schemas.api.ActivitySchema` has it."""
    return {
        "id": row.id,
        "member": row.membership_id,
        "kind": row.kind,
        "occurred_at": row.occurred_at,
        "hours": row.hours,
        "tags": row.tags,
        "external_id": row.external_id,
    }


def _record(actor: Actor, given: dict[str, Any]) -> Activity:
    told = ToldActivity(
        given["kind"],
        given["occurred_at"],
        hours=given["hours"],
        tags=tuple(given["tags"]),
        external_id=given["external_id"],
    )
    return record_activity(actor, recipient(actor, given, add=False), told)
