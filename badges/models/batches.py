"""Awards to a group: lists that were handed in, with what became of each row; claim cards."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from badges.database import Base, BigId, PrimaryKey
from badges.models.awards import Award
from badges.models.indexes import partial_index
from badges.models.learning import Achievement
from badges.models.people import Community, Membership


class AwardBatch(Base):
    """A list of people who are to get one badge; jobs read and award it in chunks.

    ``state`` is ``checking``, ``ready`` (a person looks at the verdicts), ``awarding``, ``done``,
    ``cancelled`` (what was awarded until then stays), ``undoing`` or ``undone``. ``size`` counts
    the rows, ``checked`` those with a verdict, ``handled`` those that were awarded or refused, so
    that a job that starts again goes on where the last transaction ended; ``good`` counts the rows
    to award. ``reason`` stands with each award. ``invites`` lets unknown people become
    invitations. ``digest`` (SHA-256) is of the file that it came from at the command line, which
    goes on with it where it is handed in again. The rows are forgotten after a while; the counts
    stay.
    """

    __tablename__ = "award_batch"
    __table_args__ = (sa.Index("ix_award_batch_digest", "digest"),)

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    achievement_id: Mapped[int] = mapped_column(sa.ForeignKey("achievement.id"), index=True)
    made_by: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))
    via: Mapped[str] = mapped_column(sa.String(16))
    state: Mapped[str] = mapped_column(sa.String(16), default="checking")
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    place: Mapped[str] = mapped_column(sa.String(100), default="")
    invites: Mapped[bool] = mapped_column(default=False)
    digest: Mapped[str | None] = mapped_column(sa.String(64))
    size: Mapped[int] = mapped_column(default=0)
    good: Mapped[int] = mapped_column(default=0)
    checked: Mapped[int] = mapped_column(default=0)
    handled: Mapped[int] = mapped_column(default=0)
    awarded: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]

    community: Mapped[Community] = relationship()
    achievement: Mapped[Achievement] = relationship()
    maker: Mapped[Membership | None] = relationship()


class AwardBatchChunk(Base):
    """A stretch of such a list, ``first`` to ``last`` (positions), which is awarded by itself.

    ``state`` is ``open`` or ``done``. Whoever works on one holds its row locked. Of the status list
    ``list_id``, ``places`` counters from ``first_place`` on are reserved for what is signed at
    once, so that whoever takes up the work of a process that died has the same ones;
    ``places_used`` of them are in credentials. ``handled`` and ``awarded`` count as those of the
    whole list do, which are the sums of its chunks'.
    """

    __tablename__ = "award_batch_chunk"
    __table_args__ = (sa.UniqueConstraint("batch_id", "number"),)

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    batch_id: Mapped[int] = mapped_column(sa.ForeignKey("award_batch.id"))
    number: Mapped[int]
    first: Mapped[int]
    last: Mapped[int]
    state: Mapped[str] = mapped_column(sa.String(8), default="open")
    list_id: Mapped[int | None] = mapped_column(sa.ForeignKey("status_list.id"))
    first_place: Mapped[int] = mapped_column(default=0)
    places: Mapped[int] = mapped_column(default=0)
    places_used: Mapped[int] = mapped_column(default=0)
    handled: Mapped[int] = mapped_column(default=0)
    awarded: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]


class AwardBatchRow(Base):
    """One row of such a list: what was written, what it means, what became of it.

    ``verdict`` is empty before the check, then ``new`` (becomes an invitation), ``known``,
    ``held`` (has the badge: ``award_id`` names it), ``invalid`` or ``double``; ``problem`` is a
    stored reason. ``outcome`` is empty before the awarding, then ``awarded``, ``refused`` or
    ``undone``. ``given`` holds the cells as they were written.
    """

    __tablename__ = "award_batch_row"
    __table_args__ = (
        sa.UniqueConstraint("batch_id", "position"),
        sa.Index("ix_award_batch_row_address", "batch_id", "address"),
        # A new list's rows name neither: a thirtieth of its awarding would go into moving them.
        *(
            partial_index(f"ix_award_batch_row_{name}", name, where=f"{name} IS NOT NULL")
            for name in ("membership_id", "award_id")
        ),
    )

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    batch_id: Mapped[int] = mapped_column(sa.ForeignKey("award_batch.id"))
    position: Mapped[int]
    line: Mapped[int]
    given: Mapped[dict[str, str]]
    name: Mapped[str] = mapped_column(sa.String(200), default="")
    address: Mapped[str] = mapped_column(sa.String(320), default="")
    narrative: Mapped[str] = mapped_column(sa.Text, default="")
    links: Mapped[list[str]] = mapped_column(default=list)
    day: Mapped[date | None]
    language: Mapped[str] = mapped_column(sa.String(8), default="")
    verdict: Mapped[str] = mapped_column(sa.String(8), default="")
    problem: Mapped[dict[str, Any] | None]
    outcome: Mapped[str] = mapped_column(sa.String(8), default="")
    membership_id: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))
    award_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("award.id"))

    award: Mapped[Award | None] = relationship()


class ClaimCardSet(Base):
    """Cards that were printed for an event: each leads to the one badge, once, until they expire.

    ``closed_at`` ends them early.
    """

    __tablename__ = "claim_card_set"

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    achievement_id: Mapped[int] = mapped_column(sa.ForeignKey("achievement.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    size: Mapped[int]
    made_by: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    community: Mapped[Community] = relationship()
    achievement: Mapped[Achievement] = relationship()
    cards: Mapped[list[ClaimCard]] = relationship(
        back_populates="card_set", order_by="ClaimCard.number"
    )


class ClaimCard(Base):
    """One printed card: its code is kept as a hash; used up by whoever claims the badge with it."""

    __tablename__ = "claim_card"
    __table_args__ = (sa.UniqueConstraint("set_id", "number"),)

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    set_id: Mapped[int] = mapped_column(sa.ForeignKey("claim_card_set.id"))
    number: Mapped[int]
    code_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    used_at: Mapped[datetime | None]
    award_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("award.id"), index=True)

    card_set: Mapped[ClaimCardSet] = relationship(back_populates="cards")
    award: Mapped[Award | None] = relationship()
