"""Pairs and groups that meet, what they have met for, what members want to reach, and who may know.

What is said in a meeting, and a goal that is not shared, belong to those who wrote it: managers
see who meets, how often and since when, and no more.
"""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from badges.database import Base, BigId, PrimaryKey
from badges.models.learning import LearningSession
from badges.models.people import Community, Membership


class MentoringCard(Base):
    """What a member offers to others and asks of them, in their own words.

    ``findable`` lets members and managers of the community see it; ``pairs`` takes the member
    along when pairs are drawn.
    """

    __tablename__ = "mentoring_card"

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    membership_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"), unique=True)
    offers: Mapped[list[str]] = mapped_column(default=list)
    asks: Mapped[list[str]] = mapped_column(default=list)
    sentence: Mapped[str] = mapped_column(sa.String(300), default="")
    findable: Mapped[bool] = mapped_column(default=False)
    pairs: Mapped[bool] = mapped_column(default=False)
    changed_at: Mapped[datetime]

    member: Mapped[Membership] = relationship()


class Rotation(Base):
    """One drawing of pairs; undone ones count for nothing the next time."""

    __tablename__ = "rotation"

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))
    undone_at: Mapped[datetime | None]

    circles: Mapped[list[Circle]] = relationship(
        back_populates="rotation", foreign_keys="Circle.rotation_id", order_by="Circle.id"
    )


class Circle(Base):
    """A pair or a group that meets; it begins with an agreement that each of them signs.

    ``kind`` is ``pair`` or ``group``. ``ended_for`` is ``rotated`` (by ``ended_by_rotation``),
    ``undone``, ``left`` (fewer than two remained), ``declined`` or ``manager``.
    """

    __tablename__ = "circle"

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(8))
    name: Mapped[str] = mapped_column(sa.String(120), default="")
    agreement: Mapped[str] = mapped_column(sa.Text, default="")
    rotation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("rotation.id"), index=True)
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))
    ended_at: Mapped[datetime | None]
    ended_for: Mapped[str] = mapped_column(sa.String(8), default="")
    ended_by_rotation: Mapped[int | None] = mapped_column(sa.ForeignKey("rotation.id"))

    community: Mapped[Community] = relationship()
    rotation: Mapped[Rotation | None] = relationship(
        back_populates="circles", foreign_keys=[rotation_id]
    )
    members: Mapped[list[CircleMember]] = relationship(
        back_populates="circle", order_by="CircleMember.id", cascade="all, delete-orphan"
    )


class CircleMember(Base):
    """Somebody in a pair or group: asked, agreed (which is their signature), gone again.

    ``role`` is ``giver``, ``receiver`` or ``both``. ``third`` is whoever joined a drawn pair
    because the number was odd. ``sentence`` is what they asked, or why they declined.
    """

    __tablename__ = "circle_member"
    __table_args__ = (sa.UniqueConstraint("circle_id", "membership_id"),)

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    circle_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("circle.id"))
    membership_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"), index=True)
    role: Mapped[str] = mapped_column(sa.String(8), default="both")
    third: Mapped[bool] = mapped_column(default=False)
    sentence: Mapped[str] = mapped_column(sa.String(500), default="")
    asked_at: Mapped[datetime]
    agreed_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]

    circle: Mapped[Circle] = relationship(back_populates="members")
    member: Mapped[Membership] = relationship()


class Meeting(Base):
    """One meeting of a pair or group, logged by one of them; it counts for those who confirm it.

    ``note`` is for those who were there. ``closed_as`` is ``lapsed`` (nobody answered in time),
    ``withdrawn`` (by whoever logged it) or ``voided`` (by a manager, with ``void_reason``); a
    lapsed one still counts for those who had confirmed it.
    """

    __tablename__ = "meeting"

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    circle_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("circle.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(64))
    occurred_at: Mapped[datetime]
    hours: Mapped[float | None]
    note: Mapped[str] = mapped_column(sa.Text, default="")
    logged_by: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"))
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_as: Mapped[str] = mapped_column(sa.String(10), default="")
    void_reason: Mapped[str] = mapped_column(sa.String(500), default="")

    circle: Mapped[Circle] = relationship()
    logger: Mapped[Membership] = relationship()
    members: Mapped[list[MeetingMember]] = relationship(
        back_populates="meeting", order_by="MeetingMember.id", cascade="all, delete-orphan"
    )


class MeetingMember(Base):
    """Somebody who was at a meeting, as what, and what they say of it.

    ``role`` is ``giver``, ``receiver`` or ``both``; ``answer`` is empty, ``confirmed`` or
    ``declined``, the latter with a sentence.
    """

    __tablename__ = "meeting_member"
    __table_args__ = (
        sa.UniqueConstraint("meeting_id", "membership_id"),
        sa.Index("ix_meeting_member_answer", "membership_id", "answer"),
    )

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    meeting_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("meeting.id"))
    membership_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"))
    role: Mapped[str] = mapped_column(sa.String(8))
    answer: Mapped[str] = mapped_column(sa.String(10), default="")
    sentence: Mapped[str] = mapped_column(sa.String(500), default="")
    answered_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]

    meeting: Mapped[Meeting] = relationship(back_populates="members")
    member: Mapped[Membership] = relationship()


class Goal(Base):
    """What a member wants to reach: theirs alone, or shared with those they meet.

    ``due_on`` is a day in the community's zone, moved by pauses when it is shown.
    """

    __tablename__ = "goal"

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    membership_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    text: Mapped[str] = mapped_column(sa.Text, default="")
    shared: Mapped[bool] = mapped_column(default=False)
    due_on: Mapped[date | None]
    created_at: Mapped[datetime]
    reached_at: Mapped[datetime | None]
    let_go_at: Mapped[datetime | None]

    member: Mapped[Membership] = relationship()
    confirmations: Mapped[list[GoalConfirmation]] = relationship(
        back_populates="goal", order_by="GoalConfirmation.id", cascade="all, delete-orphan"
    )


class GoalConfirmation(Base):
    """A peer's yes to a goal that was reached, perhaps with a sentence."""

    __tablename__ = "goal_confirmation"
    __table_args__ = (sa.UniqueConstraint("goal_id", "membership_id"),)

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    goal_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("goal.id"))
    membership_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"), index=True)
    sentence: Mapped[str] = mapped_column(sa.String(500), default="")
    created_at: Mapped[datetime]

    goal: Mapped[Goal] = relationship(back_populates="confirmations")
    member: Mapped[Membership] = relationship()


class Presentation(Base):
    """A member's word that they presented something; counts once somebody confirms it.

    ``state`` is ``waiting``, ``confirmed`` or ``declined``, the latter with a sentence;
    ``activity_id`` is the activity that then says so.
    """

    __tablename__ = "presentation"

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    membership_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"), index=True)
    session_id: Mapped[int | None] = mapped_column(sa.ForeignKey("learning_session.id"))
    title: Mapped[str] = mapped_column(sa.String(200))
    occurred_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(sa.String(10), default="waiting")
    sentence: Mapped[str] = mapped_column(sa.String(500), default="")
    activity_id: Mapped[int | None] = mapped_column(sa.ForeignKey("activity.id"))
    created_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))

    member: Mapped[Membership] = relationship(foreign_keys=[membership_id])
    session: Mapped[LearningSession | None] = relationship()
