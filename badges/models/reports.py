"""What readers of public pages report to the managers of a community."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from badges.database import Base, BigId, PrimaryKey
from badges.models.awards import Award
from badges.models.people import Community, Membership


class PageReport(Base):
    """Something that is wrong with a public page, and what was answered.

    ``number`` is what the reader keeps and sees the answer by. ``kind`` is the kind of page
    (``badge``, ``claim``, ``achievement``, ``issuer`` or ``collection``) and ``path`` where it
    is, empty for a claim link, which is a secret. ``problem`` is the choice that was made;
    ``address`` is empty unless an answer is wanted. ``state`` is ``open`` or ``closed``.
    """

    __tablename__ = "page_report"
    __table_args__ = (sa.Index("ix_page_report_state", "community_id", "state"),)

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("community.id"))
    number: Mapped[str] = mapped_column(sa.String(12), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(16))
    path: Mapped[str] = mapped_column(sa.String(500), default="")
    award_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("award.id"), index=True)
    problem: Mapped[str] = mapped_column(sa.String(16))
    text: Mapped[str] = mapped_column(sa.Text)
    address: Mapped[str] = mapped_column(sa.String(320), default="")
    language: Mapped[str] = mapped_column(sa.String(8))
    state: Mapped[str] = mapped_column(sa.String(8), default="open")
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("membership.id"))

    community: Mapped[Community] = relationship()
    award: Mapped[Award | None] = relationship()
    closer: Mapped[Membership | None] = relationship()
