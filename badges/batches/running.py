"""Awarding the good rows of a list, chunk by chunk, each in a transaction of its own.

A process that dies in between loses nothing and awards nobody twice: a row has its outcome in the
same transaction as its award, and the job that was cut short is claimed again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from badges import audit
from badges.accounts.access import Actor, Permission
from badges.awarding.achievements import newest_published
from badges.awarding.awards import award
from badges.awarding.progress import check
from badges.awarding.showing import add_links
from badges.batches.checking import GOOD
from badges.database import db, get_scoped
from badges.errors import BadgesError, ConflictError
from badges.intake.lists import PersonRow
from badges.intake.people import invite
from badges.jobs import enqueue, for_a_while
from badges.milestones import Record
from badges.models import AwardBatch, AwardBatchRow, Membership
from badges.ports import now

AT_ONCE: Final = 25
"""Rows that are awarded in one transaction, at most: a slow machine ends it sooner."""

RUNNING: Final = frozenset({"checking", "awarding", "undoing"})
"""The states in which jobs are at work."""

_ACTING: Final = frozenset(
    {Permission.AWARDS_WRITE, Permission.AWARDS_READ, Permission.MEMBERS_WRITE}
)


def confirm(actor: Actor, batch: AwardBatch) -> AwardBatch:
    """Award the good rows from now on; asked twice, it happens once.

    Raises ``ConflictError`` while the list is being read, after it was cancelled, and where no row
    is good.
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
    """Award no more of a list; what was awarded until now stays."""
    row = _of_community(actor, batch)
    if row.state in {"checking", "ready", "awarding"}:
        row.state, row.finished_at = "cancelled", now()
        audit.record(actor, "batch.cancel", f"batch:{row.id}", handled=row.handled)
    return row


def run_batch(batch_id: int) -> None:
    """Award the next rows (a job); run twice, it goes on where it was."""
    batch = db.session.get(AwardBatch, batch_id, with_for_update=True)
    if batch is None or batch.state != "awarding":
        return
    rows = db.session.scalars(
        sa.select(AwardBatchRow)
        .where(
            AwardBatchRow.batch_id == batch.id,
            AwardBatchRow.outcome == "",
            AwardBatchRow.verdict.in_(GOOD),
        )
        .order_by(AwardBatchRow.position)
        .limit(AT_ONCE)
    ).all()
    actor = _actor_of(batch)
    trace = _newcomers_trace(batch)
    handled = 0
    for row in for_a_while(rows):
        award_row(actor, batch, row, trace)
        handled += 1
    batch.handled += handled
    batch.awarded += sum(row.outcome == "awarded" for row in rows)
    if handled < len(rows) or handled == AT_ONCE:
        enqueue("run_list", community_id=batch.community_id, batch_id=batch.id)
    else:
        batch.state, batch.finished_at = "done", now()
        audit.record(actor, "batch.done", f"batch:{batch.id}", awarded=batch.awarded)


def run_all(batch: AwardBatch) -> None:
    """Award every good row now, for whoever waits: the command line."""
    while batch.state == "awarding":
        run_batch(batch.id)
        db.session.commit()


def award_row(
    actor: Actor,
    batch: AwardBatch,
    row: AwardBatchRow,
    trace: Mapping[str, Any] | None = None,
) -> str:
    """Award one row; what stands in its way becomes its problem. Gives the claim link's token.

    ``trace`` is what the milestones say of people who are new here.
    """
    try:
        with db.session.begin_nested():
            member = _member_for(actor, row)
            made = award(
                actor,
                batch.achievement,
                member,
                reason=batch.reason,
                narrative=row.narrative,
                evidence_ids=add_links(actor, member, batch.achievement, row.links)
                if row.links
                else (),
                trace=trace if row.verdict == "new" and row.membership_id is None else None,
                language=row.language or None,
                place=batch.place,
                day=row.day,
            )
    except BadgesError as error:
        row.outcome, row.problem = "refused", error.reason.to_json()
        return ""
    row.outcome, row.award_id, row.membership_id = "awarded", made.award.id, member.id
    return made.claim_token


def _member_for(actor: Actor, row: AwardBatchRow) -> Membership:
    if row.verdict == "known" and row.membership_id is not None:
        return get_scoped(Membership, actor.community.id, id=row.membership_id)
    member = invite(actor, PersonRow(row.line, row.name, row.address))
    if row.language and member.invited:
        member.person.language = row.language
    return member


def _newcomers_trace(batch: AwardBatch) -> dict[str, Any] | None:
    """Give what the milestones say of somebody who has done nothing here yet.

    It is the same for all of them, and asking the database for each would take most of the time.
    """
    version = newest_published(batch.achievement)
    if version is None:
        return None
    empty = Record(now=now(), zone=ZoneInfo(batch.community.zone))
    return check(empty, version, frozenset()).to_json()


def _actor_of(batch: AwardBatch) -> Actor:
    """Give whoever said yes, with the rights that were asked for then."""
    return Actor(batch.community, batch.maker, _ACTING, batch.via)


def _of_community(actor: Actor, batch: AwardBatch) -> AwardBatch:
    actor.require(Permission.AWARDS_WRITE)
    return get_scoped(AwardBatch, actor.community.id, id=batch.id)
