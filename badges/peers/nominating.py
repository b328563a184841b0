"""A word that nobody asked for: which badges somebody is heard about, and whom they may name.

Who did something worth a badge need not be one who asks. Named can be who is known here: whoever
the voucher meets, lets themselves be found, or shows a badge to everybody. Who else is in the
community is their own business; they can be given a link instead, and ask::

    vouch_unasked(mira, "workshop", ada.id, "She kept the whole group going.", named=True)

The same guards hold as for a word that was asked for, and the member is told of it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import sqlalchemy as sa

from badges.awarding.achievements import current_versions
from badges.awarding.judging import all_held_by
from badges.database import db
from badges.errors import InputError
from badges.models import (
    Achievement,
    AchievementVersion,
    Award,
    Membership,
    MentoringCard,
    Vouch,
    VouchRequest,
)
from badges.models.awards import PUBLIC
from badges.peers.mentoring import partner_ids
from badges.peers.voices import MOST_LOOKED_AT, standing_of, voices_in
from badges.peers.vouching import vouch
from badges.ports import now

MOST_NAMED: Final = 300
"""People to choose from; everybody else can ask for themselves."""

TOLD_FOR: Final = timedelta(days=7)
"""For so long a member's home page tells of a word that they did not ask for."""


def badges_for(voucher: Membership) -> list[AchievementVersion]:
    """List the badges that are offered and about which a member is heard, by their slug."""
    offered, held = current_versions(voucher.community_id), all_held_by(voucher)
    return [
        row
        for row in sorted(offered, key=lambda each: each.achievement.slug)
        if standing_of(voucher, row.achievement, voices=voices_in(row), held=held) is not None
    ]


def people_for(voucher: Membership) -> list[Membership]:
    """List whom a member may name, by their names; whom they meet is there in any case."""
    here = sa.select(Achievement.id).where(Achievement.community_id == voucher.community_id)
    shows = (
        sa.select(Award.membership_id)
        .where(
            Award.achievement_id.in_(here),
            Award.state == "accepted",
            Award.visibility == PUBLIC,
            Award.membership_id.is_not(None),
        )
        .order_by(Award.id.desc())
        .limit(MOST_LOOKED_AT)
    )
    findable = (
        sa.select(MentoringCard.membership_id)
        .where(
            MentoringCard.community_id == voucher.community_id,
            MentoringCard.findable.is_(True),
        )
        .limit(MOST_LOOKED_AT)
    )
    met = partner_ids(voucher)
    known = {*db.session.scalars(shows), *db.session.scalars(findable), *met}
    query = sa.select(Membership).where(
        Membership.community_id == voucher.community_id,
        Membership.id != voucher.id,
        Membership.left_at.is_(None),
        Membership.invited.is_(False),
        Membership.id.in_(known),
    )
    by_name = sorted(db.session.scalars(query), key=lambda each: (each.sort_name, each.id))
    first = sorted(by_name, key=lambda each: each.id not in met)[:MOST_NAMED]
    return [each for each in by_name if each in first]


def vouch_unasked(
    voucher: Membership, slug: str, member_id: int | None, sentence: str, *, named: bool
) -> Vouch:
    """Give one's word for somebody who has not asked for it.

    Raises ``InputError`` for a badge or a person that is not to be chosen, and as
    :func:`badges.peers.vouching.vouch` does.
    """
    chosen = next((row for row in badges_for(voucher) if row.achievement.slug == slug), None)
    if chosen is None:
        raise InputError("vouch.badge", "Choose a badge from the list.", field="badge")
    member = next((each for each in people_for(voucher) if each.id == member_id), None)
    if member is None:
        raise InputError("vouch.person", "Choose somebody from the list.", field="person")
    return vouch(voucher, member, chosen.achievement, sentence, named=named)


def told_lately(member: Membership) -> list[Vouch]:
    """List the words of the last days that a member did not ask for, the newest first."""
    asked = sa.exists().where(
        VouchRequest.membership_id == Vouch.membership_id,
        VouchRequest.achievement_id == Vouch.achievement_id,
    )
    query = sa.select(Vouch).where(
        Vouch.membership_id == member.id,
        Vouch.withdrawn_at.is_(None),
        Vouch.voucher_id != member.id,
        Vouch.created_at > now() - TOLD_FOR,
        ~asked,
    )
    return list(db.session.scalars(query.order_by(Vouch.id.desc())))
