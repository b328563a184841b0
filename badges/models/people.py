"""Communities, the issuers they speak as, and the people in them (decisions 1, 2, 8, 25)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from badges.database import Base, BigId, PrimaryKey
from badges.models.indexes import partial_index
from badges.text import fold

TEAM = "left_at IS NULL AND CAST(roles AS TEXT) != '[\"member\"]'"
"""The few members with a role; a query says it in these words to find their index."""


class Community(Base):
    """A community: what belongs to it is readable by nobody else.

    ``languages`` lists what its contents are written in, the first one leading (``["de", "en"]``);
    ``formal`` chooses "Sie" over "du"; ``stage`` is ``demo``, ``trial`` or ``live``, the last
    since ``live_since``; ``mail_hold_minutes`` is how long a mail about an award waits, to be
    undone, and ``reminder_days`` lists after how many days an offer is brought to mind, twice at
    most; ``minors`` says that members may be under 16. ``address`` is the public one that a
    community on trial is to get; ``edition`` counts the changes of its settings; ``legal`` holds
    the fields of :mod:`badges.accounts.legal`; ``retention`` the days that
    :mod:`badges.privacy.periods` reads, where they are not the usual ones; ``answer_days`` is
    within how many days an answer to evidence is expected, ``evidence_space`` the megabytes that
    evidence may take.
    """

    __tablename__ = "community"

    id: Mapped[PrimaryKey]
    slug: Mapped[str] = mapped_column(sa.String(64), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    languages: Mapped[list[str]]
    formal: Mapped[bool] = mapped_column(default=False)
    stage: Mapped[str] = mapped_column(sa.String(16), default="trial")
    zone: Mapped[str] = mapped_column(sa.String(64), default="Europe/Berlin")
    colour: Mapped[str] = mapped_column(sa.String(7), default="#1f5f5b")
    logo: Mapped[str | None] = mapped_column(sa.String(64))
    description: Mapped[dict[str, str]] = mapped_column(default=dict)
    place: Mapped[str] = mapped_column(sa.String(100), default="")
    url: Mapped[str] = mapped_column(sa.String(2000), default="")
    contact_email: Mapped[str] = mapped_column(sa.String(320), default="")
    linkedin_id: Mapped[str] = mapped_column(sa.String(32), default="")
    minors: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    signatories: Mapped[list[Any]] = mapped_column(default=list)
    legal: Mapped[dict[str, Any]] = mapped_column(default=dict)
    mail_hold_minutes: Mapped[int] = mapped_column(default=10, server_default="10")
    reminder_days: Mapped[list[Any]] = mapped_column(
        default=lambda: [7, 21], server_default="[7, 21]"
    )
    address: Mapped[str] = mapped_column(sa.String(500), default="", server_default="")
    live_since: Mapped[datetime | None]
    edition: Mapped[int] = mapped_column(default=1, server_default="1")
    retention: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    answer_days: Mapped[int] = mapped_column(default=7, server_default="7")
    evidence_space: Mapped[int] = mapped_column(default=1_000, server_default="1000")
    created_at: Mapped[datetime]

    profile: Mapped[Profile] = relationship(back_populates="community", uselist=False)

    @property
    def is_demo(self) -> bool:
        """Tell whether its pages, pictures and files must say so."""
        return self.stage == "demo"

    @property
    def is_trial(self) -> bool:
        """Tell whether its awards are a rehearsal that ends when it goes live."""
        return self.stage == "trial"


class Profile(Base):
    """An issuer: the id and address prefix that signed documents name, stored and never rebuilt.

    OB 3.0 Profile, OB 2.0 Profile. ``did`` is the ``id`` inside OB 3.0 documents; ``base_url`` is
    the prefix of every address published under it (decisions 1, 2).
    """

    __tablename__ = "profile"

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), unique=True)
    slug: Mapped[str] = mapped_column(sa.String(64), unique=True)
    did: Mapped[str] = mapped_column(sa.String(500), unique=True)
    base_url: Mapped[str] = mapped_column(sa.String(500))
    created_at: Mapped[datetime]

    community: Mapped[Community] = relationship(back_populates="profile")

    @property
    def iri(self) -> str:
        """Give the address of the issuer's page, the stem of its documents."""
        return f"{self.base_url}/issuers/{self.slug}"


