"""What happened to a member, told to the rules that may have been waiting for it.

::

    tell(membership, Signal("activity", "workshop"), due=row.occurred_at)

Whoever records something tells it in the same transaction; the job ``evaluate_member`` then checks
the rules that name it (:meth:`badges.milestones.Signal.covers`), and no others. What is told of
one member before that job begins waits in one and the same job: a list of a thousand activities
is one evaluation for each member who stands in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from itertools import islice
from typing import Any, Final

import sqlalchemy as sa

from badges.database import db
from badges.jobs import enqueue
from badges.milestones import Signal
from badges.models import AchievementVersion, Job, Membership
from badges.ports import now

AT_A_TIME: Final = 500
"""So many members' jobs are looked for in one question."""


def tell(membership: Membership, signal: Signal, *, due: datetime | None = None) -> None:
    """Promise to check what this may have moved; what lies ahead is checked when it has come."""
    tell_all(membership.community_id, [(membership.id, signal, due)])


def tell_all(community_id: int, told: Iterable[tuple[int, Signal, datetime | None]]) -> None:
    """Tell of many members of one community at once: one job for each member and instant.

    Each is told of as ``(membership_id, signal, due)``, with ``due`` as in :func:`tell`.
    """
    at = now()
    moved: dict[tuple[int, datetime], list[Signal]] = {}
    for member, signal, due in told:
        counts_from = max(at, due) if due is not None else at
        moved.setdefault((member, counts_from), []).append(signal)
    each = iter(moved.items())
    while some := dict(islice(each, AT_A_TIME)):
        waiting = _waiting(community_id, {member for member, _ in some}, at)
        for (member, counts_from), signals in some.items():
            fresh = [[signal.what, signal.kind] for signal in dict.fromkeys(signals)]
            job = waiting.get((member, counts_from))
            if job is None:
                _promise(community_id, member, counts_from, fresh)
                continue
            known: Sequence[Any] = job.arguments["signals"]
            if more := [signal for signal in fresh if signal not in known]:
                job.arguments = {**job.arguments, "signals": [*known, *more]}


def _promise(
    community_id: int, member: int, counts_from: datetime, signals: list[list[str | None]]
) -> None:
    job = enqueue(
        "evaluate_member",
        community_id=community_id,
        due=counts_from,
        membership_id=member,
        signals=signals,
        told=counts_from.isoformat(),
    )
    job.gathers = _key(member)


def _waiting(
    community_id: int, members: set[int], at: datetime
) -> Mapping[tuple[int, datetime], Job]:
    """Find the jobs that have not begun and can take more in.

    A job is judged by what was published when it was told, so what comes after a publication
    never joins one from before. The rows are locked: none is begun before this is committed.
    """
    asked = {"keys": sorted(map(_key, members)), "community": community_id}
    found = {}
    for job in db.session.scalars(_not_begun(), asked):
        member = int(job.arguments["membership_id"])
        found[member, max(at, job.due_at)] = job
    return found


@cache
def _not_begun() -> sa.Select[Job]:
    """Ask for such jobs of the ``keys`` in a ``community``; put together once."""
    published = (
        sa.select(sa.func.max(AchievementVersion.published_at))
        .where(AchievementVersion.community_id == sa.bindparam("community"))
        .scalar_subquery()
    )
    return (
        sa.select(Job)
        .where(
            Job.gathers.in_(sa.bindparam("keys", expanding=True)),
            Job.finished_at.is_(None),
            Job.leased_until.is_(None),
            Job.attempts == 0,
            sa.or_(published.is_(None), Job.created_at >= published),
        )
        .order_by(Job.id.desc())
        .with_for_update(skip_locked=True)
    )


def _key(member: int) -> str:
    return f"evaluate_member:{member}"
