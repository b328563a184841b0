"""The certificate: one A4 page as PDF/A-3a, tagged, with the signed credential attached.

::

    pdf = render_certificate(content, attachments, created=award.signed_at)

Equal input gives equal bytes: the dates are handed in and nothing is drawn from the machine.
Standards: ISO 19005-3 (PDF/A-3, level A), ISO 32000-1 14.8 (tagged PDF).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from typing import Any

import segno

from badges.errors import InputError
from badges.rendering.colours import palette_of
from badges.rendering.content import Attachment, CertificateContent, Heading
from badges.rendering.environment import render, source
from badges.rendering.fitting import FITS, SERIF, SERIF_ITALIC, Fit, clamped, drawable, even_lines
from badges.rendering.resources import (
    COLOUR_SPACE,
    TYPEFACES,
    GivenBytes,
    RenderingError,
    colour_profiles,
    page_of,
    style_sheet,
)
from badges.wording import Wording, wording

TEXT_WIDTH = 162.0
"""Millimetres between the inner margins of the page."""

MILESTONES_SHOWN = 12
"""A page holds no more of them in a size that can be read; the rest is counted."""

PERSONAL_SENTENCE = 280
"""Characters; it is one sentence."""

LONG_NAME = 60
"""Characters from which a name may stand in more than two lines rather than be too small."""


def render_certificate(
    content: CertificateContent,
    attachments: Sequence[Attachment] = (),
    *,
    created: datetime,
) -> bytes:
    """Draw ``content`` on one page and carry ``attachments`` inside.

    ``created`` becomes the file's creation date and must know its zone.

    Raises :class:`InputError` for a date without zone or two attachments of one name,
    :class:`~badges.rendering.resources.ResourceRefusedError` where a picture names something
    outside itself, and :class:`RenderingError` where even the smallest type does not fit.
    """
    _check(attachments, created)
    content = replace(content, recipient_name=drawable(content.recipient_name))
    given = {
        "given:picture": (content.picture.media_type, content.picture.data),
        "given:qr": ("image/svg+xml", qr_code(content.share_url)),
    }
    if content.logo:
        given["given:logo"] = (content.logo.media_type, content.logo.data)
    ordered = sorted(attachments, key=lambda each: each.name)  # ISO 32000-1, 7.9.6: a name tree
    for number, each in enumerate(ordered):
        given[f"given:attachment/{number}"] = (each.media_type, each.data)
    fetcher = GivenBytes(given)
    with fetcher.watched():
        document = _fitted(content, created, fetcher)
        pdf: bytes = document.write_pdf(
            pdf_variant="pdf/a-3a",
            output_intent=COLOUR_SPACE,
            attachments=[_embedded(each, n, fetcher) for n, each in enumerate(ordered)],
            finisher=_name_each_file_once,
        )
    return pdf


def qr_code(address: str) -> bytes:
    """Draw ``address`` as a QR code in SVG, with the quiet zone of four modules it needs.

    ISO/IEC 18004, 9.1; error level M survives a fold in the paper.
    """
    drawing = BytesIO()
    segno.make_qr(address, error="m").save(drawing, kind="svg", border=4, dark="#191816")
    return drawing.getvalue()


def _check(attachments: Sequence[Attachment], created: datetime) -> None:
    if any(each.tzinfo is None for each in (created, *(a.modified for a in attachments))):
        raise InputError("rendering.zone", "Give dates that know their zone.", field="created")
    if len({each.name for each in attachments}) != len(attachments):
        raise InputError(
            "rendering.attachments", "Give each attachment its own name.", field="attachments"
        )


def _fitted(content: CertificateContent, created: datetime, fetcher: GivenBytes) -> Any:
    """Lay the page out at the airiest fit that needs no second page."""
    laid_out: dict[int, Any] = {}
    profiles = colour_profiles()

    def fits(step: int) -> bool:
        html = _page(content, created, FITS[step])
        laid_out[step] = page_of(html, fetcher).render(
            stylesheets=[TYPEFACES.sheet, _style_sheet()],
            font_config=TYPEFACES.configuration,
            color_profiles=profiles,
            output_intent=COLOUR_SPACE,
        )
        return len(laid_out[step].pages) == 1

    # Most pages fit at once; for the others, each layout costs a tenth of a second.
    step = 0 if fits(0) else bisect_left(range(len(FITS)), True, lo=1, key=fits)  # noqa: FBT003
    if step == len(FITS):
        raise RenderingError(
            "rendering.too_long", "The texts are too long for one page; shorten the longest."
        )
    return laid_out[step]


@cache
def _style_sheet() -> Any:
    return style_sheet(source("certificate/certificate.css"))


def _page(content: CertificateContent, created: datetime, fit: Fit) -> str:
    words = wording(content.language, content.formal)
    shown = [
        (clamped(each.title, fit.line).text, clamped(each.sentence, fit.line).text)
        for each in content.milestones[:MILESTONES_SHOWN]
    ]
    return render(
        "certificate/certificate.html",
        wording=words,
        content=content,
        heading=heading_words(content.heading, words),
        style=_style(content, fit),
        palette=palette_of(content.colour),
        created=_w3c(created),
        description=clamped(
            content.description.text if content.description else "", fit.description
        ),
        criteria=clamped(content.criteria.text if content.criteria else "", fit.criteria),
        vouchers=clamped(" · ".join(content.vouchers), fit.criteria).text,
        milestones=[{"title": title, "sentence": sentence} for title, sentence in shown],
        more=max(0, len(content.milestones) - MILESTONES_SHOWN),
        personal_sentence=_quoted(
            clamped(content.personal_sentence, PERSONAL_SENTENCE).text, content.language
        ),
    )


def heading_words(heading: Heading, words: Wording) -> str:
    """Give what a certificate calls itself, by what was checked."""
    if heading is Heading.PARTICIPATION:
        return words.gettext("Confirmation of participation")
    if heading is Heading.RECORD:
        return words.gettext("Record of achievement")
    return words.gettext("Certificate")


def _style(content: CertificateContent, fit: Fit) -> str:
    """Give the custom properties that the style sheet works with."""
    palette = palette_of(content.colour)
    name = even_lines(
        content.recipient_name, face=SERIF, largest=fit.name, smallest=fit.name * 0.6,
        width=TEXT_WIDTH, at_most=2 if len(content.recipient_name) <= LONG_NAME else 4,
    )  # fmt: skip
    title = even_lines(
        content.achievement_name.text, face=SERIF_ITALIC, largest=fit.title,
        smallest=fit.title * 0.8, width=TEXT_WIDTH - 10, at_most=3,
    )  # fmt: skip
    return (
        f"--pure: {palette.pure}; --ink: {palette.ink};"
        f" --picture: {fit.picture}mm; --logo: {fit.logo}mm; --space: {fit.space}mm;"
        f" --item: {fit.item}mm; --heading: {fit.heading}pt; --text: {fit.text}pt;"
        f" --quote: {fit.quote}pt; --name: {name.size:.2f}pt; --name-width: {name.width:.1f}mm;"
        f" --title: {title.size:.2f}pt; --title-width: {title.width:.1f}mm"
    )


def _quoted(sentence: str, language: str) -> str:
    if not sentence or sentence[0] in '„“"‚‘«»':
        return sentence
    return f"„{sentence}“" if language == "de" else f"“{sentence}”"


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


def _name_each_file_once(_document: Any, pdf: Any) -> None:
    """Take out the second mention that WeasyPrint 70 gives each file in the catalog's /AF."""
    if "AF" in pdf.catalog:
        pdf.catalog["AF"] = type(pdf.catalog["AF"])(dict.fromkeys(pdf.catalog["AF"]))


def _w3c(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
