"""Signing vouches and endorsements, each a credential of its own.

Those of an award are signed with each of its issues, about that very issue, and embedded in it
before it is signed itself::

    signed = sign_vouches(award, about=document["id"], at=now())
    document["endorsement"] = [json.loads(row.document) for row in signed]

A word that is withdrawn is revoked (:mod:`badges.credentials.spoken`); the next issue leaves it
out.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa

from badges.credentials.custody import signer_of
from badges.credentials.endorsements import (
    MOST_VOUCHES,
    Issue,
    endorsement_credential,
    vouch_credential,
)
from badges.credentials.statuslists import take_place
from badges.database import db
from badges.errors import ConflictError
from badges.models import (
    AchievementVersion,
    Award,
    Endorsement,
    Profile,
    Vouch,
)
from badges.ports import now, ports
from badges.proofs import UnsignedCredential, secure
from schemas.checking import check_endorsement_credential


def sign_vouches(award: Award, *, about: str, at: datetime) -> list[Endorsement]:
    """Sign what is said for the holder of an award, about the issue with the id ``about``.

    The rows are not added yet: whoever keeps the issue keeps them with it.
    """
    signed = []
    for vouch in vouches_for(award):
        issue = _issue(award.community.profile, at)
        document = vouch_credential(vouch, issue, about=about, award=award)
        signed.append(_signed(award.community.profile, issue, document, vouch_id=vouch.id))
    return signed


def sign_endorsement(
    profile: Profile, version: AchievementVersion, *, name: str, comment: str, language: str
) -> Endorsement:
    """Sign an organisation's word for a version of somebody else's badge, and keep it."""
    at = now()
    issue = _issue(profile, at)
    document = endorsement_credential(
        profile, issue, about=version.iri, name=name, comment=comment, language=language
    )
    row = _signed(profile, issue, document)
    db.session.add(row)
    db.session.flush()
    return row


def vouches_for(award: Award) -> list[Vouch]:
    """List the vouches that belong in an award: given for it, standing, shown by its holder.

    What was said before an earlier award of the same achievement belongs to that one. Everybody
    speaks once and nobody for themselves, also after two records of one person came together.
    """
    if award.membership_id is None or not takes_vouches(award.version):
        return []
    before = db.session.scalar(
        sa.select(sa.func.max(Award.awarded_at)).where(
            Award.membership_id == award.membership_id,
            Award.achievement_id == award.achievement_id,
            Award.id < award.id,
            Award.state.in_(("accepted", "suspended")),
        )
    )
    query = sa.select(Vouch).where(
        Vouch.membership_id == award.membership_id,
        Vouch.achievement_id == award.achievement_id,
        Vouch.withdrawn_at.is_(None),
        Vouch.voucher_id != award.membership_id,
        Vouch.shown.is_(True),
    )
    if before is not None:
        query = query.where(Vouch.created_at > before)
    first: dict[int | None, Vouch] = {}
    for vouch in db.session.scalars(query.order_by(Vouch.id)):
        first.setdefault(vouch.voucher_id, vouch)
    return list(first.values())[:MOST_VOUCHES]


def takes_vouches(version: AchievementVersion) -> bool:
    """Tell whether anybody can have vouched: without a look into the database, as nearly always."""
    return any(_names_vouches(milestone.rule) for milestone in version.milestones)


def _names_vouches(rule: Any) -> bool:
    if isinstance(rule, Mapping):
        return "vouched" in rule or any(map(_names_vouches, rule.values()))
    return isinstance(rule, list) and any(map(_names_vouches, rule))


def _issue(profile: Profile, at: datetime) -> Issue:
    public_id = ports().token_bytes(16).hex()
    return Issue(f"{profile.base_url}/endorsements/{public_id}", at, take_place(profile))


def _signed(
    profile: Profile,
    issue: Issue,
    document: UnsignedCredential,
    *,
    vouch_id: int | None = None,
) -> Endorsement:
    for problem in check_endorsement_credential(document):
        raise ConflictError(
            "issuing.schema",
            f"The endorsement would not be valid: {problem.path}: {problem.message}",
            path=problem.path,
        )
    key, signer = signer_of(profile, "Ed25519")
    return Endorsement(
        community_id=profile.community_id,
        public_id=issue.iri.rpartition("/")[2],
        iri=issue.iri,
        vouch_id=vouch_id,
        document=orjson.dumps(secure(document, signer, created=issue.at)),
        signing_key_id=key.id,
        status_list_id=issue.status[0].id,
        status_index=issue.status[1],
        created_at=issue.at,
    )
