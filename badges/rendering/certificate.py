"""The certificate: one A4 page as PDF/A-3a, tagged, with the signed credential attached.

::

    pdf = render_certificate(content, attachments, created=award.signed_at)

Equal input gives equal bytes: the dates are handed in and nothing is drawn from the machine.
Standards: ISO 19005-3 (PDF/A-3, level A), ISO 32000-1 14.8 (tagged PDF).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from badges.errors import InputError
from badges.rendering.content import Attachment, CertificateContent
from badges.rendering.shaping import NotOursError
from badges.rendering.shelf import Shelf
from badges.rendering.splicing import splice
from badges.rendering.whole import render_whole


def render_certificate(
    content: CertificateContent,
    attachments: Sequence[Attachment] = (),
    *,
    created: datetime,
    shelf: Shelf | None = None,
) -> bytes:
    """Draw ``content`` on one page and carry ``attachments`` inside.

    ``created`` becomes the file's creation date and must know its zone. What such certificates have
    in common is looked for on the ``shelf`` and left there.

    Raises :class:`InputError` for a date without zone or two attachments of one name,
    :class:`~badges.rendering.resources.ResourceRefusedError` where a picture names something
    outside itself, and :class:`RenderingError` where even the smallest type does not fit.
    """
    _check(attachments, created)
    ordered = sorted(attachments, key=lambda each: each.name)  # ISO 32000-1, 7.9.6: a name tree
    try:
        return splice(content, ordered, created, shelf)
    except NotOursError:
        return render_whole(content, ordered, created)


def _check(attachments: Sequence[Attachment], created: datetime) -> None:
    if any(each.tzinfo is None for each in (created, *(a.modified for a in attachments))):
        raise InputError("rendering.zone", "Give dates that know their zone.", field="created")
    if len({each.name for each in attachments}) != len(attachments):
        raise InputError(
            "rendering.attachments", "Give each attachment its own name.", field="attachments"
        )
