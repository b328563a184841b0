"""The managers' first page: what waits for me, and where things stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import Response

from badges.accounts.access import Actor, Permission
from badges.awarding.asking import open_questions
from badges.awarding.evaluating import awaiting_manager
from badges.awarding.reviewing import inbox
from badges.database import db
from badges.models import Achievement, LearningSession, Membership, OutboxMail
from badges.ports import now, settings
from badges.web.access import requires
from badges.web.manage.achievements import award_counts, shown_version
from badges.web.manage.frame import blueprint, show
from badges.web.manage.outbox import failed_jobs
from badges.web.manage.progress import name_of
from badges.web.manage.sessions import zone_of


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits for somebody; what the reader may not see is not counted."""

    evidence: int = 0
    questions: int = 0
    awards: int = 0
    failed: int = 0
    kept: int = 0

    def __bool__(self) -> bool:
        return bool(self.evidence or self.questions or self.awards or self.failed)


@blueprint.get("/")
@requires(Permission.REVIEW)
def home(actor: Actor) -> Response:
    """Show what waits, the badges with their counts, and the next sessions."""
    badges = _badges(actor)
    return show(
        "home",
        waiting=_waiting(actor),
        badges=badges,
        counts=award_counts(actor) if actor.may(Permission.AWARDS_READ) else {},
        name_of=name_of,
        sessions=_next_sessions(actor),
        members=_count(Membership, actor, Membership.left_at.is_(None)),
        has_sessions=bool(_count(LearningSession, actor)),
        mail_is_set_up=settings().mail_url is not None,
        zone=zone_of(actor),
        now=now(),
    )


def _waiting(actor: Actor) -> Waiting:
    may_award, may_set = actor.may(Permission.AWARDS_WRITE), actor.may(Permission.SETTINGS)
    return Waiting(
        evidence=len(inbox(actor)),
        questions=len(open_questions(actor)),
        awards=len(awaiting_manager(actor)) if may_award else 0,
        failed=(
            len(failed_jobs(actor)) + _count(OutboxMail, actor, OutboxMail.state == "failed")
            if may_set
            else 0
        ),
        kept=_count(OutboxMail, actor, OutboxMail.state == "kept") if may_set else 0,
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


def _count(model: Any, actor: Actor, *conditions: sa.ColumnElement[bool]) -> int:
    query = sa.select(sa.func.count()).select_from(model)
    query = query.where(model.community_id == actor.community.id, *conditions)
    return db.session.scalar(query) or 0
