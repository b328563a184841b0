"""``badges doctor``: the installation looked over, each finding with its mend.

The command looks at everything in one go. A page promises a job, which writes down what it has
found after each look, so that whoever waits sees it grow.
"""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from badges.accounts.access import Actor, Permission
from badges.audit import record
from badges.database import db
from badges.jobs import enqueue
from badges.keeping import machine, publication, queue
from badges.keeping.findings import Finding, Look, Step, Tell
from badges.keeping.invariants import INVARIANTS
from badges.keeping.looking import take
from badges.models import Examination
from badges.ports import now

LOOKS: tuple[Look, ...] = (
    machine.base_address,
    publication.live_page,
    machine.master_key,
    machine.folder,
    machine.disk,
    machine.drawings,
    machine.clock,
    queue.database_clock,
    machine.schema,
    publication.signing_keys,
    publication.keys_published,
    publication.documents_served,
    machine.work,
    queue.broker,
    queue.unknown_work,
    machine.mail,
    machine.backups,
)
DEEP_LOOKS: tuple[Look, ...] = (publication.shared_badge, *INVARIANTS)
PATIENCE = timedelta(minutes=30)
"""An examination that has not ended by then has died."""


def examine(*, deep: bool = False, tell: Tell | None = None) -> list[Finding]:
    """Look the installation over; ``deep`` reads every row that is signed, every list and file.

    ``tell`` hears each finding as it comes, and how far those looks have come that take long.
    """
    found: list[Finding] = []

    def hear(item: Finding | Step) -> None:
        if isinstance(item, Finding):
            found.append(item)
        if tell is not None:
            tell(item)

    for look in (*LOOKS, *(DEEP_LOOKS if deep else ())):
        take(look, hear)
    return found


def ask_for_examination(actor: Actor) -> Examination:
    """Promise a deep examination in this transaction, or give the one that is on its way."""
    actor.require(Permission.SETTINGS)
    last = last_examination(actor)
    if last is not None and last.finished_at is None and now() - last.started_at < PATIENCE:
        return last
    row = Examination(
        community_id=actor.community.id,
        total=len(LOOKS) + len(DEEP_LOOKS),
        findings=[],
        started_at=now(),
    )
    db.session.add(row)
    db.session.flush()
    enqueue("examine_installation", community_id=actor.community.id, examination_id=row.id)
    record(actor, "doctor.ask", f"examination:{row.id}")
    return row


def last_examination(actor: Actor) -> Examination | None:
    """Give what was asked for last in a community."""
    return db.session.scalar(
        sa.select(Examination)
        .where(Examination.community_id == actor.community.id)
        .order_by(Examination.id.desc())
        .limit(1)
    )


def examine_installation(examination_id: int) -> None:
    """Look everything over (a job), writing down after each look; run twice, it begins anew."""
    found: list[Finding | Step] = []
    for done, look in enumerate((*LOOKS, *DEEP_LOOKS), start=1):
        take(look, found.append)
        row = db.session.get(Examination, examination_id)
        if row is None:
            return
        row.findings = [item.to_json() for item in found if isinstance(item, Finding)]
        row.done = done
        if done == row.total:
            row.finished_at = now()
        db.session.commit()
