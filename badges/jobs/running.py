"""Running what was claimed: one after the other, several together, or one promise at once."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Final, TypeVar

import sqlalchemy as sa

from badges.database import db, reading
from badges.jobs.leasing import (
    Claim,
    LostLeaseError,
    claim,
    claim_others,
    finish,
    holding,
    postpone,
)
from badges.jobs.registry import registry
from badges.models import Job
from badges.ports import now, ports

Item = TypeVar("Item")

AT_A_STRETCH: Final = timedelta(seconds=1)

MOST_PATIENCE = 3.0
"""So many seconds a request waits for a worker who was faster to take up what it promised."""

_LOOK_AGAIN: Final = 0.05

log = logging.getLogger(__name__)


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
    while ran < limit and (mine := claim()) is not None:
        ran += _run_with_others(mine)
    return ran


def run_one(job_id: int) -> bool:
    """Run one job, if it is due and nobody has it; gives whether it was run, well or not.

    What can be done together with it, and is due, is done as well.
    """
    mine = claim(Job.id == job_id)
    return mine is not None and bool(_run_with_others(mine))


def run_now(name: str, **about: int) -> bool:
    """Run the due jobs of a name with these arguments, whatever else waits.

    For a request that wants to show what it promised; where a worker was faster, it waits a
    little for it. Gives whether all that ran went well; what failed is tried again like any other
    job.
    """
    only = _about(name, about)
    went_well = True
    while (mine := claim(only)) is not None:
        with holding([mine]):
            went_well = _run(mine) and went_well
    until = time.monotonic() + MOST_PATIENCE
    while _is_in_hand(only) and time.monotonic() < until:
        time.sleep(_LOOK_AGAIN)
    return went_well


def is_in_trouble(name: str, **about: int) -> bool:
    """Tell whether such a job failed, and is to be tried again or was given up."""
    troubled = sa.and_(Job.error != "", sa.or_(Job.finished_at.is_(None), Job.failed))
    query = sa.select(Job.id).where(_about(name, about), troubled)
    return db.session.scalar(query.limit(1)) is not None


def _about(name: str, about: Mapping[str, int]) -> sa.ColumnElement[bool]:
    given = [Job.arguments[key].as_integer() == value for key, value in about.items()]
    return sa.and_(Job.name == name, *given)


def _is_in_hand(only: sa.ColumnElement[bool]) -> bool:
    with reading():
        query = sa.select(Job.id).where(only, Job.finished_at.is_(None), Job.leased_until >= now())
        found = db.session.scalar(query.limit(1)) is not None
        db.session.rollback()
    return found


def _run_with_others(mine: Claim) -> int:
    """Run a job and what can be done together with it; gives how many these are."""
    claims = [mine, *claim_others(mine)]
    with holding(claims):
        if len(claims) == 1 or not _run_together(claims):
            for each in claims:
                _run(each)
    return len(claims)


def _run_together(claims: Sequence[Claim]) -> bool:
    """Do several in one transaction; gives whether that went well, else nothing was done."""
    name = claims[0].name
    try:
        registry().together[name]([each.arguments for each in claims])
        finish(claims)
        db.session.commit()
    except Exception:
        log.exception("%s jobs (%s) failed together; each is tried alone", len(claims), name)
        db.session.rollback()
        return False
    return True


def _run(mine: Claim) -> bool:
    try:
        # Nothing is asked of the database before: a handler that only reads takes no write lock.
        registry().handlers[mine.name](**mine.arguments)
        finish([mine])
        db.session.commit()
    except LostLeaseError:
        log.warning("job %s (%s) went to another worker meanwhile", mine.job_id, mine.name)
        db.session.rollback()
        return False
    except Exception as error:
        # Whatever a handler raises must not stop the worker; the row keeps what went wrong.
        log.exception("job %s (%s) failed", mine.job_id, mine.name)
        db.session.rollback()
        postpone(mine, error)
        return False
    return True
