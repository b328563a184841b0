"""The community's logo in a mail: it comes with the mail, nothing is fetched when it is read."""

from __future__ import annotations

import base64
from email.message import EmailMessage
from functools import lru_cache

from badges.mailing.composing import LOGO
from badges.models import Community
from badges.pictures import PictureError, rasterize_svg
from badges.ports import ports
from badges.uploads import find_file

LOGO_PIXELS = 192
"""Twice the height it is shown at, for fine screens."""


def logo_of(community: Community) -> tuple[bytes, str] | None:
    """Give the logo as mail programs read it, and its media type."""
    file = find_file(community.id, community.logo or "")
    if file is None:
        return None
    data = ports().files.get(community.id, file.sha256)
    if file.media_type != "image/svg+xml":
        return data, file.media_type
    drawn = _drawn(data)
    return None if drawn is None else (drawn, "image/png")


def enclose_logo(message: EmailMessage, community: Community) -> None:
    """Put the logo beside the HTML that shows it (multipart/related)."""
    html = message.get_body(("html",))
    if html is None or LOGO not in html.get_content():
        return
    found = logo_of(community)
    if found is not None:
        data, media_type = found
        subtype = media_type.partition("/")[2]
        html.add_related(data, "image", subtype, cid="<logo>", disposition="inline")


def with_logo(html: str, community: Community) -> str:
    """Write the logo into a mail's HTML itself, to look at the mail in a browser."""
    found = logo_of(community) if LOGO in html else None
    if found is None:
        return html
    data, media_type = found
    return html.replace(LOGO, f"data:{media_type};base64,{base64.b64encode(data).decode()}")


@lru_cache(maxsize=32)
def _drawn(svg: bytes) -> bytes | None:
    try:
        return rasterize_svg(svg, LOGO_PIXELS)
    except PictureError:  # no mail is held up by its ornament
        return None
