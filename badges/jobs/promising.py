"""Promising work in the transaction that wants it, and telling the broker once that is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from badges.database import db
from badges.jobs.registry import FIRST, LAST, ORDINARY, registry
from badges.models import Job
from badges.ports import now
from badges.rows import insert_many

MOST_SENT: Final = 100
"""So many jobs of one transaction are told to the broker at once; the sweep tells of the rest."""

_PROMISED: Final = "badges.promised"


def enqueue(
    name: str,
    *,
    community_id: int | None = None,
    due: datetime | None = None,
    rank: int | None = None,
    **arguments: Any,
) -> Job:
    """Promise work in this transaction; ``arguments`` are JSON values, ids rather than data.

    ``rank`` is one of ``FIRST``, ``ORDINARY``, ``LAST``; by itself it follows from the name.
    """
    at = now()
    known = registry()
    job = Job(
        name=name,
        rank=(FIRST if name in known.first else ORDINARY) if rank is None else rank,
        community_id=community_id,
        arguments=arguments,
        due_at=due or at,
        created_at=at,
    )
    db.session.add(job)
    if known.broker is not None and not known.broker.is_away and job.due_at <= at:
        promised: list[Job] = db.session.info.setdefault(_PROMISED, [])
        if len(promised) < MOST_SENT:
            job.sent_at = at
            promised.append(job)
    return job


def enqueue_many(
    name: str,
    promised: Iterable[Mapping[str, Any]],
    *,
    community_id: int | None = None,
    due: datetime | None = None,
    rank: int = LAST,
) -> None:
    """Promise many jobs of one name at once, each with the arguments given for it.

    Where one of them has an instant of its own, it stands among its arguments as ``due``. The
    broker hears of them by the sweep.
    """
    at = now()
    insert_many(
        Job,
        [
            {
                "arguments": {key: value for key, value in each.items() if key != "due"},
                "due_at": each.get("due") or due or at,
            }
            for each in promised
        ],
        name=name,
        rank=rank,
        community_id=community_id,
        created_at=at,
    )


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


@sa.event.listens_for(db.session, "after_commit")
def _tell_broker(session: Session) -> None:
    """Send what was promised; what was taken back by a rollback is no row, and is not told."""
    if session.in_nested_transaction():
        return
    promised: list[Job] = session.info.pop(_PROMISED, [])
    kept = [(job.id, job.rank) for job in promised if sa.inspect(job).persistent]
    if kept and (broker := registry().broker) is not None:
        broker.send(kept)
