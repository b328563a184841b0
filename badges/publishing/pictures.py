"""The picture of an achievement and a community's logo, as drawing or as pixels.

A version's picture is a file of the community's or one of the gallery (``gallery:workshop``).
A demo's pictures say so on their face (decisions 2)::

    picture = picture_of(version, "de")
    as_png(picture), as_svg(picture)
"""

from __future__ import annotations

import io
from functools import lru_cache

import sqlalchemy as sa
from PIL import Image

from badges import gallery
from badges.database import db
from badges.errors import NotFoundError
from badges.models import AchievementVersion, Community, StoredFile
from badges.pictures import png_in_svg, rasterize_svg
from badges.ports import ports
from badges.publishing.marking import marked
from badges.rendering.content import Picture
from badges.wording import pick

SIDE = 600
"""Pixels of a badge picture; what wallets and validators show is smaller."""

GALLERY = "gallery:"
SVG, PNG = "image/svg+xml", "image/png"


def picture_of(version: AchievementVersion, language: str) -> Picture:
    """Give a version's picture with its alt text in a language."""
    community = version.achievement.community
    if version.picture.startswith(GALLERY):
        drawn = gallery.picture(version.picture.removeprefix(GALLERY))
        data, media_type, alts = drawn.svg, SVG, dict(drawn.alt)
    else:
        (data, media_type), alts = _stored(community, version.picture), {}
    alt = pick(version.picture_alt or alts, language).text or pick(version.name, language).text
    if community.is_demo:
        data, media_type = marked(as_svg(Picture(data, media_type, alt)), "DEMO"), SVG
    return Picture(data, media_type, alt)


def logo_of(community: Community) -> Picture | None:
    """Give the community's logo, if it has one; its alt text is the community's name."""
    if not community.logo:
        return None
    data, media_type = _stored(community, community.logo)
    return Picture(data, media_type, community.name)


def as_png(picture: Picture, side: int = SIDE) -> bytes:
    """Give a picture as PNG; ``side`` in pixels counts for drawings only."""
    if picture.media_type == PNG:
        return picture.data
    return _drawn(picture.data, side) if picture.media_type == SVG else _converted(picture.data)


def as_svg(picture: Picture) -> bytes:
    """Give a picture as SVG: the drawing itself, or the pixels inside of one."""
    return picture.data if picture.media_type == SVG else png_in_svg(as_png(picture), SIDE)


def _stored(community: Community, sha256: str) -> tuple[bytes, str]:
    """Read one of a community's own files; raises ``NotFoundError``."""
    row = db.session.scalar(
        sa.select(StoredFile).where(
            StoredFile.community_id == community.id, StoredFile.sha256 == sha256
        )
    )
    if row is None:
        raise NotFoundError("picture.missing", "This picture is no longer here.")
    return ports().files.get(community.id, sha256), row.media_type


@lru_cache(maxsize=64)  # keyed by the drawing itself, of which a hash is all that is compared
def _drawn(svg: bytes, side: int) -> bytes:
    return rasterize_svg(svg, side)


@lru_cache(maxsize=16)
def _converted(jpeg: bytes) -> bytes:
    out = io.BytesIO()
    with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as picture:
        picture.convert("RGB").save(out, "PNG", optimize=True)
    return out.getvalue()
