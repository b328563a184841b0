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
from functools import lru_cache
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
    while (found := _first(at, only)) is not None:
        mine = Claim(found.id, found.attempts + 1, found.name, found.arguments)
        row = sa.update(Job).where(Job.id == mine.job_id)
        if found.attempts < MAX_ATTEMPTS:
            leased = row.values(leased_until=at + LEASE, attempts=mine.attempt)
            db.session.execute(leased)
            db.session.commit()
            return mine
        log.error("job %s (%s) is given up: no worker came to its end", mine.job_id, mine.name)
        given_up = row.values(
            failed=True, finished_at=at, leased_until=None, error=found.error or NEVER_ENDED
        )
        db.session.execute(given_up)
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
    for attempt in sorted({each.attempt for each in claims}):
        mine = [each for each in claims if each.attempt == attempt]
        ended = sa.update(Job).where(_ours(*mine)).values(finished_at=now(), leased_until=None)
        if _touched(ended) < len(mine):
            names = ", ".join(f"{each.job_id} ({each.name})" for each in mine)
            raise LostLeaseError(f"job {names} went to somebody else")


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


class Keeper:
    """Renews the leases of what this process has in hand, from one thread that ends when idle."""

    def __init__(self) -> None:
        self._held: dict[Claim, Flask] = {}
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def take(self, claims: Sequence[Claim], app: Flask) -> None:
        """Keep these from running out from now on."""
        with self._lock:
            self._held.update(dict.fromkeys(claims, app))
            # A process that was forked has the row of threads, but not the threads.
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(
                    target=self._keep, name="badges-leases", daemon=True
                )
                self._thread.start()

    def drop(self, claims: Sequence[Claim]) -> None:
        """Let them run out."""
        with self._lock:
            for each in claims:
                self._held.pop(each, None)

    def held(self) -> dict[Claim, Flask]:
        """Give what is in hand, each with its application."""
        with self._lock:
            return dict(self._held)

    def _keep(self) -> None:
        while True:
            threading.Event().wait(RENEW_SECONDS)
            with self._lock:
                held = dict(self._held)
                if not held:
                    self._thread = None
                    return
            for each, app in held.items():
                with app.app_context():
                    _renew(each)


keeper = Keeper()


@contextmanager
def holding(claims: Sequence[Claim]) -> Iterator[None]:
    """Keep claims from running out for as long as their handler is at work."""
    keeper.take(claims, cast("Flask", current_app._get_current_object()))  # type: ignore[attr-defined]  # noqa: SLF001
    try:
        yield
    finally:
        keeper.drop(claims)


def give_back() -> int:
    """Let others take at once what this process has in hand and will not end; gives how many.

    For a process that is about to end. Handlers that are still at work keep nothing of it.
    """
    given = sum(
        _touched(sa.update(Job).where(_ours(each)).values(leased_until=None))
        for each in keeper.held()
    )
    db.session.commit()
    return given


def _first(at: datetime, only: Sequence[sa.ColumnElement[bool]]) -> sa.Row[Any] | None:
    """Find and lock the first job that is due and free, rank by rank.

    A look beforehand, where no transaction is open, spares whoever waits to write on SQLite:
    mostly there is nothing.
    """
    names, given = frozenset(registry().handlers), {"at": at}
    ranks: Sequence[int] = RANKS
    if db.engine.dialect.name == "sqlite" and not db.session().in_transaction():
        with reading():
            there_is = db.session.execute(_any(names).where(*only), given).first() is not None
            db.session.rollback()
        ranks = RANKS if there_is else ()
    for rank in ranks:
        found = db.session.execute(_next(names, rank).where(*only), given).first()
        if found is not None:
            return found
    db.session.rollback()
    return None


@lru_cache
def _any(names: frozenset[str]) -> sa.Select[Any]:
    """Ask for a job that is due and free, at the instant ``at``; put together once."""
    at = sa.bindparam("at", type_=Job.due_at.type)
    return (
        sa.select(Job.id)
        .where(
            Job.finished_at.is_(None),
            Job.due_at <= at,
            sa.or_(Job.leased_until.is_(None), Job.leased_until < at),
            Job.name.in_(sorted(names)),
        )
        .limit(1)
    )


@lru_cache
def _next(names: frozenset[str], rank: int) -> sa.Select[Any]:
    """Ask for the first such job of a rank, and lock it; put together once."""
    return (
        _any(names)
        .with_only_columns(Job.id, Job.attempts, Job.name, Job.arguments, Job.error)
        .where(Job.rank == rank)
        .order_by(Job.due_at, Job.id)
        .with_for_update(skip_locked=True)
    )


def _renew(mine: Claim) -> None:
    try:
        _touched(sa.update(Job).where(_ours(mine)).values(leased_until=now() + LEASE))
        db.session.commit()
    except SQLAlchemyError:
        # Somebody else writes for long: then nobody can claim either. The next time will do.
        log.warning("the lease of job %s could not be renewed", mine.job_id)
        db.session.rollback()


def _ours(mine: Claim, *others: Claim) -> sa.ColumnElement[bool]:
    """Name the rows that are still leased by these claims, all of the same attempt."""
    return sa.and_(
        Job.id.in_([each.job_id for each in (mine, *others)]),
        Job.attempts == mine.attempt,
        Job.leased_until.is_not(None),
        Job.finished_at.is_(None),
    )


def _touched(statement: sa.Update) -> int:
    return cast("sa.CursorResult[Any]", db.session.execute(statement)).rowcount
