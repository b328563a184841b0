"""The one way a stranger's SVG is parsed: no entities, no network, no external subset."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from badges.baking.errors import DamagedFileError, OversizeError, UnsafeFileError

SVG_NAMESPACE: Final = "http://www.w3.org/2000/svg"

_DECLARATION: Final = re.compile(r"<!(?:ENTITY|ATTLIST|ELEMENT|NOTATION)")


def parse_svg(data: bytes, *, limit: int) -> etree._Element:
    """Parse an SVG of at most ``limit`` bytes and give its root element.

    A DOCTYPE that only names the public DTD is common and harmless, since nothing is loaded; one
    that declares anything is refused before the parser sees it, so that no entity is ever
    expanded. Only UTF-8 is read: in another encoding that search could be led astray. Raises
    ``BakingError``.
    """
    if len(data) > limit:
        raise OversizeError("svg", limit)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DamagedFileError("svg", "it is not UTF-8") from error
    if _DECLARATION.search(text):
        raise UnsafeFileError("svg", "it declares entities or other markup of its own")
    parser = etree.XMLParser(
        encoding="utf-8",  # whatever the file says, so that parser and search read the same
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        strip_cdata=False,
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise DamagedFileError("svg", "it is not well-formed XML") from error
    if root.tag != f"{{{SVG_NAMESPACE}}}svg":
        raise DamagedFileError("svg", "its root element is not svg")
    return root
