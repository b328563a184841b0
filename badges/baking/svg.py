"""Credentials in SVG pictures: one element, the first child of ``svg``.

Open Badges 3.0 (section 5.3.2) uses the element ``credential``, Open Badges 2.0 ``assertion``,
each in a namespace of its own; a compact JWS stands in the attribute ``verify``, JSON between the
tags as CDATA. Readers match by namespace, never by prefix.
"""

from __future__ import annotations

import hashlib
from typing import Any, Final

from lxml import etree

from badges.baking.errors import DamagedFileError, NoCredentialError, OversizeError
from badges.baking.forms import (
    MAXIMUM_FILE_BYTES,
    MAXIMUM_TEXT_BYTES,
    OpenBadgesVersion,
    Unbaked,
)
from badges.baking.markup import parse_svg

PREFIX: Final = "openbadges"
NAMESPACES: Final = {
    OpenBadgesVersion.OB3: "https://purl.imsglobal.org/ob/v3p0",
    OpenBadgesVersion.OB2: "http://openbadges.org",
}
ELEMENTS: Final = {
    OpenBadgesVersion.OB3: f"{{{NAMESPACES[OpenBadgesVersion.OB3]}}}credential",
    OpenBadgesVersion.OB2: f"{{{NAMESPACES[OpenBadgesVersion.OB2]}}}assertion",
}
_VERSIONS: Final = {element: version for version, element in ELEMENTS.items()}
_DECLARATION: Final = b'<?xml version="1.0" encoding="UTF-8"?>\n'


def bake_svg(image: bytes, text: str, version: OpenBadgesVersion) -> bytes:
    """Put ``text`` into the picture, in place of any credential that it held.

    Raises ``BakingError``; the DOCTYPE and what stands outside of the root element are dropped.
    """
    if len(text.encode()) > MAXIMUM_TEXT_BYTES:
        raise OversizeError("svg", MAXIMUM_TEXT_BYTES)
    old = parse_svg(image, limit=MAXIMUM_FILE_BYTES)
    for element in list(old.iter(*_VERSIONS)):
        _remove(element)
    # lxml declares namespaces only when an element is made; hence a new root with the old content
    names: dict[Any, str] = dict(old.nsmap)
    names[PREFIX] = NAMESPACES[version]
    root = etree.Element(old.tag, nsmap=names)
    for name, value in old.attrib.items():
        root.set(name, value)
    baked = etree.SubElement(root, ELEMENTS[version])
    split = hashlib.sha256(image + text.encode()).hexdigest()  # stands in neither of the two
    try:
        if text.lstrip().startswith("{"):
            baked.text = etree.CDATA(text.replace("]]>", split))
        else:
            baked.set("verify", text)
    except ValueError as error:
        raise DamagedFileError("svg", "XML cannot hold the control characters given") from error
    baked.tail = old.text
    root.extend(list(old))
    written = etree.tostring(root, encoding="UTF-8", xml_declaration=False)
    # ]]> ends a CDATA section: one ends behind the brackets, the next begins before the sign
    return _DECLARATION + written.replace(split.encode(), b"]]]]><![CDATA[>")


def unbake_svg(image: bytes) -> Unbaked:
    """Give the first credential of the picture; raises ``NoCredentialError`` where none is."""
    root = parse_svg(image, limit=MAXIMUM_FILE_BYTES)
    for element in root.iter(*_VERSIONS):
        text = element.get("verify") or "".join(str(part) for part in element.itertext())
        if len(text.encode()) > MAXIMUM_TEXT_BYTES:
            raise OversizeError("svg", MAXIMUM_TEXT_BYTES)
        if not text.strip():
            raise NoCredentialError("svg")
        return Unbaked("svg", text.strip(), _VERSIONS[str(element.tag)])
    raise NoCredentialError("svg")


def _remove(element: etree._Element) -> None:
    """Take the element out, and leave the text behind it, which belongs to the picture."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:  # pragma: no cover -- the root is always svg
        return
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)
