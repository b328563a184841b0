"""Short ways to have something happen in a test, as rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from badges.accounts.access import Actor
from badges.awarding.awards import Awarded, award
from badges.awarding.evaluating import evaluate_member
from badges.database import db
from badges.models import AchievementVersion, Activity, Award, Evidence, Job, Membership
from badges.ports import now


def attended(member: Membership, kind: str = "workshop", at: datetime | None = None) -> Activity:
    """Let a member have taken part in something."""
    return kept(
        Activity(
            community_id=member.community_id,
            membership_id=member.id,
            kind=kind,
            occurred_at=at or now(),
            source="test",
            recorded_at=now(),
        )
    )


def handed_in(
    member: Membership, version: AchievementVersion, key: str, **columns: Any
) -> Evidence:
    """Let a member have handed in a reflection."""
    values: dict[str, Any] = {"kind": "text", "text": "I did it.", "submitted_at": now()}
    return kept(
        Evidence(
            community_id=member.community_id,
            member=member,
            achievement=version.achievement,
            milestone_key=key,
            **(values | columns),
        )
    )


def given(actor: Actor, version: AchievementVersion, member: Membership, **facts: Any) -> Awarded:
    """Award by hand."""
    return award(actor, version.achievement, member, **({"reason": "Well done"} | facts))


def evaluated(member: Membership) -> list[Award]:
    """Run the job for a member and give all awards there are, oldest first."""
    evaluate_member(member.id)
    return awards()


def awards() -> list[Award]:
    return list(db.session.scalars(sa.select(Award).order_by(Award.id)))


def jobs(name: str) -> list[dict[str, Any]]:
    """List the arguments of the jobs of a name."""
    rows = db.session.scalars(sa.select(Job).where(Job.name == name).order_by(Job.id))
    return [row.arguments for row in rows]


def told() -> list[tuple[int, list[Any]]]:
    """List whose rules are to be checked, and after what."""
    return [(job["membership_id"], job["signals"]) for job in jobs("evaluate_member")]


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect what is asked of the database."""
    asked: list[str] = []

    def note(*given: object) -> None:
        asked.append(" ".join(str(given[2]).split()))

    sa.event.listen(db.engine, "before_cursor_execute", note)
    yield asked
    sa.event.remove(db.engine, "before_cursor_execute", note)


def kept(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row
