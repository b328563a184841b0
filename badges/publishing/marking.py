"""The band across the pictures of a demo or a trial: nobody shall take them for an award."""

from __future__ import annotations

from lxml import etree

SVG = "http://www.w3.org/2000/svg"

# Strokes on a grid 4 wide and 6 high, so that the word needs no font and looks alike everywhere.
_STROKES = {
    "A": "M0 6V1.6L1.4 0H2.6L4 1.6V6M0 3.6H4",
    "B": "M0 0V6H2.8L4 5V4L2.8 3H0M0 0H2.8L4 1V2L2.8 3",
    "D": "M0 0V6H2.2L4 4.4V1.6L2.2 0Z",
    "E": "M4 0H0V6H4M0 3H3.2",
    "I": "M2 0V6M0.8 0H3.2M0.8 6H3.2",
    "L": "M0 0V6H4",
    "M": "M0 6V0L2 3.2L4 0V6",
    "O": "M1.4 0H2.6L4 1.6V4.4L2.6 6H1.4L0 4.4V1.6Z",
    "P": "M0 6V0H2.8L4 1V2.2L2.8 3.2H0",
    "R": "M0 6V0H2.8L4 1V2.2L2.8 3.2H0M2 3.2L4 6",
    "T": "M0 0H4M2 0V6",
}
_ADVANCE = 5.6
_BAND = 0.17
"""The band's height as a share of the picture's."""


def marked(svg: bytes, word: str) -> bytes:
    """Draw a band with ``word`` (DEMO, PROBE, TRIAL) across the foot of a cleaned SVG."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(svg, parser)
    left, top, width, height = _view_box(root)
    band = height * _BAND
    scale = band * 0.5 / 6
    start = left + (width - (len(word) * _ADVANCE - 1.6) * scale) / 2
    group = etree.SubElement(root, f"{{{SVG}}}g")
    etree.SubElement(
        group, f"{{{SVG}}}rect", x=f"{left:g}", y=f"{top + height - band * 1.5:g}",
        width=f"{width:g}", height=f"{band:g}", fill="#1c1b1a",
    )  # fmt: skip
    for number, letter in enumerate(word):
        x = start + number * _ADVANCE * scale
        y = top + height - band * 1.25
        pen = {
            "d": _STROKES[letter],
            "transform": f"translate({x:.3f} {y:.3f}) scale({scale:.4f})",
            "fill": "none",
            "stroke": "#ffffff",
            "stroke-width": "1.1",
            "stroke-linejoin": "round",
            "stroke-linecap": "round",
        }
        etree.SubElement(group, f"{{{SVG}}}path", pen)
    drawn: bytes = etree.tostring(root)
    return drawn


def _view_box(root: etree._Element) -> tuple[float, float, float, float]:
    numbers = (root.get("viewBox") or "").replace(",", " ").split()
    try:
        left, top, width, height = (float(number) for number in numbers)
    except ValueError:
        width = _length(root.get("width"))
        left, top, height = 0.0, 0.0, _length(root.get("height")) or width
    return left, top, width or 100.0, height or 100.0


def _length(text: str | None) -> float:
    try:
        return float((text or "").removesuffix("px"))
    except ValueError:
        return 100.0
