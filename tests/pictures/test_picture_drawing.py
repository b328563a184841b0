"""From drawing to pixels, and a gallery that is worth being drawn."""

from __future__ import annotations

import io

import pytest
from lxml import etree
from PIL import Image

from badges import gallery
from badges.errors import NotFoundError
from badges.pictures import (
    DamagedPictureError,
    PictureSizeError,
    PictureTypeError,
    clean_svg,
    png_in_svg,
    rasterize_svg,
)

DOT = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
    b'<circle cx="4.5" cy="4.5" r="3" fill="#f00"/></svg>'
)


def pixels(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGBA")


@pytest.mark.parametrize("size", [1, 64, 333, 512])
def test_a_drawing_becomes_a_square_of_the_size_asked_for(size: int) -> None:
    assert pixels(rasterize_svg(DOT, size)).size == (size, size)


def test_the_ground_is_transparent_and_the_drawing_is_not() -> None:
    drawn = pixels(rasterize_svg(DOT, 90))
    assert drawn.getpixel((0, 0)) == (0, 0, 0, 0)
    assert drawn.getpixel((45, 45)) == (255, 0, 0, 255)


def test_nothing_is_fetched_for_a_drawing() -> None:
    asks = DOT.replace(b"<circle", b'<image href="file:///etc/hostname" width="9"/><circle')
    assert pixels(rasterize_svg(asks, 16)).size == (16, 16)


@pytest.mark.parametrize(
    "svg",
    [b"<svg xmlns='http://www.w3.org/2000/svg'/>", DOT.replace(b"0 0 9 9", b"a b c d"), b"no", b""],
)
def test_what_cannot_be_drawn_or_draws_nothing_is_said_to_draw_nothing(svg: bytes) -> None:
    with pytest.raises(DamagedPictureError):
        rasterize_svg(svg, 16)


@pytest.mark.parametrize("size", [0, 5000])
def test_sizes_are_bounded(size: int) -> None:
    with pytest.raises(PictureSizeError):
        rasterize_svg(DOT, size)


def test_a_png_in_an_svg_is_centred_and_passes_cleaning() -> None:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "#00f").save(out, "PNG")
    wrapped = png_in_svg(out.getvalue(), 100)
    drawn = pixels(rasterize_svg(clean_svg(wrapped), 100))
    assert drawn.getpixel((50, 10)) == (0, 0, 0, 0)
    assert drawn.getpixel((50, 50)) == (0, 0, 255, 255)


def test_only_a_png_is_wrapped() -> None:
    with pytest.raises(PictureTypeError):
        png_in_svg(DOT, 100)


def test_the_gallery_offers_twelve_described_in_both_languages() -> None:
    offered = gallery.pictures()
    assert len({picture.name for picture in offered}) == 12
    assert all(set(picture.alt) == {"de", "en"} for picture in offered)
    with pytest.raises(NotFoundError):
        gallery.picture("none")


@pytest.mark.parametrize("picture", gallery.pictures(), ids=lambda picture: picture.name)
def test_a_gallery_picture_has_no_words_and_loses_nothing_in_cleaning(
    picture: gallery.GalleryPicture,
) -> None:
    given, cleaned = etree.fromstring(picture.svg), etree.fromstring(clean_svg(picture.svg))
    assert etree.tostring(given, method="c14n") == etree.tostring(cleaned, method="c14n")
    assert not list(given.iter("{*}text", "{*}image", "{*}style", "{*}filter"))
    assert len(picture.svg) < 16_000


def test_a_gallery_picture_draws_with_transparent_corners() -> None:
    drawn = pixels(rasterize_svg(gallery.picture("milestone").svg, 64))
    assert {drawn.getpixel(at) for at in ((0, 0), (63, 0), (0, 63))} == {(0, 0, 0, 0)}
    assert drawn.getpixel((32, 32))[3] == 255  # type: ignore[index]
