"""What pages of judges share: files that stay sealed, small pictures, what a form says."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from typing import Final

from flask import Response
from PIL import Image

from badges.awarding.reviewing import Said
from badges.errors import BadgesError, NotFoundError
from badges.models import Evidence
from badges.ports import ports

SEALED: Final = "sandbox; default-src 'none'"
THUMBNAIL_PIXELS: Final = 640
LEVEL: Final = "level_"
_SHRUNK: Final = {"image/png": "PNG", "image/jpeg": "JPEG"}
_ENDINGS: Final = {
    "text/html": ".html.txt",
    "application/pdf": ".pdf",
    "text/plain": ".txt",
    "image/png": ".png",
    "image/jpeg": ".jpg",
}


def sealed_file(piece: Evidence, name: str = "evidence") -> Response:
    """Hand over what was kept of a piece, never under its own type (decisions 12)."""
    if piece.file is None:
        raise NotFoundError("not_found", "There is nothing at this address.")
    data = ports().files.get(piece.community_id, piece.file.sha256)
    response = Response(data, content_type="application/octet-stream")
    filename = piece.name if piece.kind == "file" else ""
    filename = filename or f"{name}{_ENDINGS.get(piece.media_type, '')}"
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    response.headers["Content-Security-Policy"] = SEALED
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def thumbnail(piece: Evidence) -> str:
    """Draw an uploaded picture anew, small, as a data: address; empty where there is none."""
    kind = _SHRUNK.get(piece.media_type)
    if piece.file is None or kind is None or piece.kind != "file":
        return ""
    try:
        data = ports().files.get(piece.community_id, piece.file.sha256)
        with Image.open(io.BytesIO(data), formats=[kind]) as picture:
            picture.thumbnail((THUMBNAIL_PIXELS, THUMBNAIL_PIXELS))
            out = io.BytesIO()
            picture.convert("RGB").save(out, format="JPEG", quality=80)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, BadgesError):
        return ""
    return f"data:image/jpeg;base64,{base64.b64encode(out.getvalue()).decode('ascii')}"


def said_in(form: Mapping[str, str]) -> Said:
    """Read verdict, sentence and levels out of a form."""
    levels = {
        name.removeprefix(LEVEL): value for name, value in form.items() if name.startswith(LEVEL)
    }
    return Said(
        form.get("verdict", ""), form.get("comment", ""), levels, form.get("seen", "submitted")
    )


def tries_of(piece: Evidence) -> list[Evidence]:
    """List the earlier tries of a piece, the newest first, as far as they are still there."""
    found: list[Evidence] = []
    before = piece.before
    while before is not None and before not in found:
        found.append(before)
        before = before.before
    return found
