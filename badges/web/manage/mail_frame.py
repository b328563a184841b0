"""A mail's HTML on a page: in a frame of its own that may run, load and send nothing.

Mail programs read no style sheets, so mails style themselves inline; inside the frame, and only
there, that is allowed.
"""

from __future__ import annotations

from flask import Response

from badges.web.policy import policy

FRAMED = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)


def framed(html: str) -> Response:
    """Answer with a mail to be looked at inside a frame of ours."""
    response = Response(html, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = FRAMED
    return response


def framing(page: Response) -> Response:
    """Let a page show such a frame."""
    page.headers["Content-Security-Policy"] = policy(frame_src="'self'")
    return page
