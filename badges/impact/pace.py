"""The pace guard: how much is asked at once, and whether a pause is due.

It looks at what is open, at what was asked of members in the last four weeks, at what waits for
reviewers and at how many members have nothing yet; never at a single person. One query counts
all that there is much of, since the managers' home page asks each time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import sqlalchemy as sa

from badges.accounts.access import Actor, Permission, permissions_of
from badges.accounts.people import members_named, team_of
from badges.awarding.pauses import days_of_programmes, pauses_of_community
from badges.database import db
from badges.errors import Reason
from badges.models import (
    Award,
    CircleMember,
    Community,
    Evidence,
    FollowUp,
    Meeting,
    MeetingMember,
    Membership,
    Programme,
    VouchRequest,
)
from badges.models.evidence import SUBMITTED
from badges.ports import now
from badges.timestamps import local_day

WEEKS: Final = 4
NEW_FOR: Final = timedelta(days=90)
PAUSE_DAYS: Final = 14
BEGINS_IN: Final = 7

MOST_PROGRAMMES: Final = 3
MOST_ASKS: Final = 2.0
MOST_WAITING: Final = 10
MOST_LATE: Final = 2
MOST_WITHOUT: Final = 0.5
MOST_LOOKED_AT: Final = 2_000
"""Of so many members, the first by name, the shares are reckoned; that is close enough."""

SMALL: Final = 10
"""Of fewer members no share is reckoned."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How busy a community is now; of its members, the first ``MOST_LOOKED_AT`` by name.

    ``programmes`` are open today. ``asks`` counts what was asked of members in the last four weeks.
    ``waiting`` pieces were promised an answer and have none, ``late`` ones past the day expected.
    ``old`` members joined more than ninety days ago; ``without`` of them have no badge.
    """

    programmes: int
    members: int
    asks: int
    waiting: int
    late: int
    reviewers: int
    old: int
    without: int
    weeks_since_pause: int | None

    @property
    def asks_a_week(self) -> float:
        """Give how often one member was asked for something in a week."""
        return self.asks / WEEKS / self.members if self.members else 0.0

    @property
    def share_without(self) -> float:
        """Give the share of the older members that have no badge, 0 to 1."""
        return self.without / self.old if self.old >= SMALL else 0.0

    @property
    def warnings(self) -> tuple[Reason, ...]:
        """Name what is too much; none: the pace is fine."""
        found = []
        if self.programmes > MOST_PROGRAMMES:
            found.append(Reason("pace.programmes", count=self.programmes))
        if self.members >= SMALL and self.asks_a_week > MOST_ASKS:
            found.append(Reason("pace.asks", number=round(self.asks_a_week, 1)))
        if self.late > MOST_LATE:
            found.append(Reason("pace.late", count=self.late))
        elif self.waiting > MOST_WAITING * max(1, self.reviewers):
            found.append(Reason("pace.waiting", count=self.waiting))
        if self.share_without > MOST_WITHOUT:
            found.append(Reason("pace.without", percent=round(self.share_without * 100)))
        return tuple(found)


def pace_of(actor: Actor) -> Pace:
    """Look at a community's pace; raises ``ForbiddenError`` for whoever does not lead here."""
    actor.require(Permission.ACHIEVEMENTS_WRITE)
    community = actor.community
    today = local_day(now(), community.zone)
    row = db.session.execute(sa.select(*_counts(community))).one()
    found = dict(zip(_NAMES, row, strict=True))
    asks = sum(found.pop(name) for name in _ASKS)
    return Pace(
        **found,
        programmes=_open_programmes(community, today),
        asks=asks,
        reviewers=_reviewers(community),
        weeks_since_pause=_weeks_since_pause(community, today),
    )


def suggested_pause(community: Community) -> tuple[date, date]:
    """Give the days of a pause that could be planned: two weeks, from a Monday in a week or so."""
    soon = local_day(now(), community.zone) + timedelta(days=BEGINS_IN)
    monday = soon + timedelta(days=-soon.weekday() % 7)
    return monday, monday + timedelta(days=PAUSE_DAYS - 1)


_ASKS: Final = ("offers", "vouches", "circles", "meetings", "pieces", "questions")
_NAMES: Final = ("members", "waiting", "late", "old", "without", *_ASKS)


def _counts(community: Community) -> list[sa.ScalarSelect[int]]:
    """Count, in the order of the names."""
    lately = now() - timedelta(weeks=WEEKS)
    here = community.id
    some = members_named(community).limit(MOST_LOOKED_AT)
    member = some.with_only_columns(Membership.id, Membership.joined_at).cte("member").c
    theirs = sa.select(member.id)
    old = member.joined_at <= now() - NEW_FOR
    holds = sa.exists().where(Award.membership_id == member.id, Award.state == "accepted")
    # No answer is promised for what no rule wants judged; such pieces stay "submitted" for ever.
    promised = Evidence.answer_by.is_not(None)
    waits = (Evidence.community_id == here, Evidence.state == SUBMITTED, promised)

    def count(column: Any, *which: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
        return sa.select(sa.func.count(column)).where(*which).scalar_subquery()

    logged = sa.select(Meeting.id).where(
        Meeting.id == MeetingMember.meeting_id,
        Meeting.created_at > lately,
        Meeting.logged_by != MeetingMember.membership_id,
    )
    return [
        count(member.id),
        count(Evidence.id, *waits),
        count(Evidence.id, *waits, Evidence.answer_by < now()),
        count(member.id, old),
        count(member.id, old, ~holds),
        count(Award.id, Award.membership_id.in_(theirs), Award.awarded_at > lately),
        count(VouchRequest.id, VouchRequest.asked_id.in_(theirs), VouchRequest.created_at > lately),
        count(
            CircleMember.id, CircleMember.membership_id.in_(theirs), CircleMember.asked_at > lately
        ),
        count(MeetingMember.id, MeetingMember.membership_id.in_(theirs), sa.exists(logged)),
        count(Evidence.id, Evidence.assigned_to.in_(theirs), Evidence.submitted_at > lately),
        count(FollowUp.id, FollowUp.membership_id.in_(theirs), FollowUp.asked_at > lately),
    ]


def _open_programmes(community: Community, today: date) -> int:
    """Count what runs today; pauses move its days."""
    rows = db.session.scalars(
        sa.select(Programme).where(
            Programme.community_id == community.id,
            Programme.published_at.is_not(None),
            Programme.archived_at.is_(None),
            Programme.starts_on <= today,
        )
    ).all()
    days = days_of_programmes(community, rows).values()
    return sum(since <= today <= until for since, until in days)


def _reviewers(community: Community) -> int:
    return sum(Permission.REVIEW in permissions_of(each.roles) for each in team_of(community))


def _weeks_since_pause(community: Community, today: date) -> int | None:
    ends = [until for _, until in pauses_of_community(community.id) if until < today]
    return (today - max(ends)).days // 7 if ends else None
