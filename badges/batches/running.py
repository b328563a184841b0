"""Awarding the good rows of a list, chunk by chunk, each in a transaction of its own.

A process that dies in between loses nothing and awards nobody twice: a row has its outcome in the
same transaction as its award, and what was cut short is taken up by whoever comes next.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event
from typing import Final

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError

from badges import audit
from badges.accounts.access import Actor, Permission
from badges.awarding.achievements import newest_published
from badges.awarding.many import trace_of_nobody
from badges.batches.chunks import (
    JOB,
    LOOK_AGAIN,
    actor_of,
    are_open,
    begin,
    claim,
    cut,
    open_rows,
    places_of,
    reserve,
    settle,
)
from badges.batches.rows import award_row
from badges.batches.together import award_plain_rows, version_at_once
from badges.database import db, get_as_it_is, get_scoped, trouble_of
from badges.errors import BadgesError, ConflictError
from badges.jobs import enqueue, for_a_while
from badges.models import AwardBatch, AwardBatchChunk
from badges.ports import now

AT_ONCE: Final = 25
"""A list of so few good rows is awarded while its manager waits."""

RUNNING: Final = frozenset({"checking", "awarding", "undoing"})
"""The states in which jobs are at work."""

_TRIES: Final = 6
_TOGETHER: Final = 2
"""So many tries award the plain rows together; then it is row by row."""

_A_MOMENT: Final = 0.1

log = logging.getLogger(__name__)


def confirm(actor: Actor, batch: AwardBatch) -> AwardBatch:
    """Award the good rows from now on; asked twice, it happens once.

    A short list is awarded now, a long one by the queue. Raises ``ConflictError`` while the list
    is being read, after it was cancelled, and where no row is good.
    """
    row = _of_community(actor, batch)
    if row.state in {"awarding", "done"}:
        return row
    if row.state != "ready":
        raise ConflictError("batch.not_ready", "This list cannot be awarded now.", state=row.state)
    if not row.good:
        raise ConflictError("batch.no_good_rows", "No row of this list can be awarded.")
    row.state, row.confirmed_at = "awarding", now()
    audit.record(actor, "batch.confirm", f"batch:{row.id}", rows=row.good)
    run_batch(row.id)
    return row


def cancel(actor: Actor, batch: AwardBatch) -> AwardBatch:
    """Award no more of a list; what was awarded until now, or is under way, stays."""
    row = _of_community(actor, batch)
    if row.state in {"checking", "ready", "awarding"}:
        row.state, row.finished_at = "cancelled", now()
        audit.record(actor, "batch.cancel", f"batch:{row.id}", handled=row.handled)
    return row


def run_batch(batch_id: int) -> None:
    """Begin to award a list (a job); run twice, it begins once."""
    batch = get_as_it_is(AwardBatch, batch_id)
    if batch is None or batch.state != "awarding":
        return
    if batch.good > AT_ONCE:
        begin(batch)
        return
    cut(batch)
    while (chunk := claim(batch.id)) is not None:
        if version_at_once(actor_of(batch), batch) is not None:
            reserve(chunk, batch)
        if _do(batch, chunk):
            enqueue(JOB, community_id=batch.community_id, batch_id=batch.id)
            break
    settle(batch.id)


def award_chunk(batch_id: int) -> None:
    """Award the next chunk of a list (a job), and promise to go on while there are more."""
    more = run_chunk(batch_id)
    settle(batch_id)
    if more:
        enqueue(JOB, community_id=_community_of(batch_id), batch_id=batch_id)
    elif are_open(batch_id):
        due = now() + LOOK_AGAIN
        enqueue(JOB, community_id=_community_of(batch_id), due=due, batch_id=batch_id)


def run_all(batch: AwardBatch, *, tell: Callable[[AwardBatch], object] = bool) -> None:
    """Award every good row now, for whoever waits: the command line.

    ``tell`` is called after each chunk. What others are at is waited for.
    """
    while batch.state == "awarding":
        worked = run_chunk(batch.id)
        settle(batch.id)
        db.session.commit()
        tell(batch)
        if not worked and batch.state == "awarding":
            Event().wait(_A_MOMENT)


def run_chunk(batch_id: int) -> bool:
    """Award the next chunk that nobody is at, in transactions of its own; gives whether one was."""
    for attempt in range(1, _TRIES + 1):
        try:
            return _run_chunk(batch_id, together=attempt <= _TOGETHER)
        except DBAPIError as error:
            db.session.rollback()
            if attempt == _TRIES:
                raise
            if not isinstance(error, IntegrityError):
                # Two waited for each other; who was sent away lets the other come through.
                if trouble_of(error) != "busy":
                    raise
                Event().wait(_A_MOMENT * attempt)
            # Else somebody awarded one of them, or invited them, at this moment: now it is seen.
    return False


def _run_chunk(batch_id: int, *, together: bool) -> bool:
    batch = _awarding(batch_id)
    chunk = claim(batch_id) if batch is not None else None
    if batch is None or chunk is None:
        db.session.rollback()
        return False
    if version_at_once(actor_of(batch), batch) is not None and places_of(chunk, batch) is None:
        # Places are a matter of a moment; who waits for the next ones waits no longer than that.
        reserve(chunk, batch)
        db.session.commit()
        batch, chunk = _awarding(batch_id), claim(batch_id)
        if batch is None or chunk is None:
            db.session.rollback()
            return False
    with _uncollected():
        _do(batch, chunk, together=together)
        db.session.commit()
    return True


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for garbage after a chunk: all is in use, and looking takes a tenth of the time."""
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_collecting:
            gc.enable()


