"""The audit trail: who did what, in the transaction that did it; and reading it, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import sqlalchemy as sa

from badges.database import db
from badges.models import AuditEntry, Community
from badges.ports import now
from badges.rows import insert_many

GROUPS: Mapping[str, tuple[str, ...]] = {
    "awards": ("award",),
    "badges": ("achievement",),
    "evidence": ("evidence", "milestone", "question", "vouch", "endorsement", "thanks"),
    "people": (
        "member",
        "members",
        "person",
        "guardian",
        "circle",
        "rotation",
        "meeting",
    ),
    "sessions": ("session", "checkin", "activity", "presentation", "activities", "account"),
    "programmes": ("path", "programme", "enrolment", "pause", "impact"),
    "lists": ("batch", "cards", "card", "table"),
    "keys": ("key", "token", "document", "hook", "verb"),
    "settings": ("community", "mail", "job", "doctor", "retention", "report"),
}
"""What people look for together: the first words of the actions in each group."""

NOBODY = 0
"""Stands for entries without an actor: rules, the command line, claim links."""


class Doer(Protocol):
    """Whoever acts: :class:`badges.accounts.access.Actor` is one."""

    @property
    def community(self) -> Community:
        """Give the community acted in."""

    @property
    def membership_id(self) -> int | None:
        """Give who acted, or nothing for rules and the command line."""

    @property
    def via(self) -> str:
        """Give the door: ``page``, ``api``, ``cli``, ``rule`` or ``claim``."""


def record(doer: Doer, action: str, subject: str, **detail: Any) -> None:
    """Write down one deed; ``detail`` holds ids and codes, never names or addresses."""
    db.session.add(
        AuditEntry(
            community_id=doer.community.id,
            at=now(),
            actor_id=doer.membership_id,
            via=doer.via,
            action=action,
            subject=subject,
            detail=detail,
        )
    )


def record_many(doer: Doer, action: str, subjects: Iterable[str], **detail: Any) -> None:
    """Write down one and the same deed about many rows."""
    insert_many(
        AuditEntry,
        [{"subject": subject} for subject in subjects],
        community_id=doer.community.id,
        at=now(),
        actor_id=doer.membership_id,
        via=doer.via,
        action=action,
        detail=detail,
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries are looked for; what is not given excludes nothing.

    ``group`` is a name of :data:`GROUPS`, ``actor_id`` a membership's row or :data:`NOBODY`;
    ``since`` is the first instant, ``until`` the one after the last.
    """

    group: str = ""
    actor_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entries:
    """Some entries, the newest first, and whether there are newer and older ones."""

    rows: Sequence[AuditEntry]
    newer: bool
    older: bool


def read(
    community: Community,
    wanted: Wanted,
    *,
    limit: int,
    before: int | None = None,
    after: int | None = None,
) -> Entries:
    """Read ``limit`` entries, those next to an entry's row id where one is given.

    Each page begins at a row id, so that the last of 100,000 entries costs what the first does
    and an entry written meanwhile moves none.
    """
    query = _matching(community, wanted).limit(limit + 1)
    if after is not None:
        query = query.where(AuditEntry.id > after).order_by(AuditEntry.id)
    elif before is not None:
        query = query.where(AuditEntry.id < before).order_by(AuditEntry.id.desc())
    else:
        query = query.order_by(AuditEntry.id.desc())
    found = db.session.scalars(query).all()
    rows, more = found[:limit], len(found) > limit
    if after is not None:
        return Entries(rows[::-1], newer=more, older=bool(rows))
    return Entries(rows, newer=before is not None and bool(rows), older=more)


def _matching(community: Community, wanted: Wanted) -> sa.Select[AuditEntry]:
    query = sa.select(AuditEntry).where(AuditEntry.community_id == community.id)
    if wanted.group:
        query = query.where(
            sa.or_(
                *(
                    sa.or_(AuditEntry.action == word, AuditEntry.action.startswith(f"{word}."))
                    for word in GROUPS[wanted.group]
                )
            )
        )
    if wanted.actor_id is not None:
        query = query.where(AuditEntry.actor_id.is_not_distinct_from(wanted.actor_id or None))
    if wanted.since is not None:
        query = query.where(AuditEntry.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(AuditEntry.at < wanted.until)
    return query
