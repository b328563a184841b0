"""Style sheets, scripts, fonts and the gallery's pictures: kept by browsers for ever."""

from __future__ import annotations

from flask import Blueprint, Response

from badges.web.access import public
from badges.web.static import asset

blueprint = Blueprint("assets", __name__)

FOR_EVER = "public, max-age=31536000, immutable"


@blueprint.get("/static/<digest>/<name>")
@public()
def static_file(digest: str, name: str) -> Response:
    """Serve a file that pages load; an old digest gets today's file, but is not kept."""
    body, kind, current = asset(name)
    response = Response(body, content_type=kind)
    response.headers["Cache-Control"] = FOR_EVER if digest == current else "no-cache"
    return response
