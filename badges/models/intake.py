"""What other systems tell: kept for those who join, handed in as tables, sent by hooks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from badges.database import Base, BigId, PrimaryKey
from badges.models.awards import Award
from badges.models.learning import Activity
from badges.models.people import Community, Membership


class WaitingActivity(Base):
    """Something that was told of somebody who is no member yet; counted when they join.

    ``who_hash`` is a keyed hash of the address or account; an address stands nowhere in plain.
    ``label`` is an account's name, which a manager needs to say who it is; empty for addresses.
    """

    __tablename__ = "waiting_activity"
    __table_args__ = (
        sa.UniqueConstraint("community_id", "source", "external_id"),
        sa.Index("ix_waiting_activity_who", "community_id", "who_hash"),
    )

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"))
    who_hash: Mapped[str] = mapped_column(sa.String(64))
    label: Mapped[str] = mapped_column(sa.String(200), default="")
    kind: Mapped[str] = mapped_column(sa.String(64))
    tags: Mapped[list[str]] = mapped_column(default=list)
    occurred_at: Mapped[datetime]
    hours: Mapped[float | None]
    fields: Mapped[dict[str, Any]] = mapped_column(default=dict)
    source: Mapped[str] = mapped_column(sa.String(32))
    external_id: Mapped[str | None] = mapped_column(sa.String(200))
    told_at: Mapped[datetime]


class KnownAccount(Base):
    """A member's account in another system (a forum, a course), known by its keyed hash."""

    __tablename__ = "known_account"
    __table_args__ = (sa.UniqueConstraint("community_id", "who_hash"),)

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"))
    membership_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"), index=True)
    who_hash: Mapped[str] = mapped_column(sa.String(64))
    label: Mapped[str] = mapped_column(sa.String(200), default="")
    linked_at: Mapped[datetime]

    member: Mapped[Membership] = relationship()


class ActivityUpload(Base):
    """A table of who did what, read by jobs in chunks.

    ``state`` is ``checking`` (each row gets its verdict), ``ready`` (a person looks at them),
    ``recording``, ``done``, ``cancelled``, ``undoing`` or ``undone``. ``layout`` holds how it is
    read: encoding, delimiter, the columns by meaning, and what holds for every row. ``size``
    counts its rows once they were read; ``handled`` those that have a verdict in this state;
    ``piece`` is the next part to handle. The file is dropped when it was recorded, the rows that
    could not be used after a while; the counts stay.
    """

    __tablename__ = "activity_upload"

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    made_by: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))
    via: Mapped[str] = mapped_column(sa.String(16))
    state: Mapped[str] = mapped_column(sa.String(16), default="checking")
    title: Mapped[str] = mapped_column(sa.String(200), default="")
    layout: Mapped[dict[str, Any]] = mapped_column(default=dict)
    bytes: Mapped[int] = mapped_column(BigId, default=0)
    size: Mapped[int] = mapped_column(default=0)
    handled: Mapped[int] = mapped_column(default=0)
    good: Mapped[int] = mapped_column(default=0)
    known: Mapped[int] = mapped_column(default=0)
    kept: Mapped[int] = mapped_column(default=0)
    bad: Mapped[int] = mapped_column(default=0)
    piece: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]

    community: Mapped[Community] = relationship()
    maker: Mapped[Membership | None] = relationship()


class ActivityUploadPiece(Base):
    """Some rows of such a table, handled in one transaction; a file until they were recorded."""

    __tablename__ = "activity_upload_piece"
    __table_args__ = (sa.UniqueConstraint("upload_id", "position"),)

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"))
    upload_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("activity_upload.id"))
    position: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64), index=True)


class ActivityUploadRow(Base):
    """A row that could not be used, as it was handed in, and why (a stored reason)."""

    __tablename__ = "activity_upload_row"
    __table_args__ = (sa.Index("ix_activity_upload_row_line", "upload_id", "line"),)

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"))
    upload_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("activity_upload.id"))
    line: Mapped[int]
    given: Mapped[list[str]]
    address: Mapped[str] = mapped_column(sa.String(320), default="", index=True)
    problem: Mapped[dict[str, Any]]


class Hook(Base):
    """A door for one program that reports by itself, such as a Discourse forum.

    ``secret`` is sealed under the master keys; ``mapping`` gives the kind of activity for each
    event, empty for those that do not count. ``refused`` counts deliveries whose signature was
    wrong.
    """

    __tablename__ = "hook"

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    public_id: Mapped[str] = mapped_column(sa.String(32), unique=True)
    system: Mapped[str] = mapped_column(sa.String(16))
    name: Mapped[str] = mapped_column(sa.String(100))
    secret: Mapped[bytes] = mapped_column(sa.LargeBinary)
    mapping: Mapped[dict[str, str]] = mapped_column(default=dict)
    refused: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))
    closed_at: Mapped[datetime | None]

    community: Mapped[Community] = relationship()


class HookDelivery(Base):
    """What became of one delivery of a hook; nothing of what was delivered is kept."""

    __tablename__ = "hook_delivery"

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"))
    hook_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("hook.id"), index=True)
    at: Mapped[datetime]
    event: Mapped[str] = mapped_column(sa.String(64))
    verdict: Mapped[str] = mapped_column(sa.String(16))
    problem: Mapped[dict[str, Any] | None]


class VerbKind(Base):
    """The kind of activity that a community counts a verb of xAPI as; empty: it does not count."""

    __tablename__ = "verb_kind"
    __table_args__ = (sa.UniqueConstraint("community_id", "verb"),)

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"))
    verb: Mapped[str] = mapped_column(sa.String(300))
    kind: Mapped[str] = mapped_column(sa.String(64), default="")


class VoidedBasis(Base):
    """An award that a voided activity had counted for, until somebody says what becomes of it."""

    __tablename__ = "voided_basis"
    __table_args__ = (sa.UniqueConstraint("activity_id", "award_id"),)

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    activity_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("activity.id"))
    award_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("award.id"), index=True)
    found_at: Mapped[datetime]
    kept_at: Mapped[datetime | None]
    kept_by: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))

    activity: Mapped[Activity] = relationship()
    award: Mapped[Award] = relationship()


class CalendarFeed(Base):
    """A member's address for a community's sessions, good until a new one is made."""

    __tablename__ = "calendar_feed"

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"))
    membership_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"), unique=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    made_at: Mapped[datetime]

    member: Mapped[Membership] = relationship()