class Person(Base):
    """A human being, in any number of communities; erased means only this empty row is left."""

    __tablename__ = "person"

    id: Mapped[PrimaryKey]
    name: Mapped[str] = mapped_column(sa.String(200), default="")
    language: Mapped[str] = mapped_column(sa.String(8), default="de")
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]

    addresses: Mapped[list[EmailAddress]] = relationship(back_populates="person")
    memberships: Mapped[list[Membership]] = relationship(back_populates="person")


class EmailAddress(Base):
    """An address somebody gave; it proves nothing before its link was used (decisions 8)."""

    __tablename__ = "email_address"
    __table_args__ = (
        partial_index(
            "uq_email_address_verified",
            "address",
            unique=True,
            where="verified_at IS NOT NULL",
        ),
        sa.UniqueConstraint("person_id", "address"),
    )

    id: Mapped[PrimaryKey]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    address: Mapped[str] = mapped_column(sa.String(320), index=True)
    verified_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    person: Mapped[Person] = relationship(back_populates="addresses")


class Membership(Base):
    """A person within one community: display name, address there, roles, subject id.

    ``roles`` holds ``owner``, ``manager``, ``awarder``, ``reviewer``, ``mentor``, ``member``;
    ``subject_id`` is the ``credentialSubject.id``: the member's DID, else a ``urn:uuid:``;
    ``sort_name`` follows the name and is what lists are sorted and searched by;
    ``of_age`` is what the member said about being 16; nothing while nobody asked. ``invited``
    means that somebody else wrote them down; they join by accepting a badge. ``once_key`` is of
    the address that they were written down by (:func:`badges.accounts.naming.places`): of two who
    do that at the same moment the database lets one through.
    """

    __tablename__ = "membership"
    __table_args__ = (
        sa.UniqueConstraint("community_id", "person_id"),
        sa.Index("ix_membership_by_name", "community_id", "sort_name", "id"),
        partial_index(
            "uq_membership_once_key",
            "once_key",
            unique=True,
            where="once_key IS NOT NULL",
        ),
        partial_index(
            "ix_membership_team",
            *("community_id", "sort_name", "id"),
            where=TEAM,
        ),
    )

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    sort_name: Mapped[str] = mapped_column(sa.String(400), default="", server_default="")
    address: Mapped[str] = mapped_column(sa.String(320), index=True, default="")
    roles: Mapped[list[str]]
    subject_id: Mapped[str] = mapped_column(sa.String(500))
    invited: Mapped[bool] = mapped_column(default=False)
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    of_age: Mapped[bool | None]
    once_key: Mapped[int | None] = mapped_column(BigId)

    community: Mapped[Community] = relationship()
    person: Mapped[Person] = relationship(back_populates="memberships")

    @validates("name")
    def _fold_name(self, _column: str, name: str) -> str:
        self.sort_name = fold(name)
        return name


class LoginSession(Base):
    """A signed-in browser; revocable, since the cookie carries only a token.

    ``device`` is a short label such as ``Firefox, Linux`` and ``method`` how it was begun
    (``mail``, ``passkey`` or ``oidc``); no network address is kept.
    """

    __tablename__ = "login_session"

    id: Mapped[PrimaryKey]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    device: Mapped[str] = mapped_column(sa.String(80), default="")
    method: Mapped[str] = mapped_column(sa.String(16), default="mail")

    person: Mapped[Person] = relationship()


class SignInToken(Base):
    """A request to sign in, and what its mail brings: a one-time link and a six-digit code.

    Both are stored hashed; the link is used up by a button and never by opening (decisions 25),
    the code only in the browser that asked, known by ``browser_hash``. An address that nobody
    has gets a row as well, so that typing a code tells nothing; no secret of it is ever told.
    """

    __tablename__ = "sign_in_token"

    id: Mapped[PrimaryKey]
    address: Mapped[str] = mapped_column(sa.String(320))
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    code_hash: Mapped[str] = mapped_column(sa.String(64), default="")
    browser_hash: Mapped[str] = mapped_column(sa.String(64), default="", index=True)
    tries: Mapped[int] = mapped_column(default=0)
    next_path: Mapped[str] = mapped_column(sa.String(500), default="")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class ApiToken(Base):
    """A program's key to one community: shown once, stored hashed, with scopes and an expiry."""

    __tablename__ = "api_token"

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    membership_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"))
    name: Mapped[str] = mapped_column(sa.String(100))
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    scopes: Mapped[list[str]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    community: Mapped[Community] = relationship()
    membership: Mapped[Membership] = relationship()
