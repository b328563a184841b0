"""What a person keeps here for themselves: collections, addresses on the way, a guardian's word."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from badges.database import Base, BigId, PrimaryKey
from badges.models.awards import Award
from badges.models.people import Community, Membership, Person


class Collection(Base):
    """Some of a person's badges under one title, from whichever communities.

    ``public_id`` is the last part of its address (128 random bits); drawing a new one revokes the
    link. ``visibility`` is ``private``, ``link`` or ``public``; badges in it that are private
    themselves are shown to nobody else.
    """

    __tablename__ = "collection"

    id: Mapped[PrimaryKey]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    public_id: Mapped[str] = mapped_column(sa.String(32), unique=True)
    title: Mapped[str] = mapped_column(sa.String(120))
    sentence: Mapped[str] = mapped_column(sa.String(500), default="")
    visibility: Mapped[str] = mapped_column(sa.String(8), default="private")
    created_at: Mapped[datetime]

    person: Mapped[Person] = relationship()
    items: Mapped[list[CollectionItem]] = relationship(
        back_populates="collection",
        order_by="CollectionItem.position",
        cascade="all, delete-orphan",
    )


class CollectionItem(Base):
    """One badge in a collection, and its place."""

    __tablename__ = "collection_item"
    __table_args__ = (sa.UniqueConstraint("collection_id", "award_id"),)

    id: Mapped[PrimaryKey]
    collection_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("collection.id"), index=True)
    award_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("award.id"), index=True)
    position: Mapped[int]

    collection: Mapped[Collection] = relationship(back_populates="items")
    award: Mapped[Award] = relationship()


class AddressProof(Base):
    """A link on its way to a new address; stored hashed, used up by a button.

    Only the person who asked for it can use it, signed in: whoever else reads that mailbox
    cannot be talked into giving their own record away. ``moving`` makes it the main address.
    """

    __tablename__ = "address_proof"

    id: Mapped[PrimaryKey]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    address: Mapped[str] = mapped_column(sa.String(320))
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    moving: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class GuardianConsent(Base):
    """A guardian's word about a member under 16: ``asked``, ``given`` or ``refused``.

    The link is stored hashed and works for as long as the row is there, so that a word given can
    be taken back.
    """

    __tablename__ = "guardian_consent"

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    membership_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"), unique=True)
    address: Mapped[str] = mapped_column(sa.String(320))
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    state: Mapped[str] = mapped_column(sa.String(8), default="asked")
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]

    community: Mapped[Community] = relationship()
    member: Mapped[Membership] = relationship()
