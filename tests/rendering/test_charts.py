"""Bars: one a row, as long as they count, named for those who do not see them."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from badges.rendering.charts import LABEL_LIMIT, bar_chart

SVG = "{http://www.w3.org/2000/svg}"


def drawn(rows: list[tuple[str, int]]) -> ET.Element:
    return ET.fromstring(bar_chart("Who <came>", "A: 1 & more", rows, key="k"))  # noqa: S314 - ours


def bars(svg: ET.Element) -> list[float]:
    found = [each.attrib for each in svg.iter() if each.tag.endswith("rect")]
    return [float(it["width"]) for it in sorted(found, key=lambda it: float(it["y"]))]


def test_bars_are_as_long_as_they_count() -> None:
    lengths = bars(drawn([("one", 10), ("two", 20), ("none", 0)]))
    assert lengths[1] == pytest.approx(2 * lengths[0])
    assert lengths[2] == 0


def test_it_has_a_name_and_a_description_and_nothing_of_it_is_markup() -> None:
    svg = drawn([("<b>", 7)])
    assert svg.attrib["role"] == "img"
    assert svg.attrib["aria-labelledby"] == "k-title k-desc"
    assert [svg.findtext(f"{SVG}{name}") for name in ("title", "desc")] == [
        "Who <came>",
        "A: 1 & more",
    ]
    assert "<b>" in [each.text for each in svg.iter() if each.tag.endswith("text")]


def test_long_labels_are_cut_and_none_becomes_another() -> None:
    long = "Programme " * 9
    svg = drawn([(f"{long}one", 5), (f"{long}two", 9)])
    labels = [each.text or "" for each in svg.iter() if each.tag.endswith("text")]
    named = [each for each in labels if each.startswith("Programme")]
    assert len(bars(svg)) == len(set(named)) == 2
    assert max(map(len, named)) <= LABEL_LIMIT


@pytest.mark.parametrize("count", [1, 4, 9])
def test_all_of_it_lies_within_what_is_shown(count: int) -> None:
    svg = drawn([(f"row {number}", number) for number in range(count)])
    _, top, _, height = map(float, svg.attrib["viewBox"].split())
    heights = [float(it.attrib["y"]) for it in svg.iter() if it.tag.endswith("text")]
    assert top <= 32
    assert 32 + max(heights) < top + height
