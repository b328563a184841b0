"""The files that pages load, with a digest in the address so that they may be kept for ever."""

from __future__ import annotations

import hashlib
import mimetypes
from functools import cache
from importlib.resources import files

from badges.errors import NotFoundError


@cache
def asset(name: str) -> tuple[bytes, str, str]:
    """Give an asset's bytes, media type and digest; raises ``NotFoundError``."""
    path = files(__package__).joinpath(name)
    kind = mimetypes.guess_type(name)[0]
    if "/" in name or name.endswith(".py") or not path.is_file() or kind is None:
        raise NotFoundError("not_found", "There is no such file.")
    body = path.read_bytes()
    return body, kind, hashlib.sha256(body).hexdigest()[:12]


def asset_url(name: str) -> str:
    """Give the address that a page loads an asset from."""
    return f"/static/{asset(name)[2]}/{name}"
