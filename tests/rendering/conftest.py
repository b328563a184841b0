"""One certificate's content and its drawing, shared by this room's tests."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pypdfium2
import pytest

from badges.rendering.certificate import render_certificate
from badges.rendering.content import (
    Attachment,
    CertificateContent,
    Heading,
    Milestone,
    Picture,
    Signatory,
)
from badges.wording import Localized

CREATED = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
BADGE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">'
    b'<circle cx="5" cy="5" r="5" fill="#1f4e5f"/></svg>'
)


@pytest.fixture(scope="session")
def content() -> CertificateContent:
    return CertificateContent(
        language="de",
        heading=Heading.RECORD,
        recipient_name="Łucja Wójcik-Śliwińska",
        achievement_name=Localized("Werkstatt begleiten", "de"),
        description=Localized("Begleitet andere beim ersten eigenen Werkstück.", "de"),
        criteria=Localized("Drei Werkstatttage und ein eigenes Werkstück.", "de"),
        milestones=(
            Milestone("Drei Werkstatttage", "An 3 von 3 Terminen dabei."),
            Milestone("Eigenes Werkstück", "Eingereicht und durchgesehen."),
        ),
        picture=Picture(BADGE, "image/svg+xml", "Ein blauer Kreis"),
        community_name="Offene Werkstatt",
        issuer_domain="badges.werkstatt.example",
        logo=Picture(BADGE, "image/svg+xml", "Zeichen der Werkstatt"),
        colour="#1f6f5c",
        signatories=(Signatory("Marlene Obermüller", "Leitung"), Signatory("Jonas Weiß", "Mentor")),
        place="Leipzig",
        date=date(2026, 3, 3),
        expires=date(2028, 3, 3),
        hours=7.5,
        personal_sentence="Danke, dass du geblieben bist.",
        share_url="https://badges.werkstatt.example/credentials/3kq9vT2LrW8yXh5nZpB7cA",
        code="K7MPX4RTW9QH",
    )


@pytest.fixture(scope="session")
def attachments() -> tuple[Attachment, ...]:
    return (
        Attachment("did.json", b'{"id": "did:web:x"}', "application/did", "Keys", CREATED),
        Attachment(
            "credential.json", b'{"proof": {}}', "application/vc", "Signed", CREATED, "Source"
        ),
    )


@pytest.fixture(scope="session")
def certificate(content: CertificateContent, attachments: tuple[Attachment, ...]) -> bytes:
    return render_certificate(content, attachments, created=CREATED)


def text_of(pdf: bytes) -> str:
    """Give the text of a PDF of one page, in one line, with the words at line ends put together.

    Fails where there are more pages.
    """
    document = pypdfium2.PdfDocument(pdf)
    try:
        assert len(document) == 1
        page = document[0].get_textpage().get_text_range()
    finally:
        document.close()
    return " ".join(page.split()).replace("‐ ", "")
