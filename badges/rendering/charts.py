"""Bars as SVG, with a name and a description for those who do not see them.

::

    svg = bar_chart("Programmes", "How many took part", [("Werkstatt", 12)], key="programmes")

Colours come from the page: text is in its colour, bars are ``class="bars"``, for a style sheet.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from xml.etree import ElementTree as ET

WIDTH: Final = 640
BAR: Final = 34
AROUND: Final = 104
LABEL_LIMIT: Final = 34
EMPTY: Final = (8, 24, 32)
"""What is cut of the library's margins: at the sides, above, below."""

_SVG = "http://www.w3.org/2000/svg"


def bar_chart(
    title: str,
    description: str,
    rows: Sequence[tuple[str, int]],
    *,
    key: str,
    fill: str = "currentColor",
    typeface: str = "inherit",
) -> str:
    """Draw one bar a row, as an SVG element to be put into a page; ``key`` makes its ids unique.

    Values are zero or more; labels are cut where they would leave no room for bars.
    """
    import leather  # noqa: PLC0415 - few processes ever draw a chart

    chart = leather.Chart()
    labels = _labels([label for label, _ in rows])
    chart.add_bars(
        [(value, label) for label, (_, value) in zip(labels, rows, strict=True)], fill_color=fill
    )
    most = max((value for _, value in rows), default=0)
    ticks = _ticks(most)
    chart.add_x_scale(0, ticks[-1])
    chart.add_x_axis(ticks=ticks, tick_formatter=lambda value, _index, _count: str(value))
    height = AROUND + BAR * len(rows)
    drawn = chart.to_svg_group(WIDTH, height)
    drawn.remove(drawn[0])  # its background
    for each in drawn.iter():
        _restyle(each, typeface)
    side, top, bottom = EMPTY
    svg = ET.Element(
        "svg",
        {
            "xmlns": _SVG,
            "viewBox": f"{side} {top} {WIDTH - 2 * side} {height - top - bottom}",
            "role": "img",
            "aria-labelledby": f"{key}-title {key}-desc",
            "class": "chart",
        },
    )
    for name, text in (("title", title), ("desc", description)):
        element = ET.SubElement(svg, name, {"id": f"{key}-{name}"})
        element.text = text
    svg.append(drawn)
    return ET.tostring(svg, encoding="unicode")


def _restyle(element: ET.Element, typeface: str) -> None:
    """Give the page's own colours; the library's are too light to read and know no dark mode."""
    if element.tag == "text":
        element.set("fill", "currentColor")
        element.set("font-family", typeface)
    elif element.tag == "line":
        element.set("stroke", "currentColor")
        element.set("stroke-opacity", "0.2")


def _labels(texts: Sequence[str]) -> list[str]:
    """Cut what is long; the library takes two of the same name for one."""
    cut = [text if len(text) <= LABEL_LIMIT else f"{text[: LABEL_LIMIT - 1]}…" for text in texts]
    return [
        text if cut.count(text) == 1 else f"{text[: LABEL_LIMIT - 4]} ({number})"
        for number, text in enumerate(cut, start=1)
    ]


def _ticks(most: int) -> list[int]:
    """Give a few round values from zero to the least one above all bars."""
    step = 1
    for factor in (5, 2) * 12:
        if most <= 5 * step:
            break
        step *= factor
    return [step * number for number in range(max(1, -(-most // step)) + 1)]
