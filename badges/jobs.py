"""The queue: a job is a row, written in the transaction that wants it (decisions 22).

``enqueue`` only adds the row; nothing runs before the transaction is committed, and everything
that was promised runs even if the process dies in between. A worker *claims* a row by a lease,
runs its handler and marks it finished in the handler's own transaction. A lease that ran out is
claimed again: handlers may run twice and must not mind.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.exc import IntegrityError

from badges.database import db
from badges.models import Job
from badges.ports import now, ports

Handler = Callable[..., object]
Item = TypeVar("Item")

EXTENSION = "badges.handlers"
TOGETHER = "badges.handlers.together"
MOST_TOGETHER = 100
"""So many jobs of one name are done in one transaction, at most."""

LEASE = timedelta(minutes=5)
MAX_ATTEMPTS = 8
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=4)
AT_A_STRETCH = timedelta(seconds=1)
DAILY_HOUR = 6
"""The hour (UTC) from which daily work is done: mails of it come by morning in Europe."""

log = logging.getLogger(__name__)


def register(
    handlers: Mapping[str, Handler], *, together: Mapping[str, Handler] | None = None
) -> None:
    """Name the handlers of the running application; the composition root does.

    Those of ``together`` take the arguments of many jobs of their name, as a list; what waits is
    then done at once, and one by one where that fails.
    """
    current_app.extensions[EXTENSION] = dict(handlers)
    current_app.extensions[TOGETHER] = dict(together or {})


def enqueue(
    name: str, *, community_id: int | None = None, due: datetime | None = None, **arguments: Any
) -> Job:
    """Promise work in this transaction; ``arguments`` are JSON values, ids rather than data."""
    job = Job(
        name=name,
        community_id=community_id,
        arguments=arguments,
        due_at=due or now(),
        created_at=now(),
    )
    db.session.add(job)
    return job


def enqueue_once(
    once_key: str, name: str, *, due: datetime | None = None, **arguments: Any
) -> Job | None:
    """Promise work that is to be done once under this key; nothing where it was promised before.

    Of several who promise it at the same moment the database lets one through.
    """
    if db.session.scalar(sa.select(Job.id).where(Job.once_key == once_key)) is not None:
        return None
    try:
        with db.session.begin_nested():
            job = enqueue(name, due=due, **arguments)
            job.once_key = once_key
    except IntegrityError:
        return None
    return job


def pause_after(attempts: int) -> timedelta:
    """Give how long to wait after so many attempts: each time twice as long, up to four hours."""
    doubled: int = 2 ** min(attempts - 1, 20)
    return min(FIRST_PAUSE * doubled, LONGEST_PAUSE)


def for_a_while(rows: Iterable[Item]) -> Iterator[Item]:
    """Give one row after the other until a second has gone, but always the first.

    A handler that goes through many rows commits after these and promises the rest anew, so that
    somebody who saves a form meanwhile never waits longer than that.
    """
    clock = ports().clock
    until = clock() + AT_A_STRETCH
    for row in rows:
        yield row
        if clock() >= until:
            return


def run_due(*, limit: int = 100) -> int:
    """Run what is due, one after the other; gives how many ran, failed ones included.

    No more begins once ``limit`` ran; what is done together with another job counts as well.
    """
    ran = 0
    while ran < limit:
        job_id = _claim()
        if job_id is None:
            break
        others = _claim_others(job_id)
        if not (others and _run_together([job_id, *others])):
            for each in (job_id, *others):
                _run(each)
        ran += 1 + len(others)
    return ran


def run_now(name: str, **about: int) -> bool:
    """Run the due jobs of a name with these arguments, whatever else waits.

    For a request that wants to show what it promised. Gives whether all that ran went well;
    what failed is tried again like any other job.
    """
    only = _about(name, about)
    went_well = True
    while (job_id := _claim(only)) is not None:
        went_well = _run(job_id) and went_well
    return went_well


def is_in_trouble(name: str, **about: int) -> bool:
    """Tell whether such a job failed, and is to be tried again or was given up."""
    troubled = sa.and_(Job.error != "", sa.or_(Job.finished_at.is_(None), Job.failed))
    query = sa.select(Job.id).where(_about(name, about), troubled)
    return db.session.scalar(query.limit(1)) is not None


def _about(name: str, about: Mapping[str, int]) -> sa.ColumnElement[bool]:
    given = [Job.arguments[key].as_integer() == value for key, value in about.items()]
    return sa.and_(Job.name == name, *given)


def _claim(only: sa.ColumnElement[bool] | None = None) -> int | None:
    """Lease the oldest due job and commit the lease; gives its id."""
    at = now()
    job = db.session.scalar(
        sa.select(Job)
        .where(
            Job.finished_at.is_(None),
            Job.due_at <= at,
            sa.or_(Job.leased_until.is_(None), Job.leased_until < at),
            sa.true() if only is None else only,
        )
        .order_by(Job.due_at, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if job is None:
        db.session.rollback()
        return None
    job.leased_until = at + LEASE
    job.attempts += 1
    db.session.commit()
    return job.id


def _claim_others(job_id: int) -> list[int]:
    """Lease more that is due of the same name, where they can be done together; commits."""
    job = db.session.get_one(Job, job_id)
    if job.name not in current_app.extensions[TOGETHER] or job.attempts > 1:
        return []
    at = now()
    others = db.session.scalars(
        sa.select(Job)
        .where(
            Job.name == job.name,
            Job.finished_at.is_(None),
            Job.due_at <= at,
            Job.leased_until.is_(None),
            # One that failed before is tried alone: it may have been the one to blame.
            Job.attempts == 0,
        )
        .order_by(Job.due_at, Job.id)
        .limit(MOST_TOGETHER - 1)
        .with_for_update(skip_locked=True)
    ).all()
    for each in others:
        each.leased_until, each.attempts = at + LEASE, 1
    db.session.commit()
    return [each.id for each in others]


def _run_together(job_ids: Sequence[int]) -> bool:
    """Do several in one transaction; gives whether that went well, else nothing was done."""
    rows = db.session.scalars(sa.select(Job).where(Job.id.in_(job_ids)).order_by(Job.id)).all()
    handlers = cast("dict[str, Handler]", current_app.extensions[TOGETHER])
    try:
        handlers[rows[0].name]([row.arguments for row in rows])
        for row in rows:
            row.finished_at, row.leased_until = now(), None
        db.session.commit()
    except Exception:
        log.exception("%s jobs (%s) failed together; each is tried alone", len(rows), rows[0].name)
        db.session.rollback()
        return False
    return True


def _run(job_id: int) -> bool:
    job = db.session.get_one(Job, job_id)
    handlers = cast("dict[str, Handler]", current_app.extensions[EXTENSION])
    try:
        handlers[job.name](**job.arguments)
        job.finished_at = now()
        job.leased_until = None
        db.session.commit()
    except Exception as error:
        # Whatever a handler raises must not stop the worker; the row keeps what went wrong.
        log.exception("job %s (%s) failed", job_id, job.name)
        db.session.rollback()
        _postpone(job_id, error)
        return False
    return True


def _postpone(job_id: int, error: Exception) -> None:
    """Try again later, each time twice as late; give up visibly after the last attempt."""
    job = db.session.get_one(Job, job_id)
    job.error = f"{type(error).__name__}: {error}"[:2000]
    job.leased_until = None
    if job.attempts >= MAX_ATTEMPTS:
        job.failed = True
        job.finished_at = now()
    else:
        job.due_at = now() + pause_after(job.attempts)
    db.session.commit()
