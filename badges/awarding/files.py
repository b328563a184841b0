"""Files that awarding keeps: pictures of achievements, evidence.

A file reaches the disk before its row is committed; it leaves the disk by a job, after the rows
that named it are gone for good. So a failure in between leaves a stray file, never a missing one.
"""

from __future__ import annotations

import hashlib

import sqlalchemy as sa

from badges import gallery
from badges.accounts.access import Actor, Permission
from badges.database import db
from badges.errors import NotFoundError
from badges.jobs import enqueue
from badges.models import AchievementVersion, Community, Evidence, StoredFile
from badges.pictures import PictureTypeError, clean_raster, clean_svg, sniff
from badges.ports import now, ports

QUOTA = 2_000_000_000
"""The most bytes of files that one community keeps."""

GALLERY = "gallery:"


def keep_picture(actor: Actor, data: bytes) -> str:
    """Clean and keep an achievement's picture, PNG or SVG; gives what ``picture`` is set to.

    Raises ``PictureError`` for what is neither, or harmful.
    """
    actor.require(Permission.ACHIEVEMENTS_WRITE)
    media_type = sniff(data)
    if media_type == "image/png":
        data = clean_raster(data).data
    elif media_type == "image/svg+xml":
        data = clean_svg(data)
    else:
        raise PictureTypeError(media_type)
    return keep_file(actor.community.id, data, media_type).sha256


def picture_of(community_id: int, picture: str) -> bytes:
    """Give the bytes that ``picture`` stands for; raises ``NotFoundError``."""
    if picture.startswith(GALLERY):
        return gallery.picture(picture.removeprefix(GALLERY)).svg
    return ports().files.get(community_id, picture)


def has_picture(community_id: int, picture: str) -> bool:
    """Tell whether there is such a picture to show."""
    if picture.startswith(GALLERY):
        try:
            gallery.picture(picture.removeprefix(GALLERY))
        except NotFoundError:
            return False
        return True
    return _row(community_id, picture) is not None


def keep_file(community_id: int, data: bytes, media_type: str) -> StoredFile:
    """Keep a file once in its community, however often it is handed in."""
    sha256 = hashlib.sha256(data).hexdigest()
    ports().files.put(community_id, data, quota=QUOTA)
    row = _row(community_id, sha256)
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


def drop_file(file: StoredFile) -> None:
    """Forget a file unless something else still names it; the disk follows by a job."""
    db.session.flush()
    if _is_named(file):
        return
    enqueue(
        "forget_file",
        community_id=file.community_id,
        owner_id=file.community_id,
        sha256=file.sha256,
    )
    db.session.delete(file)
    db.session.flush()


def forget_file(owner_id: int, sha256: str) -> None:
    """Remove a file from the disk (a job), unless it was handed in again meanwhile."""
    if _row(owner_id, sha256) is None:
        ports().files.delete(owner_id, sha256)


def _row(community_id: int, sha256: str) -> StoredFile | None:
    return db.session.scalar(
        sa.select(StoredFile).where(
            StoredFile.community_id == community_id, StoredFile.sha256 == sha256
        )
    )


def _is_named(file: StoredFile) -> bool:
    here = file.community_id
    uses = (
        sa.select(Evidence.id).where(Evidence.file_id == file.id),
        sa.select(AchievementVersion.id).where(
            AchievementVersion.community_id == here, AchievementVersion.picture == file.sha256
        ),
        sa.select(Community.id).where(Community.id == here, Community.logo == file.sha256),
    )
    return any(db.session.scalar(use.limit(1)) is not None for use in uses)
