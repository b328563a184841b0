"""The share page's facts: who, what, from whom, when, and whether it is valid right now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa

from badges.database import db
from badges.errors import NotFoundError
from badges.models import Achievement, AchievementVersion, Award, Community, Credential
from badges.publishing.account import Account, account_of
from badges.publishing.beside import with_suspension
from badges.publishing.certificate import digest_of, preview_content
from badges.publishing.checking import verify_award
from badges.publishing.issued import clear_name, document_of, issued_credential
from badges.publishing.share import Targets, share_url, targets_of
from badges.publishing.visible import HiddenAwardError, Standing, shown_award, standing_of
from badges.verifying import VerificationResult


@dataclass(frozen=True, slots=True)
class SharedAward:
    """What strangers see of an award.

    ``name`` is the signed one, empty where the holder shares without a name; ``result`` is what
    our own verifier says at this moment; ``corrected_at`` is when an earlier issue was replaced.
    """

    award: Award
    credential: Credential
    standing: Standing
    name: str
    account: Account
    result: VerificationResult
    corrected_at: datetime | None

    @property
    def community(self) -> Community:
        """Give the community that issued it."""
        return self.award.community

    @property
    def url(self) -> str:
        """Give the permanent share address."""
        return share_url(self.award)

    @property
    def domain(self) -> str:
        """Give the host that answers for the issuer."""
        return urlsplit(self.community.profile.base_url).netloc

    @property
    def evidence(self) -> Sequence[Mapping[str, Any]]:
        """List the evidence that its owner chose to show, as signed."""
        found = document_of(self.credential).get("evidence", [])
        return found if isinstance(found, list) else [found]

    @property
    def is_public(self) -> bool:
        """Tell whether search engines may list it."""
        return self.award.visibility == "public"

    @property
    def preview_url(self) -> str:
        """Give the preview picture's absolute address, with a version that networks' caches see."""
        return f"{self.url}/og.png?v={preview_version(self.award, self.credential)}"

    @property
    def targets(self) -> Targets:
        """Give the addresses that carry it elsewhere."""
        return targets_of(self.award, self.credential)


def shared_award(public_id: str, *, recipient: str = "", name: str = "") -> SharedAward:
    """Look up and check what a share address shows.

    ``recipient`` and ``name`` ask whether it belongs to that person. Raises ``HiddenAwardError``,
    ``ErasedAwardError``, and ``InputError`` for an address that is none.
    """
    return shared_of(shown_award(public_id), recipient=recipient, name=name)


def shared_of(award: Award, *, recipient: str = "", name: str = "") -> SharedAward:
    """Look up and check an award for somebody who may see it; raises ``HiddenAwardError``."""
    credential = signed(award)
    return SharedAward(
        award=award,
        credential=credential,
        standing=standing_of(award, credential),
        name=clear_name(credential),
        account=account_of(award),
        result=with_suspension(
            verify_award(award, recipient=recipient, name=name).with_gentle_recipient()
        ),
        corrected_at=_corrected_at(award),
    )


def signed(award: Award) -> Credential:
    """Give the issue that strangers see; raises ``HiddenAwardError`` before the first."""
    try:
        credential = issued_credential(award)
    except NotFoundError as error:
        raise HiddenAwardError from error
    return credential


def preview_version(award: Award, credential: Credential) -> str:
    """Give a short digest of all that the preview picture shows."""
    return digest_of(preview_content(award, credential)).hex()[:12]


def achievements_of(community: Community) -> Sequence[AchievementVersion]:
    """List the newest published version of each achievement that is still offered."""
    rows = db.session.scalars(
        sa.select(AchievementVersion)
        .join(Achievement)
        .where(
            Achievement.community_id == community.id,
            Achievement.archived_at.is_(None),
            AchievementVersion.published_at.is_not(None),
        )
        .order_by(Achievement.id, AchievementVersion.number)
    )
    return list({row.achievement_id: row for row in rows}.values())


def _corrected_at(award: Award) -> datetime | None:
    """Tell when an issue of this award was last replaced by a newer one."""
    return db.session.scalar(
        sa.select(sa.func.max(Credential.revoked_at)).where(
            Credential.award_id == award.id, Credential.revocation == "replaced"
        )
    )
