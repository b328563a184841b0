"""What waits: for the broker to be told, for a clock that was set back, for a newer worker."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import sqlalchemy as sa

from badges.database import db, reading
from badges.jobs.leasing import LEASE, LONGEST_PAUSE
from badges.jobs.registry import RANKS, registry
from badges.models import Job
from badges.ports import now

LOST_AFTER: Final = timedelta(seconds=10)
"""When the broker has nothing left, what was told it before that is lost."""

LOST_ANYHOW: Final = timedelta(minutes=5)
"""After so long it is told again even where the broker still has much to pass on."""

LONGEST_LEASE: Final = timedelta(minutes=10)
"""No worker of any version takes a longer lease; one that ends later is from another time."""

A_MINUTE: Final = timedelta(minutes=1)
AT_A_TIME: Final = 1000


def take_unsent(limit: int, *, broker_is_empty: bool) -> list[tuple[int, int]]:
    """Give due jobs that the broker is to be told of, as ``(id, rank)``, and commit that it is.

    That is what it was never told, what is due again, and what was told long ago and nobody took.
    Of several who ask at the same moment each gets others.
    """
    at = now()
    lost_since = at - (LOST_AFTER if broker_is_empty else LOST_ANYHOW)
    untold = sa.or_(Job.sent_at.is_(None), Job.sent_at < Job.due_at, Job.sent_at < lost_since)
    free = sa.or_(Job.leased_until.is_(None), Job.leased_until < at)
    wanted = sa.and_(
        Job.finished_at.is_(None), Job.due_at <= at, Job.name.in_(registry().handlers), free, untold
    )
    with reading():
        there_is = db.session.scalar(sa.select(Job.id).where(wanted).limit(1)) is not None
        db.session.rollback()
    found: list[tuple[int, int]] = []
    for rank in RANKS if there_is else ():
        rows = db.session.execute(
            sa.select(Job.id, Job.rank)
            .where(Job.rank == rank, wanted)
            .order_by(Job.due_at, Job.id)
            .limit(limit - len(found))
            .with_for_update(skip_locked=True)
        )
        found += [(row[0], row[1]) for row in rows]
        if len(found) >= limit:
            break
    if found:
        told = sa.update(Job).where(Job.id.in_([job_id for job_id, _ in found]))
        db.session.execute(told.values(sent_at=at))
    db.session.commit()
    return found


def set_right() -> int:
    """Bring jobs from a time that the clock has not reached yet back to now; gives how many.

    A clock that was set back must not make work wait until it is as late again: what was promised
    "later than now" keeps its distance, leases end in their time, and commits.
    """
    at = now()
    soon = at + A_MINUTE
    ahead = db.session.scalars(
        sa.select(Job)
        .where(
            Job.finished_at.is_(None),
            sa.or_(
                Job.created_at > soon,
                Job.leased_until > at + LONGEST_LEASE,
                Job.sent_at > soon,
                sa.and_(Job.attempts > 0, Job.due_at > soon + LONGEST_PAUSE),
            ),
        )
        .limit(AT_A_TIME)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    for job in ahead:
        distance = job.due_at - job.created_at
        if job.attempts or distance <= LONGEST_PAUSE:
            job.due_at = min(job.due_at, at + (timedelta(0) if job.attempts else distance))
        job.created_at = min(job.created_at, at)
        if job.leased_until is not None:
            job.leased_until = min(job.leased_until, at + LEASE)
        job.sent_at = None
    db.session.commit()
    return len(ahead)


def unknown_names() -> dict[str, int]:
    """Count the due jobs that nobody can run here, by name: a newer version promised them."""
    rows = db.session.execute(
        sa.select(Job.name, sa.func.count())
        .where(
            Job.finished_at.is_(None),
            Job.due_at <= now(),
            Job.name.not_in(registry().handlers),
        )
        .group_by(Job.name)
        .order_by(Job.name)
    )
    return {row[0]: row[1] for row in rows}
