"""Reminders, written once a day: of offers without an answer, of badges that run out soon.

An offer is brought to mind twice at most, after the days the community chose (7 and 21); a badge
that runs out is announced once. Nobody is reminded who stopped it, whose address was refused, or
who has left; and where no mail server is set up nobody is, since managers would have to carry
each reminder themselves. Days on which the community pauses are not counted, and on them
nobody is reminded of an offer. Run twice, it writes nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from badges import mailing
from badges.awarding.pauses import begun_before, is_paused
from badges.awarding.states import expires_at, has_expired
from badges.awarding.telling import link_to
from badges.database import db
from badges.models import AchievementVersion, Award, Community, Membership, OutboxMail
from badges.ports import now, settings
from badges.wording import wording

MOST_REMINDERS: Final = 2
NOTICE: Final = timedelta(days=30)
AT_A_TIME: Final = 200
"""So many awards are looked at between two commits: the writers' lock is never held for long."""


def remind_offers() -> None:
    """Remind of offers that have no answer (daily)."""
    if settings().mail_url is None:
        return
    for community in db.session.scalars(sa.select(Community).order_by(Community.id)).all():
        if is_paused(community):
            continue
        days = sorted(int(day) for day in community.reminder_days)[:MOST_REMINDERS]
        for sent, day in enumerate(days):
            _remind(community, day, sent, last=sent + 1 == len(days), before=days[:sent])


def remind_expiry() -> None:
    """Announce badges that run out within 30 days (daily)."""
    if settings().mail_url is None:
        return
    versions = sa.select(AchievementVersion).where(AchievementVersion.valid_days.is_not(None))
    for version in db.session.scalars(versions.order_by(AchievementVersion.id)).all():
        lasting = timedelta(days=version.valid_days or 0)
        query = sa.select(Award).where(
            Award.version_id == version.id,
            Award.state == "accepted",
            # It ends with a day, so up to a day later than its hours say.
            Award.awarded_at.between(now() - lasting - timedelta(days=1), now() - lasting + NOTICE),
            _reminders_of("expiry") == 0,
        )
        for award in _in_turn(query):
            end = expires_at(award)
            if end is not None and now() < end <= now() + NOTICE:
                _announce(award, end)


def _remind(community: Community, day: int, sent: int, *, last: bool, before: list[int]) -> None:
    """Write the reminder of one day; a second one never follows closer than the days say."""
    gap = timedelta(days=day - before[-1]) if before else timedelta(0)
    offered_by = begun_before(community, now(), timedelta(days=day))
    quiet_since = begun_before(community, now(), gap)
    query = sa.select(Award).where(
        Award.community_id == community.id,
        Award.state == "offered",
        Award.awarded_at <= offered_by,
        _reminders_of("reminder") == sent,
        ~sa.exists().where(
            OutboxMail.award_id == Award.id,
            OutboxMail.kind == "reminder",
            OutboxMail.created_at > quiet_since,
        ),
    )
    for award in _in_turn(query):
        if not has_expired(award, now()) and mailing.wants(
            community, award.recipient_address, "reminder"
        ):
            mailing.post(
                "reminder",
                award.recipient_address,
                community=community,
                language=award.language,
                award=award,
                link=link_to(award),
                last=last,
            )


def _announce(award: Award, end: datetime) -> None:
    community = award.community
    if not mailing.wants(community, award.recipient_address, "expiry"):
        return
    words = wording(award.language, formal=community.formal)
    mailing.post(
        "expiry",
        award.recipient_address,
        community=community,
        language=award.language,
        award=award,
        day=words.date(end.astimezone(ZoneInfo(community.zone)).date()),
        link=f"{community.profile.base_url}/me/{community.slug}"
        f"/achievements/{award.achievement.slug}",
    )


def _reminders_of(kind: str) -> sa.ScalarSelect[int]:
    """Count the mails of a kind about an award; one that was called off counts as well."""
    return (
        sa.select(sa.func.count(OutboxMail.id))
        .where(OutboxMail.award_id == Award.id, OutboxMail.kind == kind)
        .scalar_subquery()
    )


def _in_turn(query: sa.Select[Award]) -> Iterator[Award]:
    """Give the awards of people who are here and have an address, with commits in between."""
    here = query.join(Membership, Award.membership_id == Membership.id).where(
        Membership.left_at.is_(None), Award.recipient_address != ""
    )
    seen = 0
    while True:
        batch = db.session.scalars(
            here.where(Award.id > seen).order_by(Award.id).limit(AT_A_TIME)
        ).all()
        yield from batch
        db.session.commit()
        if len(batch) < AT_A_TIME:
            return
        seen = batch[-1].id
