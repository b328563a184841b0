"""The managers' first page: what waits for me, and where things stand."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Response

from badges.accounts.access import Actor, Permission
from badges.database import MOST_COUNTED, db
from badges.models import Achievement, LearningSession
from badges.ports import now
from badges.web.access import requires
from badges.web.manage.achievements import award_counts, shown_version
from badges.web.manage.first_badge import first_badge_of
from badges.web.manage.frame import blueprint, show
from badges.web.manage.progress import name_of
from badges.web.manage.sessions import zone_of
from badges.web.manage.waiting import lines_for


@blueprint.get("/")
@requires(Permission.REVIEW)
def home(actor: Actor) -> Response:
    """Show what waits, the badges with their counts, and the next sessions."""
    badges = _badges(actor)
    return show(
        "home",
        lines=lines_for(actor),
        first=first_badge_of(actor),
        badges=badges,
        most=MOST_COUNTED,
        counts=award_counts(actor) if actor.may(Permission.AWARDS_READ) else {},
        name_of=name_of,
        sessions=_next_sessions(actor),
        zone=zone_of(actor),
        now=now(),
    )


def _badges(actor: Actor) -> list[tuple[Achievement, Any]]:
    rows = db.session.scalars(
        sa.select(Achievement)
        .where(Achievement.community_id == actor.community.id, Achievement.archived_at.is_(None))
        .order_by(Achievement.id)
    )
    return [(row, shown_version(row)) for row in rows]


def _next_sessions(actor: Actor) -> list[LearningSession]:
    query = (
        sa.select(LearningSession)
        .where(
            LearningSession.community_id == actor.community.id,
            sa.or_(LearningSession.starts_at >= now(), LearningSession.checkin_until > now()),
        )
        .order_by(LearningSession.starts_at)
        .limit(5)
    )
    return list(db.session.scalars(query))
