"""Undoing a whole list: what nobody was told of is removed, the rest stays and is said so."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import sqlalchemy as sa

from badges import audit
from badges.accounts.access import Actor, Permission
from badges.awarding.undoing import undo, undo_until
from badges.database import db, get_as_it_is, get_scoped
from badges.errors import ConflictError
from badges.jobs import enqueue, for_a_while
from badges.models import Award, AwardBatch, AwardBatchRow, OutboxMail
from badges.ports import now

AT_ONCE: Final = 100
_UNDONE_FROM: Final = frozenset({"awarding", "done", "cancelled"})


def undo_batch_until(batch: AwardBatch) -> datetime | None:
    """Give until when at least the newest award of a list can be undone, or nothing."""
    if batch.state not in _UNDONE_FROM:
        return None
    newest = db.session.scalar(
        sa.select(Award)
        .join(AwardBatchRow, AwardBatchRow.award_id == Award.id)
        .where(AwardBatchRow.batch_id == batch.id, AwardBatchRow.outcome == "awarded")
        .order_by(AwardBatchRow.position.desc())
        .limit(1)
    )
    return undo_until(newest) if newest is not None else None


def undo_batch(actor: Actor, batch: AwardBatch) -> AwardBatch:
    """Take back what can be: its mails stop at once, the rows go by jobs.

    Raises ``ConflictError`` where nothing can be undone any more.
    """
    actor.require(Permission.AWARDS_WRITE)
    row = get_scoped(AwardBatch, actor.community.id, id=batch.id)
    if row.state in {"undoing", "undone"}:
        return row
    if undo_batch_until(row) is None:
        raise ConflictError(
            "batch.undo_late", "It is too late to undo this; withdraw the awards instead."
        )
    row.state = "undoing"
    awards = sa.select(AwardBatchRow.award_id).where(
        AwardBatchRow.batch_id == row.id, AwardBatchRow.outcome == "awarded"
    )
    db.session.execute(
        sa.update(OutboxMail)
        .where(
            OutboxMail.award_id.in_(awards),
            OutboxMail.state == "waiting",
            OutboxMail.begun_at.is_(None),
        )
        .values(state="cancelled")
    )
    audit.record(actor, "batch.undo", f"batch:{row.id}")
    undo_some(row.id)
    return row


def undo_some(batch_id: int) -> None:
    """Remove the next awards (a job); run twice, it goes on where it was.

    What the holder took meanwhile stays awarded.
    """
    batch = get_as_it_is(AwardBatch, batch_id)
    if batch is None or batch.state != "undoing":
        return
    actor = Actor(batch.community, batch.maker, frozenset({Permission.AWARDS_WRITE}), batch.via)
    rows = db.session.scalars(
        sa.select(AwardBatchRow)
        .where(AwardBatchRow.batch_id == batch.id, AwardBatchRow.outcome == "awarded")
        .order_by(AwardBatchRow.position)
        .limit(AT_ONCE)
    ).all()
    handled = 0
    for row in for_a_while(rows):
        row.outcome = "kept" if row.award is None else _undo_row(actor, row, row.award)
        handled += 1
    batch.awarded -= sum(row.outcome == "undone" for row in rows)
    if handled < len(rows) or handled == AT_ONCE:
        enqueue("undo_list", community_id=batch.community_id, batch_id=batch.id)
    else:
        batch.state, batch.finished_at = "undone", now()


def _undo_row(actor: Actor, row: AwardBatchRow, award: Award) -> str:
    try:
        undo(actor, award)
    except ConflictError:
        return "kept"
    row.award_id = row.membership_id = None
    return "undone"
