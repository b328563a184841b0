"""What the deeds of the story promised is done at once: evaluate, sign, sign again.

The queue proper commits after each job; a demo is one transaction, so its jobs are done here and
leave no row behind.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

import sqlalchemy as sa

from badges.awarding.evaluating import evaluate_member
from badges.database import db
from badges.issuing import issue_credential, reissue
from badges.models import Award, Community, Job, OutboxMail
from badges.ports import now

HANDLERS: Mapping[str, Callable[..., object]] = {
    "evaluate_member": evaluate_member,
    "issue_credential": issue_credential,
    "reissue": reissue,
}


def keep_promises(community: Community) -> None:
    """Do all that is due, and what comes of it; the same promise twice is done once."""
    while due := _take_due(community):
        for name, arguments in dict.fromkeys(due):
            HANDLERS[name](**json.loads(arguments))
        db.session.flush()


def forget_settled_mail(community: Community) -> None:
    """Leave only the mails about offers that still wait: their links are of use to somebody."""
    waiting = sa.select(Award.id).where(Award.state == "offered")
    db.session.execute(
        sa.delete(OutboxMail).where(
            OutboxMail.community_id == community.id,
            sa.or_(OutboxMail.award_id.is_(None), OutboxMail.award_id.not_in(waiting)),
        )
    )


def _take_due(community: Community) -> list[tuple[str, str]]:
    db.session.flush()
    rows = db.session.scalars(
        sa.select(Job)
        .where(Job.community_id == community.id, Job.finished_at.is_(None), Job.due_at <= now())
        .order_by(Job.id)
    ).all()
    for row in rows:
        db.session.delete(row)
    return [(row.name, json.dumps(row.arguments, sort_keys=True)) for row in rows]
