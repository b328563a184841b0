"""Sessions, and who was there."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from badges.accounts.access import Actor, Permission
from badges.database import get_scoped
from badges.intake.sessions import create_session, record_attendance
from badges.models import LearningSession
from badges.web.api.frame import Resource
from badges.web.api.once import once
from badges.web.api.paging import Page, page_of
from badges.web.bearer import requires_scope
from schemas.api import (
    AttendanceSchema,
    AttendedAllSchema,
    IdempotencySchema,
    NewSessionSchema,
    PageQuerySchema,
    SessionSchema,
    page_schema,
)

resource = Resource("sessions", "What people attend together, and who was there.")


@resource.get("/sessions")
@requires_scope(Permission.MEMBERS_READ)
@resource.arguments(PageQuerySchema, location="query")
@resource.response(HTTPStatus.OK, page_schema(SessionSchema))
def list_sessions(actor: Actor, asked: dict[str, Any]) -> Page:
    """List the sessions."""
    query = (
        sa.select(LearningSession)
        .where(LearningSession.community_id == actor.community.id)
        .options(selectinload(LearningSession.activities))
    )
    return page_of(query, LearningSession.id, asked, session_body)


@resource.post("/sessions")
@requires_scope(Permission.ACTIVITIES_WRITE)
@resource.arguments(IdempotencySchema, location="headers")
@resource.arguments(NewSessionSchema)
@resource.response(HTTPStatus.CREATED, SessionSchema)
def make_session(actor: Actor, sent: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """Make a session."""
    made, _ = once(actor, sent.get("key"), lambda: str(create_session(actor, **given).id))
    return session_body(get_scoped(LearningSession, actor.community.id, id=int(made)))


@resource.get("/sessions/<int:session_id>")
@requires_scope(Permission.MEMBERS_READ)
@resource.response(HTTPStatus.OK, SessionSchema)
def get_session(actor: Actor, session_id: int) -> dict[str, Any]:
    """Get one session."""
    return session_body(get_scoped(LearningSession, actor.community.id, id=session_id))


@resource.post("/sessions/<int:session_id>/attendance")
@requires_scope(Permission.ACTIVITIES_WRITE)
@resource.arguments(AttendanceSchema)
@resource.response(HTTPStatus.OK, AttendedAllSchema)
def add_attendance(actor: Actor, given: dict[str, Any], session_id: int) -> dict[str, Any]:
    """Record who was there; whoever is recorded already stays so."""
    session = get_scoped(LearningSession, actor.community.id, id=session_id)
    results = record_attendance(actor, session, given["members"])
    return {
        "results": [
            {"member": result.membership.id, "outcome": result.outcome}
            for result in results
            if result.membership is not None
        ]
    }


def session_body(row: LearningSession) -> dict[str, Any]:
    """Give a session as :class:`schemas.api.SessionSchema` has it."""
    return {
        "id": row.id,
        "title": row.title,
        "kind": row.kind,
        "starts_at": row.starts_at,
        "hours": row.hours,
        "tags": row.tags,
        "attended": sum(activity.voided_at is None for activity in row.activities),
    }
