"""The page of a certificate as HTML: its words, and the sizes at which they stand.

::

    page_html(content, created, FITS[0])
"""

from __future__ import annotations

from datetime import UTC, datetime

from badges.rendering.colours import palette_of
from badges.rendering.content import CertificateContent, Heading
from badges.rendering.environment import render
from badges.rendering.fitting import SERIF, SERIF_ITALIC, Fit, Lines, clamped, even_lines
from badges.rendering.qr import QUIET, symbol_of
from badges.wording import Wording, wording

TEXT_WIDTH = 162.0
"""Millimetres between the inner margins of the page."""

MILESTONES_SHOWN = 12
"""A page holds no more of them in a size that can be read; the rest is counted."""

PERSONAL_SENTENCE = 280
"""Characters; it is one sentence."""

LONG_NAME = 60
"""Characters from which a name may stand in more than two lines rather than be too small."""

NAME_SMALLEST = 0.6
"""Of the largest size: a longer name stands in more lines rather than be smaller."""

NAME_LINE = 1.16
"""Height of a line of the name, in its size."""


def qr_code(address: str) -> bytes:
    """Draw ``address`` as a QR code in SVG, with the quiet zone that it needs."""
    symbol = symbol_of(address)
    side = symbol.size + 2 * QUIET
    runs = "".join(
        f"M{QUIET + start} {QUIET + row}.5h{end - start}" for row, start, end in symbol.strokes()
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side}" height="{side}"'
        f' viewBox="0 0 {side} {side}"><path stroke="#191816" d="{runs}"/></svg>'
    ).encode()


def heading_words(heading: Heading, words: Wording) -> str:
    """Give what a certificate calls itself, by what was checked."""
    if heading is Heading.PARTICIPATION:
        return words.gettext("Confirmation of participation")
    if heading is Heading.RECORD:
        return words.gettext("Record of achievement")
    return words.gettext("Certificate")


def name_lines(name: str, fit: Fit) -> Lines:
    """Choose the size of a recipient's name."""
    return even_lines(
        name, face=SERIF, largest=fit.name, smallest=fit.name * NAME_SMALLEST,
        width=TEXT_WIDTH, at_most=2 if len(name) <= LONG_NAME else 4,
    )  # fmt: skip


def personal_sentence(content: CertificateContent) -> str:
    """Give the personal sentence as it stands on the page: one sentence, in quotation marks."""
    sentence = clamped(content.personal_sentence, PERSONAL_SENTENCE).text
    if not sentence or sentence[0] in '„“"‚‘«»':
        return sentence
    return f"„{sentence}“" if content.language == "de" else f"“{sentence}”"


def page_html(content: CertificateContent, created: datetime, fit: Fit) -> str:
    """Write the page at a step of shrinking."""
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
        created=created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        description=clamped(
            content.description.text if content.description else "", fit.description
        ),
        criteria=clamped(content.criteria.text if content.criteria else "", fit.criteria),
        vouchers=clamped(" · ".join(content.vouchers), fit.criteria).text,
        milestones=[{"title": title, "sentence": sentence} for title, sentence in shown],
        more=max(0, len(content.milestones) - MILESTONES_SHOWN),
        personal_sentence=personal_sentence(content),
    )


def _style(content: CertificateContent, fit: Fit) -> str:
    """Give the custom properties that the style sheet works with."""
    palette = palette_of(content.colour)
    name = name_lines(content.recipient_name, fit)
    # Names in one line take the same height whatever their size: so the page around them is the
    # same for everybody, and a name can be set into it. In more lines most have one size.
    name_line = NAME_LINE * (fit.name if name.count == 1 else name.size)
    title = even_lines(
        content.achievement_name.text, face=SERIF_ITALIC, largest=fit.title,
        smallest=fit.title * 0.8, width=TEXT_WIDTH - 10, at_most=3,
    )  # fmt: skip
    return (
        f"--pure: {palette.pure}; --ink: {palette.ink};"
        f" --picture: {fit.picture}mm; --logo: {fit.logo}mm; --space: {fit.space}mm;"
        f" --item: {fit.item}mm; --heading: {fit.heading}pt; --text: {fit.text}pt;"
        f" --quote: {fit.quote}pt; --name: {name.size:.2f}pt; --name-width: {name.width:.1f}mm;"
        f" --name-line: {name_line:.2f}pt;"
        f" --title: {title.size:.2f}pt; --title-width: {title.width:.1f}mm"
    )
