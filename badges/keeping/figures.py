"""How much is stored, waits and failed: figures for whoever watches the service.

Each is one look into an index, also where a hundred million rows are kept; none tells of anybody.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from badges.database import db
from badges.models import Award, Credential, Job, OutboxMail
from badges.models.machinery import OPEN_MAIL
from badges.ports import now


@dataclass(frozen=True, slots=True)
class Figures:
    """What the database holds now.

    ``awards`` and ``credentials`` are the highest numbers of their rows: how many were ever made,
    and a few more where a database leaves gaps after what it took back. ``oldest_due_seconds`` is
    for how long the job waits that has been due for longest.
    """

    awards: int
    credentials: int
    jobs_waiting: int
    jobs_due: int
    jobs_failed: int
    oldest_due_seconds: float
    mails_waiting: int
    mails_failed: int


def figures() -> Figures:
    """Look them up; raises SQLAlchemy's error where the database is away."""
    waiting = Job.finished_at.is_(None)
    due = sa.and_(waiting, Job.due_at <= now())
    oldest = db.session.scalar(sa.select(sa.func.min(Job.due_at)).where(due))
    mails = _open_mails()
    return Figures(
        awards=_highest(Award.id),
        credentials=_highest(Credential.id),
        jobs_waiting=_count(Job.id, waiting),
        jobs_due=_count(Job.id, due),
        jobs_failed=_count(Job.id, Job.failed),
        oldest_due_seconds=0.0 if oldest is None else (now() - oldest).total_seconds(),
        mails_waiting=mails.get("waiting", 0),
        mails_failed=mails.get("failed", 0),
    )


def _open_mails() -> dict[str, int]:
    query = (
        sa.select(OutboxMail.state, sa.func.count())
        .where(sa.text(OPEN_MAIL))
        .group_by(OutboxMail.state)
    )
    return dict(db.session.execute(query).all())


def _highest(column: InstrumentedAttribute[int]) -> int:
    return db.session.scalar(sa.select(sa.func.max(column))) or 0


def _count(
    column: InstrumentedAttribute[int],
    condition: sa.ColumnElement[bool] | InstrumentedAttribute[bool],
) -> int:
    return db.session.scalar(sa.select(sa.func.count(column)).where(condition)) or 0
