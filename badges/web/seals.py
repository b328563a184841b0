"""Is a piece of evidence still what was signed? Asked by whoever checks a badge, one at a time."""

from __future__ import annotations

import re
from datetime import timedelta
from http import HTTPStatus

from flask import Blueprint, Response, request
from werkzeug.datastructures import FileStorage

from badges import limits
from badges.database import db
from badges.errors import InputError
from badges.evidence import FILE_LIMIT
from badges.publishing.evidence import MOST_DIGEST, MOST_URL, Look, compare_file, look_at_link
from badges.publishing.receipts import ZONE
from badges.web.access import csrf, public
from badges.web.pages import page, words
from badges.web.served import form_in_memory

blueprint = Blueprint("seals", __name__)
csrf.exempt(blueprint)  # nobody is signed in here: there is no cookie to misuse

LOOKS_AN_HOUR = 30
_OURS = re.compile(r"/credentials/[0-9a-f]{32}")


@blueprint.post("/verify/evidence")
@public()
def compare() -> Response:
    """Ask for a link again, or compare a file, with the checksum that was signed."""
    limits.count("seal", request.remote_addr or "", limit=LOOKS_AN_HOUR, window=timedelta(hours=1))
    db.session.commit()
    posted, files = form_in_memory()
    url = posted.get("url", "")[: MOST_URL + 1]
    digest = posted.get("digest", "")[: MOST_DIGEST + 1]
    back = posted.get("back", "")[:100]
    upload = files.get("file")
    look: Look | None = None
    sentence = ""
    try:
        look = look_at_link(url, digest) if upload is None else compare_file(_bytes(upload), digest)
    except InputError as error:
        sentence = words().sentence(error.reason)
    response = page(
        "public/evidence.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if sentence else HTTPStatus.OK,
        name=posted.get("name", "")[:200],
        url=url,
        digest=digest,
        back=back if _OURS.fullmatch(back) else "",
        look=look,
        by_file=upload is not None,
        errors={"file": sentence} if sentence else {},
        zone=ZONE,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _bytes(upload: FileStorage) -> bytes:
    data: bytes = upload.read(FILE_LIMIT + 1) if upload.filename else b""
    return data
