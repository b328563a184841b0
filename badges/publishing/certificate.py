"""An award as a certificate and as the preview picture of its page.

Both show the name as it was signed, so that the drawing and the attached credential say the same.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Literal
from urllib.parse import urlsplit

from badges.credentials.endorsements import voucher_of, vouches_in
from badges.credentials.issuers import issuer_did_document
from badges.errors import GoneError
from badges.models import Award, Community, Credential
from badges.ports import ports
from badges.publishing.account import Account, account_of, counts_sentence
from badges.publishing.drawn import DrawnLately
from badges.publishing.issued import Form, clear_name, form_of, signed_name
from badges.publishing.pictures import logo_of, picture_of, printable
from badges.publishing.share import share_url
from badges.rendering.certificate import render_certificate
from badges.rendering.content import (
    Attachment,
    CertificateContent,
    Heading,
    Marking,
    Milestone,
    PreviewContent,
    Signatory,
)
from badges.rendering.preview import render_preview
from badges.timestamps import local_day
from badges.wording import pick, wording

DID_NAME, CREDENTIAL_NAME, RECIPIENT_NAME = "did.json", "credential.json", "recipient.json"
SIGNATORIES = 2


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that one certificate is drawn of; no row is needed any more."""

    content: CertificateContent
    attachments: tuple[Attachment, ...]
    created: datetime

    def draw(self) -> bytes:
        """Draw the PDF, with what all certificates of its kind have in common drawn once."""
        return render_certificate(
            self.content, self.attachments, created=self.created, shelf=ports().drawings
        )


def sheet_of(award: Award, credential: Credential) -> Sheet:
    """Gather the certificate of an issue, with the credential and what it takes to read it."""
    content = certificate_content(award, credential)
    return Sheet(content, attachments(credential), credential.valid_from)


def certificate(award: Award, credential: Credential) -> bytes:
    """Draw the PDF of an issue, with the credential and what it takes to read it attached."""
    return sheet_of(award, credential).draw()


def certificate_content(award: Award, credential: Credential) -> CertificateContent:
    """Gather what one certificate shows."""
    community, version = award.community, award.version
    language = _language(award)
    words = wording(language, formal=community.formal)
    account = account_of(award)
    milestones = tuple(
        Milestone(pick(each.title, language).text, counts_sentence(each.counts, words))
        for each in account.milestones
    )
    return CertificateContent(
        language=language,
        formal=community.formal,
        heading=heading_of(award, account),
        recipient_name=signed_name(credential),
        achievement_name=pick(version.name, language),
        description=pick(version.description, language),
        criteria=pick(version.criteria, language),
        milestones=milestones,
        vouchers=tuple(voucher_of(each, words) for each in vouches_in(credential)),
        picture=printable(picture_of(version, language)),
        community_name=community.name,
        issuer_domain=_domain(community),
        logo=printable(logo) if (logo := logo_of(community)) else None,
        colour=community.colour,
        signatories=_signatories(community),
        place=award.place or community.place,
        date=local_day(award.awarded_at, community.zone),
        expires=_expires(credential, community),
        hours=version.hours or 0,
        personal_sentence=award.narrative,
        share_url=share_url(award),
        code=award.code,
        marking=_marking(community),
    )


def attachments(credential: Credential) -> tuple[Attachment, ...]:
    """Gather what the PDF carries: credential, DID document, and a name signed only as a hash."""
    award = credential.award
    made = partial(Attachment, modified=credential.valid_from)
    did = issuer_did_document(award.community.profile)
    found = [
        made(
            name=CREDENTIAL_NAME,
            data=form_of(credential, Form.OB3_DI),
            media_type="application/vc",
            description="The signed credential (Open Badges 3.0)",
            relationship="Source",
        ),
        made(
            name=DID_NAME,
            data=json.dumps(did, ensure_ascii=False).encode(),
            media_type="application/did+json",
            description="The issuer's DID document with its public keys",
            relationship="Supplement",
        ),
    ]
    if not clear_name(credential):
        name = {"name": unicodedata.normalize("NFC", award.recipient_name)}
        found.append(
            made(
                name=RECIPIENT_NAME,
                data=json.dumps(name, ensure_ascii=False).encode(),
                media_type="application/json",
                description="The recipient's name, of which the credential holds a salted hash",
                relationship="Supplement",
            )
        )
    return tuple(found)


_PREVIEWS = DrawnLately()


def preview(award: Award, credential: Credential) -> bytes:
    """Give the picture that a shared link shows, 1200 by 627 pixels; drawn, or drawn lately.

    Raises ``GoneError`` for an award that was withdrawn or suspended, as every drawing does.
    """
    if award.state != "accepted":
        raise GoneError("award.withdrawn", "This badge is not valid any more.")
    content = preview_content(award, credential)
    return _PREVIEWS.get(digest_of(content), lambda: render_preview(content))


def digest_of(content: PreviewContent) -> bytes:
    """Digest all that a preview picture shows."""
    digest = hashlib.sha256(repr(content).encode())
    for picture in (content.picture, content.logo):
        digest.update(picture.data if picture else b"")
    return digest.digest()


def preview_content(award: Award, credential: Credential) -> PreviewContent:
    """Gather what the preview picture shows; without the name where the holder wants none."""
    community, language = award.community, _language(award)
    return PreviewContent(
        language=language,
        formal=community.formal,
        heading=heading_of(award, account_of(award)),
        recipient_name=clear_name(credential),
        achievement_name=pick(award.version.name, language),
        picture=printable(picture_of(award.version, language)),
        community_name=community.name,
        issuer_domain=_domain(community),
        logo=logo_of(community),
        colour=community.colour,
        date=local_day(award.awarded_at, community.zone),
        marking=_marking(community),
    )


def heading_of(award: Award, account: Account) -> Heading:
    """Choose what the certificate calls itself: by what was checked, or by the manager's wish."""
    if award.version.heading == "certificate":
        return Heading.CERTIFICATE
    return Heading.PARTICIPATION if account.proof == "attended" else Heading.RECORD


def _language(award: Award) -> Literal["de", "en"]:
    return "en" if award.language == "en" else "de"


def _domain(community: Community) -> str:
    return urlsplit(community.profile.base_url).netloc


def _marking(community: Community) -> Marking | None:
    return {"demo": Marking.DEMO, "trial": Marking.TRIAL}.get(community.stage)


def _signatories(community: Community) -> tuple[Signatory, ...]:
    named = [item for item in community.signatories if item.get("name")]
    return tuple(Signatory(item["name"], item.get("role", "")) for item in named[:SIGNATORIES])


def _expires(credential: Credential, community: Community) -> date | None:
    until = credential.valid_until
    return None if until is None else local_day(until, community.zone)
