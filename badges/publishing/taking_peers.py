"""What is kept of a person as a peer, for their own export: nothing of what others wrote or are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from badges.database import db
from badges.models import (
    CircleMember,
    Goal,
    GoalConfirmation,
    MeetingMember,
    Membership,
    MentoringCard,
    Presentation,
)
from badges.timestamps import utc_text


def as_peer(memberships: Sequence[Membership]) -> dict[str, Any]:
    """Give a person's card, pairs and groups, meetings, goals, confirmations and claims."""
    here = [row.id for row in memberships]

    def rows(model: Any) -> list[Any]:
        query = sa.select(model).where(model.membership_id.in_(here)).order_by(model.id)
        return list(db.session.scalars(query))

    return {
        "cards": [_card(row) for row in rows(MentoringCard)],
        "pairsAndGroups": [_circle(row) for row in rows(CircleMember)],
        "meetings": [_meeting(row) for row in rows(MeetingMember)],
        "goals": [_goal(row) for row in rows(Goal)],
        "goalsConfirmed": [
            {"sentence": row.sentence, "at": _at(row.created_at)} for row in rows(GoalConfirmation)
        ],
        "presented": [_presentation(row) for row in rows(Presentation)],
    }


def _card(row: MentoringCard) -> dict[str, Any]:
    return {
        "offers": row.offers,
        "asks": row.asks,
        "sentence": row.sentence,
        "findable": row.findable,
        "takesPartInDrawings": row.pairs,
    }


def _circle(row: CircleMember) -> dict[str, Any]:
    return {
        "kind": row.circle.kind,
        "name": row.circle.name,
        "role": row.role,
        "agreement": row.circle.agreement,
        "sentence": row.sentence,
        "askedAt": _at(row.asked_at),
        "agreedAt": _at(row.agreed_at),
        "leftAt": _at(row.left_at),
    }


def _meeting(row: MeetingMember) -> dict[str, Any]:
    meeting = row.meeting
    return {
        "kind": meeting.kind,
        "at": _at(meeting.occurred_at),
        "hours": meeting.hours,
        "role": row.role,
        "answer": row.answer,
        "sentence": row.sentence,
        "note": meeting.note if meeting.logged_by == row.membership_id else None,
    }


def _goal(row: Goal) -> dict[str, Any]:
    return {
        "title": row.title,
        "text": row.text,
        "shared": row.shared,
        "dueOn": row.due_on.isoformat() if row.due_on else None,
        "setAt": _at(row.created_at),
        "reachedAt": _at(row.reached_at),
        "letGoAt": _at(row.let_go_at),
        "confirmedBy": len(row.confirmations),
    }


def _presentation(row: Presentation) -> dict[str, Any]:
    return {
        "title": row.title,
        "at": _at(row.occurred_at),
        "state": row.state,
        "sentence": row.sentence,
    }


def _at(instant: datetime | None) -> str | None:
    return None if instant is None else utc_text(instant)
