"""Taking a job for a while: claim, renew, finish, give back.

Each claim counts ``attempts`` up, so a worker knows its own claim by that number: where it is not
the row's any more, or the row is leased to nobody, the job went to another one, and whatever was
done meanwhile must not be kept.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, cast

import sqlalchemy as sa
from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from badges.database import db, reading
from badges.jobs.registry import RANKS, registry
from badges.models import Job
from badges.ports import now

LEASE: Final = timedelta(minutes=2)
RENEW_SECONDS = 30.0
"""A handler that takes longer than this has its lease renewed, again and again."""

MAX_ATTEMPTS: Final = 8
FIRST_PAUSE: Final = timedelta(seconds=10)
LONGEST_PAUSE: Final = timedelta(hours=4)
MOST_TOGETHER: Final = 100
"""So many jobs of one name are done in one transaction, at most."""

NEVER_ENDED: Final = "It was begun again and again, and no worker came to its end."

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Claim:
    """A job in hand: the row's number, which of its claims this is, and what is to be done."""

    job_id: int
    attempt: int
    name: str
    arguments: Mapping[str, Any] = field(compare=False)


class LostLeaseError(Exception):
    """The job went to somebody else while it was in hand."""


def claim(*only: sa.ColumnElement[bool]) -> Claim | None:
    """Lease the first due job that can be run here, and commit the lease.

    A job whose name nobody registered is left to workers who know it. One that was begun too
    often without an end, as by a handler that kills its process, is given up.
    """
    at = now()
    while (job := _first(at, only)) is not None:
        if job.attempts < MAX_ATTEMPTS:
            job.leased_until = at + LEASE
            job.attempts += 1
            db.session.commit()
            return Claim(job.id, job.attempts, job.name, job.arguments)
        log.error("job %s (%s) is given up: no worker came to its end", job.id, job.name)
        job.failed, job.finished_at, job.leased_until = True, at, None
        job.error = job.error or NEVER_ENDED
        db.session.commit()
    return None


def claim_others(first: Claim) -> list[Claim]:
    """Lease more that is due of the same name, where they can be done together; commits."""
    if first.name not in registry().together or first.attempt > 1:
        return []
    at = now()
    others = db.session.scalars(
        sa.select(Job)
        .where(
            Job.name == first.name,
            Job.finished_at.is_(None),
            Job.due_at <= at,
            Job.leased_until.is_(None),
            # One that failed before is tried alone: it may have been the one to blame.
            Job.attempts == 0,
        )
        .order_by(Job.due_at, Job.id)
        .limit(MOST_TOGETHER - 1)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    for each in others:
        each.leased_until, each.attempts = at + LEASE, 1
    db.session.commit()
    return [Claim(each.id, 1, each.name, each.arguments) for each in others]


def finish(claims: Sequence[Claim]) -> None:
    """Mark jobs done in the transaction at hand; raises ``LostLeaseError`` where one is not ours.

    Whoever finishes commits both, or neither.
    """
    for each in claims:
        ended = sa.update(Job).where(_ours(each)).values(finished_at=now(), leased_until=None)
        if not _touched(ended):
            raise LostLeaseError(f"job {each.job_id} ({each.name}) went to somebody else")


def postpone(mine: Claim, error: Exception) -> None:
    """Try again later, each time twice as late; give up visibly after the last attempt. Commits.

    What went to somebody else meanwhile is theirs to postpone.
    """
    values: dict[str, Any] = {
        "error": f"{type(error).__name__}: {error}"[:2000],
        "leased_until": None,
    }
    if mine.attempt >= MAX_ATTEMPTS:
        values |= {"failed": True, "finished_at": now()}
    else:
        values |= {"due_at": now() + pause_after(mine.attempt)}
    _touched(sa.update(Job).where(_ours(mine)).values(values))
    db.session.commit()


def pause_after(attempts: int) -> timedelta:
    """Give how long to wait after so many attempts: each time twice as long, up to four hours."""
    doubled: int = 2 ** min(attempts - 1, 20)
    return min(FIRST_PAUSE * doubled, LONGEST_PAUSE)


_held: set[Claim] = set()
_held_lock = threading.Lock()


@contextmanager
def holding(claims: Sequence[Claim]) -> Iterator[None]:
    """Keep claims from running out for as long as their handler is at work."""
    app = cast("Flask", current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001
    ended = threading.Event()

    def renew() -> None:
        while not ended.wait(RENEW_SECONDS):
            with app.app_context():
                _renew(claims)

    renewing = threading.Thread(target=renew, name="badges-lease", daemon=True)
    with _held_lock:
        _held.update(claims)
    renewing.start()
    try:
        yield
    finally:
        with _held_lock:
            _held.difference_update(claims)
        ended.set()
        renewing.join()


def give_back() -> int:
    """Let others take at once what this process has in hand and will not end; gives how many.

    For a process that is about to end. Handlers that are still at work keep nothing of it.
    """
    with _held_lock:
        mine = list(_held)
    given = sum(
        _touched(sa.update(Job).where(_ours(each)).values(leased_until=None)) for each in mine
    )
    db.session.commit()
    return given


def _first(at: datetime, only: Sequence[sa.ColumnElement[bool]]) -> Job | None:
    """Find and lock the first job that is due and free, rank by rank.

    A look beforehand, where no transaction is open, spares whoever waits to write: mostly there
    is nothing.
    """
    free = sa.and_(
        Job.finished_at.is_(None),
        Job.due_at <= at,
        sa.or_(Job.leased_until.is_(None), Job.leased_until < at),
        Job.name.in_(registry().handlers),
        *only,
    )
    ranks: Sequence[int] = RANKS
    if not db.session().in_transaction():
        with reading():
            there_is = db.session.scalar(sa.select(Job.id).where(free).limit(1)) is not None
            db.session.rollback()
        ranks = RANKS if there_is else ()
    for rank in ranks:
        job = db.session.scalar(
            sa.select(Job)
            .where(Job.rank == rank, free)
            .order_by(Job.due_at, Job.id)
            .limit(1)
            .with_for_update(skip_locked=True)
            .execution_options(populate_existing=True)
        )
        if job is not None:
            return job
    db.session.rollback()
    return None


def _renew(claims: Sequence[Claim]) -> None:
    try:
        until = now() + LEASE
        for each in claims:
            _touched(sa.update(Job).where(_ours(each)).values(leased_until=until))
        db.session.commit()
    except SQLAlchemyError:
        # Somebody else writes for long: then nobody can claim either. The next time will do.
        log.warning(
            "the lease of %s could not be renewed", ", ".join(str(c.job_id) for c in claims)
        )
        db.session.rollback()


def _ours(mine: Claim) -> sa.ColumnElement[bool]:
    return sa.and_(
        Job.id == mine.job_id,
        Job.attempts == mine.attempt,
        Job.leased_until.is_not(None),
        Job.finished_at.is_(None),
    )


def _touched(statement: sa.Update) -> bool:
    found = cast("sa.CursorResult[Any]", db.session.execute(statement))
    return found.rowcount > 0
