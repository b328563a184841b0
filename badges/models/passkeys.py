"""Passkeys, and what was asked of a browser that wants to use or to make one."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from badges.database import Base, PrimaryKey
from badges.models.people import Person


class Passkey(Base):
    """A discoverable credential of a person's: its public key, never a secret (WebAuthn 3).

    ``credential_id`` and ``public_key`` (COSE) are base64url; ``user_handle`` is the same random
    value for all of one person's. ``sign_count`` is what the authenticator last said.
    """

    __tablename__ = "passkey"

    id: Mapped[PrimaryKey]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(100))
    credential_id: Mapped[str] = mapped_column(sa.String(1400), unique=True)
    public_key: Mapped[str] = mapped_column(sa.Text)
    user_handle: Mapped[str] = mapped_column(sa.String(100))
    sign_count: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class PasskeyChallenge(Base):
    """A challenge that may be answered once and soon, by the browser that it was given to.

    Only the hash of that browser's secret is kept; the challenge follows from the secret.
    ``person_id`` is set where a new passkey is to be made.
    """

    __tablename__ = "passkey_challenge"

    id: Mapped[PrimaryKey]
    browser_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    expires_at: Mapped[datetime]
