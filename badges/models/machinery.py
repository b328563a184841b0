"""The service's own rows: jobs, outgoing mail, the audit trail, repeated requests, limits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from badges.database import Base, PrimaryKey
from badges.models.indexes import partial_index

TOLD_MAIL = "(text != '' OR link != '')"
"""Mails whose words are still kept; a query says it in these words to find their index."""

OPEN_MAIL = "state IN ('waiting', 'failed')"
"""Mails that somebody may have to see to; a query says it in these words to find their index."""


class Job(Base):
    """Work that a transaction wants done, written in that transaction (decisions 22).

    A worker takes a lease, runs it, and marks it done; a handler may run twice. Of jobs with the
    same ``once_key`` there is one. ``gathers`` names what may still join one that has not begun.
    A lower ``rank`` goes first; ``sent_at`` is when the broker was told last, where there is one.
    """

    __tablename__ = "job"
    __table_args__ = (
        sa.Index("ix_job_open", "finished_at", "due_at"),
        sa.Index("ix_job_gathers", "gathers", "finished_at"),
        partial_index("ix_job_free", "rank", "due_at", "id", where="finished_at IS NULL"),
        partial_index("ix_job_failed", "community_id", where="failed", on_sqlite="failed = 1"),
    )

    id: Mapped[PrimaryKey]
    community_id: Mapped[int | None] = mapped_column(sa.ForeignKey("community.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(64))
    rank: Mapped[int] = mapped_column(default=1, server_default="1")
    arguments: Mapped[dict[str, Any]]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    leased_until: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    failed: Mapped[bool] = mapped_column(default=False)
    error: Mapped[str] = mapped_column(sa.Text, default="")
    once_key: Mapped[str | None] = mapped_column(sa.String(100), index=True, unique=True)
    gathers: Mapped[str | None] = mapped_column(sa.String(64))
    created_at: Mapped[datetime]


class OutboxMail(Base):
    """A mail that was promised.

    ``state``: ``waiting``, ``sent``, ``failed``, ``kept`` (no mail server is set up) or
    ``cancelled``. It goes out no sooner than ``due_at``; ``begun_at`` is set while it is being
    handed over; ``link`` is the one address it is about; ``about`` the row it tells of where
    that is no award (``evidence:12``).
    """

    __tablename__ = "outbox_mail"
    __table_args__ = (
        sa.Index("ix_outbox_mail_to", "community_id", "address", "state"),
        sa.Index("ix_outbox_mail_state", "community_id", "state"),
        sa.Index("ix_outbox_mail_kind", "community_id", "kind"),
        partial_index("ix_outbox_mail_about", "community_id", "about", where="about != ''"),
        partial_index("ix_outbox_mail_told", "community_id", "created_at", where=TOLD_MAIL),
        partial_index("ix_outbox_mail_open", "state", where=OPEN_MAIL),
    )

    id: Mapped[PrimaryKey]
    community_id: Mapped[int | None] = mapped_column(sa.ForeignKey("community.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(32))
    address: Mapped[str] = mapped_column(sa.String(320))
    subject: Mapped[str] = mapped_column(sa.String(500))
    text: Mapped[str] = mapped_column(sa.Text)
    html: Mapped[str] = mapped_column(sa.Text)
    language: Mapped[str] = mapped_column(sa.String(8))
    link: Mapped[str] = mapped_column(sa.String(2000), default="", server_default="")
    about: Mapped[str] = mapped_column(sa.String(64), default="", server_default="")
    state: Mapped[str] = mapped_column(sa.String(16))
    due_at: Mapped[datetime]
    begun_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    award_id: Mapped[int | None] = mapped_column(sa.ForeignKey("award.id"), index=True)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(sa.Text, default="")


class AuditEntry(Base):
    """Who did what in a community; ``detail`` names rows and reasons, never personal data."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        sa.Index("ix_audit_entry_when", "community_id", "at", "id"),
        sa.Index("ix_audit_entry_action", "community_id", "action"),
        partial_index("ix_audit_entry_named", "community_id", "at", where="actor_id IS NOT NULL"),
    )

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"))
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))
    via: Mapped[str] = mapped_column(sa.String(16))
    action: Mapped[str] = mapped_column(sa.String(64))
    subject: Mapped[str] = mapped_column(sa.String(200))
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


class IdempotentReply(Base):
    """What was answered to a request with this key; the same request gets the same answer."""

    __tablename__ = "idempotent_reply"
    __table_args__ = (sa.UniqueConstraint("community_id", "key"),)

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"))
    key: Mapped[str] = mapped_column(sa.String(200))
    request_hash: Mapped[str] = mapped_column(sa.String(64))
    status: Mapped[int]
    body: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[datetime]


class RateWindow(Base):
    """How often somebody did something within one window (decisions 27)."""

    __tablename__ = "rate_window"

    key: Mapped[str] = mapped_column(sa.String(200), primary_key=True)
    opened_at: Mapped[datetime]
    count: Mapped[int]
