"""What a checker sees beside a verdict: the issuer's own picture, the drawing handed in, our trace.

A baked picture's drawing is not signed, so that anybody may paint anything around a true
credential; the issuer's own picture of the achievement is shown next to it.
"""

from __future__ import annotations

import base64
import io
from dataclasses import replace

import sqlalchemy as sa
from PIL import Image

from badges.baking import container_of
from badges.credentials.own import is_own
from badges.credentials.published import credential_by_iri
from badges.database import db
from badges.errors import BadgesError, Reason
from badges.models import AchievementVersion, Award, Credential, CredentialForm
from badges.pictures import clean_raster, clean_svg, sniff
from badges.ports import ports
from badges.publishing.pictures import as_png, picture_of
from badges.rendering.content import Picture
from badges.uploads import SVG
from badges.verifying import CheckId, Outcome, VerificationResult

SHOWN_SIDE = 320
_ORIGIN = (CheckId.VALID_SIGNATURE, CheckId.HOSTED, CheckId.ISSUER_IDENTITY)
_PROVEN = {Outcome.PASSED, Outcome.SKIPPED}


def is_proven(result: VerificationResult) -> bool:
    """Tell whether the file is whole and comes from the issuer that it names."""
    return all(result.check(each).outcome in _PROVEN for each in _ORIGIN)


def own_award(result: VerificationResult) -> Award | None:
    """Find the award of ours that a proven file stands for, for its account."""
    iri = result.facts.credential_id
    if not iri or not is_proven(result):
        return None
    credential = _issue(iri)
    award = credential.award if credential is not None else None
    return award if award is not None and award.state != "erased" else None


def with_suspension(result: VerificationResult) -> VerificationResult:
    """Give the result with the word that the list has not: one bit says withdrawn or suspended."""
    if result.check(CheckId.REVOCATION_STATUS).reason.code != "status.revoked":
        return result
    award = own_award(result)
    if award is None or award.state != "suspended":
        return result
    checks = tuple(
        check._replace(reason=Reason("status.suspended"))
        if check.id == CheckId.REVOCATION_STATUS
        else check
        for check in result.checks
    )
    return replace(result, checks=checks)


def replacement_of(result: VerificationResult) -> Award | None:
    """Find the award of ours whose newer issue took the place of this one (decisions 4)."""
    if result.check(CheckId.REVOCATION_STATUS).reason.code != "status.revoked":
        return None
    award = own_award(result)
    if award is None or award.state != "accepted":
        return None
    credential = _issue(result.facts.credential_id or "")
    return award if credential is not None and credential.revocation == "replaced" else None


def _issue(iri: str) -> Credential | None:
    """Find an issue by the id inside any of its forms."""
    return credential_by_iri(iri) or db.session.scalar(
        sa.select(Credential).join(CredentialForm).where(CredentialForm.iri == iri).limit(1)
    )


def issuer_picture(result: VerificationResult) -> str:
    """Give the issuer's own picture of the achievement as a ``data:`` address, or nothing.

    Nothing is shown for a file whose origin is not proven: its picture could be anybody's.
    """
    facts = result.facts
    if not facts.image or not is_proven(result):
        return ""
    version = db.session.scalar(
        sa.select(AchievementVersion).where(AchievementVersion.iri == facts.achievement_id)
    )
    if version is not None:
        return _address(Picture(as_png(picture_of(version, "en")), "image/png", ""))
    if is_own(facts.image):
        return ""
    try:
        return drawing(ports().fetch(facts.image).body)
    except BadgesError:
        return ""


def drawing(data: bytes) -> str:
    """Give a stranger's picture, cleaned and made small, as a ``data:`` address, or nothing."""
    if container_of(data) == "pdf":
        return ""
    try:
        if sniff(data) == SVG:
            return _address(Picture(clean_svg(data), SVG, ""))
        cleaned = clean_raster(data)
    except BadgesError:
        return ""
    with Image.open(io.BytesIO(cleaned.data)) as picture:
        small = picture.convert("RGBA")
        small.thumbnail((SHOWN_SIDE, SHOWN_SIDE))
    out = io.BytesIO()
    small.save(out, "PNG")
    return _address(Picture(out.getvalue(), "image/png", ""))


def _address(picture: Picture) -> str:
    return f"data:{picture.media_type};base64,{base64.b64encode(picture.data).decode()}"
