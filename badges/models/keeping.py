"""The installation's own rows: who it is, what was erased, how the doctor found it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from badges.database import Base, PrimaryKey


class Installation(Base):
    """The one row that says which installation this is, and when it was last backed up.

    ``public_id`` is drawn once and goes along into every backup: a backup of another installation
    is recognised by it. ``restored_from`` is when the backup was made that this came from, and
    ``erasures_known`` tells whether everything erased since could be erased again.
    """

    __tablename__ = "installation"

    id: Mapped[PrimaryKey]
    public_id: Mapped[str] = mapped_column(sa.String(32), unique=True)
    created_at: Mapped[datetime]
    last_backup_at: Mapped[datetime | None]
    restored_at: Mapped[datetime | None]
    restored_from: Mapped[datetime | None]
    erasures_known: Mapped[bool] = mapped_column(default=True)


class Erasure(Base):
    """That something was erased: ids alone, so that a restore does it again (decisions 11).

    ``kind`` is ``award``, ``evidence`` or ``person``; ``subject`` an award's public id, else a
    row's number. ``born_at`` is when that row was made: numbers may be given out again.
    """

    __tablename__ = "erasure"
    __table_args__ = (sa.UniqueConstraint("kind", "subject", "born_at"),)

    id: Mapped[PrimaryKey]
    kind: Mapped[str] = mapped_column(sa.String(16))
    subject: Mapped[str] = mapped_column(sa.String(32))
    born_at: Mapped[datetime]
    keep_valid: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]


class Examination(Base):
    """One run of the doctor that somebody asked for, with what it has found so far."""

    __tablename__ = "examination"

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int]
    findings: Mapped[list[Any]] = mapped_column(default=list)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
