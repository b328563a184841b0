"""What waits has a job that will do it: mails in the outbox, lists of people under way.

And what a list of people says of itself is so: a stretch that is done has no row left, its counts
are those of its stretches, and no two of those were promised the same places in a status list.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, Final

import sqlalchemy as sa

from badges.batches.checking import GOOD
from badges.keeping.findings import Finding, good
from badges.keeping.invariants.counted import named, streamed
from badges.mailing import SENDING
from badges.models import AwardBatch, AwardBatchChunk, AwardBatchRow, Job, OutboxMail

JOBS_OF: Final = {
    "checking": frozenset({"check_list"}),
    "awarding": frozenset({"run_list", "award_chunk"}),
    "undoing": frozenset({"undo_list"}),
}
"""Which jobs go on with a list that is in such a state."""


def mails() -> Iterator[Finding]:
    """Every mail that waits has a job that sends it."""
    waiting = sa.select(OutboxMail.id).where(OutboxMail.state == "waiting")
    stuck = _unpromised((row[0] for row in streamed(waiting)), "mail_id", SENDING)
    yield from named("mail.stuck", map(str, stuck), "mail")
    if not stuck:
        yield good("mail.promised")


def batches() -> Iterator[Finding]:
    """Every list that is being read, awarded or undone has a job that goes on with it."""
    stuck: list[int] = []
    for state, jobs in JOBS_OF.items():
        lists = sa.select(AwardBatch.id).where(AwardBatch.state == state)
        stuck += _unpromised((row[0] for row in streamed(lists)), "batch_id", jobs)
    yield from named("batch.stuck", map(str, stuck), "batch")
    if not stuck:
        yield good("batch.promised")


def stretches() -> Iterator[Finding]:
    """See that what is done of a list is done, counted, and promised no place twice."""
    open_rows = (
        sa.select(AwardBatchChunk.batch_id)
        .distinct()
        .join(
            AwardBatchRow,
            sa.and_(
                AwardBatchRow.batch_id == AwardBatchChunk.batch_id,
                AwardBatchRow.position.between(AwardBatchChunk.first, AwardBatchChunk.last),
            ),
        )
    )
    undone = open_rows.where(
        AwardBatchChunk.state == "done",
        AwardBatchRow.outcome == "",
        AwardBatchRow.verdict.in_(GOOD),
    )
    counted = (
        sa.select(AwardBatch.id)
        .join(AwardBatchChunk, AwardBatchChunk.batch_id == AwardBatch.id)
        .where(AwardBatch.state == "done")
        .group_by(AwardBatch.id)
        .having(
            sa.or_(
                sa.func.max(AwardBatch.handled) != sa.func.sum(AwardBatchChunk.handled),
                sa.func.max(AwardBatch.awarded) != sa.func.sum(AwardBatchChunk.awarded),
            )
        )
    )
    left = [str(row[0]) for row in streamed(undone)]
    wrong = [str(row[0]) for row in streamed(counted)]
    twice = list(_promised_twice())
    yield from named("batch.left", left, "batch")
    yield from named("batch.counts", wrong, "batch")
    yield from named("batch.places", twice, "batch")
    if not (left or wrong or twice):
        yield good("batch.whole")


def _promised_twice() -> Iterator[str]:
    """Name the lists of people whose stretches share a place of a status list with another."""
    query = (
        sa.select(
            AwardBatchChunk.batch_id,
            AwardBatchChunk.list_id,
            AwardBatchChunk.first_place,
            AwardBatchChunk.places,
        )
        .where(AwardBatchChunk.list_id.is_not(None), AwardBatchChunk.places > 0)
        .order_by(AwardBatchChunk.list_id, AwardBatchChunk.first_place)
    )
    before = (0, 0)
    for batch_id, list_id, first, count in streamed(query):
        if list_id == before[0] and first < before[1]:
            yield str(batch_id)
        before = (list_id, first + count)


def _unpromised(ids: Iterator[Any], argument: str, names: Collection[str]) -> list[int]:
    """Give those ids that no open job of one of these names has for its argument."""
    promised: set[int] | None = None
    lost = []
    for row_id in ids:
        if promised is None:  # asked only where there is something to compare
            open_jobs = sa.select(Job.arguments).where(
                Job.finished_at.is_(None), Job.name.in_(sorted(names))
            )
            promised = {arguments.get(argument) for (arguments,) in streamed(open_jobs)}
        if row_id not in promised:
            lost.append(row_id)
    return lost
