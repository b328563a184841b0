"""Photographs lose what they tell of people, and nothing that they show."""

from __future__ import annotations

import contextlib
import io
import struct
import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from badges.pictures import (
    DamagedPictureError,
    PictureError,
    PictureSizeError,
    PictureTypeError,
    clean_raster,
)

SIDEWAYS = 6
"""EXIF orientation: the camera was turned by 90 degrees."""


def photograph(kind: str = "JPEG", size: tuple[int, int] = (40, 20), **options: Any) -> bytes:
    picture = Image.new("RGB", size, "#16939a")
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = SIDEWAYS, "Secret Camera"
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 20.0, 0.0)})
    out = io.BytesIO()
    picture.save(out, kind, exif=exif, **options)
    return out.getvalue()


def reopened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_camera_and_place_go_and_the_picture_stands_upright(kind: str) -> None:
    given_bytes = photograph(kind, comment="Secret") if kind == "JPEG" else photograph(kind)
    cleaned = clean_raster(given_bytes)
    assert b"Secret" in given_bytes
    assert b"Secret" not in cleaned.data
    assert b"Exif" not in cleaned.data
    assert (cleaned.width, cleaned.height) == (20, 40) == reopened(cleaned.data).size
    assert cleaned.media_type == f"image/{kind.lower()}"


def test_texts_in_a_png_go() -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "Secret")
    info.add_itxt("XML:com.adobe.xmp", "<x>Secret</x>")
    out = io.BytesIO()
    Image.new("RGB", (3, 3)).save(out, "PNG", pnginfo=info)
    assert b"Secret" not in clean_raster(out.getvalue()).data


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1", "I;16"])
def test_every_kind_of_png_stays_a_png(mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (5, 4)).save(out, "PNG")
    cleaned = clean_raster(out.getvalue())
    assert (cleaned.media_type, cleaned.width, cleaned.height) == ("image/png", 5, 4)


def test_transparency_stays() -> None:
    out = io.BytesIO()
    Image.new("P", (4, 4), 0).save(out, "PNG", transparency=0)
    assert reopened(clean_raster(out.getvalue()).data).convert("RGBA").getpixel((0, 0))[3] == 0  # type: ignore[index]


def bomb() -> bytes:
    """Give a PNG of some hundred bytes that says it is 20,000 pixels wide and high."""
    out = io.BytesIO()
    Image.new("1", (1, 1)).save(out, "PNG")
    data = bytearray(out.getvalue())
    struct.pack_into(">II", data, 16, 20_000, 20_000)
    struct.pack_into(">I", data, 29, zlib.crc32(data[12:29]))
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (photograph("PNG")[:60], DamagedPictureError),
        (photograph("JPEG")[:300], DamagedPictureError),
        (b"\xff\xd8\xff", DamagedPictureError),
        (bomb(), PictureSizeError),
        (b"\x89PNG\r\n\x1a\n" + bytes(21_000_000), PictureSizeError),
        (photograph("GIF"), PictureTypeError),
        (b"MZ\x90", PictureTypeError),
        (b"", PictureTypeError),
    ],
    ids=range(8),
)
def test_what_is_no_picture_is_one_typed_error(data: bytes, error: type[PictureError]) -> None:
    with pytest.raises(error):
        clean_raster(data)


@given(
    st.sampled_from([photograph("PNG"), photograph("JPEG")]),
    st.integers(0, 400),
    st.binary(min_size=1, max_size=8),
)
@settings(deadline=None)
def test_a_mutated_picture_is_clean_or_a_typed_error(data: bytes, at: int, new: bytes) -> None:
    with contextlib.suppress(PictureError):
        assert clean_raster(data[:at] + new + data[at + len(new) :]).width
