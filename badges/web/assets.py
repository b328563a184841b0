"""Style sheets, scripts, fonts and the gallery's pictures: kept by browsers for ever."""

from __future__ import annotations

from flask import Blueprint, Response, request

from badges.web.access import public
from badges.web.static import asset, packed

blueprint = Blueprint("assets", __name__)

FOR_EVER = "public, max-age=31536000, immutable"


@blueprint.get("/static/<digest>/<name>")
@public()
def static_file(digest: str, name: str) -> Response:
    """Serve a file that pages load; an old digest gets today's file, but is not kept."""
    body, kind, current = asset(name)
    small = packed(name) if request.accept_encodings["gzip"] else None
    response = Response(small or body, content_type=kind)
    if small:
        response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    response.headers["Cache-Control"] = FOR_EVER if digest == current else "no-cache"
    return response
