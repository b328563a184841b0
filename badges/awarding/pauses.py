"""The pauses that a community has planned: its own, and those of programmes for who is in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from badges import standstill
from badges.database import db
from badges.models import Community, Enrolment, Membership, Pause, Programme
from badges.ports import now
from badges.standstill import Span
from badges.timestamps import local_day


def pauses_of_members(community_id: int, members: Sequence[int]) -> Mapping[int, tuple[Span, ...]]:
    """Give each member's pauses in order: everybody's, and their programmes' own."""
    rows = db.session.scalars(
        sa.select(Pause).where(Pause.community_id == community_id).order_by(Pause.since, Pause.id)
    ).all()
    if not rows:
        return {}
    own: dict[int, set[int]] = defaultdict(set)
    if any(row.programme_id is not None for row in rows):
        enrolled = sa.select(Enrolment.membership_id, Enrolment.programme_id).where(
            Enrolment.membership_id.in_(members), Enrolment.state == "enrolled"
        )
        for member, programme in db.session.execute(enrolled):
            own[member].add(programme)
    return {
        member: tuple(
            (row.since, row.until)
            for row in rows
            if row.programme_id is None or row.programme_id in own[member]
        )
        for member in members
    }


def pauses_of(membership: Membership) -> tuple[Span, ...]:
    """Give one member's pauses; :func:`badges.standstill.moved` moves a deadline of theirs."""
    found = pauses_of_members(membership.community_id, [membership.id])
    return found.get(membership.id, ())


def pauses_of_community(community_id: int) -> tuple[Span, ...]:
    """Give the pauses that hold for everybody."""
    return spans_of(
        db.session.scalars(
            sa.select(Pause)
            .where(Pause.community_id == community_id, Pause.programme_id.is_(None))
            .order_by(Pause.since, Pause.id)
        )
    )


def days_of_programmes(community: Community, programmes: Iterable[Programme]) -> Mapping[int, Span]:
    """Give the first and the last day of programmes by their id, as pauses have moved them."""
    rows = db.session.scalars(sa.select(Pause).where(Pause.community_id == community.id)).all()
    found = {}
    for programme in programmes:
        spans = spans_of(row for row in rows if row.programme_id in (None, programme.id))
        since, until = (
            standstill.moved(day, spans, since=programme.starts_on)
            for day in (programme.starts_on, programme.ends_on)
        )
        found[programme.id] = since, until
    return found


def spans_of(rows: Iterable[Pause]) -> tuple[Span, ...]:
    """Give pauses as pairs of days."""
    return tuple((row.since, row.until) for row in rows)


def is_paused(community: Community) -> bool:
    """Tell whether the whole community pauses today: nobody is reminded of anything then."""
    spans = pauses_of_community(community.id)
    return standstill.covers(spans, local_day(now(), community.zone))


def begun_before(community: Community, until: datetime, lasting: timedelta) -> datetime:
    """Give since when something has lasted so long by ``until``, the pauses left out."""
    spans = pauses_of_community(community.id)
    return standstill.before(until, lasting, spans, ZoneInfo(community.zone))
