"""How much a drawing draws, once everything that it refers to is drawn as often as it is asked for.

A few lines that draw one another ten times each ask for billions of elements, whether by ``use``
or by masks, patterns, clip paths and markers; such a drawing is refused before anything draws it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Final

from lxml import etree

from badges.baking.markup import SVG_NAMESPACE
from badges.pictures.errors import DamagedPictureError, PictureSizeError

MAXIMUM_ELEMENTS: Final = 20_000
"""Drawn elements, those that are drawn again counted each time."""

MAXIMUM_USES: Final = 500
"""``use`` elements: a renderer may read the whole drawing again for each."""

XLINK_HREF: Final = "{http://www.w3.org/1999/xlink}href"
RULE: Final = re.compile(r"([^{}]*)\{([^{}]*)\}")

_MAXIMUM_DEPTH: Final = 120  # renderers recurse several Python frames for each level
_LOCAL_URL: Final = re.compile(r"url\(\s*['\"]?#([\w.:-]+)['\"]?\s*\)")


def refuse_endless(root: etree._Element) -> None:
    """Raise ``PictureError`` where a cleaned drawing draws too much, or itself within itself."""
    if sum(1 for _ in root.iter(f"{{{SVG_NAMESPACE}}}use")) > MAXIMUM_USES:
        raise PictureSizeError(MAXIMUM_USES, "uses of its own parts")
    if _Count(root).of(root)[0] > MAXIMUM_ELEMENTS:
        raise PictureSizeError(MAXIMUM_ELEMENTS, "elements")


class _Count:
    """Counts each element once, and remembers it: the work is that of the file, not the drawing."""

    def __init__(self, root: etree._Element) -> None:
        self._targets = {str(found.get("id")): found for found in root.iter() if found.get("id")}
        self._rules: dict[str, set[str]] = defaultdict(set)
        for sheet in root.iter(f"{{{SVG_NAMESPACE}}}style"):
            for selectors, style in RULE.findall(sheet.text or ""):
                for selector in selectors.split(","):
                    self._rules[selector.strip()].update(_LOCAL_URL.findall(style))
        self._counted: dict[etree._Element, tuple[int, int]] = {}
        self._open: set[etree._Element] = set()

    def of(self, element: etree._Element) -> tuple[int, int]:
        """Give how many elements are drawn for this one, and through how many levels."""
        if element in self._counted:
            return self._counted[element]
        if element in self._open or len(self._open) > _MAXIMUM_DEPTH:
            raise DamagedPictureError("it draws itself within itself, or too deep")
        self._open.add(element)
        parts = [self.of(part) for part in [*element, *self._referred(element)]]
        self._open.discard(element)
        total = 1 + sum(count for count, _ in parts)
        levels = 1 + max((below for _, below in parts), default=0)
        if levels > _MAXIMUM_DEPTH:
            raise DamagedPictureError("it draws itself within itself, or too deep")
        self._counted[element] = min(total, MAXIMUM_ELEMENTS + 1), levels
        return self._counted[element]

    def _referred(self, element: etree._Element) -> list[etree._Element]:
        names = {str(element.get(XLINK_HREF) or "").removeprefix("#")}
        for value in element.attrib.values():
            names.update(_LOCAL_URL.findall(str(value)))
        if self._rules:
            names |= self._rules.get(etree.QName(element).localname, set())
            names |= self._rules.get(f"#{element.get('id')}", set())
            for word in str(element.get("class") or "").split():
                names |= self._rules.get(f".{word}", set())
        return [self._targets[name] for name in names if name in self._targets]
