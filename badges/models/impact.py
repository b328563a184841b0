"""What it did for people: the question afterwards, the report's numbers, who is not in them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from badges.database import Base, BigId, PrimaryKey
from badges.models.awards import Award
from badges.models.people import Community, Membership


class ImpactSettings(Base):
    """What a community has chosen; without a row members are asked, and nothing is reported.

    ``questions`` is whether members are asked what changed. ``report_since`` is when the report was
    switched on, nothing while it is off.
    """

    __tablename__ = "impact_settings"

    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), primary_key=True)
    questions: Mapped[bool] = mapped_column(default=True)
    report_since: Mapped[datetime | None]


class FollowUp(Base):
    """The one question after a badge, and a member's answer, theirs to change and to delete.

    It was asked ``days`` (30 or 90) after the award was accepted. ``changed`` is empty until it is
    answered, then one of :class:`badges.impact.answers.Changed`; ``consent`` is who may know
    (:class:`badges.impact.answers.Consent`), and ``name`` the name that was agreed to.
    """

    __tablename__ = "follow_up"
    __table_args__ = (
        sa.UniqueConstraint("award_id", "days"),
        sa.Index("ix_follow_up_answered", "community_id", "answered_at"),
    )

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"))
    membership_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"), index=True)
    award_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("award.id"))
    days: Mapped[int]
    asked_at: Mapped[datetime]
    changed: Mapped[str] = mapped_column(sa.String(16), default="")
    story: Mapped[str] = mapped_column(sa.Text, default="")
    consent: Mapped[str] = mapped_column(sa.String(16), default="me")
    name: Mapped[str] = mapped_column(sa.String(200), default="")
    answered_at: Mapped[datetime | None]
    passed_at: Mapped[datetime | None]

    community: Mapped[Community] = relationship()
    member: Mapped[Membership] = relationship()
    award: Mapped[Award] = relationship()


class ImpactRefusal(Base):
    """A member who is in no number of the report."""

    __tablename__ = "impact_refusal"

    membership_id: Mapped[int] = mapped_column(
        sa.ForeignKey("membership.id"), primary_key=True, autoincrement=False
    )
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    at: Mapped[datetime]


class ImpactQuarter(Base):
    """The numbers of one quarter, as they were counted once: never a group under five.

    ``numbers`` is a :class:`badges.impact.numbers.Numbers`; what is hidden is not in it.
    """

    __tablename__ = "impact_quarter"
    __table_args__ = (sa.UniqueConstraint("community_id", "year", "quarter"),)

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    year: Mapped[int]
    quarter: Mapped[int]
    numbers: Mapped[dict[str, Any]]
    counted_at: Mapped[datetime]
