"""Activities that another system tells of: recorded once, however often it tells.

::

    recorded = record_activity(actor, member, ToldActivity("review", at, external_id="pr-17"))

Many at once go through :func:`badges.intake.recording.record_many`, which this is the case of one
of.
"""

from __future__ import annotations

from dataclasses import replace

from badges.accounts.access import Actor
from badges.database import db, get_scoped
from badges.intake.recording import ToldActivity, record_many
from badges.models import Activity, Membership

__all__ = ["ToldActivity", "record_activity"]


def record_activity(actor: Actor, membership: Membership, told: ToldActivity) -> Activity:
    """Record an activity; the same ``external_id`` again gives the one that is there.

    Raises ``InputError`` for what cannot be used and ``ConflictError`` where the id was told of
    somebody or something else, or the person has left.
    """
    member = get_scoped(Membership, actor.community.id, id=membership.id)
    (verdict,) = record_many(actor, [replace(told, member=member.id, address="", account="")])
    if verdict.error is not None:
        raise verdict.error
    return db.session.get_one(Activity, verdict.activity_id)
