"""Renewal: a badge that runs out is awarded anew, before its end or after, by one click."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import sqlalchemy as sa

from badges.accounts.access import Actor, Permission
from badges.awarding.awards import Awarded, award
from badges.awarding.states import expires_at
from badges.database import db, get_scoped
from badges.errors import ConflictError
from badges.models import AchievementVersion, Award
from badges.ports import now
from badges.wording import wording

AHEAD: Final = timedelta(days=60)
"""So long before its end a badge can be renewed."""


def renew(actor: Actor, held: Award) -> Awarded:
    """Offer the badge anew to who holds it; the one held stays valid until its end.

    Raises ``ConflictError`` where it does not run out within 60 days, is not held any more, or
    was renewed already, and as :func:`badges.awarding.awards.award` does.
    """
    actor.require(Permission.AWARDS_WRITE)
    row = get_scoped(Award, actor.community.id, id=held.id)
    if not _can_be_renewed(row):
        raise ConflictError("award.no_renewal", "This badge does not run out soon.")
    if db.session.scalar(_renewals(row)) is not None or row.member is None:
        raise ConflictError("award.renewed", "This badge has been renewed already.")
    row.once_key = None
    db.session.flush()
    words = wording(actor.community.languages[0], formal=actor.community.formal)
    made = award(
        actor,
        row.achievement,
        row.member,
        reason=words.gettext("Renewed before it ran out"),
        language=row.language,
    )
    made.award.renews_id = row.id
    return made


def running_out(actor: Actor, *, limit: int = 50, offset: int = 0) -> list[tuple[Award, bool]]:
    """List what runs out within 60 days, the first end first, and whether it is renewed."""
    actor.require(Permission.AWARDS_READ)
    lasting = sa.select(AchievementVersion).where(
        AchievementVersion.community_id == actor.community.id,
        AchievementVersion.valid_days.is_not(None),
    )
    found: list[Award] = []
    for version in db.session.scalars(lasting):
        days = timedelta(days=version.valid_days or 0)
        query = sa.select(Award).order_by(Award.awarded_at, Award.id).limit(offset + limit)
        query = query.where(
            Award.achievement_id == version.achievement_id,
            Award.version_id == version.id,
            Award.state == "accepted",
            Award.membership_id.is_not(None),
            Award.awarded_at.between(now() - days - timedelta(days=1), now() - days + AHEAD),
        )
        found += [row for row in db.session.scalars(query) if _can_be_renewed(row)]
    found.sort(key=lambda row: row.awarded_at + timedelta(days=row.version.valid_days or 0))
    found = found[offset : offset + limit]
    renewed = set(
        db.session.scalars(
            sa.select(Award.renews_id).where(Award.renews_id.in_([row.id for row in found]))
        )
    )
    return [(row, row.id in renewed) for row in found]


def _can_be_renewed(row: Award) -> bool:
    end = expires_at(row)
    return row.state == "accepted" and end is not None and end <= now() + AHEAD


def _renewals(row: Award) -> sa.Select[int]:
    return sa.select(Award.id).where(Award.renews_id == row.id).limit(1)
