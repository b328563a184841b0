"""What a community knows about addresses it writes to, its own words, awards that are planned."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from badges.database import Base, BigId, PrimaryKey
from badges.models.learning import Achievement
from badges.models.people import Membership


class MailAddress(Base):
    """An address as a community's mails know it.

    ``stopped`` lists the kinds of mail that whoever reads it wants no more (reminders only);
    ``bounced_at`` is when a server refused the address for good, ``bounce`` in which words.
    """

    __tablename__ = "mail_address"
    __table_args__ = (sa.UniqueConstraint("community_id", "address"),)

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"))
    address: Mapped[str] = mapped_column(sa.String(320))
    stopped: Mapped[list[str]] = mapped_column(default=list)
    bounced_at: Mapped[datetime | None]
    bounce: Mapped[str] = mapped_column(sa.Text, default="")


class MailWords(Base):
    """A community's own subject and opening paragraph for one kind of mail in one language."""

    __tablename__ = "mail_words"
    __table_args__ = (sa.UniqueConstraint("community_id", "kind", "language"),)

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"))
    kind: Mapped[str] = mapped_column(sa.String(32))
    language: Mapped[str] = mapped_column(sa.String(8))
    subject: Mapped[str] = mapped_column(sa.String(200), default="")
    opening: Mapped[str] = mapped_column(sa.Text, default="")


class PlannedAward(Base):
    """An award that is to be made at an instant to come.

    ``state``: ``planned``, ``done``, ``cancelled`` or ``failed`` (``problem`` is then the reason
    as stored). ``details`` are the arguments of the award, emptied when it has been made.
    """

    __tablename__ = "planned_award"

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    achievement_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("achievement.id"))
    membership_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("membership.id"), index=True)
    planned_by: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("membership.id"))
    state: Mapped[str] = mapped_column(sa.String(16), default="planned")
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    problem: Mapped[dict[str, Any]] = mapped_column(default=dict)
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]

    achievement: Mapped[Achievement] = relationship()
    member: Mapped[Membership] = relationship(foreign_keys=[membership_id])
    planner: Mapped[Membership | None] = relationship(foreign_keys=[planned_by])
