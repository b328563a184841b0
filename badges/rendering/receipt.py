"""A receipt on paper: what was checked, when, where, and what came out, row by row.

::

    pdf = render_receipt(content)

The signed receipt is attached, so that the PDF can itself be checked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Literal
from zoneinfo import ZoneInfo

from badges.errors import Reason
from badges.rendering.environment import render, source
from badges.rendering.resources import TYPEFACES, GivenBytes, page_of, style_sheet
from badges.wording import wording

NAME = "receipt.json"


@dataclass(frozen=True, slots=True)
class ReceiptContent:
    """What the page shows: who checked (``domain``, ``issuer``), when, and each of ``entries``.

    ``reasons`` say why an entry is not verified, in their order, or none. ``file`` is the signed
    receipt; ``at`` is aware and shown in ``zone``.
    """

    language: Literal["de", "en"]
    domain: str
    issuer: str
    receipt_id: str
    at: datetime
    zone: ZoneInfo
    entries: Sequence[Mapping[str, Any]]
    reasons: Sequence[Reason | None]
    file: bytes


def render_receipt(content: ReceiptContent) -> bytes:
    """Draw the receipt on as many A4 pages as it needs, as tagged PDF."""
    given = {"given:receipt": ("application/json", content.file)}
    fetcher = GivenBytes(given)
    html = render(
        "receipt/receipt.html",
        wording=wording(content.language),
        content=content,
        counts=Counter(str(each.get("status")) for each in content.entries),
    )
    with fetcher.watched():
        from weasyprint import Attachment as EmbeddedFile  # noqa: PLC0415

        attached = EmbeddedFile(
            url="given:receipt",
            url_fetcher=fetcher,
            name=NAME,
            description="The signed receipt",
            created=content.at,
            modified=content.at,
            relationship="Source",
        )
        pdf: bytes = page_of(html, fetcher).write_pdf(
            stylesheets=[TYPEFACES.sheet, _style_sheet()],
            font_config=TYPEFACES.configuration,
            attachments=[attached],
            pdf_tags=True,
        )
    return pdf


@cache
def _style_sheet() -> Any:
    return style_sheet(source("receipt/receipt.css"))
