"""What can be earned and what members do: achievements, milestones, activities."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from badges.database import Base, BigId, PrimaryKey
from badges.models.indexes import partial_index
from badges.models.people import Community, Membership


class Achievement(Base):
    """What can be earned, across its versions (OB 3.0 Achievement, OB 2.0 BadgeClass)."""

    __tablename__ = "achievement"
    __table_args__ = (sa.UniqueConstraint("community_id", "slug"),)

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    slug: Mapped[str] = mapped_column(sa.String(100))
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]

    community: Mapped[Community] = relationship()
    versions: Mapped[list[AchievementVersion]] = relationship(
        back_populates="achievement", order_by="AchievementVersion.number"
    )


class AchievementVersion(Base):
    """One wording of an achievement; published criteria are never edited (decisions 3).

    Texts are ``{"de": …, "en": …}``. ``award_mode`` is ``offer`` (offered by itself when the last
    milestone is met) or ``manager`` (waits for a manager); ``issue_at_once`` signs without asking
    the member first. ``heading`` is empty (chosen from what was checked) or ``certificate``.
    ``needed`` is how many milestones suffice, or nothing for all of them. ``valid_days`` is how
    long an award lasts. ``picture`` is the SHA-256 of a stored file, or ``gallery:<name>``.
    ``revision`` counts a draft's saves, so that nobody overwrites what they have not seen.
    ``endorsed`` says that other organisations' endorsements of it are shown
    (:class:`badges.models.BadgeEndorsement`).
    """

    __tablename__ = "achievement_version"
    __table_args__ = (sa.UniqueConstraint("achievement_id", "number"),)

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    achievement_id: Mapped[int] = mapped_column(sa.ForeignKey("achievement.id"))
    number: Mapped[int]
    iri: Mapped[str] = mapped_column(sa.String(500), unique=True)
    name: Mapped[dict[str, str]]
    description: Mapped[dict[str, str]]
    criteria: Mapped[dict[str, str]]
    picture: Mapped[str] = mapped_column(sa.String(80))
    picture_alt: Mapped[dict[str, str]] = mapped_column(default=dict)
    achievement_type: Mapped[str] = mapped_column(sa.String(64), default="Badge")
    tags: Mapped[list[str]] = mapped_column(default=list)
    hours: Mapped[float | None]
    level: Mapped[str] = mapped_column(sa.String(64), default="")
    alignment: Mapped[list[Any]] = mapped_column(default=list)
    valid_days: Mapped[int | None]
    repeatable: Mapped[bool] = mapped_column(default=False)
    award_mode: Mapped[str] = mapped_column(sa.String(16), default="offer")
    issue_at_once: Mapped[bool] = mapped_column(default=False)
    heading: Mapped[str] = mapped_column(sa.String(16), default="")
    needed: Mapped[int | None]
    revision: Mapped[int] = mapped_column(default=1)
    endorsed: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]

    achievement: Mapped[Achievement] = relationship(back_populates="versions")
    milestones: Mapped[list[Milestone]] = relationship(
        back_populates="version", order_by="Milestone.position", cascade="all, delete-orphan"
    )


class Milestone(Base):
    """One criterion that a machine can read: a title and a rule (OB: Criteria).

    ``asking`` says which kinds of evidence it takes and by what they are judged
    (:mod:`badges.milestones.asking`).
    """

    __tablename__ = "milestone"
    __table_args__ = (sa.UniqueConstraint("version_id", "key"),)

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("achievement_version.id"), index=True)
    key: Mapped[str] = mapped_column(sa.String(64))
    position: Mapped[int]
    title: Mapped[dict[str, str]]
    rule: Mapped[dict[str, Any]]
    asking: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")

    version: Mapped[AchievementVersion] = relationship(back_populates="milestones")


class LearningSession(Base):
    """A workshop, a mentoring hour, a showcase: something people attend together.

    While ``checkin_until`` lies ahead, members who hold the check-in link add themselves; with
    ``guests`` others do, too, by name and address. ``calendar_uid`` is the event's name in the
    calendar that it was read from.
    """

    __tablename__ = "learning_session"
    __table_args__ = (sa.UniqueConstraint("community_id", "calendar_uid"),)

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    kind: Mapped[str] = mapped_column(sa.String(64))
    tags: Mapped[list[str]] = mapped_column(default=list)
    starts_at: Mapped[datetime]
    hours: Mapped[float | None]
    checkin_token: Mapped[str] = mapped_column(sa.String(64), unique=True)
    checkin_until: Mapped[datetime | None]
    guests: Mapped[bool] = mapped_column(default=False)
    calendar_uid: Mapped[str | None] = mapped_column(sa.String(300))
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))

    community: Mapped[Community] = relationship()
    activities: Mapped[list[Activity]] = relationship(back_populates="session")


class Activity(Base):
    """Something a member did, as a rule counts it; voided with a reason, never deleted.

    ``upload_id`` names the table that it came with. ``disputed_at`` is when the member said "this
    was not me", with ``dispute_note``; ``dispute_settled_at`` when a person had decided.
    """

    __tablename__ = "activity"
    __table_args__ = (
        sa.UniqueConstraint("community_id", "source", "external_id"),
        sa.UniqueConstraint("session_id", "membership_id"),
        sa.Index("ix_activity_member_kind", "membership_id", "kind", "occurred_at"),
        partial_index(
            "ix_activity_disputed",
            "community_id",
            where="disputed_at IS NOT NULL AND dispute_settled_at IS NULL",
        ),
    )

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"))
    membership_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"))
    kind: Mapped[str] = mapped_column(sa.String(64))
    tags: Mapped[list[str]] = mapped_column(default=list)
    occurred_at: Mapped[datetime]
    hours: Mapped[float | None]
    fields: Mapped[dict[str, Any]] = mapped_column(default=dict)
    session_id: Mapped[int | None] = mapped_column(sa.ForeignKey("learning_session.id"))
    source: Mapped[str] = mapped_column(sa.String(32))
    external_id: Mapped[str | None] = mapped_column(sa.String(200))
    recorded_at: Mapped[datetime]
    voided_at: Mapped[datetime | None]
    void_reason: Mapped[str] = mapped_column(sa.String(500), default="")
    upload_id: Mapped[int | None] = mapped_column(
        BigId, sa.ForeignKey("activity_upload.id"), index=True
    )
    disputed_at: Mapped[datetime | None]
    dispute_note: Mapped[str] = mapped_column(sa.String(500), default="", server_default="")
    dispute_settled_at: Mapped[datetime | None]

    member: Mapped[Membership] = relationship()
    session: Mapped[LearningSession | None] = relationship(back_populates="activities")


class Question(Base):
    """What a member asks a person about what is missing, and the answer."""

    __tablename__ = "question"

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    membership_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"))
    achievement_id: Mapped[int] = mapped_column(sa.ForeignKey("achievement.id"))
    text: Mapped[str] = mapped_column(sa.Text)
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    created_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))

    member: Mapped[Membership] = relationship(foreign_keys=[membership_id])
    achievement: Mapped[Achievement] = relationship()
