"""What people decide by hand, and everybody looked at after a publication."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from badges.database import Base, BigId, PrimaryKey
from badges.models.learning import Achievement, AchievementVersion
from badges.models.people import Membership


class MilestoneDecision(Base):
    """One person's yes to a member's milestone that is confirmed by hand.

    ``role`` is what ``decided_by`` was then. One that was taken back has ``undone_at`` and counts
    no more; of those that stand, a person has one for each member and milestone.
    """

    __tablename__ = "milestone_decision"
    __table_args__ = (
        sa.Index("ix_milestone_decision_of", "membership_id", "achievement_id", "milestone_key"),
    )

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("community.id"), index=True)
    membership_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("membership.id"))
    achievement_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("achievement.id"), index=True)
    milestone_key: Mapped[str] = mapped_column(sa.String(64))
    decided_by: Mapped[int] = mapped_column(BigId, sa.ForeignKey("membership.id"), index=True)
    role: Mapped[str] = mapped_column(sa.String(16))
    created_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]

    member: Mapped[Membership] = relationship(foreign_keys=[membership_id])
    decider: Mapped[Membership] = relationship(foreign_keys=[decided_by])
    achievement: Mapped[Achievement] = relationship()


class BackAwarding(Base):
    """Everybody looked at, after a yes at publishing, for what they had done before it.

    ``state`` is ``running``, ``done`` or ``stopped``. ``total`` counts the members at the start,
    ``looked_at`` those behind us and ``last_id`` the last of them, so that a job that starts again
    goes on where the last transaction ended; ``awarded`` counts the offers made.
    """

    __tablename__ = "back_awarding"

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("community.id"), index=True)
    version_id: Mapped[int] = mapped_column(
        BigId, sa.ForeignKey("achievement_version.id"), index=True
    )
    asked_by: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("membership.id"))
    state: Mapped[str] = mapped_column(sa.String(16), default="running")
    total: Mapped[int]
    looked_at: Mapped[int] = mapped_column(default=0)
    last_id: Mapped[int] = mapped_column(BigId, default=0)
    awarded: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]

    version: Mapped[AchievementVersion] = relationship()
