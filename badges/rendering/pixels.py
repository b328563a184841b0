"""A page of a PDF as a picture, to be looked at on a screen."""

from __future__ import annotations

from io import BytesIO
from typing import Final

WIDTH: Final = 900
"""Pixels: enough to read every line of an A4 page, small enough for a phone."""


def first_page(pdf: bytes, *, width: int = WIDTH) -> bytes:
    """Draw the first page of a PDF as PNG, ``width`` pixels wide."""
    import pypdfium2  # noqa: PLC0415 - few processes ever draw

    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0]
        drawn = page.render(scale=width / page.get_width()).to_pil().convert("RGB")
    finally:
        document.close()
    png = BytesIO()
    drawn.save(png, format="PNG", optimize=True)
    return png.getvalue()
