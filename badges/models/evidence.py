"""Evidence: what members hand in, what people say to it, and who was asked to look."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from badges.database import Base, BigId, PrimaryKey
from badges.models.indexes import partial_index
from badges.models.learning import Achievement
from badges.models.people import Membership


class StoredFile(Base):
    """A file in the content-addressed store: a picture, a logo, evidence."""

    __tablename__ = "stored_file"
    __table_args__ = (sa.UniqueConstraint("community_id", "sha256"),)

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"))
    sha256: Mapped[str] = mapped_column(sa.String(64))
    size: Mapped[int]
    media_type: Mapped[str] = mapped_column(sa.String(100))
    created_at: Mapped[datetime]


SUBMITTED: sa.ColumnElement[str] = sa.literal_column("'submitted'")
"""The state of what waits for a verdict; a query says it in this word to find its index."""


class Evidence(Base):
    """What a member shows for a milestone: a link, a file or a reflection; private by default.

    ``state`` is ``submitted``, ``approved``, ``changes`` (asked for), ``not_yet`` or
    ``withdrawn``. ``in_credential`` is the holder's own choice, never ours (decisions 17).
    ``reachability`` is ``reachable``, ``not_reachable`` (by us) or empty for what is no link.
    ``others`` is what the member said about others who can be recognised in a file: ``nobody``,
    ``agreed`` (they are, and they agree), or nothing yet. ``file`` is what was uploaded, or the
    copy of what stood at a link; ``file_gone_at`` is when it was deleted because its time or the
    space for it was over; its digests stay. ``likeness`` is the same for two ways to write one
    address (:func:`badges.evidence.link_key`). ``assigned_to`` is who was asked to look first,
    ``answer_by`` when an answer is expected. ``seen_state`` is what a later look at the link found
    (:class:`badges.evidence.Likeness`), for the member alone.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        partial_index(
            "ix_evidence_submitted",
            "community_id",
            where=f"state = {SUBMITTED}",
        ),
    )

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    membership_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"), index=True)
    achievement_id: Mapped[int] = mapped_column(sa.ForeignKey("achievement.id"), index=True)
    milestone_key: Mapped[str] = mapped_column(sa.String(64))
    kind: Mapped[str] = mapped_column(sa.String(8))
    name: Mapped[str] = mapped_column(sa.String(200), default="")
    url: Mapped[str] = mapped_column(sa.String(2000), default="")
    text: Mapped[str] = mapped_column(sa.Text, default="")
    file_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_file.id"))
    media_type: Mapped[str] = mapped_column(sa.String(100), default="")
    size: Mapped[int | None]
    sha256: Mapped[str] = mapped_column(sa.String(64), default="", index=True)
    likeness: Mapped[str] = mapped_column(sa.String(64), default="", server_default="", index=True)
    digest_sri: Mapped[str] = mapped_column(sa.String(80), default="")
    reachability: Mapped[str] = mapped_column(sa.String(16), default="")
    checked_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(sa.String(16), default="submitted")
    in_credential: Mapped[bool] = mapped_column(default=False)
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("evidence.id"))
    others: Mapped[str] = mapped_column(sa.String(8), default="", server_default="")
    file_gone_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime]
    looked_by: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))
    looked_at: Mapped[datetime | None]
    assigned_to: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"), index=True)
    answer_by: Mapped[datetime | None]
    seen_state: Mapped[str] = mapped_column(sa.String(12), default="", server_default="")
    seen_at: Mapped[datetime | None]

    member: Mapped[Membership] = relationship(foreign_keys=[membership_id])
    looker: Mapped[Membership | None] = relationship(foreign_keys=[looked_by])
    asked: Mapped[Membership | None] = relationship(foreign_keys=[assigned_to])
    before: Mapped[Evidence | None] = relationship(remote_side="Evidence.id")
    achievement: Mapped[Achievement] = relationship()
    file: Mapped[StoredFile | None] = relationship()
    verdicts: Mapped[list[Review]] = relationship(back_populates="evidence", order_by="Review.id")

    @property
    def reviews(self) -> list[Review]:
        """Give the verdicts that count, those made in this very transaction, too."""
        return [review for review in self.verdicts if review.undone_at is None]


class Review(Base):
    """A person's verdict on evidence: ``approved``, ``changes`` or ``not_yet``, with a sentence.

    One that was taken back has ``undone_at`` and counts no more; ``Evidence.reviews`` leaves it
    out, ``Evidence.verdicts`` keeps it for the history. ``mail_id`` is the mail that tells of it.
    It is a member's (``reviewer``) or that of a guest (``invitation``). ``levels`` are those of the
    milestone's rubric that were reached, by the criterion's place in it; ``held`` are the badges
    (slugs) that the rule asks of a reviewer and that they held then.
    """

    __tablename__ = "review"

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    evidence_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("evidence.id"), index=True)
    reviewer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))
    invitation_id: Mapped[int | None] = mapped_column(
        BigId, sa.ForeignKey("review_invitation.id"), index=True
    )
    reviewer_role: Mapped[str] = mapped_column(sa.String(16))
    verdict: Mapped[str] = mapped_column(sa.String(16))
    comment: Mapped[str] = mapped_column(sa.Text, default="")
    levels: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    held: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    created_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    mail_id: Mapped[int | None] = mapped_column(BigId)

    evidence: Mapped[Evidence] = relationship(back_populates="verdicts")
    reviewer: Mapped[Membership | None] = relationship()
    invitation: Mapped[ReviewInvitation | None] = relationship()

    @property
    def name(self) -> str:
        """Give the name that stands beside the verdict."""
        if self.invitation is not None:
            return self.invitation.name
        return self.reviewer.name if self.reviewer is not None else ""

    @property
    def by(self) -> str:
        """Tell voices apart: a guest's is that of whoever sent the link, who could use it, too."""
        sender = self.invitation.created_by if self.invitation is not None else None
        return str(self.reviewer_id or sender)


class ReviewInvitation(Base):
    """A link by which somebody without an account judges a few pieces, each once.

    ``name`` is what the member reads beside the verdict, as whoever invited gave it.
    """

    __tablename__ = "review_invitation"

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    inviter: Mapped[Membership] = relationship()
    pieces: Mapped[list[InvitedPiece]] = relationship(
        back_populates="invitation",
        order_by="InvitedPiece.evidence_id",
        cascade="all, delete-orphan",
    )


class InvitedPiece(Base):
    """A piece that a guest was asked to judge; ``done_at`` is when they did."""

    __tablename__ = "invited_piece"

    invitation_id: Mapped[int] = mapped_column(
        BigId, sa.ForeignKey("review_invitation.id"), primary_key=True
    )
    evidence_id: Mapped[int] = mapped_column(
        BigId, sa.ForeignKey("evidence.id"), primary_key=True, index=True
    )
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    done_at: Mapped[datetime | None]

    invitation: Mapped[ReviewInvitation] = relationship(back_populates="pieces")
    evidence: Mapped[Evidence] = relationship()


class LinkLook(Base):
    """What a public look at a sealed link found lately, so that nobody can have it asked in vain.

    ``key`` is the SHA-256 of address and digest; ``state`` a :class:`badges.evidence.Likeness`.
    """

    __tablename__ = "link_look"

    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    state: Mapped[str] = mapped_column(sa.String(12))
    at: Mapped[datetime] = mapped_column(index=True)
