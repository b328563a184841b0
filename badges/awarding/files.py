"""Files that awarding lets in and lets go: pictures of achievements, evidence.

A file leaves the disk by a job, after the rows that named it are gone for good: a failure in
between leaves a stray file, never a missing one.
"""

from __future__ import annotations

import sqlalchemy as sa

from badges import uploads
from badges.accounts.access import Actor, Permission
from badges.database import db
from badges.designing import Design, design_of, draw
from badges.jobs import enqueue
from badges.models import AchievementVersion, Community, Evidence, StoredFile
from badges.ports import now, ports


def keep_picture(actor: Actor, data: bytes) -> str:
    """Clean and keep an achievement's picture, PNG or SVG; gives what ``picture`` is set to.

    Raises ``PictureError`` for what is neither, or harmful.
    """
    actor.require(Permission.ACHIEVEMENTS_WRITE)
    return uploads.keep_picture(actor.community.id, data).sha256


def keep_design(actor: Actor, design: Design) -> str:
    """Draw a design and keep it like an upload; gives what ``picture`` is set to.

    The drawing carries its design, so that it can be taken up again.
    """
    actor.require(Permission.ACHIEVEMENTS_WRITE)
    return uploads.keep_picture(actor.community.id, draw(design)).sha256


def design_behind(community: Community, picture: str) -> Design | None:
    """Give the design that a badge's picture was drawn from, if it was."""
    if picture.startswith(uploads.GALLERY) or not uploads.has_picture(community.id, picture):
        return None
    data, media_type = uploads.picture_data(community.id, picture)
    return design_of(data) if media_type == uploads.SVG else None


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


def let_file_go(evidence: Evidence) -> None:
    """Delete a file whose time or space is over; its digests, its name and the verdict stay.

    Whoever has the file can still show that it is the one that an award rests on.
    """
    file, evidence.file = evidence.file, None
    if file is not None:
        evidence.file_gone_at = now()
        drop_file(file)


def forget_file(owner_id: int, sha256: str) -> None:
    """Remove a file from the disk (a job), unless it was handed in again meanwhile."""
    if uploads.find_file(owner_id, sha256) is None:
        ports().files.delete(owner_id, sha256)


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
