"""Files of a community: pictures, logos, evidence; kept once, however often they are handed in.

A file reaches the disk before its row is committed; so a failure in between leaves a stray file,
never a missing one. A badge's picture is a file's hash or one of the gallery's
(``gallery:workshop``)::

    row = keep_picture(community.id, data)
    data, media_type = picture_data(community.id, row.sha256)
"""

from __future__ import annotations

import hashlib

import sqlalchemy as sa

from badges import gallery
from badges.database import db
from badges.errors import NotFoundError
from badges.models import StoredFile
from badges.pictures import PictureTypeError, clean_raster, clean_svg, sniff
from badges.ports import now, ports

QUOTA = 2_000_000_000
"""The most bytes of files that one community keeps."""

GALLERY = "gallery:"
SVG, PNG, JPEG = "image/svg+xml", "image/png", "image/jpeg"
PICTURES = frozenset({SVG, PNG, JPEG})
DRAWN = frozenset({SVG, PNG})
"""What a badge's own picture may be; a logo may be a photograph, too."""


def keep_file(community_id: int, data: bytes, media_type: str) -> StoredFile:
    """Keep a file in its community; raises ``QuotaError``."""
    sha256 = hashlib.sha256(data).hexdigest()
    ports().files.put(community_id, data, quota=QUOTA)
    row = find_file(community_id, sha256)
    if row is None:
        row = StoredFile(
            community_id=community_id,
            sha256=sha256,
            size=len(data),
            media_type=media_type,
            created_at=now(),
        )
        db.session.add(row)
        db.session.flush()
    return row


def find_file(community_id: int, sha256: str) -> StoredFile | None:
    """Find a file of a community by its hash."""
    return db.session.scalar(
        sa.select(StoredFile).where(
            StoredFile.community_id == community_id, StoredFile.sha256 == sha256
        )
    )


def keep_picture(community_id: int, data: bytes, accepted: frozenset[str] = DRAWN) -> StoredFile:
    """Keep an uploaded picture, rewritten from an allow-list (decisions 12).

    Raises ``PictureError`` for what is of no accepted type, or harmful, and ``QuotaError``.
    """
    media_type = sniff(data)
    if media_type not in accepted:
        raise PictureTypeError(media_type)
    clean = clean_svg(data) if media_type == SVG else clean_raster(data).data
    return keep_file(community_id, clean, media_type)


def picture_data(community_id: int, picture: str) -> tuple[bytes, str]:
    """Give the bytes that ``picture`` stands for and their type; raises ``NotFoundError``."""
    if picture.startswith(GALLERY):
        return gallery.picture(picture.removeprefix(GALLERY)).svg, SVG
    row = find_file(community_id, picture)
    if row is None or row.media_type not in PICTURES:  # other files of the store are evidence
        raise NotFoundError("picture.missing", "This picture is no longer here.")
    return ports().files.get(community_id, picture), row.media_type


def has_picture(community_id: int, picture: str) -> bool:
    """Tell whether there is such a picture to show."""
    if not picture.startswith(GALLERY):
        row = find_file(community_id, picture)
        return row is not None and row.media_type in DRAWN
    try:
        gallery.picture(picture.removeprefix(GALLERY))
    except NotFoundError:
        return False
    return True
