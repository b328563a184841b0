"""Ways through what there is to earn: paths with levels, programmes with their weeks, pauses."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from badges.database import Base, PrimaryKey
from badges.models.learning import Achievement, LearningSession
from badges.models.people import Community, Membership


class Path(Base):
    """A way from beginner to advanced: levels in their order, each with badges to earn.

    ``achievement_id`` names the badge that finishing it earns, whose rule is written from the
    levels. Members see a path once it is published; ``public`` shows it to everybody.
    """

    __tablename__ = "path"
    __table_args__ = (sa.UniqueConstraint("community_id", "slug"),)

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    slug: Mapped[str] = mapped_column(sa.String(100))
    name: Mapped[dict[str, str]]
    description: Mapped[dict[str, str]] = mapped_column(default=dict)
    achievement_id: Mapped[int | None] = mapped_column(sa.ForeignKey("achievement.id"))
    public: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]

    community: Mapped[Community] = relationship()
    achievement: Mapped[Achievement | None] = relationship()
    levels: Mapped[list[PathLevel]] = relationship(
        order_by="PathLevel.position", cascade="all, delete-orphan"
    )


class PathLevel(Base):
    """One level of a path: ``needed`` of its badges complete it, or all where it is nothing.

    ``follows`` means that it opens once the level before it is complete; what somebody earned
    earlier counts all the same.
    """

    __tablename__ = "path_level"

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    path_id: Mapped[int] = mapped_column(sa.ForeignKey("path.id"), index=True)
    position: Mapped[int]
    name: Mapped[dict[str, str]]
    needed: Mapped[int | None]
    follows: Mapped[bool] = mapped_column(default=True, server_default=sa.true())

    steps: Mapped[list[PathStep]] = relationship(
        order_by="PathStep.position", cascade="all, delete-orphan"
    )


class PathStep(Base):
    """One achievement on a path; it stands on a path once."""

    __tablename__ = "path_step"

    path_id: Mapped[int] = mapped_column(sa.ForeignKey("path.id"), primary_key=True)
    achievement_id: Mapped[int] = mapped_column(sa.ForeignKey("achievement.id"), primary_key=True)
    level_id: Mapped[int] = mapped_column(sa.ForeignKey("path_level.id"), index=True)
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    position: Mapped[int]

    achievement: Mapped[Achievement] = relationship()


class Programme(Base):
    """Something that a group does together between two days, week by week.

    ``tag`` stands on each of its sessions, so that rules can count them. ``enrolment`` is ``open``
    (members enrol themselves), ``link`` (with the programme's link) or ``manager``; ``places``
    limits it, and who comes later waits. ``achievement_id`` names the badge awarded at its end.
    The days are those planned; pauses move what lies behind them.
    """

    __tablename__ = "programme"
    __table_args__ = (sa.UniqueConstraint("community_id", "slug"),)

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    slug: Mapped[str] = mapped_column(sa.String(100))
    name: Mapped[dict[str, str]]
    description: Mapped[dict[str, str]] = mapped_column(default=dict)
    tag: Mapped[str] = mapped_column(sa.String(64))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    enrolment: Mapped[str] = mapped_column(sa.String(8), default="manager")
    places: Mapped[int | None]
    join_token: Mapped[str] = mapped_column(sa.String(64), unique=True)
    achievement_id: Mapped[int | None] = mapped_column(sa.ForeignKey("achievement.id"))
    public: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]

    community: Mapped[Community] = relationship()
    achievement: Mapped[Achievement | None] = relationship()
    weeks: Mapped[list[ProgrammeWeek]] = relationship(
        order_by="ProgrammeWeek.number", cascade="all, delete-orphan"
    )
    meetings: Mapped[list[ProgrammeSession]] = relationship(cascade="all, delete-orphan")


class ProgrammeWeek(Base):
    """What one week of a programme is about; ``number`` counts from 1."""

    __tablename__ = "programme_week"
    __table_args__ = (sa.UniqueConstraint("programme_id", "number"),)

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    number: Mapped[int]
    title: Mapped[dict[str, str]]
    note: Mapped[dict[str, str]] = mapped_column(default=dict)


class ProgrammeSession(Base):
    """A session that belongs to a programme."""

    __tablename__ = "programme_session"

    session_id: Mapped[int] = mapped_column(
        sa.ForeignKey("learning_session.id"), primary_key=True, autoincrement=False
    )
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"), index=True)

    session: Mapped[LearningSession] = relationship()


class Enrolment(Base):
    """A member in a programme: ``enrolled``, ``waiting`` for a place, or ``left``.

    ``asked_at`` is when they last came, and the order in which those who wait get a place.
    """

    __tablename__ = "enrolment"
    __table_args__ = (sa.UniqueConstraint("programme_id", "membership_id"),)

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    membership_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"), index=True)
    state: Mapped[str] = mapped_column(sa.String(8))
    asked_at: Mapped[datetime]
    left_at: Mapped[datetime | None]

    programme: Mapped[Programme] = relationship()
    member: Mapped[Membership] = relationship()


class Pause(Base):
    """Days on which deadlines stand still, both included: a community's, or one programme's."""

    __tablename__ = "pause"

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    programme_id: Mapped[int | None] = mapped_column(sa.ForeignKey("programme.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    since: Mapped[date]
    until: Mapped[date]
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))

    programme: Mapped[Programme | None] = relationship()
