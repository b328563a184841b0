"""A picture of pixels in a trial: marked on its face, and still printed and baked."""

from __future__ import annotations

import io

from PIL import Image

from badges.publishing.marking import marked
from badges.publishing.pictures import as_png, as_svg, printable
from badges.rendering.content import Picture
from badges.uploads import PNG, SVG


def test_a_marked_photograph_is_printed_as_pixels() -> None:
    out = io.BytesIO()
    Image.new("RGB", (300, 300), "#ffcc00").save(out, "PNG")
    photograph = Picture(out.getvalue(), PNG, alt="")
    shown = printable(Picture(marked(as_svg(photograph), "TRIAL"), SVG, alt=""))
    with Image.open(io.BytesIO(shown.data)) as drawn:
        pixels = drawn.convert("RGB")
        assert pixels.getpixel((drawn.width // 2, drawn.height // 4)) == (255, 204, 0)
        band = pixels.getpixel((5, int(drawn.height * 0.83)))
    assert shown.media_type == PNG
    assert band == (28, 27, 26)
    assert as_png(shown) == shown.data
