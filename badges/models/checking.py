"""What checkers leave for minutes, and the one key that is no issuer's."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from badges.database import Base, BigId, PrimaryKey
from badges.models.awards import Award


class InstallationKey(Base):
    """A key of the installation itself, which signs receipts and never a badge.

    ``uri`` is where its private half is, sealed; ``verification_method`` the absolute DID URL.
    """

    __tablename__ = "installation_key"

    id: Mapped[PrimaryKey]
    algorithm: Mapped[str] = mapped_column(sa.String(16))
    thumbprint: Mapped[str] = mapped_column(sa.String(64), unique=True)
    verification_method: Mapped[str] = mapped_column(sa.String(700))
    public_jwk: Mapped[dict[str, Any]]
    uri: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[datetime]


class CheckBatch(Base):
    """Many badges handed in at once by somebody who is not signed in.

    ``secret_hash`` is the hash of its address's last part, ``client_hash`` that of the network it
    came from, by which nobody takes all places. ``expires_at`` is when everything of it
    is deleted; ``finished_at`` when the last entry was checked. ``receipt`` is the signed file, and
    ``receipt_pdf`` the same to print, in ``language``.
    """

    __tablename__ = "check_batch"

    id: Mapped[PrimaryKey]
    secret_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    client_hash: Mapped[str] = mapped_column(sa.String(64), default="")
    language: Mapped[str] = mapped_column(sa.String(8))
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
    receipt: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    receipt_pdf: Mapped[bytes | None] = mapped_column(sa.LargeBinary)


class BatchUpload(Base):
    """A file of a batch as it was uploaded, kept only until its last entry was checked."""

    __tablename__ = "batch_upload"

    id: Mapped[PrimaryKey]
    batch_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("check_batch.id"), index=True)
    position: Mapped[int]
    data: Mapped[bytes] = mapped_column(sa.LargeBinary)


class BatchEntry(Base):
    """One thing to check of a batch, and what was found.

    ``upload`` is the position of the file it lies in, ``member`` its place in that ZIP; without
    ``upload`` it is a line: ``asked`` has ``line`` and perhaps ``recipient`` and ``name``, until it
    was checked. ``result`` is the receipt's entry, empty before; ``rank`` puts the worst first.
    """

    __tablename__ = "batch_entry"
    __table_args__ = (sa.UniqueConstraint("batch_id", "position"),)

    id: Mapped[PrimaryKey]
    batch_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("check_batch.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(400))
    upload: Mapped[int | None]
    member: Mapped[int | None]
    asked: Mapped[dict[str, str]] = mapped_column(default=dict)
    rank: Mapped[int] = mapped_column(default=9)
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)


class CheckerLink(Base):
    """A link by which one checker may look at one award, once (whatever its visibility).

    ``shows`` is ``match`` (only whether a name or address is the holder's) or ``badge``.
    ``misses`` counts names and addresses typed that were not the holder's.
    """

    __tablename__ = "checker_link"

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    award_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("award.id"), index=True)
    secret_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    shows: Mapped[str] = mapped_column(sa.String(8))
    note: Mapped[str] = mapped_column(sa.String(100), default="")
    misses: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    award: Mapped[Award] = relationship()
