"""Font programs: the outlines of the published file, and nothing that was not asked for."""

from __future__ import annotations

import io

import pytest
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont

from badges.fonts import FACES, Face, font_bytes
from badges.rendering.glyphs import glyphs_of

LETTERS = "AVfŁŵộЇжΩή†“… 7"


def outlines(font: TTFont, numbers: list[int]) -> list[object]:
    names, glyphs = font.getGlyphOrder(), font.getGlyphSet()
    drawn = []
    for number in numbers:
        pen = DecomposingRecordingPen(glyphs)
        glyphs[names[number]].draw(pen)
        drawn.append(pen.value)
    return drawn


@pytest.mark.parametrize("face", FACES[:4], ids=lambda face: face.file)
def test_a_program_has_the_outlines_of_the_file(face: Face) -> None:
    published = TTFont(io.BytesIO(font_bytes(face)))
    numbers = [published.getGlyphID(published.getBestCmap()[ord(each)]) for each in LETTERS]
    glyphs = glyphs_of(face)
    made = TTFont(io.BytesIO(glyphs.program(numbers)), checkChecksums=2)
    assert outlines(made, numbers) == outlines(published, numbers)
    for number in numbers:
        advance, _ = published["hmtx"][published.getGlyphName(number)]
        assert glyphs.width(number) == advance == made["hmtx"][made.getGlyphName(number)][0]


def test_a_program_has_no_instructions_and_no_other_letters() -> None:
    glyphs = glyphs_of(FACES[0])
    made = TTFont(io.BytesIO(glyphs.program([36])))
    assert "fpgm" not in made
    drawn = [name for name in made.getGlyphOrder() if made["glyf"][name].numberOfContours]
    assert [made.getGlyphID(name) for name in drawn] == [0, 36]
    assert not any(len(made["glyf"][name].program.getBytecode()) for name in drawn)
