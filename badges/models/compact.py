r"""Documents kept small: a kept document that is much like another is kept as what differs.

A packed document begins with a byte that JSON never begins with, and with the name of its base.
After ``FILLED`` follows what fills the base's blanks (:mod:`badges.models.blanks`). Where more
differs, ``DEFLATED`` is followed by a raw deflate stream (RFC 1951) with the base as its preset
dictionary, and by what was drawn by chance (:mod:`badges.models.folding`)::

    >>> base, document = b'{"name": "\x05", "badge": "Bread"}', b'{"name": "Ada", "badge": "Bread"}'
    >>> packed = filled(document, base)
    >>> packed == FILLED + name_of(base) + b"\x03Ada", unpacked_with(packed, base) == document
    (True, True)
    >>> another = b'{"name": "Ada", "badge": "Wine"}'
    >>> filled(another, base), unpacked_with(deflated(another, base), base) == another
    (None, True)

What was kept before is read as it stands. Bases are named by their hash and never change: one that
this process has read once is good for ever.
"""

from __future__ import annotations

import hashlib
import zlib
from datetime import datetime
from functools import lru_cache
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from badges.database import Base, PrimaryKey, db
from badges.errors import BadgesError
from badges.models.blanks import Form
from badges.models.folding import folded, unfolded

DEFLATED: Final = b"\x01"
"""What a deflated document begins with."""

FILLED: Final = b"\x06"
"""What a document begins with that fills the blanks of its base."""

MOST_KEPT: Final = 1024
"""How many bases a process keeps in mind; each is about as long as one document."""

_HEAD: Final = 9
_LEVEL: Final = 3  # 6 saves six bytes and takes half as long again
_LEAST_BITS: Final = 9
_MOST_MEMORY: Final = 8
_bases: dict[bytes, bytes] = {}


class DocumentBase(Base):
    """What the documents of an achievement's version in one language share: nobody's own document.

    ``name`` is the beginning of the ``body``'s hash. Two processes may keep the same one at the
    same time; that does no harm and needs no waiting. ``usual`` is how long the document it was
    made from is when packed with it.
    """

    __tablename__ = "document_base"
    __table_args__ = (sa.Index("ix_document_base_of", "version_id", "language"),)

    id: Mapped[PrimaryKey]
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), index=True)
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("achievement_version.id"))
    language: Mapped[str] = mapped_column(sa.String(8))
    name: Mapped[bytes] = mapped_column(sa.LargeBinary, index=True)
    body: Mapped[bytes] = mapped_column(sa.LargeBinary)
    usual: Mapped[int]
    created_at: Mapped[datetime]


class UnreadableDocumentError(BadgesError):
    """A kept document cannot be read: its base is gone, or it is not what it was packed with."""


@lru_cache(maxsize=64)
def name_of(base: bytes) -> bytes:
    """Give the name under which packed documents know a base."""
    return hashlib.sha256(base).digest()[: _HEAD - 1]


@lru_cache(maxsize=64)
def _form_of(base: bytes) -> Form:
    return Form.of(base)


def filled(document: bytes, base: bytes) -> bytes | None:
    """Pack a document that differs from the base in its blanks only; else gives nothing.

    Unpacking is part of it: what is given back was read once.
    """
    form = _form_of(base)
    values = form.read(document)
    if values is None or form.filled(values) != document:
        return None
    return FILLED + name_of(base) + values


def deflated(document: bytes, base: bytes) -> bytes:
    """Pack a document with a base; gives the document itself where it cannot be recovered so.

    Unpacking is part of it: what is given back was read once.
    """
    # No further back than there is anything to see: preparing a larger window is most of the work.
    window = min(max((len(base) + len(document)).bit_length(), _LEAST_BITS), zlib.MAX_WBITS)
    memory = min(window // 2, _MOST_MEMORY)
    for text, values in (folded(document), (document, b"")):
        deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, -window, memory, zdict=base)
        packed = DEFLATED + name_of(base) + deflate.compress(text) + deflate.flush() + values
        if unpacked_with(packed, base) == document:
            return packed
    return document


def unpacked_with(packed: bytes, base: bytes) -> bytes:
    """Give the exact document that was packed with this base.

    Raises ``zlib.error`` or ``ValueError`` for what was never packed so.
    """
    if packed.startswith(FILLED):
        return _form_of(base).filled(packed[_HEAD:])
    inflate = zlib.decompressobj(-zlib.MAX_WBITS, zdict=base)
    text = inflate.decompress(packed[_HEAD:]) + inflate.flush()
    if not inflate.eof:
        raise zlib.error("the stream ends too soon")
    return unfolded(text, inflate.unused_data)


def unpacked(kept: bytes) -> bytes:
    """Give the exact document behind what is kept, packed or not.

    Raises :class:`UnreadableDocumentError` where its base is missing or spoilt.
    """
    if not kept.startswith((DEFLATED, FILLED)):
        return kept
    try:
        return unpacked_with(kept, _base_called(kept[1:_HEAD]))
    except (zlib.error, ValueError) as error:
        raise _unreadable() from error


def _base_called(name: bytes) -> bytes:
    known = _bases.get(name)
    if known is not None:
        return known
    with db.session.no_autoflush:  # whoever reads a document means no writing by it
        body = db.session.scalar(
            sa.select(DocumentBase.body).where(DocumentBase.name == name).limit(1)
        )
    if body is None or name_of(body) != name:
        raise _unreadable()
    if len(_bases) >= MOST_KEPT:
        _bases.clear()
    _bases[name] = body
    return body


def _unreadable() -> UnreadableDocumentError:
    return UnreadableDocumentError(
        "credential.unreadable",
        "A kept document cannot be read: what it was packed with is missing or damaged. "
        "Restore the newest backup.",
    )
