"""The files that pages load, with a digest in the address so that they may be kept for ever."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from functools import cache
from importlib.resources import files

from badges.errors import NotFoundError


@cache
def asset(name: str) -> tuple[bytes, str, str]:
    """Give an asset's bytes, media type and digest; raises ``NotFoundError``."""
    kind = mimetypes.guess_type(name)[0]
    if kind is None or name.endswith(".py") or name not in _names():
        raise NotFoundError("not_found", "There is no such file.")
    body = files(__package__).joinpath(name).read_bytes()
    return body, kind, hashlib.sha256(body).hexdigest()[:12]


@cache
def packed(name: str) -> bytes | None:
    """Give an asset as gzip, or nothing where it would hardly be smaller; see ``asset``."""
    body = asset(name)[0]
    small = gzip.compress(body, mtime=0)
    return small if len(small) < 0.9 * len(body) else None


def asset_url(name: str) -> str:
    """Give the address that a page loads an asset from."""
    return f"/static/{asset(name)[2]}/{name}"


@cache
def _names() -> frozenset[str]:
    """List what there is, so that no name from outside becomes a path."""
    return frozenset(entry.name for entry in files(__package__).iterdir() if entry.is_file())
