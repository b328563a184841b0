"""Going live: the rehearsal ends, and the community gets the address it will have for ever.

1. All that was awarded on trial is withdrawn and erased; status lists tell so under the old ids.
2. Where the address changes, what stands at the old one is kept as it is for those who have it:
   the DID document with its keys, the lists with their last word. Nothing new appears there.
3. Profile and badges get their addresses; no id of the trial names anything else afterwards.
4. New keys are drawn. Those of the trial sign nothing for the community again.

The caller has checked the address (:mod:`badges.launching.checking`) and commits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from badges import audit
from badges.accounts.access import Actor, Permission
from badges.accounts.legal import missing_details
from badges.awarding.erasing import erase
from badges.credentials.custody import create_issuer_keys, keys_of, retire_key
from badges.credentials.published import published
from badges.credentials.statuslists import close_list, revoke_credentials, sign_list
from badges.database import count_up_to, db
from badges.errors import ConflictError, NotFoundError
from badges.launching.address import clean_address, problem_of
from badges.models import (
    Achievement,
    AchievementVersion,
    Award,
    AwardEvidence,
    Community,
    FormerDocument,
    OutboxMail,
    Profile,
    StatusList,
)
from badges.ports import now, settings
from keys.did import did_web
from keys.keyring import KeyState

_UNSENT = ("waiting", "kept", "failed")


@dataclass(frozen=True, slots=True)
class Leftovers:
    """What goes with the trial: awards, the people who hold them, the evidence they rest on."""

    awards: int
    people: int
    evidence: int


def leftovers(community: Community) -> Leftovers:
    """Count what going live removes, for the page that asks."""
    here = sa.and_(Award.community_id == community.id, Award.state != "erased")
    counts = (
        sa.select(Award.id).where(here),
        sa.select(Award.membership_id).where(here, Award.membership_id.is_not(None)).distinct(),
        sa.select(AwardEvidence.evidence_id)
        .join(Award)
        .where(AwardEvidence.community_id == community.id, Award.state != "erased")
        .distinct(),
    )
    return Leftovers(*map(count_up_to, counts))


def go_live(actor: Actor, address: str) -> Community:
    """Take the step; raises ``ConflictError`` where the community is not ready for it.

    ``address`` must be the one that this service is told to have, since mails and cookies go by it.
    """
    actor.require(Permission.SETTINGS)
    community, base = actor.community, clean_address(address)
    if not community.is_trial:
        raise ConflictError("address.not_trial", "Only a community on trial can go live.")
    reason = problem_of(base)
    if reason is not None or base != settings().base_url:
        raise ConflictError(reason or "address.setting", address=base, now=settings().base_url)
    if missing_details(community):
        raise ConflictError("legal.missing", "Legal details are missing.")
    profile = community.profile
    left = _end_trial(community)
    awarded = _awarded(community)
    if base == profile.base_url:
        _renew_keys(profile)
    else:
        _leave(profile)
        profile.base_url = base
        profile.did = did_web(f"{base}/issuers/{profile.slug}")
        db.session.flush()
        create_issuer_keys(profile)
        awarded = set()
    _readdress(community, awarded)
    community.stage, community.address, community.live_since = "live", base, now()
    audit.record(actor, "community.live", f"community:{community.id}", awards=left)
    db.session.flush()
    return community


def _end_trial(community: Community) -> int:
    """Withdraw and erase what was awarded; gives how many awards that were."""
    awards = db.session.scalars(
        sa.select(Award).where(Award.community_id == community.id, Award.state != "erased")
    ).all()
    revoke_credentials(*awards, kind="withdrawn", reason="trial")
    for award in awards:
        erase(award)
    # What was not sent yet leads to pages that are no more, or will soon be elsewhere.
    db.session.execute(
        sa.delete(OutboxMail).where(
            OutboxMail.community_id == community.id, OutboxMail.state.in_(_UNSENT)
        )
    )
    return len(awards)


def _awarded(community: Community) -> set[int]:
    """List the achievements whose versions stand in something that was signed."""
    query = sa.select(Award.achievement_id).where(Award.community_id == community.id).distinct()
    return set(db.session.scalars(query))


def _leave(profile: Profile) -> None:
    """Keep what stands at the old address, with the keys that may sign no more."""
    for row in _lists(profile):
        close_list(row)
    _retire_keys(profile)
    for address in _addresses(profile):
        try:
            found = published(address)
        except NotFoundError:
            continue
        db.session.add(
            FormerDocument(
                community_id=profile.community_id,
                base_url=profile.base_url,
                address=address,
                media_type=found.media_type,
                body=found.body,
                created_at=now(),
            )
        )
    db.session.flush()


def _addresses(profile: Profile) -> Iterator[str]:
    for suffix in ("/did.json", "/jwks.json", "/revocations", ".json", ".ob2.json"):
        yield f"{profile.iri}{suffix}"
    for key in keys_of(profile):
        for suffix in (".jwk", ".ob2.json", ".json"):
            yield f"{profile.iri}/keys/{key.thumbprint}{suffix}"
    for version in _versions(profile.community):
        yield f"{version.iri}.json"
        yield f"{version.iri}.ob2.json"
        yield version.iri
    for row in _lists(profile):
        yield row.iri


def _renew_keys(profile: Profile) -> None:
    """Let new keys take over under the same id; the lists are signed by them at once."""
    _retire_keys(profile)
    create_issuer_keys(profile)
    for row in _lists(profile):
        sign_list(row)


def _retire_keys(profile: Profile) -> None:
    for key in keys_of(profile):
        if key.state == KeyState.ACTIVE:
            retire_key(key)


def _readdress(community: Community, awarded: set[int]) -> None:
    """Give each version its address; numbers that something signed names are used no more."""
    base = community.profile.base_url
    for achievement in db.session.scalars(
        sa.select(Achievement).where(Achievement.community_id == community.id)
    ):
        versions = sorted(achievement.versions, key=lambda row: -row.number)
        step = versions[0].number if versions and achievement.id in awarded else 0
        for version in versions:  # from above, so that no number is taken twice meanwhile
            version.number += step
            version.iri = (
                f"{base}/achievements/{community.slug}/{achievement.slug}/{version.number}"
            )
            db.session.flush()
        db.session.expire(achievement, ["versions"])


def _versions(community: Community) -> list[AchievementVersion]:
    query = sa.select(AchievementVersion).where(AchievementVersion.community_id == community.id)
    return list(db.session.scalars(query))


def _lists(profile: Profile) -> list[StatusList]:
    return list(
        db.session.scalars(sa.select(StatusList).where(StatusList.profile_id == profile.id))
    )
