"""A long list is cut into chunks: stretches of rows, each awarded by itself, side by side.

::

    begin(batch)                              # cut, and promised to the queue
    while (chunk := claim(batch)) is not None:
        ...                                   # its row is ours until the transaction ends
    settle(batch.id)                          # sums, and "done" after the last

Whoever works on a chunk holds its row locked and nothing else that another needs: a process that
dies lets go of it, and the next one finds it as it was. No more than ``LANES`` jobs of one list
are in the queue at a time, so that other work gets its turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

import sqlalchemy as sa

from badges import audit
from badges.accounts.access import Actor, Permission
from badges.batches import ahead
from badges.batches.checking import GOOD
from badges.credentials.statuslists import PlaceBlock, take_places
from badges.database import db
from badges.jobs import enqueue
from badges.models import AwardBatch, AwardBatchChunk, AwardBatchRow, StatusList
from badges.ports import now

ROWS: Final = 1_000
"""Rows of one chunk: about half a second's work."""

LANES: Final = 8
JOB: Final = "award_chunk"

LOOK_AGAIN: Final = timedelta(minutes=1)
"""After so long it is looked whether those who hold the last chunks are through with them."""

HAS_NO_LINKS: Final = sa.cast(AwardBatchRow.links, sa.Text) == "[]"
"""Of a row: that no evidence came with it, asked without reading what did."""

_ACTING: Final = frozenset(
    {Permission.AWARDS_WRITE, Permission.AWARDS_READ, Permission.MEMBERS_WRITE}
)


def actor_of(batch: AwardBatch) -> Actor:
    """Give whoever said yes, with the rights that were asked for then."""
    return Actor(batch.community, batch.maker, _ACTING, batch.via)


def cut(batch: AwardBatch) -> int:
    """Cut a list that is being awarded, once; gives how many chunks were made of it just now."""
    query = sa.select(AwardBatchChunk.id).where(AwardBatchChunk.batch_id == batch.id)
    if db.session.scalar(query.limit(1)) is not None:
        return 0
    chunks = [
        AwardBatchChunk(
            community_id=batch.community_id,
            batch_id=batch.id,
            number=number,
            first=first,
            last=min(first + ROWS - 1, batch.size),
            # What a worker of an earlier version awarded before the list was cut.
            handled=batch.handled if number == 1 else 0,
            awarded=batch.awarded if number == 1 else 0,
        )
        for number, first in enumerate(range(1, batch.size + 1, ROWS), start=1)
    ]
    db.session.add_all(chunks)
    db.session.flush()
    return len(chunks)


def begin(batch: AwardBatch) -> None:
    """Cut a list and promise its awarding to the queue; done twice, it is promised once."""
    for _ in range(min(cut(batch), LANES)):
        enqueue(JOB, community_id=batch.community_id, batch_id=batch.id)


def claim(batch_id: int) -> AwardBatchChunk | None:
    """Give the next chunk that nobody is at, locked until the transaction ends."""
    return db.session.scalar(
        sa.select(AwardBatchChunk)
        .where(AwardBatchChunk.batch_id == batch_id, AwardBatchChunk.state == "open")
        .order_by(AwardBatchChunk.number)
        .limit(1)
        .with_for_update(skip_locked=True)
        # Somebody else may have begun it since this session last looked.
        .execution_options(populate_existing=True)
    )


def are_open(batch_id: int) -> bool:
    """Tell whether chunks are not done, whoever may be at them."""
    query = sa.select(AwardBatchChunk.id).where(
        AwardBatchChunk.batch_id == batch_id, AwardBatchChunk.state == "open"
    )
    return db.session.scalar(query.limit(1)) is not None


def places_of(chunk: AwardBatchChunk, batch: AwardBatch) -> PlaceBlock | None:
    """Give the places that are reserved for a chunk and not used yet, if there are any."""
    left = chunk.places - chunk.places_used
    if chunk.list_id is None or not left:
        return None
    iri = db.session.scalar(sa.select(StatusList.iri).where(StatusList.id == chunk.list_id))
    # An issuer that has another address meanwhile has said the last word of its lists there.
    if iri is None or not iri.startswith(f"{batch.community.profile.base_url}/"):
        return None
    return PlaceBlock(chunk.list_id, chunk.first_place + chunk.places_used, left)


def reserve(chunk: AwardBatchChunk, batch: AwardBatch) -> None:
    """Take a place for each row of a chunk that may be signed at once, and keep them with it.

    The transaction is to be committed before the work begins: others take places meanwhile. What
    a chunk before this one did not use is used up first, so that a list of unusual rows leaves no
    more than one chunk's places unused for each that worked on it at a time.
    """
    plain = _rows(chunk).where(HAS_NO_LINKS).order_by(None)
    count = db.session.scalar(plain.with_only_columns(sa.func.count())) or 0
    if not count:
        return
    block = _left_over(batch, count) or take_places(batch.community.profile, count)
    chunk.list_id, chunk.first_place = block.list_id, block.first
    chunk.places, chunk.places_used = block.count, 0


def open_rows(chunk: AwardBatchChunk) -> Iterator[AwardBatchRow]:
    """Give the good rows of a chunk that have no outcome yet, one after the other."""
    ids = db.session.scalars(_rows(chunk)).all()
    for row_id in ids:
        yield db.session.get_one(AwardBatchRow, row_id)


def settle(batch_id: int) -> None:
    """Sum up what the chunks of a list say, and call it done after the last one."""
    batch = db.session.scalar(
        sa.select(AwardBatch)
        .where(AwardBatch.id == batch_id)
        # Not its key: those who write rows of the list beside us hold on to that.
        .with_for_update(of=AwardBatch, key_share=True)
        .execution_options(populate_existing=True)
    )
    if batch is None or batch.state not in {"awarding", "cancelled"}:
        return
    handled, awarded = db.session.execute(
        sa.select(sa.func.sum(AwardBatchChunk.handled), sa.func.sum(AwardBatchChunk.awarded)).where(
            AwardBatchChunk.batch_id == batch_id
        )
    ).one()
    if handled is None:
        return
    batch.handled, batch.awarded = handled, awarded
    if batch.state == "awarding" and not are_open(batch_id):
        batch.state, batch.finished_at = "done", now()
        audit.record(actor_of(batch), "batch.done", f"batch:{batch.id}", awarded=batch.awarded)
        ahead.promise(batch)


def _left_over(batch: AwardBatch, count: int) -> PlaceBlock | None:
    """Take over so many places from a chunk that is done and did not need them."""
    done = db.session.scalar(
        sa.select(AwardBatchChunk)
        .where(
            AwardBatchChunk.batch_id == batch.id,
            AwardBatchChunk.state == "done",
            AwardBatchChunk.places - AwardBatchChunk.places_used >= count,
        )
        .limit(1)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    block = places_of(done, batch) if done is not None else None
    if done is not None and block is not None:
        done.places = done.places_used
    return block


def _rows(chunk: AwardBatchChunk) -> sa.Select[int]:
    return (
        sa.select(AwardBatchRow.id)
        .where(
            AwardBatchRow.batch_id == chunk.batch_id,
            AwardBatchRow.position.between(chunk.first, chunk.last),
            AwardBatchRow.outcome == "",
            AwardBatchRow.verdict.in_(GOOD),
        )
        .order_by(AwardBatchRow.position)
    )
