"""The signed documents, the keys that signed them, the lists that withdraw them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from badges.database import Base, BigId, PrimaryKey
from badges.models.awards import Award
from badges.models.compact import unpacked
from badges.models.indexes import partial_index
from badges.models.people import Profile


class SigningKey(Base):
    """One key of an issuer; ``uri`` is where its private half is, sealed (decisions 6, 7).

    ``state`` is ``pending``, ``active``, ``retired`` or ``revoked``; ``verification_method`` is
    the absolute DID URL that proofs name; ``thumbprint`` the RFC 7638 one.
    """

    __tablename__ = "signing_key"
    __table_args__ = (sa.UniqueConstraint("profile_id", "thumbprint"),)

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    profile_id: Mapped[int] = mapped_column(sa.ForeignKey("profile.id"), index=True)
    algorithm: Mapped[str] = mapped_column(sa.String(16))
    thumbprint: Mapped[str] = mapped_column(sa.String(64))
    verification_method: Mapped[str] = mapped_column(sa.String(700))
    public_jwk: Mapped[dict[str, Any]]
    uri: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[str] = mapped_column(sa.String(16))
    created_at: Mapped[datetime]
    activated_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    compromised_at: Mapped[datetime | None]

    profile: Mapped[Profile] = relationship()


class StatusList(Base):
    """A Bitstring Status List: the bits, the counter that hands out indices, the signed bytes.

    ``permutation_key`` turns the counter into an index that tells nothing about the order.
    ``signed`` is nothing while the bits have changed since it was last signed.
    """

    __tablename__ = "status_list"
    __table_args__ = (
        partial_index(
            "ix_status_list_open",
            "profile_id",
            where="next_counter < size",
        ),
    )

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    profile_id: Mapped[int] = mapped_column(sa.ForeignKey("profile.id"), index=True)
    public_id: Mapped[str] = mapped_column(sa.String(32), unique=True)
    iri: Mapped[str] = mapped_column(sa.String(500), unique=True)
    purpose: Mapped[str] = mapped_column(sa.String(16), default="revocation")
    size: Mapped[int]
    next_counter: Mapped[int] = mapped_column(default=0)
    permutation_key: Mapped[bytes] = mapped_column(sa.LargeBinary)
    bits: Mapped[bytes] = mapped_column(sa.LargeBinary)
    signed: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    signed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    profile: Mapped[Profile] = relationship()


class FormerDocument(Base):
    """What was published at an address that its community has left: final bytes, never rebuilt.

    ``address`` is the whole of it, ``base_url`` the prefix that was left.
    """

    __tablename__ = "former_document"

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    base_url: Mapped[str] = mapped_column(sa.String(500))
    address: Mapped[str] = mapped_column(sa.String(700), unique=True)
    media_type: Mapped[str] = mapped_column(sa.String(100))
    body: Mapped[bytes] = mapped_column(sa.LargeBinary)
    created_at: Mapped[datetime]


class Credential(Base):
    """One issue of an award: the exact signed bytes of its Data Integrity form, never rebuilt.

    ``number`` counts the issues of one award; ``iri`` is the ``id`` inside the document, found
    through the award's ``public_id`` and the number. An erased credential keeps its status index
    and nothing else. ``packed`` is how the document is kept (:mod:`badges.models.compact`).
    """

    __tablename__ = "credential"
    __table_args__ = (
        sa.UniqueConstraint("award_id", "number"),
        sa.UniqueConstraint("status_list_id", "status_index"),
        partial_index(
            "ix_credential_valid_until",
            "community_id",
            "valid_until",
            where="revoked_at IS NULL AND valid_until IS NOT NULL",
        ),
        partial_index(
            "ix_credential_valid_by_key",
            "signing_key_id",
            where="revoked_at IS NULL",
        ),
    )

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    award_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("award.id"))
    number: Mapped[int]
    iri: Mapped[str] = mapped_column(sa.String(500))
    packed: Mapped[bytes | None] = mapped_column("document", sa.LargeBinary)
    signing_key_id: Mapped[int] = mapped_column(sa.ForeignKey("signing_key.id"))
    status_list_id: Mapped[int] = mapped_column(sa.ForeignKey("status_list.id"))
    status_index: Mapped[int]
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revocation: Mapped[str] = mapped_column(sa.String(16), default="")
    revocation_reason: Mapped[str] = mapped_column(sa.Text, default="")

    award: Mapped[Award] = relationship()
    signing_key: Mapped[SigningKey] = relationship()
    status_list: Mapped[StatusList] = relationship()
    forms: Mapped[list[CredentialForm]] = relationship(
        back_populates="credential", cascade="all, delete-orphan"
    )

    @hybrid_property
    def document(self) -> bytes | None:
        """Give the exact signed bytes; nothing for an erased credential.

        Raises ``UnreadableDocumentError`` where they cannot be recovered.
        """
        return None if self.packed is None else unpacked(self.packed)

    @document.inplace.setter
    def _set_document(self, value: bytes | None) -> None:
        self.packed = value

    @document.inplace.expression
    @classmethod
    def _document_column(cls) -> sa.ColumnElement[bytes | None]:
        return cls.__table__.c.document


class CredentialForm(Base):
    """Another form of the same issue, signed or generated once on first request and kept.

    ``form`` is ``ob3-jwt``, ``ob2-hosted`` or ``ob2-jws``, or ``ob3-sd``, which is never handed
    out itself: what a holder shows in part is derived from it. ``iri`` is the id inside it.
    """

    __tablename__ = "credential_form"
    __table_args__ = (sa.UniqueConstraint("credential_id", "form"),)

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    credential_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("credential.id"))
    form: Mapped[str] = mapped_column(sa.String(16))
    iri: Mapped[str] = mapped_column(sa.String(500), index=True)
    document: Mapped[bytes] = mapped_column(sa.LargeBinary)
    signing_key_id: Mapped[int | None] = mapped_column(sa.ForeignKey("signing_key.id"), index=True)
    created_at: Mapped[datetime]

    credential: Mapped[Credential] = relationship(back_populates="forms")
