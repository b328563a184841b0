"""A community may choose any colour; what is written in it can be read."""

from __future__ import annotations

import pytest

from badges.rendering.colours import INK_CONTRAST, LINE_CONTRAST, contrast, palette_of

COLOURS = ["#ffd500", "#ffffff", "#000000", "#1f6f5c", "#ff00ff", "#7fffd4", "#0b3d91"]


@pytest.mark.parametrize("colour", COLOURS)
def test_text_and_lines_keep_their_contrast(colour: str) -> None:
    palette = palette_of(colour)
    assert contrast(palette.ink, "#ffffff") >= INK_CONTRAST
    assert contrast(palette.line, "#ffffff") >= LINE_CONTRAST
    assert contrast(palette.on_pure, palette.pure) >= 4.5


def test_a_dark_colour_stays_as_it_is() -> None:
    assert palette_of("#0B3D91").ink == "#0b3d91"


def test_black_on_white_has_the_largest_contrast() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
