"""``badges doctor``: the installation looked over, each finding with its mend.

The command looks at everything in one go. A page promises a job, which writes down what it has
found after each look, so that whoever waits sees it grow.
"""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from badges.accounts.access import Actor, Permission
from badges.audit import record
from badges.database import db, reading
from badges.jobs import enqueue
from badges.keeping import data, machine, publication
from badges.keeping.findings import Finding, Look
from badges.models import Examination
from badges.ports import now

LOOKS: tuple[Look, ...] = (
    machine.base_address,
    publication.live_page,
    machine.master_key,
    machine.folder,
    machine.disk,
    machine.clock,
    machine.schema,
    publication.signing_keys,
    publication.keys_published,
    publication.documents_served,
    machine.work,
    machine.mail,
    machine.backups,
)
DEEP_LOOKS: tuple[Look, ...] = (
    publication.shared_badge,
    data.awards,
    data.credentials,
    data.lists,
    data.files,
)
PATIENCE = timedelta(minutes=30)
"""An examination that has not ended by then has died."""


def examine(*, deep: bool = False) -> list[Finding]:
    """Look the installation over; ``deep`` reads every credential, list and file."""
    found: list[Finding] = []
    for look in (*LOOKS, *(DEEP_LOOKS if deep else ())):
        found += _taken(look)
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
    found: list[Finding] = []
    for done, look in enumerate((*LOOKS, *DEEP_LOOKS), start=1):
        found += _taken(look)
        row = db.session.get(Examination, examination_id)
        if row is None:
            return
        row.findings = [finding.to_json() for finding in found]
        row.done = done
        if done == row.total:
            row.finished_at = now()
        db.session.commit()


def _taken(look: Look) -> list[Finding]:
    """Take one look in a transaction of its own that only reads."""
    with reading():
        found = list(look())
        db.session.rollback()
    return found
