"""Badge pictures from a small value: drawn alike each time, readable, taken up again."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image

from badges.baking import OpenBadgesVersion, bake, unbake
from badges.designing import (
    DEFAULT,
    HUES,
    ICONS,
    ORNAMENTS,
    SHAPES,
    Design,
    DesignError,
    alt_of,
    design_of,
    draw,
    hues_of,
    icon,
    icon_svg,
)
from badges.designing.hues import LEAST_CONTRAST
from badges.designing.lettering import Bow, lettered
from badges.errors import NotFoundError
from badges.pictures import clean_svg, has_boxed_gradients, rasterize_svg
from badges.rendering.colours import contrast

FULL = Design(
    icon="book-open",
    shape="shield",
    ornament="laurel",
    tone="gold",
    colour="#4a3fc0",
    ribbon="Ehrenamt 2026",
)

CREDENTIAL = '{"@context": ["https://www.w3.org/ns/credentials/v2"]}'


def pixels(svg: bytes, side: int = 64) -> Image.Image:
    return Image.open(io.BytesIO(rasterize_svg(svg, side))).convert("RGBA")


def test_the_same_design_gives_the_same_bytes() -> None:
    assert draw(FULL) == draw(replace(FULL))
    assert draw(FULL) != draw(replace(FULL, ribbon="Ehrenamt 2027"))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("ornament", ORNAMENTS)
def test_every_drawing_is_clean_and_fit_for_paper(shape: str, ornament: str) -> None:
    drawn = draw(replace(FULL, shape=shape, ornament=ornament))
    assert clean_svg(drawn) == drawn
    assert not has_boxed_gradients(drawn)
    assert len(drawn) < 30_000


@pytest.mark.parametrize("shape", SHAPES)
def test_each_shape_stands_in_the_middle_of_a_clear_ground(shape: str) -> None:
    picture = pixels(draw(replace(DEFAULT, shape=shape)))
    assert picture.getpixel((0, 0))[3] == 0  # type: ignore[index]
    left, top, right, foot = picture.getbbox() or (0, 0, 0, 0)
    assert abs(left - (64 - right)) <= 1
    assert top < 8
    assert foot > 54


@pytest.mark.parametrize("key", ICONS)
def test_every_icon_has_its_names_and_draws_something(key: str) -> None:
    assert set(icon(key).name) == {"de", "en"}
    assert clean_svg(icon_svg(key)) == icon_svg(key)
    assert pixels(icon_svg(key), 24).getbbox() is not None


@pytest.mark.parametrize("colour", [*HUES, "#ffffff", "#000000", "#ffd500", "#00ff00", "#1f5f5b"])
def test_the_icon_stands_out_whatever_the_colour(colour: str) -> None:
    hues = hues_of(colour)
    assert contrast(hues.on_field, hues.field_light) >= LEAST_CONTRAST
    assert contrast(hues.deep, "#eadfc6") >= 4.5  # the text on the ribbon


def test_a_drawing_carries_its_design_through_files_and_baking() -> None:
    drawn = draw(FULL)
    assert design_of(drawn) == FULL
    baked = bake(drawn, CREDENTIAL, version=OpenBadgesVersion.OB3)
    assert design_of(baked) == FULL
    assert unbake(baked).text == CREDENTIAL


@pytest.mark.parametrize(
    "svg",
    [
        b"",
        b"meilenstein-design:",
        b'<svg xmlns="http://www.w3.org/2000/svg"><desc>meilenstein-design:{"icon": 1</desc></svg>',
        b'<svg xmlns="http://www.w3.org/2000/svg"><desc>meilenstein-design:[]</desc></svg>',
        draw(DEFAULT).replace(b"scallop", b"circus"),
    ],
)
def test_what_carries_no_design_is_any_other_picture(svg: bytes) -> None:
    assert design_of(svg) is None


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"icon": "skull"}, "icon"),
        ({"shape": "blob"}, "shape"),
        ({"colour": "red"}, "colour"),
        ({"colour": "#12345g"}, "colour"),
        ({"ribbon": "x" * 15}, "ribbon"),
        ({"ribbon": "مرحبا"}, "ribbon"),
        ({"ribbon": "🙂"}, "ribbon"),
    ],
)
def test_what_cannot_be_drawn_is_said_beside_its_field(fields: dict[str, str], field: str) -> None:
    with pytest.raises(DesignError) as refused:
        Design.from_fields(fields)
    assert refused.value.field == field


def test_fields_are_taken_as_they_come_from_a_form() -> None:
    design = Design.from_fields({"ribbon": "  Level   2 ", "colour": "#1F5F5B", "do": "look"})
    assert (design.ribbon, design.colour, design.icon) == ("Level 2", "#1f5f5b", "star")
    with pytest.raises(NotFoundError):
        icon("nothing")


def test_the_words_name_icon_shape_and_ribbon() -> None:
    assert alt_of(FULL)["de"] == (
        "Offenes Buch auf einem Schild, mit der Bandaufschrift „Ehrenamt 2026“"
    )
    assert alt_of(DEFAULT)["en"] == "Star in a rosette"


def test_a_text_is_outlined_and_a_long_one_set_smaller() -> None:
    bow = Bow(256, 424, 620)
    assert lettered("", bow, size=44, room=300) == ""
    short, long = (lettered(text, bow, size=44, room=300) for text in ("WW", "W" * 14))
    assert short.count("M") == 2
    assert long.count("M") == 14


def test_markup_in_a_ribbon_stays_text() -> None:
    drawn = draw(replace(DEFAULT, ribbon="<b>&amp;"))
    found = design_of(drawn)
    assert found is not None
    assert found.ribbon == "<b>&amp;"
    assert b"<b>" not in drawn
