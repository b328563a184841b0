"""Where other programs deliver what happened there: ``/hooks/discourse/<id>``.

A delivery proves itself by its signature alone; no cookie is read. It is answered in a moment, and
the same delivery again changes nothing, so that the sender may try as often as it likes.
"""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, json, request

from badges.intake import hooks
from badges.web.access import public

MOST_BYTES = 1_000_000

blueprint = Blueprint("hooks", __name__, url_prefix="/hooks")


@blueprint.post("/discourse/<public_id>")
@public()
def discourse(public_id: str) -> Response:
    """Take what a forum tells."""
    request.max_content_length = MOST_BYTES
    outcome = hooks.deliver(
        public_id,
        request.get_data(),
        request.headers.get("X-Discourse-Event-Signature", ""),
        event=request.headers.get("X-Discourse-Event", ""),
    )
    body = json.dumps({"outcome": outcome})
    return Response(body, HTTPStatus.OK, content_type="application/json")
