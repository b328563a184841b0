"""Activities that another system tells of: recorded once, however often it tells.

::

    recorded = record_activity(actor, member, ToldActivity("review", at, external_id="pr-17"))
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from badges import audit
from badges.accounts.access import Actor, Permission
from badges.database import db, get_scoped
from badges.errors import ConflictError
from badges.intake.facts import clean_hours, clean_instant, clean_tags, clean_word
from badges.jobs import enqueue
from badges.models import Activity, Membership
from badges.ports import now
from badges.text import clean_line, clean_name

SOURCE_LIMIT = 32


@dataclass(frozen=True, slots=True)
class ToldActivity:
    """What is told of one activity; ``external_id`` is the other system's own id of it."""

    kind: str
    occurred_at: datetime
    hours: float | None = None
    tags: tuple[str, ...] = ()
    external_id: str | None = None
    source: str = "api"


def record_activity(actor: Actor, membership: Membership, told: ToldActivity) -> Activity:
    """Record an activity; the same ``external_id`` again gives the one that is there.

    Raises ``InputError`` for what cannot be used and ``ConflictError`` where the id was told of
    somebody or something else.
    """
    actor.require(Permission.ACTIVITIES_WRITE)
    member = get_scoped(Membership, actor.community.id, id=membership.id)
    row = _row(actor, member, told)
    known = _known(row)
    if known is not None:
        return _the_same(known, row)
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError as error:
        known = _known(row)
        if known is None:
            raise
        raise ConflictError(
            "activity.busy", "This activity is being recorded; ask again in a moment."
        ) from error
    audit.record(actor, "activity.record", f"activity:{row.id}", source=row.source)
    # What lies ahead has not happened for a rule: look again when it has.
    enqueue(
        "evaluate_member",
        community_id=row.community_id,
        due=max(now(), row.occurred_at),
        membership_id=member.id,
    )
    return row


def _row(actor: Actor, member: Membership, told: ToldActivity) -> Activity:
    if member.left_at is not None:
        raise ConflictError("activity.left", "This person has left the community.")
    external_id = told.external_id
    if external_id is not None:
        external_id = clean_line(external_id, field="external_id")
    return Activity(
        community_id=actor.community.id,
        membership_id=member.id,
        kind=clean_word(told.kind, "kind"),
        tags=clean_tags(told.tags),
        occurred_at=clean_instant(told.occurred_at, "occurred_at"),
        hours=clean_hours(told.hours),
        source=clean_name(told.source, field="source", limit=SOURCE_LIMIT),
        external_id=external_id or None,
        recorded_at=now(),
    )


def _known(row: Activity) -> Activity | None:
    if row.external_id is None:
        return None
    return db.session.scalar(
        sa.select(Activity).where(
            Activity.community_id == row.community_id,
            Activity.source == row.source,
            Activity.external_id == row.external_id,
        )
    )


def _the_same(known: Activity, told: Activity) -> Activity:
    told_of = ("membership_id", "kind", "occurred_at", "hours", "tags")
    if any(getattr(known, name) != getattr(told, name) for name in told_of):
        raise ConflictError(
            "activity.external_id",
            "This external_id was told of another activity; use a new one.",
            external_id=told.external_id,
        )
    return known
