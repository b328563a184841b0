"""The group ``pdf``: the certificates of one achievement, each for another recipient.

Ours sets each recipient into the page that was laid out for the first; the peer is WeasyPrint
laying out every page, with the same style sheets and typefaces kept between pages and with the
same credential attached. ``certificate-first`` is the first of an achievement, whose page has to
be laid out and taken apart; ``certificate-first-from-shelf`` the first of a process, after another
one has done that.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count, islice
from typing import Final

from badges import gallery
from badges.rendering import splicing
from badges.rendering.content import (
    Attachment,
    CertificateContent,
    Heading,
    Milestone,
    Picture,
    Signatory,
)
from badges.rendering.shelf import Shelf
from badges.rendering.splicing import splice
from badges.rendering.whole import render_whole
from badges.wording import Localized
from bench.credential import HOST, credential
from bench.measuring import Comparison, Line, Local, Pace, report

CREATED: Final = datetime(2024, 5, 1, 9, tzinfo=UTC)
FIRST_NAMES: Final = ("Ada", "Łucja", "Jörg", "Ελένη", "Олена", "Siân", "Nguyễn Thị", "Émile")
LAST_NAMES: Final = ("Lovelace", "Wójcik", "Größer", "Παπαδοπούλου", "Їжакевич", "Llŷr", "Ánh")

Piece = tuple[CertificateContent, tuple[Attachment, ...]]


def lines(pace: Pace, *, with_peers: bool = True) -> Iterator[Line]:
    """Give the lines of the group; WeasyPrint is part of us, nothing is installed."""
    del with_peers
    ours = Local(_people, lambda piece: splice(*piece, CREATED))
    first = Local(_people, _first)
    shelf = _Shelf()
    elsewhere = Local(_people, lambda piece: _first(piece, shelf))
    whole = Local(_people, lambda piece: render_whole(*piece, CREATED))
    yield from report(
        (
            Comparison("certificate-spliced", ours, "weasyprint", whole),
            Comparison("certificate-first", first, "weasyprint", whole),
            Comparison("certificate-first-from-shelf", elsewhere, "weasyprint", whole),
        ),
        pace,
    )


def _first(piece: Piece, shelf: Shelf | None = None) -> None:
    """Draw a certificate as a process does that has drawn none of its kind."""
    splicing.forget_templates()
    splice(*piece, CREATED, shelf)


class _Shelf(dict[str, bytes]):
    """A shelf on which another process left what it laid out."""

    put = dict.__setitem__


_numbers = count(1)


def _people(many: int) -> list[Piece]:
    """Make certificates for people whom nobody has seen before."""
    return [_person(number) for number in islice(_numbers, many)]


def _person(number: int) -> Piece:
    own_id = uuid.UUID(int=number * 0x9E3779B97F4A7C15 % 2**128)
    signed = json.dumps(credential(number), ensure_ascii=False, separators=(",", ":")).encode()
    first = FIRST_NAMES[number % len(FIRST_NAMES)]
    last = LAST_NAMES[number // len(FIRST_NAMES) % len(LAST_NAMES)]
    content = replace(
        _CONTENT,
        recipient_name=f"{first} {last} {number}",
        share_url=f"{HOST}/credentials/{own_id.hex}",
        code=f"{number:012X}",
    )
    return content, (
        Attachment("credential.json", signed, "application/vc", "Signed", CREATED, "Source"),
    )


def _picture() -> Picture:
    drawn = gallery.picture("helper")
    return Picture(drawn.svg, "image/svg+xml", drawn.alt["de"])


_CONTENT: Final = CertificateContent(
    language="de",
    heading=Heading.RECORD,
    recipient_name="Ada Lovelace",
    achievement_name=Localized("Reparaturbegleitung – Stufe 2", "de"),
    description=Localized("Begleitet andere beim Reparieren und erklärt jeden Schritt.", "de"),
    milestones=(Milestone("Zwanzig Abende", "An 20 von 20 Abenden mitgeholfen."),),
    picture=_picture(),
    community_name="Werkstatt an der Linde e. V.",
    issuer_domain="badges.example.org",
    colour="#1f6f5c",
    signatories=(Signatory("Marlene Obermüller", "Leitung"),),
    place="Leipzig",
    date=date(2024, 5, 1),
    expires=date(2034, 5, 1),
    share_url=f"{HOST}/credentials/0",
    code="K7MPX4RTW9QH",
)
