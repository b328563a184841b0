"""The audit trail: who did what, in the transaction that did it; and reading it, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import sqlalchemy as sa

from badges.database import db, different
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

    @property
    def is_group_alone(self) -> bool:
        """Whether nothing but a group narrows it: rows are then found by their actions."""
        return bool(self.group) and (self.actor_id, self.since, self.until) == (None, None, None)


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

    Each page begins at an entry, so that the last of a million costs what the first does and an
    entry written meanwhile moves none.
    """
    conditions = [AuditEntry.community_id == community.id, *_conditions(wanted)]
    by_time = not wanted.is_group_alone
    order: tuple[Any, ...] = (AuditEntry.at, AuditEntry.id) if by_time else (AuditEntry.id,)
    begin = before if after is None else after
    if begin is not None:
        conditions += _beside(conditions[0], begin, newer=after is not None, by_time=by_time)
    if after is None:
        order = tuple(each.desc() for each in order)
    found = db.session.scalars(_next(wanted, conditions, order, limit + 1)).all()
    rows, more = found[:limit], len(found) > limit
    if after is not None:
        return Entries(rows[::-1], newer=more, older=bool(rows))
    return Entries(rows, newer=before is not None and bool(rows), older=more)


def _conditions(wanted: Wanted) -> Iterator[sa.ColumnElement[bool]]:
    if wanted.actor_id == NOBODY:
        yield AuditEntry.actor_id.is_(None)
    elif wanted.actor_id is not None:
        yield AuditEntry.actor_id == wanted.actor_id
    if wanted.since is not None:
        yield AuditEntry.at >= wanted.since
    if wanted.until is not None:
        yield AuditEntry.at < wanted.until


def _beside(
    here: sa.ColumnElement[bool], begin: int, *, newer: bool, by_time: bool
) -> Iterator[sa.ColumnElement[bool]]:
    """Leave out what is not newer, or not older, than the entry where a page begins."""
    at, row_id = AuditEntry.at, AuditEntry.id
    beyond = row_id > begin if newer else row_id < begin
    then = db.session.scalar(sa.select(at).where(here, row_id == begin)) if by_time else None
    if then is None:
        yield beyond
    elif newer:
        yield at >= then
        yield sa.or_(at > then, beyond)
    else:
        yield at <= then
        yield sa.or_(at < then, beyond)


def _next(
    wanted: Wanted, conditions: Sequence[sa.ColumnElement[bool]], order: Any, limit: int
) -> sa.Select[AuditEntry]:
    """Ask for the next entries of all actions, or the next of each action in a group, merged."""
    query = sa.select(AuditEntry).order_by(*order).limit(limit)
    if not wanted.group:
        return query.where(*conditions)
    actions = [
        action
        for action in different(AuditEntry.action, conditions[0])
        if action.partition(".")[0] in GROUPS[wanted.group]
    ]
    if not wanted.is_group_alone:
        return query.where(*conditions, AuditEntry.action.in_(actions))
    each = [
        sa.select(AuditEntry.id)
        .where(*conditions, AuditEntry.action == action)
        .order_by(*order)
        .limit(limit)
        .subquery()
        .select()
        for action in actions
    ]
    return query.where(AuditEntry.id.in_(sa.union_all(*each)) if each else sa.false())
