"""One mail for all that waits between members, and what lapses quietly (daily).

Whoever has not answered after some days is reminded once of each thing, all of them in one mail;
what is not confirmed after three weeks lapses, and nobody is told so. Days on which the community
pauses are not counted, and on them nobody is reminded. Nobody is who stopped it or has left, and
nobody at all where no mail server is set up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

import sqlalchemy as sa

from badges import jobs, mailing
from badges.awarding.pauses import begun_before, is_paused
from badges.database import db
from badges.models import Circle, CircleMember, Community, Meeting, MeetingMember, Membership
from badges.peers.meetings import LAPSES_AFTER
from badges.ports import now, settings

REMIND_OF_MEETINGS: Final = timedelta(days=4)
REMIND_OF_ASKING: Final = timedelta(days=1)

KIND: Final = "together"


def remind_peers() -> None:
    """Close what nobody answered in time, then remind of what still waits."""
    for community in db.session.scalars(sa.select(Community).order_by(Community.id)).all():
        _lapse(community)
        if settings().mail_url is not None and not is_paused(community):
            _remind_in(community)


def _lapse(community: Community) -> None:
    db.session.execute(
        sa.update(Meeting)
        .where(
            Meeting.community_id == community.id,
            Meeting.closed_at.is_(None),
            Meeting.created_at < begun_before(community, now(), LAPSES_AFTER),
            sa.exists().where(MeetingMember.meeting_id == Meeting.id, MeetingMember.answer == ""),
        )
        .values(closed_at=now(), closed_as="lapsed")
    )
    db.session.commit()


def _remind_in(community: Community) -> None:
    waiting: dict[int, list[MeetingMember | CircleMember]] = defaultdict(list)
    unanswered: list[MeetingMember | CircleMember] = [*_meetings(community), *_circles(community)]
    for each in unanswered:
        waiting[each.membership_id].append(each)
    for member_id in jobs.for_a_while(sorted(waiting)):
        _remind(db.session.get_one(Membership, member_id), waiting.pop(member_id))
    db.session.commit()
    if waiting:
        jobs.enqueue("remind_peers")


def _meetings(community: Community) -> Iterable[MeetingMember]:
    return db.session.scalars(
        sa.select(MeetingMember)
        .join(Meeting)
        .where(
            MeetingMember.community_id == community.id,
            MeetingMember.answer == "",
            MeetingMember.reminded_at.is_(None),
            Meeting.closed_at.is_(None),
            Meeting.created_at < begun_before(community, now(), REMIND_OF_MEETINGS),
        )
    )


def _circles(community: Community) -> Iterable[CircleMember]:
    return db.session.scalars(
        sa.select(CircleMember)
        .join(Circle)
        .where(
            CircleMember.community_id == community.id,
            CircleMember.agreed_at.is_(None),
            CircleMember.left_at.is_(None),
            CircleMember.reminded_at.is_(None),
            Circle.ended_at.is_(None),
            CircleMember.asked_at < begun_before(community, now(), REMIND_OF_ASKING),
        )
    )


def _remind(member: Membership, things: list[MeetingMember | CircleMember]) -> None:
    for each in things:
        each.reminded_at = now()
    community = member.community
    wanted = member.left_at is None and member.address
    if not wanted or not mailing.wants(community, member.address, KIND):
        return
    own = member.person.language
    mailing.post(
        KIND,
        member.address,
        community=community,
        language=own if own in community.languages else community.languages[0],
        name=member.name,
        meetings=sum(isinstance(each, MeetingMember) for each in things),
        asked=sum(isinstance(each, CircleMember) for each in things),
        link=f"{community.profile.base_url}/me/{community.slug}/mentoring",
    )
