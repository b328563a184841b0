"""From drawing to pixels and back: badge.png of an SVG picture, badge.svg of a PNG."""

from __future__ import annotations

import base64
import io
import struct
import threading
from typing import Final

from PIL import Image

from badges.pictures.errors import DamagedPictureError, PictureSizeError, PictureTypeError
from badges.pictures.sniffing import sniff

MAXIMUM_SIDE: Final = 4096
_POINTS_PER_PIXEL: Final = 0.75  # CSS: 96 pixels are 72 points
_PAGE: Final = """<!DOCTYPE html><html><head><style>
@page {{ size: {size}px {size}px; margin: 0 }}
html, body {{ margin: 0; background: transparent }}
img {{ display: block; width: {size}px; height: {size}px; object-fit: contain }}
</style></head><body><img src="data:image/svg+xml;base64,{data}" alt=""></body></html>"""
_PDFIUM: Final = threading.Lock()  # PDFium is not made for threads


def rasterize_svg(svg: bytes, size: int) -> bytes:
    """Draw a cleaned SVG into a square PNG of ``size`` pixels with a transparent ground.

    A drawing that is not square is centred. WeasyPrint draws it, with a fetcher that knows data:
    alone, and PDFium makes pixels of it. Raises ``PictureError``.
    """
    if not 1 <= size <= MAXIMUM_SIDE:
        raise PictureSizeError(MAXIMUM_SIDE, "pixels")
    page = _PAGE.format(size=size, data=base64.b64encode(svg).decode("ascii"))
    try:
        pdf = _pdf(page)
    except Exception as error:  # WeasyPrint raises whatever a malformed number led to
        raise DamagedPictureError("it cannot be drawn") from error
    out = io.BytesIO()
    with _PDFIUM:
        import pypdfium2  # noqa: PLC0415 - few processes ever draw

        document = pypdfium2.PdfDocument(pdf)
        try:
            bitmap = document[0].render(
                scale=1 / _POINTS_PER_PIXEL, fill_color=(0, 0, 0, 0), maybe_alpha=False
            )
            picture = bitmap.to_pil().convert("RGBA")
        finally:
            document.close()
    if picture.getbbox() is None:
        raise DamagedPictureError("nothing of it can be drawn")
    if picture.size != (size, size):
        picture = picture.resize((size, size), Image.Resampling.LANCZOS)
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def png_in_svg(png: bytes, size: int) -> bytes:
    """Wrap a PNG into a square SVG of ``size`` units, for an achievement without a drawing."""
    if sniff(png) != "image/png" or len(png) < 24:  # noqa: PLR2004 -- through the sides in IHDR
        raise PictureTypeError(sniff(png))
    width, height = struct.unpack_from(">II", png, 16)
    scale = size / max(width, height, 1)
    wide, high = width * scale, height * scale
    data = base64.b64encode(png).decode("ascii")
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="0 0 {size} {size}" width="{size}" height="{size}">'
        f'<image x="{(size - wide) / 2:g}" y="{(size - high) / 2:g}" '
        f'width="{wide:g}" height="{high:g}" xlink:href="data:image/png;base64,{data}"/></svg>'
    ).encode()


def _pdf(page: str) -> bytes:
    import weasyprint  # noqa: PLC0415 -- takes half a second, and few processes draw

    nothing = weasyprint.URLFetcher(allowed_protocols=("data",), allow_redirects=False)
    return bytes(weasyprint.HTML(string=page, url_fetcher=nothing).write_pdf())
