"""The picture that a shared link shows: the person, the badge and who issued it, as PNG.

1200 by 627 pixels is what LinkedIn asks for and what the other networks take::

    png = render_preview(content)

It is drawn like the certificate, by the same typefaces, and then turned into pixels.
"""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import Any

from badges.fonts import Face
from badges.rendering.colours import palette_of
from badges.rendering.content import PreviewContent
from badges.rendering.environment import render, source
from badges.rendering.fitting import MM_PER_PT, SERIF, SERIF_ITALIC, clamped, drawable, even_lines
from badges.rendering.layout import heading_words
from badges.rendering.resources import TYPEFACES, GivenBytes, page_of, style_sheet
from badges.wording import wording

WIDTH, HEIGHT = 1200, 627
MAX_BYTES = 5_000_000
"""LinkedIn takes no larger picture."""

TEXT_WIDTH = 648.0
_PT_PER_PX = 0.75
_MM_PER_PX = MM_PER_PT * _PT_PER_PX


def render_preview(content: PreviewContent) -> bytes:
    """Draw ``content`` as a PNG of 1200 by 627 pixels.

    Raises :class:`~badges.rendering.resources.ResourceRefusedError` where a picture names
    something outside itself.
    """
    given = {"given:picture": (content.picture.media_type, content.picture.data)}
    if content.logo:
        given["given:logo"] = (content.logo.media_type, content.logo.data)
    fetcher = GivenBytes(given)
    with fetcher.watched():
        pdf = page_of(_page(content), fetcher).write_pdf(
            stylesheets=[TYPEFACES.sheet, _style_sheet()],
            font_config=TYPEFACES.configuration,
        )
    return _pixels(pdf)


@cache
def _style_sheet() -> Any:
    return style_sheet(source("certificate/preview.css"))


def _page(content: PreviewContent) -> str:
    words = wording(content.language, content.formal)
    palette = palette_of(content.colour)
    # Cut rather than shrunk beyond reading: most people see this in the size of a stamp.
    name = clamped(drawable(content.recipient_name), 80).text
    title = clamped(drawable(content.achievement_name.text), 90).text
    style = (
        f"--pure: {palette.pure}; --ink: {palette.ink}; --tint: {palette.tint};"
        f" --name: {_pixel_size(name, SERIF, 66, 44)}px;"
        f" --title: {_pixel_size(title, SERIF_ITALIC, 42, 30)}px;"
        f" --title-alone: {_pixel_size(title, SERIF_ITALIC, 60, 40)}px"
    )
    return render(
        "certificate/preview.html",
        wording=words,
        content=content,
        heading=heading_words(content.heading, words),
        style=style,
        name=name,
        title=title,
        community=clamped(drawable(content.community_name), 44).text,
    )


def _pixel_size(text: str, face: Face, largest: int, smallest: int) -> int:
    """Choose a type size in pixels at which ``text`` stands in as few lines as it can."""
    lines = even_lines(
        text,
        face=face,
        largest=largest * _PT_PER_PX,
        smallest=smallest * _PT_PER_PX,
        width=TEXT_WIDTH * _MM_PER_PX,
        at_most=3,
    )
    return int(lines.size / _PT_PER_PX)


def _pixels(pdf: bytes) -> bytes:
    import pypdfium2  # noqa: PLC0415 - few processes ever draw

    document = pypdfium2.PdfDocument(pdf)
    try:
        # pdfium counts in points: 900 by 470.25 of them.
        drawn = document[0].render(scale=1 / _PT_PER_PX).to_pil().convert("RGB")
    finally:
        document.close()
    png = BytesIO()
    # The last three hundredths of its size would take five times as long.
    drawn.crop((0, 0, WIDTH, HEIGHT)).save(png, format="PNG", compress_level=6)
    return png.getvalue()
