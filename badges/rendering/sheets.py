"""Slips to print and cut: each a QR code with a few words beside it, eight on an A4 page.

pdf = render_sheet([Slip(title="Workshop", address="https://…", code="34A7 9CDE FHJK")], …)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from badges.rendering.content import tidy_fields
from badges.rendering.environment import render, source
from badges.rendering.fitting import clamped
from badges.rendering.layout import qr_code
from badges.rendering.resources import TYPEFACES, GivenBytes, page_of, style_sheet
from badges.wording import wording

ON_A_PAGE: Final = 8
MOST_SLIPS: Final = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """One slip: ``address`` goes into the code, ``code`` is what somebody may type instead.

    ``person`` is empty on a card for whoever gets it; ``note`` is one short line below.
    """

    title: str
    address: str
    person: str = ""
    code: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        tidy_fields(self)


def render_sheet(
    slips: Sequence[Slip], *, heading: str, community: str, language: str, formal: bool = False
) -> bytes:
    """Draw the slips as PDF (tagged, PDF/UA-1) with lines to cut along, in the given order."""
    given = {
        f"given:qr/{number}": ("image/svg+xml", qr_code(slip.address))
        for number, slip in enumerate(slips)
    }
    pages = [slips[start : start + ON_A_PAGE] for start in range(0, len(slips), ON_A_PAGE)]
    html = render(
        "certificate/sheet.html",
        wording=wording(language, formal=formal),
        pages=pages,
        heading=heading,
        community=clamped(community, 60).text,
        language=language,
        cut=lambda text, most: clamped(text, most).text,
        on_a_page=ON_A_PAGE,
    )
    fetcher = GivenBytes(given)
    with fetcher.watched():
        pdf: bytes = page_of(html, fetcher).write_pdf(
            stylesheets=[TYPEFACES.sheet, _style_sheet()],
            font_config=TYPEFACES.configuration,
            pdf_variant="pdf/ua-1",
        )
    return pdf


@cache
def _style_sheet() -> Any:
    return style_sheet(source("certificate/sheet.css"))
