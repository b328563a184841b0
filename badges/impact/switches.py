"""What a community has switched on: asking what changed, and the report; who is not in it.

The report is off until somebody who leads switches it on. Members are told at home for two weeks,
read it themselves, and may refuse; nothing is counted for the first time before these are over.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import sqlalchemy as sa

from badges import audit
from badges.accounts.access import Actor, Permission
from badges.database import db
from badges.models import Community, ImpactRefusal, ImpactSettings, Membership
from badges.ports import now

NOTICE_DAYS: Final = 14
"""Days between the switch, or the end of a quarter, and the counting: time to refuse."""


def settings_of(community: Community, *, keep: bool = False) -> ImpactSettings:
    """Give what a community chose; ``keep`` writes the row where there was none, to change it."""
    row = db.session.get(ImpactSettings, community.id)
    if row is None:
        row = ImpactSettings(community_id=community.id, questions=True, report_since=None)
        if keep:
            db.session.add(row)
    return row


def is_reported(community: Community) -> bool:
    """Tell whether the report is on."""
    return settings_of(community).report_since is not None


def set_report(actor: Actor, *, on: bool) -> None:
    """Switch the report on or off; what was counted stays, so that it is not counted otherwise."""
    actor.require(Permission.SETTINGS)
    row = settings_of(actor.community, keep=True)
    if on != (row.report_since is not None):
        row.report_since = now() if on else None
        audit.record(
            actor, "impact.report", f"community:{actor.community.id}", on="yes" if on else "no"
        )


def has_refused(member: Membership) -> bool:
    """Tell whether this member is in no number."""
    return db.session.get(ImpactRefusal, member.id) is not None


def is_new_to(member: Membership) -> bool:
    """Tell whether a member is still in the two weeks in which the report is news to them."""
    since = settings_of(member.community).report_since
    return since is not None and now() < max(since, member.joined_at) + timedelta(days=NOTICE_DAYS)


def refuse(member: Membership) -> None:
    """Be in no number from now on; twice changes nothing."""
    if not has_refused(member):
        db.session.add(
            ImpactRefusal(membership_id=member.id, community_id=member.community_id, at=now())
        )
        db.session.flush()


def agree_again(member: Membership) -> None:
    """Be counted again."""
    db.session.execute(sa.delete(ImpactRefusal).where(ImpactRefusal.membership_id == member.id))


def refusers(community_id: int) -> frozenset[int]:
    """Give the memberships that are in no number."""
    query = sa.select(ImpactRefusal.membership_id).where(ImpactRefusal.community_id == community_id)
    return frozenset(db.session.scalars(query))
