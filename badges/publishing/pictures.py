"""The picture of an achievement and a community's logo, as drawing or as pixels.

A version's picture is a file of the community's or one of the gallery (``gallery:workshop``).
A demo's pictures and those of a trial say so on their face (decisions 2)::

    picture = picture_of(version, "de")
    as_png(picture), as_svg(picture)
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from functools import lru_cache

from PIL import Image

from badges import gallery
from badges.models import AchievementVersion, Community
from badges.pictures import has_boxed_gradients, png_in_svg, rasterize_svg
from badges.ports import ports
from badges.publishing.marking import marked
from badges.rendering.content import Picture
from badges.rendering.shelf import name_on_shelf
from badges.uploads import GALLERY, PNG, SVG, picture_data
from badges.wording import pick

SIDE = 600
"""Pixels of a badge picture; what wallets and validators show is smaller."""

_PIXELS_INSIDE = b"data:image/"

PRINTED_SIDE = 900
"""Pixels of a picture on a certificate, where it is about 7 cm wide: 300 to the inch."""


def picture_of(version: AchievementVersion, language: str) -> Picture:
    """Give a version's picture with its alt text in a language."""
    picture = face_of(version.achievement.community, version.picture)
    alts = version.picture_alt or gallery_alt(version.picture)
    return replace(picture, alt=pick(alts, language).text or pick(version.name, language).text)


def face_of(community: Community, picture: str) -> Picture:
    """Give the picture of that name without words, a draft's or the gallery's included.

    Raises ``NotFoundError``.
    """
    found = Picture(*picture_data(community.id, picture), alt="")
    word = _word_on(community)
    return Picture(marked(as_svg(found), word), SVG, alt="") if word else found


def _word_on(community: Community) -> str:
    """Give the word that stands across the pictures of what is no award."""
    if community.is_demo:
        return "DEMO"
    if community.is_trial:
        return "PROBE" if community.languages[0] == "de" else "TRIAL"
    return ""


def gallery_alt(picture: str) -> dict[str, str]:
    """Describe one of our own pictures in every language; nothing for any other."""
    if not picture.startswith(GALLERY):
        return {}
    return dict(gallery.picture(picture.removeprefix(GALLERY)).alt)


def logo_of(community: Community) -> Picture | None:
    """Give the community's logo, if it has one; its alt text is the community's name."""
    if not community.logo:
        return None
    return Picture(*picture_data(community.id, community.logo), alt=community.name)


def as_png(picture: Picture, side: int = SIDE) -> bytes:
    """Give a picture as PNG; ``side`` in pixels counts for drawings only."""
    if picture.media_type == PNG:
        return picture.data
    return _drawn(picture.data, side) if picture.media_type == SVG else _converted(picture.data)


def printable(picture: Picture) -> Picture:
    """Give a picture as every viewer of PDF files draws it: some drawings only as pixels.

    So is a drawing around pixels, which the drawing of certificates would have to fetch.
    """
    is_drawing = picture.media_type == SVG
    if is_drawing and (has_boxed_gradients(picture.data) or _PIXELS_INSIDE in picture.data):
        return replace(picture, data=as_png(picture, PRINTED_SIDE), media_type=PNG)
    return picture


def as_svg(picture: Picture) -> bytes:
    """Give a picture as SVG: the drawing itself, or the pixels inside of one."""
    return picture.data if picture.media_type == SVG else png_in_svg(as_png(picture), SIDE)


@lru_cache(maxsize=64)  # keyed by the drawing itself, of which a hash is all that is compared
def _drawn(svg: bytes, side: int) -> bytes:
    """Give the pixels of a drawing; what another process drew is on the shelf."""
    shelf = ports().drawings
    if shelf is None:
        return rasterize_svg(svg, side)
    name = name_on_shelf(("pixels", side, hashlib.sha256(svg).hexdigest()))
    found = shelf.get(name)
    if found is None:
        found = rasterize_svg(svg, side)
        shelf.put(name, found)
    return found


@lru_cache(maxsize=16)
def _converted(jpeg: bytes) -> bytes:
    out = io.BytesIO()
    with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as picture:
        picture.convert("RGB").save(out, "PNG", optimize=True)
    return out.getvalue()
