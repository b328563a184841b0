"""The report on paper: tables with their bars, and what may be quoted.

::

    pdf = render_impact(content)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from badges.rendering.charts import bar_chart
from badges.rendering.environment import render, source
from badges.rendering.resources import TYPEFACES, GivenBytes, page_of, style_sheet
from badges.wording import wording

TYPEFACE = "Meilenstein Sans"


@dataclass(frozen=True, slots=True)
class ImpactTable:
    """A table: its title, a sentence, rows of which nothing stands for what is hidden, a note."""

    title: str
    lead: str
    rows: Sequence[tuple[str, int | None]]
    note: str = ""

    @property
    def shown(self) -> list[tuple[str, int]]:
        """Give the rows that are told."""
        return [(label, count) for label, count in self.rows if count is not None]


@dataclass(frozen=True, slots=True)
class ImpactContent:
    """What the pages show; ``quotes`` are pairs of words and a name or none; ``colour`` is hex."""

    language: str
    formal: bool
    community: str
    period: str
    counted_on: date
    colour: str
    tables: Sequence[ImpactTable]
    quotes: Sequence[tuple[str, str]]


def render_impact(content: ImpactContent) -> bytes:
    """Draw the report on as many A4 pages as it needs, as tagged PDF (PDF/UA-1)."""
    drawn: dict[str, tuple[str, bytes]] = {}
    for number, table in enumerate(content.tables):
        if table.shown:
            svg = bar_chart(
                table.title,
                table.title,
                table.shown,
                key=f"chart-{number}",
                fill=content.colour,
                typeface=TYPEFACE,
            )
            drawn[f"given:chart/{number}"] = ("image/svg+xml", svg.encode())
    words = wording(content.language, formal=content.formal)
    html = render("impact/report.html", wording=words, content=content, charts=drawn)
    fetcher = GivenBytes(drawn)
    with fetcher.watched():
        pdf: bytes = page_of(html, fetcher).write_pdf(
            stylesheets=[TYPEFACES.sheet, _style_sheet()],
            font_config=TYPEFACES.configuration,
            pdf_variant="pdf/ua-1",
        )
    return pdf


@cache
def _style_sheet() -> Any:
    return style_sheet(source("impact/report.css"))
