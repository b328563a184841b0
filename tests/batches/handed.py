"""Short ways to hand in a list and to look at what became of it."""

from __future__ import annotations

import sqlalchemy as sa

from badges.accounts.access import Actor
from badges.batches.reporting import rows_of
from badges.batches.running import confirm
from badges.batches.staging import stage
from badges.database import db
from badges.models import AchievementVersion, Award, AwardBatch, AwardBatchRow


def staged(actor: Actor, version: AchievementVersion, text: str | bytes) -> AwardBatch:
    """Hand a list in."""
    return stage(actor, version.achievement, text, reason="Was there")


def awarded(actor: Actor, version: AchievementVersion, text: str) -> AwardBatch:
    """Hand a short list in and award what is good on it."""
    return confirm(actor, staged(actor, version, text))


def rows(batch: AwardBatch) -> list[AwardBatchRow]:
    return rows_of(batch, limit=10_000)


def verdicts(batch: AwardBatch) -> list[str]:
    return [row.verdict for row in rows(batch)]


def problem(row: AwardBatchRow) -> str:
    return str(row.problem["code"]) if row.problem else ""


def all_awards() -> list[Award]:
    return list(db.session.scalars(sa.select(Award).order_by(Award.id)))


def many(count: int) -> str:
    """Write a list of so many people."""
    return "Name;E-Mail\n" + "".join(f"Person {n};p{n}@example.org\n" for n in range(count))
