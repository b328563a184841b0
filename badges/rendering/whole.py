"""Certificates laid out from nothing, by WeasyPrint.

::

    drawing = Drawing(content, attachments, created)
    with drawing.watched():
        step = first_fit(drawing.lay_out)
        pdf, objects = drawing.write(step)
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from badges.rendering.content import Attachment, CertificateContent
from badges.rendering.environment import source
from badges.rendering.fitting import FITS, drawable
from badges.rendering.layout import page_html, qr_code
from badges.rendering.resources import (
    COLOUR_SPACE,
    TYPEFACES,
    GivenBytes,
    RenderingError,
    colour_profiles,
    page_of,
    style_sheet,
)


def render_whole(
    content: CertificateContent, attachments: Sequence[Attachment], created: datetime
) -> bytes:
    """Lay one certificate out from nothing; ``attachments`` are in the order of their names.

    Raises what :func:`~badges.rendering.certificate.render_certificate` does.
    """
    content = replace(content, recipient_name=drawable(content.recipient_name))
    drawing = Drawing(content, attachments, created)
    with drawing.watched():
        pdf, _ = drawing.write(first_fit(drawing.lay_out))
    return pdf


def first_fit(fits: Callable[[int], bool]) -> int:
    """Find the airiest step of shrinking that needs no second page.

    Raises :class:`RenderingError` where even the smallest type does not fit.
    """
    # Most pages fit at once; for the others, each layout costs a tenth of a second.
    step = 0 if fits(0) else bisect_left(range(len(FITS)), True, lo=1, key=fits)  # noqa: FBT003
    if step == len(FITS):
        raise RenderingError(
            "rendering.too_long", "The texts are too long for one page; shorten the longest."
        )
    return step


class Drawing:
    """One certificate on its way from content to file."""

    def __init__(
        self, content: CertificateContent, attachments: Sequence[Attachment], created: datetime
    ) -> None:
        self._content, self._attachments, self._created = content, attachments, created
        given = {
            "given:picture": (content.picture.media_type, content.picture.data),
            "given:qr": ("image/svg+xml", qr_code(content.share_url)),
        }
        if content.logo:
            given["given:logo"] = (content.logo.media_type, content.logo.data)
        for number, each in enumerate(attachments):
            given[f"given:attachment/{number}"] = (each.media_type, each.data)
        self._fetcher = GivenBytes(given)
        self._profiles = colour_profiles()
        self._laid_out: dict[int, Any] = {}

    def watched(self) -> AbstractContextManager[None]:
        """Raise ResourceRefusedError where what is done inside was refused something."""
        return self._fetcher.watched()

    def lay_out(self, step: int) -> bool:
        """Lay the page out at a step of shrinking; say whether it is one page."""
        html = page_html(self._content, self._created, FITS[step])
        self._laid_out[step] = page_of(html, self._fetcher).render(
            stylesheets=[TYPEFACES.sheet, _style_sheet()],
            font_config=TYPEFACES.configuration,
            color_profiles=self._profiles,
            output_intent=COLOUR_SPACE,
        )
        return len(self._laid_out[step].pages) == 1

    def write(self, step: int) -> tuple[bytes, Any]:
        """Write what was laid out at that step: the file, and pydyf's objects of it."""
        objects: list[Any] = []
        pdf: bytes = self._laid_out[step].write_pdf(
            pdf_variant="pdf/a-3a",
            output_intent=COLOUR_SPACE,
            attachments=[
                _embedded(each, number, self._fetcher)
                for number, each in enumerate(self._attachments)
            ],
            finisher=lambda _, file: objects.append(_with_each_file_once(file)),
        )
        return pdf, objects[0]


@cache
def _style_sheet() -> Any:
    return style_sheet(source("certificate/certificate.css"))


def _embedded(attachment: Attachment, number: int, fetcher: GivenBytes) -> Any:
    from weasyprint import Attachment as EmbeddedFile  # noqa: PLC0415

    # Fetched by address, since WeasyPrint takes a media type only from a fetched file.
    modified = attachment.modified.astimezone(UTC)
    return EmbeddedFile(
        url=f"given:attachment/{number}",
        url_fetcher=fetcher,
        name=attachment.name,
        description=attachment.description,
        created=modified,
        modified=modified,
        relationship=attachment.relationship,
    )


def _with_each_file_once(pdf: Any) -> Any:
    """Take out the second mention that WeasyPrint 70 gives each file in the catalog's /AF."""
    if "AF" in pdf.catalog:
        pdf.catalog["AF"] = type(pdf.catalog["AF"])(dict.fromkeys(pdf.catalog["AF"]))
    return pdf
