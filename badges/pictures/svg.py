"""SVG pictures of strangers, rewritten from an allow-list.

Nothing is taken out of an unsafe drawing: a new one is made of what is known to be harmless, and
what is not known does not come along.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any, Final

from lxml import etree

from badges.baking.errors import BakingError, OversizeError
from badges.baking.markup import SVG_NAMESPACE, parse_svg
from badges.pictures.allowed import ATTRIBUTES, ELEMENTS, PROPERTIES
from badges.pictures.errors import DamagedPictureError, PictureSizeError
from badges.pictures.references import RULE, XLINK_HREF, refuse_endless
from badges.pictures.sniffing import sniff

MAXIMUM_SVG_BYTES: Final = 512 * 1024
_NAMESPACES: Final[dict[Any, str]] = {
    None: SVG_NAMESPACE,
    "xlink": etree.QName(XLINK_HREF).namespace,
}
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_REFERENCE: Final = re.compile(r"#[\w.:-]+")
_IMAGE: Final = re.compile(r"data:(image/(?:png|jpeg));base64,([A-Za-z0-9+/=\s]+)")
# A value is numbers, words, colours and functions of them; a url() points into the drawing. There
# is no room in it for escapes, comments, further declarations or markup.
_URL: Final = re.compile(r"url\(\s*(['\"]?)#[\w.:-]+\1\s*\)")
_VALUE: Final = re.compile(r"[\w#%.,+*/()'\"\s-]*")
_FORBIDDEN: Final = re.compile(r"url\s*\(|expression\s*\(|image\s*\(|/\*|//", re.IGNORECASE)
_SELECTORS: Final = re.compile(r"\s*[.#]?[\w-]+(?:\s*,\s*[.#]?[\w-]+)*\s*")
_REFERRING: Final = frozenset({"use", "linearGradient", "radialGradient", "pattern", "textPath"})
_UNWRAPPED: Final = frozenset({"a", "switch"})  # their content is drawn, they themselves act


def clean_svg(data: bytes) -> bytes:
    """Rewrite an uploaded drawing so that it can only be looked at.

    At most 512 KB in UTF-8. References stay inside of the drawing; pictures in it are PNG or JPEG
    and stand in it. Raises ``PictureError`` for what is no SVG, declares a DTD's entities, or
    would draw without end.
    """
    try:
        given = parse_svg(data, limit=MAXIMUM_SVG_BYTES)
    except OversizeError as error:
        raise PictureSizeError(MAXIMUM_SVG_BYTES, "bytes") from error
    except BakingError as error:
        raise DamagedPictureError(str(error.reason.params["problem"])) from error
    root = etree.Element(f"{{{SVG_NAMESPACE}}}svg", nsmap=_NAMESPACES)
    _copy_attributes(given, root, "svg")
    root.text = given.text
    _copy_children(given, root)
    refuse_endless(root)
    if "viewBox" not in root.attrib:
        _add_view_box(root)
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=False)


def has_boxed_gradients(svg: bytes) -> bool:
    """Tell whether a cleaned drawing has gradients in the units of what they fill.

    That is what a gradient says that names no units (SVG 1.1, 13.2). In a PDF made of it, viewers
    built on Poppler leave out what they fill.
    """
    gradients = parse_svg(svg, limit=len(svg)).iter(
        f"{{{SVG_NAMESPACE}}}linearGradient", f"{{{SVG_NAMESPACE}}}radialGradient"
    )
    return any(_is_boxed(gradient) for gradient in gradients)


def _is_boxed(gradient: etree._Element) -> bool:
    # One that names no units but another gradient has that one's, which is looked at by itself.
    inherited = "" if gradient.get(XLINK_HREF) else "objectBoundingBox"
    return gradient.get("gradientUnits", inherited) == "objectBoundingBox"


def _copy_children(given: etree._Element, made: etree._Element) -> None:
    """Copy what is allowed below ``given``; the parser has bounded the depth (256)."""
    for child in given:
        name = _local_name(child)
        if name in _UNWRAPPED:
            _copy_children(child, etree.SubElement(made, f"{{{SVG_NAMESPACE}}}g"))
        elif name in ELEMENTS and (name != "image" or _image(child)):
            copy = etree.SubElement(made, f"{{{SVG_NAMESPACE}}}{name}")
            _copy_attributes(child, copy, name)
            copy.text = _clean_sheet(child.text or "") if name == "style" else child.text
            copy.tail = child.tail
            if name != "style":
                _copy_children(child, copy)


def _local_name(element: etree._Element) -> str:
    """Give an SVG element's name; '' for other vocabularies, comments and instructions."""
    if not isinstance(element.tag, str):
        return ""
    name = etree.QName(element)
    return name.localname if name.namespace == SVG_NAMESPACE else ""


def _copy_attributes(given: etree._Element, made: etree._Element, name: str) -> None:
    for key, found in given.attrib.items():
        value = str(found)
        if key == "style":
            if declarations := _clean_declarations(value):
                made.set("style", declarations)
        elif (key in ATTRIBUTES and _harmless(value)) or (key == _SPACE and value == "preserve"):
            made.set(key, value)
    if name == "image":
        made.set(XLINK_HREF, _image(given))
    elif name in _REFERRING:
        target = (given.get("href") or given.get(XLINK_HREF) or "").strip()
        if _REFERENCE.fullmatch(target):
            made.set(XLINK_HREF, target)  # of the two spellings the one that all renderers know


def _harmless(value: str) -> bool:
    rest = _URL.sub("", value)
    return not _FORBIDDEN.search(rest) and "\\" not in rest and "javascript:" not in rest.lower()


def _image(element: etree._Element) -> str:
    """Give the data: URI of an ``image`` whose bytes are what it says they are, else ''."""
    match = _IMAGE.fullmatch((element.get("href") or element.get(XLINK_HREF) or "").strip())
    if match is None:
        return ""
    try:
        data = base64.b64decode("".join(match[2].split()), validate=True)
    except binascii.Error:
        return ""
    encoded = base64.b64encode(data).decode("ascii")
    return f"data:{match[1]};base64,{encoded}" if sniff(data) == match[1] else ""


def _clean_declarations(style: str) -> str:
    kept = []
    for declaration in style.split(";"):
        name, _, value = declaration.partition(":")
        name, value = name.strip().lower(), value.strip()
        rest = _URL.sub("", value)
        allowed = name in PROPERTIES and value and _VALUE.fullmatch(rest)
        if allowed and not _FORBIDDEN.search(rest):
            kept.append(f"{name}:{value}")
    return ";".join(kept)


def _clean_sheet(sheet: str) -> str:
    """Keep rules for classes, ids and element names; drop at-rules and everything cleverer."""
    if "@" in sheet or "\\" in sheet:
        return ""
    kept = []
    for selectors, style in RULE.findall(re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)):
        declarations = _clean_declarations(style)
        if declarations and _SELECTORS.fullmatch(selectors):
            kept.append(f"{selectors.strip()}{{{declarations}}}")
    return "\n".join(kept)


def _add_view_box(root: etree._Element) -> None:
    """Say how large the drawing is, so that it scales; without a size there is nothing to say."""
    sizes = [
        re.fullmatch(r"\s*(\d{1,5}(?:\.\d+)?)(?:px)?\s*", str(root.get(side) or ""))
        for side in ("width", "height")
    ]
    if sizes[0] and sizes[1]:
        root.set("viewBox", f"0 0 {sizes[0][1]} {sizes[1][1]}")