def _do(batch: AwardBatch, chunk: AwardBatchChunk, *, together: bool = True) -> bool:
    """Award the plain rows of a chunk, then others for a while; gives whether some are left."""
    actor = actor_of(batch)
    if together:
        _do_plain(actor, batch, chunk)
    handled = awarded = 0
    left = list(open_rows(chunk))
    if left:
        version = newest_published(batch.achievement)
        trace = trace_of_nobody(version) if version is not None else None
        for row in for_a_while(left):
            award_row(actor, batch, row, trace)
            handled += 1
            awarded += row.outcome == "awarded"
    chunk.handled += handled
    chunk.awarded += awarded
    if handled == len(left):
        chunk.state, chunk.finished_at = "done", now()
    db.session.flush()
    return handled < len(left)


def _do_plain(actor: Actor, batch: AwardBatch, chunk: AwardBatchChunk) -> None:
    """Award what is plain, if it can be; else nothing of it, and each row is told why."""
    try:
        with db.session.begin_nested():
            places = places_of(chunk, batch)
            count = award_plain_rows(actor, batch, chunk.first, chunk.last, places)
            chunk.handled += count
            chunk.awarded += count
            if places is not None:
                chunk.places_used += count
    except BadgesError as error:
        log.info("list %s is awarded row by row: %s", batch.id, error.reason.code)


def _awarding(batch_id: int) -> AwardBatch | None:
    """Give a list as it is now, if it is being awarded."""
    batch = db.session.get(AwardBatch, batch_id, populate_existing=True)
    return batch if batch is not None and batch.state == "awarding" else None


def _community_of(batch_id: int) -> int | None:
    return db.session.scalar(sa.select(AwardBatch.community_id).where(AwardBatch.id == batch_id))


def _of_community(actor: Actor, batch: AwardBatch) -> AwardBatch:
    """Give a list as it is now; who may be at it as well waits until the transaction ends."""
    actor.require(Permission.AWARDS_WRITE)
    row = get_scoped(AwardBatch, actor.community.id, id=batch.id)
    # Not its key, as in ``settle``.
    db.session.refresh(row, with_for_update={"of": AwardBatch, "key_share": True})
    return row
