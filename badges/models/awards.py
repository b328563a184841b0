"""The decision that somebody earned something, and its life (decisions 4, 9, 10, 11)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from badges.database import Base, BigId, PrimaryKey
from badges.models.evidence import Evidence
from badges.models.indexes import partial_index
from badges.models.learning import Achievement, AchievementVersion
from badges.models.people import Community, Membership

PUBLIC: sa.ColumnElement[str] = sa.literal_column("'public'")
"""The visibility of what everybody may see; a query says it in this word to find its index."""


class Award(Base):
    """An achievement given to a member; what is signed from it are its credentials.

    ``public_id`` is the share address's last part (128 random bits); ``code`` the twelve
    characters printed below the QR code. ``state``: ``offered``, ``accepted``, ``declined``,
    ``lapsed`` (not answered in time), ``withdrawn``, ``suspended``, ``erased`` (expired is read
    from the newest credential's ``valid_until``). ``once_key`` is set while a second award of the
    same achievement to the same member must be refused, and unique. ``named`` false means "without
    my name" (decisions 9). ``trace`` is the rule's own account of why this was awarded;
    ``opened_at`` is when its claim page was first looked at.
    """

    __tablename__ = "award"
    __table_args__ = (
        partial_index(
            "ix_award_by_rule",
            "achievement_id",
            "awarded_at",
            where="by_rule",
            on_sqlite="by_rule = 1",
        ),
        partial_index(
            "ix_award_renews",
            "renews_id",
            where="renews_id IS NOT NULL",
        ),
        partial_index(
            "ix_award_public",
            *("achievement_id", "state", "membership_id"),
            where=f"visibility = {PUBLIC}",
        ),
        sa.Index("ix_award_standing", "achievement_id", "state", "awarded_at"),
    )

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    public_id: Mapped[str] = mapped_column(sa.String(32), unique=True)
    code: Mapped[str] = mapped_column(sa.String(12), unique=True)
    achievement_id: Mapped[int] = mapped_column(sa.ForeignKey("achievement.id"), index=True)
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("achievement_version.id"))
    membership_id: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"), index=True)
    once_key: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    state: Mapped[str] = mapped_column(sa.String(16), default="offered")
    recipient_name: Mapped[str] = mapped_column(sa.String(200), default="")
    recipient_address: Mapped[str] = mapped_column(sa.String(320), default="")
    named: Mapped[bool] = mapped_column(default=True)
    language: Mapped[str] = mapped_column(sa.String(8), default="de")
    visibility: Mapped[str] = mapped_column(sa.String(8), default="private")
    narrative: Mapped[str] = mapped_column(sa.Text, default="")
    place: Mapped[str] = mapped_column(sa.String(100), default="")
    by_rule: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    awarded_by: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))
    trace: Mapped[dict[str, Any]] = mapped_column(default=dict)
    claim_hash: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    awarded_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(sa.Text, default="")
    renews_id: Mapped[int | None] = mapped_column(sa.ForeignKey("award.id"))

    community: Mapped[Community] = relationship()
    achievement: Mapped[Achievement] = relationship()
    version: Mapped[AchievementVersion] = relationship()
    member: Mapped[Membership | None] = relationship(foreign_keys=[membership_id])
    awarder: Mapped[Membership | None] = relationship(foreign_keys=[awarded_by])
    evidence: Mapped[list[Evidence]] = relationship(secondary="award_evidence")
    events: Mapped[list[AwardEvent]] = relationship(
        back_populates="award", order_by="AwardEvent.id"
    )


class AwardEvidence(Base):
    """Which evidence an award rests on."""

    __tablename__ = "award_evidence"

    award_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("award.id"), primary_key=True)
    evidence_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("evidence.id"), primary_key=True)
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)


class AwardEvent(Base):
    """One step in an award's life: what happened, when, by whom, why."""

    __tablename__ = "award_event"

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"))
    award_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("award.id"), index=True)
    what: Mapped[str] = mapped_column(sa.String(24))
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))
    at: Mapped[datetime]

    award: Mapped[Award] = relationship(back_populates="events")
