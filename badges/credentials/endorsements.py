"""A word for somebody or something as a document: the OB 3.0 EndorsementCredential, unsigned.

The community issues it, with its Profile and key (decisions 16); whoever vouches stands in
``endorsementComment``, by the display name agreed to or by what they are. A vouch is about the
credential that it is embedded in; an organisation's word is about a version of an achievement.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from badges.credentials.achievements import OB3_CONTEXT, VC_CONTEXT
from badges.credentials.issuers import issuer_profile
from badges.credentials.marks import marked_name
from badges.database import db
from badges.models import (
    Achievement,
    AchievementVersion,
    Award,
    Credential,
    Endorsement,
    Profile,
    StatusList,
    Vouch,
)
from badges.proofs import UnsignedCredential
from badges.status import status_entry
from badges.timestamps import utc_text
from badges.wording import Wording, pick, wording

MOST_VOUCHES: Final = 20
"""Vouches embedded in one credential, the earliest first; a checker looks at no more of them."""


@dataclass(frozen=True, slots=True)
class Issue:
    """What one signing of an endorsement adds: its address, its time, its place in a list."""

    iri: str
    at: datetime
    status: tuple[StatusList, int]


def endorsement_credential(
    profile: Profile,
    issue: Issue,
    *,
    about: str,
    name: str,
    comment: str,
    language: str,
    since: datetime | None = None,
) -> UnsignedCredential:
    """Build an EndorsementCredential (OB 3.0, B.1.8) of an issuer about the ``about`` id.

    ``since`` is when the word was given, where that was before it was signed.
    """
    return UnsignedCredential(
        {
            "@context": [VC_CONTEXT, OB3_CONTEXT],
            "id": issue.iri,
            "type": ["VerifiableCredential", "EndorsementCredential"],
            "name": marked_name(name, profile.community, language),
            "issuer": issuer_profile(profile, language),
            "validFrom": utc_text(issue.at),
            "awardedDate": utc_text(since or issue.at),
            "credentialSubject": {
                "id": about,
                "type": ["EndorsementSubject"],
                "endorsementComment": comment,
            },
            "credentialStatus": status_entry(issue.status[0].iri, issue.status[1]),
        }
    )


def vouch_credential(vouch: Vouch, issue: Issue, *, about: str, award: Award) -> UnsignedCredential:
    """Build the EndorsementCredential of a vouch for the credential of an award."""
    words = wording(award.language)
    badge, _ = pick(award.version.name, award.language)
    return endorsement_credential(
        award.community.profile,
        issue,
        about=about,
        name=words.gettext("A word for: %(badge)s", badge=badge),
        comment=comment_of(vouch, words),
        language=award.language,
        since=vouch.created_at,
    )


def comment_of(vouch: Vouch, words: Wording) -> str:
    """Say who vouches and what they say, as it is signed."""
    return words.gettext(
        "%(who)s: “%(sentence)s”", who=voucher_of(vouch, words), sentence=vouch.sentence
    )


def voucher_of(vouch: Vouch, words: Wording) -> str:
    """Give the name that the voucher agreed to, else what they are (decisions 16)."""
    return vouch.name or standing_of(vouch, words)


def standing_of(vouch: Vouch, words: Wording) -> str:
    """Say what somebody vouches as, without a name."""
    if vouch.capacity == "holder":
        return words.gettext(
            "A holder of “%(badge)s”", badge=_badge(vouch, vouch.capacity_badge, words)
        )
    return {
        "mentor": words.gettext("A mentor of the community"),
        "reviewer": words.gettext("A reviewer of the community"),
        "manager": words.gettext("A manager of the community"),
    }.get(vouch.capacity, words.gettext("A member of the community"))


def vouches_in(credential: Credential) -> list[Vouch]:
    """List the vouches that an issue carries and that stand, in their order."""
    return list(
        db.session.scalars(
            sa.select(Vouch)
            .join(Endorsement)
            .where(Endorsement.credential_id == credential.id, Endorsement.revoked_at.is_(None))
            .order_by(Endorsement.id)
        )
    )


def _badge(vouch: Vouch, slug: str, words: Wording) -> str:
    version = db.session.scalar(
        sa.select(AchievementVersion)
        .join(Achievement)
        .where(
            Achievement.community_id == vouch.community_id,
            Achievement.slug == slug,
            AchievementVersion.published_at.is_not(None),
        )
        .order_by(AchievementVersion.number.desc())
        .limit(1)
    )
    return pick(version.name, words.language).text if version is not None else slug
