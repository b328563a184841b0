"""What happened to a member, told to the rules that may have been waiting for it.

::

    tell(membership, Signal("activity", "workshop"), due=row.occurred_at)

Whoever records something tells it in the same transaction; the job ``evaluate_member`` then checks
the rules that name it (:meth:`badges.milestones.Signal.covers`), and no others.
"""

from __future__ import annotations

from datetime import datetime

from badges.jobs import enqueue
from badges.milestones import Signal
from badges.models import Membership
from badges.ports import now


def tell(membership: Membership, signal: Signal, *, due: datetime | None = None) -> None:
    """Promise to check what this may have moved; what lies ahead is checked when it has come."""
    enqueue(
        "evaluate_member",
        community_id=membership.community_id,
        due=max(now(), due) if due is not None else None,
        membership_id=membership.id,
        signals=[[signal.what, signal.kind]],
    )
