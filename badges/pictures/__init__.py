"""Uploaded pictures: what they are, made harmless, and drawn.

A stranger's file is named by its content, never by its ending::

    >>> sniff(bytes.fromhex("89504e470d0a1a0a"))
    'image/png'
    >>> clean_svg(b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"><script/></svg>')
    b'<svg xmlns="http://www.w3.org/2000/svg"/>'
"""

from __future__ import annotations

from badges.pictures.drawing import png_in_svg, rasterize_svg
from badges.pictures.errors import (
    DamagedPictureError,
    PictureError,
    PictureSizeError,
    PictureTypeError,
)
from badges.pictures.raster import CleanPicture, clean_raster
from badges.pictures.sniffing import sniff
from badges.pictures.svg import clean_svg, has_boxed_gradients

__all__ = [
    "CleanPicture",
    "DamagedPictureError",
    "PictureError",
    "PictureSizeError",
    "PictureTypeError",
    "clean_raster",
    "clean_svg",
    "has_boxed_gradients",
    "png_in_svg",
    "rasterize_svg",
    "sniff",
]
