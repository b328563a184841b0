"""What others say for a member or a badge: vouches, endorsements, thanks."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from badges.database import Base, BigId, PrimaryKey
from badges.models.credentials import Credential, SigningKey, StatusList
from badges.models.learning import Achievement, AchievementVersion
from badges.models.people import Community, Membership


class VouchSettings(Base):
    """How a community lets its members vouch; without a row the usual values count.

    ``swap_days`` is for how long two people cannot vouch for each other in turn, ``month_cap`` how
    often one person may vouch in a calendar month, ``thanks`` whether members may have a page on
    which others thank them, ``guest_thanks`` whether people from outside may use it.
    """

    __tablename__ = "vouch_settings"

    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), primary_key=True)
    swap_days: Mapped[int] = mapped_column(default=90)
    month_cap: Mapped[int] = mapped_column(default=5)
    thanks: Mapped[bool] = mapped_column(default=True)
    guest_thanks: Mapped[bool] = mapped_column(default=True)


class VouchRequest(Base):
    """A member asks for a word: one person (``asked_id``), or whoever is given the link.

    ``public_id`` is the last part of its address. It is no secret: whoever opens it must be signed
    in and have a voice. ``state`` is ``open``, ``answered``, ``declined`` or ``closed``.
    """

    __tablename__ = "vouch_request"

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    public_id: Mapped[str] = mapped_column(sa.String(32), unique=True)
    membership_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"), index=True)
    achievement_id: Mapped[int] = mapped_column(sa.ForeignKey("achievement.id"), index=True)
    asked_id: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"), index=True)
    message: Mapped[str] = mapped_column(sa.Text, default="")
    state: Mapped[str] = mapped_column(sa.String(8), default="open")
    created_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]

    member: Mapped[Membership] = relationship(foreign_keys=[membership_id])
    asked: Mapped[Membership | None] = relationship(foreign_keys=[asked_id])
    achievement: Mapped[Achievement] = relationship()


class Vouch(Base):
    """One member's word for another; withdrawn ones keep the record.

    ``name`` is the display name that the voucher agreed to, empty where they want none. They speak
    as ``capacity`` (``holder``, ``mentor``, ``reviewer``, ``manager`` or ``member``), a holder of
    the achievement ``capacity_badge`` (a slug). ``roles`` and ``held`` (slugs) are what they were
    and held then. ``shown`` is the member's own choice. Of an erased voucher nothing is left but
    that there was one.
    """

    __tablename__ = "vouch"

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    membership_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"), index=True)
    achievement_id: Mapped[int] = mapped_column(sa.ForeignKey("achievement.id"), index=True)
    voucher_id: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"), index=True)
    sentence: Mapped[str] = mapped_column(sa.Text)
    name: Mapped[str] = mapped_column(sa.String(200), default="")
    capacity: Mapped[str] = mapped_column(sa.String(16), default="member")
    capacity_badge: Mapped[str] = mapped_column(sa.String(100), default="")
    roles: Mapped[list[str]] = mapped_column(default=list)
    held: Mapped[list[str]] = mapped_column(default=list)
    shown: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    member: Mapped[Membership] = relationship(foreign_keys=[membership_id])
    voucher: Mapped[Membership | None] = relationship(foreign_keys=[voucher_id])
    achievement: Mapped[Achievement] = relationship()


class Endorsement(Base):
    """A signed OB 3.0 EndorsementCredential of ours: its exact bytes, never rebuilt.

    ``community_id`` is who signed it. It is of a ``vouch``, embedded in a ``credential``, or of an
    achievement of another community (:class:`BadgeEndorsement`). An erased one keeps its status
    index and nothing else.
    """

    __tablename__ = "endorsement"
    __table_args__ = (sa.UniqueConstraint("status_list_id", "status_index"),)

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    public_id: Mapped[str] = mapped_column(sa.String(32), unique=True)
    iri: Mapped[str] = mapped_column(sa.String(500), unique=True)
    vouch_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("vouch.id"), index=True)
    credential_id: Mapped[int | None] = mapped_column(
        BigId, sa.ForeignKey("credential.id"), index=True
    )
    document: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    signing_key_id: Mapped[int] = mapped_column(sa.ForeignKey("signing_key.id"))
    status_list_id: Mapped[int] = mapped_column(sa.ForeignKey("status_list.id"))
    status_index: Mapped[int]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    vouch: Mapped[Vouch | None] = relationship()
    credential: Mapped[Credential | None] = relationship()
    signing_key: Mapped[SigningKey] = relationship()
    status_list: Mapped[StatusList] = relationship()


class BadgeEndorsement(Base):
    """Another organisation's word for a version of a badge: asked for, answered, shown.

    ``state`` is ``asked``, ``given``, ``declined`` or ``withdrawn``. The link of the mail is
    stored hashed. Given, it is a document (``form`` ``di``) or a token (``jwt``) that was verified
    before; ``issuer``, ``name``, ``comment`` and ``valid_until`` are read from it. ``ours`` is the
    row of one that an organisation signed here. ``shown`` puts it on the page and in the badge.
    """

    __tablename__ = "badge_endorsement"

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("achievement_version.id"), index=True)
    organisation: Mapped[str] = mapped_column(sa.String(200), default="")
    address: Mapped[str] = mapped_column(sa.String(320), default="")
    message: Mapped[str] = mapped_column(sa.Text, default="")
    token_hash: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    state: Mapped[str] = mapped_column(sa.String(16), default="asked")
    asked_by: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    issuer: Mapped[str] = mapped_column(sa.String(500), default="")
    name: Mapped[str] = mapped_column(sa.String(200), default="")
    comment: Mapped[str] = mapped_column(sa.Text, default="")
    form: Mapped[str] = mapped_column(sa.String(8), default="")
    document: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    valid_until: Mapped[datetime | None]
    shown: Mapped[bool] = mapped_column(default=False)
    ours_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("endorsement.id"))

    community: Mapped[Community] = relationship()
    version: Mapped[AchievementVersion] = relationship()
    ours: Mapped[Endorsement | None] = relationship()


class ThanksPage(Base):
    """A member's page for thanks, open while this row is there; a new address revokes the old."""

    __tablename__ = "thanks_page"

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    membership_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"), unique=True)
    public_id: Mapped[str] = mapped_column(sa.String(32), unique=True)
    created_at: Mapped[datetime]

    community: Mapped[Community] = relationship()
    member: Mapped[Membership] = relationship()


class Thanks(Base):
    """A word of thanks to a member, from another (``giver_id``) or from a guest by name.

    Seen by the member alone until ``published_at``.
    """

    __tablename__ = "thanks"

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    membership_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"), index=True)
    giver_id: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"), index=True)
    giver_name: Mapped[str] = mapped_column(sa.String(200), default="")
    sentence: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]

    member: Mapped[Membership] = relationship(foreign_keys=[membership_id])
    giver: Mapped[Membership | None] = relationship(foreign_keys=[giver_id])
