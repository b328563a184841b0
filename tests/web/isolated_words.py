"""Words, thanks, endorsements and guests' links of a community that nobody else may see."""

from __future__ import annotations

from support import achievement

from badges.accounts.access import Actor
from badges.awarding.evidence import submit_evidence
from badges.awarding.guests import invite_guest
from badges.database import db
from badges.models import AchievementVersion, BadgeEndorsement, Membership, Thanks, Vouch
from badges.ports import now


def words_of(
    boss: Actor, person: Membership, version: AchievementVersion, secret: str
) -> dict[str, int]:
    """Put one of each into a community; gives the parts of addresses that name them."""
    there = boss.community.id
    said = Vouch(
        community_id=there,
        member=person,
        achievement=version.achievement,
        voucher=boss.membership,
        sentence=secret,
        created_at=now(),
    )
    thanks = Thanks(community_id=there, member=person, sentence=secret, created_at=now())
    asked = BadgeEndorsement(
        community_id=there, version=version, organisation=secret, asked_at=now()
    )
    db.session.add_all([said, thanks, asked])
    db.session.flush()
    asks = achievement(boss.community, "asks", {"made": {"reviewed": {}}}).achievement
    piece = submit_evidence(person, asks, "made", text=secret)
    invited, _ = invite_guest(boss, [piece.id], name=secret)
    return {
        "vouch_id": said.id,
        "thanks_id": thanks.id,
        "row_id": asked.id,
        "invitation_id": invited.id,
    }
