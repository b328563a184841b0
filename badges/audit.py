"""The audit trail: who did what, in the transaction that did it."""

from __future__ import annotations

from typing import Any, Protocol

from badges.database import db
from badges.models import AuditEntry, Community
from badges.ports import now


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
        """Give the door: ``page``, ``api``, ``cli`` or ``rule``."""


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
