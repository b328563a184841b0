"""Pictures of badges for the managers' pages, drafts included."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Response

from badges.accounts.access import Actor, Permission
from badges.database import db
from badges.errors import NotFoundError
from badges.models import AchievementVersion, Evidence
from badges.publishing.pictures import face_of
from badges.uploads import DRAWN, GALLERY, find_file
from badges.web.access import requires
from badges.web.manage.frame import blueprint

SEALED = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
"""For a drawing that is opened by itself: it runs and loads nothing (decisions 12)."""


@blueprint.get("/pictures/<picture>")
@requires(Permission.ACHIEVEMENTS_READ)
def picture(actor: Actor, picture: str) -> Response:
    """Serve a picture of the gallery, or one that a badge of the community names."""
    if not picture.startswith(GALLERY):
        _require_named(actor, picture)
    face = face_of(actor.community, picture)
    response = Response(face.data, content_type=face.media_type)
    response.headers["Content-Security-Policy"] = SEALED
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response


def _require_named(actor: Actor, picture: str) -> None:
    """Serve nothing but pictures: other files of the store are evidence.

    One that was uploaded for a badge that is still being written is named by nothing yet.
    """
    query = sa.select(AchievementVersion.id).where(
        AchievementVersion.community_id == actor.community.id,
        AchievementVersion.picture == picture,
    )
    if db.session.scalar(query.limit(1)) is not None:
        return
    file = find_file(actor.community.id, picture)
    is_evidence = file is not None and db.session.scalar(
        sa.select(Evidence.id).where(Evidence.file_id == file.id).limit(1)
    )
    may_write = actor.may(Permission.ACHIEVEMENTS_WRITE)
    if file is None or is_evidence or not may_write or file.media_type not in DRAWN:
        raise NotFoundError("not_found", "There is nothing at this address.")
