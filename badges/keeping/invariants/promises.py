"""What waits has a job that will do it: mails in the outbox, lists of people under way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import sqlalchemy as sa

from badges.keeping.findings import Finding, good
from badges.keeping.invariants.counted import named, streamed
from badges.models import AwardBatch, Job, OutboxMail

JOB_OF: Final = {"checking": "check_list", "awarding": "run_list", "undoing": "undo_list"}
"""Which job goes on with a list that is in such a state."""


def mails() -> Iterator[Finding]:
    """Every mail that waits has a job that sends it."""
    waiting = sa.select(OutboxMail.id).where(OutboxMail.state == "waiting")
    stuck = _unpromised((row[0] for row in streamed(waiting)), "mail_id", "send_mail")
    yield from named("mail.stuck", map(str, stuck), "mail")
    if not stuck:
        yield good("mail.promised")


def batches() -> Iterator[Finding]:
    """Every list that is being read, awarded or undone has a job that goes on with it."""
    stuck: list[int] = []
    for state, job in JOB_OF.items():
        lists = sa.select(AwardBatch.id).where(AwardBatch.state == state)
        stuck += _unpromised((row[0] for row in streamed(lists)), "batch_id", job)
    yield from named("batch.stuck", map(str, stuck), "batch")
    if not stuck:
        yield good("batch.promised")


def _unpromised(ids: Iterator[Any], argument: str, job: str) -> list[int]:
    """Give those ids that no open job of this name has for its argument."""
    promised: set[int] | None = None
    lost = []
    for row_id in ids:
        if promised is None:  # asked only where there is something to compare
            open_jobs = sa.select(Job.arguments).where(Job.finished_at.is_(None), Job.name == job)
            promised = {arguments.get(argument) for (arguments,) in streamed(open_jobs)}
        if row_id not in promised:
            lost.append(row_id)
    return lost
